//! Every fault ends the program with the status and the failed stage that it should.

use std::collections::VecDeque;
use std::fs;
use std::sync::Mutex;
use std::thread;

use go2doctor::simulator::fault_table::FaultSpec;
use serde_json::{Value, json};

use crate::expected::{ending, expected};
use crate::go2doctor;

/// Runs at one time.
const TOGETHER: usize = 16;

/// The most lines of a report after a failure.
const MOST_LINES: usize = 15;

fn check(fault: &FaultSpec) {
    let (failed_stage, status) = ending(fault);
    let folder = tempfile::tempdir().expect("there is room for one");
    let file = folder.path().join("report.json");
    let output = go2doctor()
        .args(["check", "--timeout", "4", "--export"])
        .arg(format!("json={}", file.display()))
        .arg(format!("--robot=sim:{}", fault.name))
        .assert()
        .code(status)
        .get_output()
        .clone();
    let written = fs::read(&file).expect("it was written");
    let report: Value = serde_json::from_slice(&written).expect("it is JSON");
    assert_eq!(report["failed_stage"], json!(failed_stage), "{}: {report:#}", fault.name);
    let text = String::from_utf8(output.stdout).expect("it is UTF-8");
    if status != 0 {
        assert!(text.lines().count() <= MOST_LINES, "{}:\n{text}", fault.name);
        assert!(text.lines().last().is_some_and(|line| line.starts_with("Next  ")), "{text}");
    }
}

#[test]
fn a_robot_that_starts_meanwhile_is_waited_for() {
    let output = go2doctor()
        .args(["check", "--robot=sim:booting:2", "--wait", "10", "--format", "json"])
        .assert()
        .code(0)
        .get_output()
        .clone();
    let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let http = report["stages"].as_array().and_then(|all| all.iter().find(|s| s["name"] == "http"));
    let waited = http.expect("http ran")["evidence"]["waited_ms"].as_f64().expect("it waited");
    assert!((1900.0..8000.0).contains(&waited), "{waited}");
    assert_eq!(report["verdict"], "pass");
}

#[test]
fn every_fault_ends_in_its_exit_status_its_failed_stage_and_15_lines() {
    let waiting: Mutex<VecDeque<_>> = Mutex::new(expected().into());
    let next = || waiting.lock().expect("nobody panics with it").pop_front();
    thread::scope(|scope| {
        for _ in 0..TOGETHER {
            scope.spawn(|| {
                while let Some((fault, _)) = next() {
                    check(fault);
                }
            });
        }
    });
}
