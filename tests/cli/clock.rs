//! The system clock is set by an hour in the middle of a check: NTP after a start without network,
//! a laptop that wakes. libfaketime (Debian's package `faketime`) sets it for one process.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;

const HOUR: i64 = 3600;

fn library() -> Option<PathBuf> {
    let folders = ["x86_64-linux-gnu", "aarch64-linux-gnu"];
    let at = |folder| Path::new("/usr/lib").join(folder).join("faketime/libfaketimeMT.so.1");
    let found = folders.map(at).into_iter().find(|path| path.exists());
    if found.is_none() {
        eprintln!("skipped: no libfaketime here");
    }
    found
}

/// What `program` takes for the time follows the file `clock`, which holds an offset.
fn with_clock(program: &str, library: &Path, clock: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("LD_PRELOAD", library).env("FAKETIME_TIMESTAMP_FILE", clock);
    command.env("FAKETIME_NO_CACHE", "1").env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    command
}

/// How far `clock` puts the time of a program from ours, in seconds.
fn offset(library: &Path, clock: &Path) -> i64 {
    let date = with_clock("date", library, clock).arg("+%s").output().expect("date runs");
    let shown: i64 = String::from_utf8_lossy(&date.stdout).trim().parse().expect("seconds");
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
    shown - i64::try_from(now.as_secs()).expect("it fits")
}

#[test]
fn a_clock_that_is_set_by_an_hour_changes_no_verdict_and_no_time() {
    let Some(library) = library() else { return };
    for (step, seconds) in [("+1h", HOUR), ("-1h", -HOUR)] {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = folder.path().join("clock");
        fs::write(&clock, "+0").expect("a file");
        let mut check = with_clock(env!("CARGO_BIN_EXE_go2doctor"), &library, &clock)
            .args(["check", "--robot", "sim", "--format", "jsonl", "--no-history"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut report = Value::Null;
        for line in BufReader::new(check.stdout.take().expect("it is piped")).lines() {
            let event: Value = serde_json::from_str(&line.expect("UTF-8")).expect("an event");
            if event["event"] == "stage_finished" && event["stage"]["name"] == "ice" {
                fs::write(&clock, step).expect("a file");
                assert!((offset(&library, &clock) - seconds).abs() < 60, "the clock is set");
            }
            report = event["report"].clone();
        }
        assert_eq!(check.wait().expect("it ends").code(), Some(0), "{step}: {report:#}");
        let whole = report["duration_ms"].as_f64().expect("a time");
        assert!((0.0..60_000.0).contains(&whole), "{step}: {whole} ms");
        for stage in report["stages"].as_array().expect("an array") {
            for time in ["started_ms", "duration_ms"] {
                let ms = stage[time].as_f64().expect("a time");
                assert!(
                    (0.0..=whole).contains(&ms),
                    "{step}: {time} of {}: {ms} ms",
                    stage["name"]
                );
            }
        }
    }
}
