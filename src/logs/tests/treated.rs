//! Logs as pasting, quoting and forwarding leave them: each says the same as the log itself, or
//! less, and never something else.

use std::path::{Path, PathBuf};

use super::variations::findings;
use super::*;
use crate::facts::log_reading::LogReading;

/// Where a terminal or a tracker breaks a line.
const COLUMNS: usize = 80;
/// Lines of a log that are treated: the longest repeat themselves.
const MOST: usize = 260;

/// What says no more than that a log ends, or that a handshake failed.
const GENERAL: [&str; 2] = ["G2-CLIENT-LIMIT", "G2-DTLS-ERROR"];

type Treatment = fn(&str) -> String;

const TREATMENTS: [(&str, Treatment); 13] = [
    ("wrapped at 80 columns", wrapped),
    ("indented", |log| lines(log, "    ", "")),
    ("quoted", |log| lines(log, "> ", "")),
    ("quoted twice", |log| lines(log, "> > ", "")),
    ("fenced", |log| format!("Here it is:\n```bash\n{log}```\n")),
    ("each line in back quotes", |log| lines(log, "`", "`")),
    ("each line bold", |log| lines(log, "**", "**")),
    ("without blank lines", |log| {
        log.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("{line}\n")).collect()
    }),
    ("with blank lines in between", |log| lines(log, "", "\n")),
    ("with the line ends of Windows", |log| lines(log, "", "\r")),
    ("with smart quotes", |log| log.replace('\'', "’").replace('"', "“")),
    ("by ros2 launch", |log| lines(log, "[go2_driver_node-3] ", "")),
    ("by journald", |log| lines(log, "Nov 22 18:00:00 go2-host python3[1234]: ", "")),
];

fn lines(log: &str, before: &str, behind: &str) -> String {
    log.lines().map(|line| format!("{before}{line}{behind}\n")).collect()
}

fn wrapped(log: &str) -> String {
    let line = |line: &str| {
        let letters: Vec<char> = line.chars().collect();
        let parts: Vec<String> =
            letters.chunks(COLUMNS).map(|part| part.iter().collect()).collect();
        parts.join("\n") + "\n"
    };
    log.lines().map(line).collect()
}

fn journal(log: &str, reversed: bool) -> String {
    let mut lines: Vec<String> = log
        .lines()
        .enumerate()
        .map(|(at, line)| {
            let (minute, second) = (at / 60 % 60, at % 60);
            format!("Nov 22 18:{minute:02}:{second:02} go2-host python3[1234]: {line}\n")
        })
        .collect();
    if reversed {
        lines.reverse();
    }
    lines.concat()
}

/// The reports of the fixtures and the logs of the drivers, each with its name.
fn logs() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/reports");
    let mut files: Vec<PathBuf> = ["given", "found", "held"]
        .iter()
        .flat_map(|kind| std::fs::read_dir(folder.join(kind)).expect("the reports are there"))
        .map(|file| file.expect("a file").path())
        .filter(|path| path.file_name().is_some_and(|name| name != "expected.json"))
        .collect();
    files.sort();
    let report = |path: PathBuf| {
        let bytes = std::fs::read(&path).expect("it can be read");
        (path.display().to_string(), String::from_utf8_lossy(&bytes).into_owned())
    };
    let driver = |log: &Log| {
        let text = String::from_utf8_lossy(log.bytes);
        let lines: Vec<&str> = text.split_inclusive('\n').take(MOST).collect();
        (log.name.to_owned(), lines.concat())
    };
    files.into_iter().map(report).chain(LOGS.iter().map(driver)).collect()
}

/// What a treated log says that the log itself does not; `None` where it says the same or less.
fn another(treated: &LogReading, log: &LogReading) -> Option<String> {
    if treated.attempts != log.attempts {
        // Of several attempts the last one is read, and another is the last here.
        return None;
    }
    let broken = treated.broken();
    if broken.is_some() && broken != log.broken() {
        return Some(format!("broke at {broken:?}, not {:?}", log.broken()));
    }
    let all = findings(log);
    let more: Vec<_> = findings(treated)
        .into_iter()
        .filter(|code| !all.contains(code) && !GENERAL.contains(&code.as_str()))
        .collect();
    (!more.is_empty()).then(|| format!("found {more:?} beside {all:?}"))
}

#[test]
fn a_treated_log_says_the_same_or_less() {
    let mut wrong = Vec::new();
    for (name, log) in logs() {
        let plain = read_bytes(log.as_bytes());
        for (how, treatment) in TREATMENTS {
            let treated = read_bytes(treatment(&log).as_bytes());
            wrong.extend(another(&treated, &plain).map(|what| format!("{name} {how}: {what}")));
        }
        // The stamps of the journal tell more than the log alone.
        let forwards = read_bytes(journal(&log, false).as_bytes());
        let backwards = read_bytes(journal(&log, true).as_bytes());
        let what = another(&backwards, &forwards);
        wrong.extend(what.map(|what| format!("{name} by journalctl -r: {what}")));
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn a_report_that_is_cut_says_the_same_or_less() {
    let mut wrong = Vec::new();
    for (name, log) in logs().into_iter().filter(|(_, log)| log.len() < 20_000) {
        let plain = read_bytes(log.as_bytes());
        let all: Vec<&str> = log.split_inclusive('\n').collect();
        for most in 1..all.len() {
            let cut = read_bytes(all[..most].concat().as_bytes());
            let what = another(&cut, &plain);
            wrong.extend(what.map(|what| format!("{name} cut behind line {most}: {what}")));
        }
    }
    assert_eq!(wrong, [""; 0]);
}
