//! Logs as pasting, quoting and forwarding leave them: each says the same as the log itself, or
//! less, and never something else.

use std::path::{Path, PathBuf};

use super::variations::{findings, stages};
use super::*;
use crate::catalogue::catalogue;
use crate::facts::log_reading::LogReading;

/// Where a terminal or a tracker breaks a line.
const COLUMNS: usize = 80;
/// Lines of a log that are treated: the longest repeat themselves.
const MOST: usize = 260;

/// What says no more than that a log ends, or that a handshake failed.
const GENERAL: [&str; 2] = ["G2-CLIENT-LIMIT", "G2-DTLS-ERROR"];

/// What only says that a connection ended, be it at whichever rung: all that is left of a log whose
/// beginning is missing.
const ENDS: [&str; 5] =
    ["G2-DC-TIMEOUT", "G2-DC-CLOSED-MIDWAY", "G2-ICE-FAILED", "G2-SIG-NOANSWER", "G2-ICE-CONSENT"];

/// What the second says includes the first: a symptom of it, or one of its candidates.
const LESS: [(&str, &str); 8] = [
    ("G2-LINK-LOSS", "G2-SCTP-STALL"),
    ("G2-VAL-NEEDED", "G2-VAL-WRONGHASH"),
    ("G2-SIG-NOANSWER", "G2-SIG-DATA2-2"),
    ("G2-SDP-MLINE", "G2-SIG-REJECT"),
    ("G2-DTLS-STUCK", "G2-DTLS-NOHELLO"),
    ("G2-ENV-PATCH-MISSING", "G2-DTLS-NOHELLO"),
    ("G2-DTLS-STALE-PEER", "G2-DTLS-NOHELLO"),
    ("G2-DC-CLOSED-MIDWAY", "G2-DTLS-CLOSED-BY-PEER"),
];

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
    let within = |folder: PathBuf| std::fs::read_dir(folder).expect("it is a folder");
    let mut files: Vec<PathBuf> = within(folder)
        .flat_map(|kind| within(kind.expect("a folder").path()))
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
    let (broken, rung) = (treated.broken(), log.broken());
    let (all, found) = (findings(log), findings(treated));
    // Where lines allow several rungs, each has a finding, or none is named for sure.
    let ends = || found.iter().all(|code| ENDS.contains(&code.as_str()) || all.contains(code));
    let both = || rung.is_some_and(|rung| stages(treated).contains(&rung));
    if broken.is_some() && broken != rung && !(rung.is_some() && (ends() || both())) {
        return Some(format!("broke at {broken:?}, not {rung:?}: {found:?}"));
    }
    let includes = |cause: &String, code: &str| {
        let explains =
            catalogue().get(cause).is_some_and(|one| one.explains.iter().any(|it| it == code));
        explains || LESS.contains(&(code, cause.as_str()))
    };
    let is_less = |code: &String| {
        all.contains(code)
            || GENERAL.contains(&code.as_str())
            || all.iter().any(|cause| includes(cause, code))
            || (broken != rung && ENDS.contains(&code.as_str()))
    };
    let more: Vec<_> = found.iter().filter(|code| !is_less(code)).collect();
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

/// Cuts of a long log, at either end.
const CUTS: usize = 24;

/// One text about two runs: the first of them alone broke at another rung.
const TWO_RUNS: &str = "14-module-then-key-in-spanish.txt";

/// A node died of a request to another host. Without that line it is a driver's node that died.
const DIED_ELSEWHERE: &str = "47-lidar-in-a-container-times-out.log";

#[test]
fn a_log_cut_at_its_tail_or_its_head_says_the_same_or_less() {
    let mut wrong = Vec::new();
    for (name, log) in logs() {
        let plain = read_bytes(log.as_bytes());
        let all: Vec<&str> = log.split_inclusive('\n').collect();
        for at in (1..all.len()).step_by(all.len().div_ceil(CUTS)) {
            for (kept, how) in [(&all[..at], "behind"), (&all[at..], "before")] {
                let of_another = if how == "behind" { TWO_RUNS } else { DIED_ELSEWHERE };
                if name.ends_with(of_another) {
                    continue;
                }
                let cut = read_bytes(kept.concat().as_bytes());
                let what = another(&cut, &plain);
                wrong.extend(what.map(|what| format!("{name} cut {how} line {at}: {what}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
