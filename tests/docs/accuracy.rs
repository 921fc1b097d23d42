//! `docs/accuracy.md` was measured with the faults and the right answers of today.

use crate::expected::{expected, foreign};
use crate::pages::{alone, pages};

#[test]
fn every_robot_stands_in_the_page_with_the_answer_that_is_right_today() {
    let _alone = alone();
    let page = pages().into_iter().find(|page| page.name() == "docs/accuracy.md");
    let page = page.expect("it is there");
    let right = |first: Option<String>| first.unwrap_or_else(|| "none".into());
    let faults = expected().into_iter().map(|(spec, run)| (spec.name.clone(), right(run.first)));
    let foreign = foreign().into_iter().map(|run| {
        let fault = run.fault.map_or(String::new(), |fault| format!(", {fault}"));
        (format!("{}{fault}", run.robot), right(run.first))
    });
    let wanted: Vec<String> =
        faults.chain(foreign).map(|(name, code)| format!("| `{name}` | `{code}` |")).collect();
    let lines = page.lines();
    let (_, rows) = lines.split_at(
        lines
            .iter()
            .position(|line| line.starts_with("| robot |"))
            .map_or(lines.len(), |at| at + 2),
    );
    let rows: Vec<&String> = rows.iter().take_while(|line| line.starts_with('|')).collect();
    assert_eq!(rows.len(), wanted.len(), "`cargo bench --bench accuracy -- --keep` measures again");
    for (row, wanted) in rows.into_iter().zip(wanted) {
        assert!(row.starts_with(&wanted), "{row} instead of {wanted}: measure again");
    }
}
