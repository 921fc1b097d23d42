//! Logs, consoles and builds as people paste them into trackers, and what is required of each.
//!
//! `expected.json` in each folder of `tests/fixtures/reports` was written before the first run. A key
//! that is missing requires nothing:
//! `stage` the failed stage is one of these, `exit` the status is, `first` the first finding is,
//! `named` one of these is among the findings, `says` each of these stands in the report with `-v`,
//! `never` none of these stands in the report, `next` the last line that begins with `Next` holds one
//! of these, `robot` is named where the next command asks a robot.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The folders: those that were given, those found in public trackers, those written to try the
/// reader when it knew the others, and those that were read only after it had been measured on them.
pub(crate) const KINDS: [&str; 10] =
    ["given", "found", "held", "blind", "blind2", "blind3", "blind4", "blind5", "blind6", "blind7"];

/// What was made of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grade {
    /// All that is required.
    Right,
    /// Something is missing, and nothing that was said is wrong.
    Partly,
    /// Nothing was said.
    Silent,
    /// Something else than what is required was said.
    Wrong,
}

/// A report and what was made of it.
pub(crate) struct Graded {
    pub(crate) name: String,
    pub(crate) grade: Grade,
    /// What is not as required.
    pub(crate) complaints: Vec<String>,
}

fn folder(kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reports").join(kind)
}

/// Every report of a folder.
pub(crate) fn graded(kind: &str) -> Vec<Graded> {
    let text = std::fs::read(folder(kind).join("expected.json")).expect("it is there");
    let expected: Value = serde_json::from_slice(&text).expect("it is JSON");
    let all = expected.as_object().expect("an object").iter();
    all.map(|(name, wanted)| grade(&folder(kind).join(name), name, wanted)).collect()
}

/// How the reports of every folder are read, as a table of Markdown.
pub(crate) fn table() -> Vec<String> {
    let heads = ["reports", "how many", "right", "partly", "silent", "wrong"].map(str::to_owned);
    let row = |kind: &str| {
        let all = graded(kind);
        let count = |grade| all.iter().filter(|one| one.grade == grade).count().to_string();
        let counts = [Grade::Right, Grade::Partly, Grade::Silent, Grade::Wrong].map(count);
        let [right, partly, silent, wrong] = counts;
        [kind.to_owned(), all.len().to_string(), right, partly, silent, wrong]
    };
    let line = |cells: &[String]| format!("| {} |", cells.join(" | "));
    let rules = format!("|{}", "---|".repeat(heads.len()));
    let rows = KINDS.iter().map(|kind| line(&row(kind)));
    [line(&heads), rules].into_iter().chain(rows).collect()
}

fn run(path: &Path, more: &[&str]) -> (i64, String) {
    let done = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .arg("logs")
        .arg(path)
        .args(more)
        .env_clear()
        .env("COLUMNS", "100")
        .output()
        .expect("it runs");
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    (done.status.code().unwrap_or(-1).into(), text)
}

/// The text in one line.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The last paragraph that begins with `Next`.
fn next(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let Some(at) = lines.iter().rposition(|line| line.starts_with("Next ")) else {
        return String::new();
    };
    let behind = lines[at + 1..].iter().take_while(|line| line.starts_with("      "));
    flat(&lines[at..=at].iter().chain(behind).copied().collect::<Vec<_>>().join(" "))
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn grade(path: &Path, name: &str, wanted: &Value) -> Graded {
    let (status, text) = run(path, &[]);
    let (_, full) = run(path, &["-v"]);
    let (_, json) = run(path, &["--format", "json"]);
    let report: Value = serde_json::from_str(&json).expect("it is JSON");
    let findings: Vec<&Value> = report["findings"].as_array().into_iter().flatten().collect();
    let codes: Vec<&str> = findings.iter().filter_map(|one| one["code"].as_str()).collect();
    let among =
        |key: &str, given: &Value| wanted[key].as_array().is_none_or(|all| all.contains(given));
    let mut complaints = Vec::new();
    let mut wrong = false;
    if !among("exit", &status.into()) {
        complaints.push(format!("exit {status}"));
    }
    let stage = &report["failed_stage"];
    if !among("stage", stage) {
        complaints.push(format!("stage {stage}"));
        wrong |= !stage.is_null();
    }
    let first = codes.first().map_or(Value::Null, |code| (*code).into());
    if !among("first", &first) {
        complaints.push(format!("first finding {first}"));
        wrong |= findings.first().is_some_and(|one| one["confidence"] != "possible");
    }
    let named = texts(&wanted["named"]);
    if !named.is_empty() && !named.iter().any(|code| codes.contains(code)) {
        complaints.push(format!("findings {codes:?} lack {named:?}"));
    }
    let (text_flat, full_flat, next) = (flat(&text), flat(&full), next(&text));
    let missing = texts(&wanted["says"]).into_iter().filter(|it| !full_flat.contains(it));
    complaints.extend(missing.map(|it| format!("never says {it:?}")));
    for said in texts(&wanted["never"]).into_iter().filter(|it| text_flat.contains(it)) {
        complaints.push(format!("says {said:?}"));
        wrong = true;
    }
    let nexts = texts(&wanted["next"]);
    if !nexts.is_empty() && !nexts.iter().any(|it| next.contains(it)) {
        complaints.push(format!("next is {next:?}"));
    }
    let ladder =
        ["check", "ping", "probe-http", "http", "sdp", "ice", "dtls", "sctp", "validate", "flow"];
    let asks = ladder.iter().any(|one| next.contains(&format!("go2doctor {one}")));
    if let Some(robot) = wanted["robot"].as_str().filter(|it| asks && !next.contains(it)) {
        complaints.push(format!("next forgets {robot}: {next:?}"));
    }
    if report["verdict"] == "pass" && status != 0 {
        complaints.push(format!("verdict pass with exit {status}"));
        wrong = true;
    }
    let grade = match () {
        () if complaints.is_empty() => Grade::Right,
        () if wrong => Grade::Wrong,
        () if status == 3 => Grade::Silent,
        () => Grade::Partly,
    };
    Graded { name: name.to_owned(), grade, complaints }
}
