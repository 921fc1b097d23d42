//! The faults as `simulate --list-faults` shows them.

use serde_json::{Value, json};

use crate::facts::Stage;
use crate::text::format::json_name;
use crate::text::language::Language;
use crate::text::layout::{padded, wrapped};
use crate::text::phrase::Phrase;

use super::fault_table::{Ends, FAULTS, FaultSpec, Seconds};

/// The stage that a check must blame. A warning blames nobody.
fn blamed(spec: &FaultSpec) -> Option<Stage> {
    spec.stage.filter(|_| spec.ends != Ends::Warn)
}

fn verdict(spec: &FaultSpec) -> String {
    spec.stage.map_or_else(|| "pass".into(), |_| json_name(spec.ends))
}

pub fn list_json(language: Language) -> Value {
    let listed = |spec: &FaultSpec| {
        let (stage, ends) = (blamed(spec), verdict(spec));
        json!({"name": spec.name, "stage": stage, "ends": ends, "summary": spec.summary.get(language)})
    };
    FAULTS.iter().map(listed).collect()
}

const FORMS_WIDTH: usize = 76;

/// The faults as the table of `--list-faults`, with a heading: one line each, and below a fault of
/// several forms the names of the others.
pub fn list_table(language: Language) -> String {
    let shown = |spec: &FaultSpec| match spec.seconds {
        Seconds::None => spec.name.clone(),
        _ => format!("{}[:SECS]", spec.name),
    };
    let bare = || FAULTS.chunk_by(|one, next| one.fault == next.fault);
    let width = bare().map(|forms| shown(&forms[0]).len()).max().unwrap_or_default();
    let row = |name: &str, stage: &str, summary: &str| {
        format!("{}  {}  {summary}\n", padded(name, width), padded(stage, 10))
    };
    let heading = [("name", "名稱"), ("stage", "階段"), ("summary", "說明")];
    let [name, stage, summary] = heading.map(|(en, zh_tw)| Phrase::new(en, zh_tw));
    let mut table = row(name.get(language), stage.get(language), summary.get(language));
    for forms in bare() {
        let stage = blamed(&forms[0]).map_or("-", Stage::name);
        table += &row(&shown(&forms[0]), stage, forms[0].summary.get(language));
        let others: Vec<&str> = forms[1..].iter().map(|form| form.name.as_str()).collect();
        if !others.is_empty() {
            let lines = wrapped(&others.join(" "), FORMS_WIDTH);
            table.extend(lines.into_iter().map(|line| format!("    {line}\n")));
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use crate::simulator::fault::Fault;

    use super::*;

    #[test]
    fn both_lists_name_every_fault() {
        let (table, list) = (list_table(Language::English), list_json(Language::English));
        assert_eq!(
            table.lines().filter(|line| !line.starts_with(' ')).count(),
            Fault::ALL.len() + 1
        );
        for (spec, row) in FAULTS.iter().zip(list.as_array().unwrap()) {
            assert!(table.contains(&spec.name));
            assert_eq!(row["name"], spec.name);
            assert_eq!(row["stage"], json!(blamed(spec)));
            assert_eq!(row["summary"], spec.summary.get(Language::English));
        }
    }
}
