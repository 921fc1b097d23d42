//! What a check makes of a healthy robot behind every bad network of `tests/namespace/condition.rs`.
//!
//! `cargo bench --bench reliability` prints the table; `-- --keep` puts it into
//! `docs/reliability.md` as well. `--runs N` changes the twenty, and words beside the options measure
//! only the conditions whose names contain one of them.

#[path = "../tests/namespace/condition.rs"]
mod condition;
#[path = "../tests/namespace/mod.rs"]
#[expect(dead_code, reason = "it is shared with the tests, which use all")]
mod namespace;
#[path = "../tests/namespace/path.rs"]
mod path;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io, process};

use condition::{Checked, Condition, check_all};

const OPENS: &str = "<!-- measured -->\n";
const CLOSES: &str = "<!-- end of measured -->\n";

fn main() {
    let (mut runs, mut keep, mut words) = (20, false, Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            // Cargo itself passes this one.
            "--bench" => {}
            "--keep" => keep = true,
            "--runs" => runs = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(runs),
            word => words.push(word.to_owned()),
        }
    }
    let wanted = |condition: &Condition| {
        words.is_empty() || words.iter().any(|word| condition.name.contains(word.as_str()))
    };
    let Some(all) = check_all(runs, wanted) else { process::exit(1) };
    let table = table(&all);
    print!("{table}");
    if keep {
        put_into_page(&table).expect("docs/reliability.md has a place for the table");
    }
}

fn table(all: &[(&Condition, Vec<Checked>)]) -> String {
    let mut page = String::from(
        "| network | checks | validated | median to `Validation Ok.` | failed, and whom that is laid to | \
         false |\n|---|---|---|---|---|---|\n",
    );
    for (condition, checks) in all {
        let mut times: Vec<f64> = checks.iter().filter_map(Checked::validated_ms).collect();
        times.sort_by(f64::total_cmp);
        let median =
            times.get(times.len() / 2).map_or("".into(), |ms| format!("{:.2} s", ms / 1e3));
        let mut called: BTreeMap<String, usize> = BTreeMap::new();
        for check in checks.iter().filter(|check| check.failed()) {
            let (code, side) = check.first().unwrap_or_default();
            *called.entry(format!("{side} (`{code}`)")).or_default() += 1;
        }
        let called: Vec<_> =
            called.iter().map(|(whom, times)| format!("{times}: {whom}")).collect();
        let wrong = checks.iter().filter(|check| !check.is_right(condition.sides));
        let wrong: Vec<_> =
            wrong.inspect(|check| eprintln!("{}: {check}", condition.name)).collect();
        // Writing to a String cannot fail.
        let _ = writeln!(
            page,
            "| {} | {} | {} | {median} | {} | {} |",
            condition.name,
            checks.len(),
            times.len(),
            if called.is_empty() { "none".into() } else { called.join("; ") },
            wrong.len()
        );
    }
    page
}

fn put_into_page(table: &str) -> io::Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reliability.md");
    let text = fs::read_to_string(&path)?;
    let parts = text.split_once(OPENS).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(CLOSES)?;
        Some((before, after))
    });
    let (before, after) = parts.ok_or_else(|| io::Error::other("no place for the table"))?;
    fs::write(path, format!("{before}{OPENS}{table}{CLOSES}{after}"))
}
