//! Every fault of the simulated robot is blamed on its stage.

use std::thread;

use go2doctor::simulator::fault::{FAULTS, FaultSpec};
use serde_json::Value;

use crate::go2doctor;

/// The reasons that reports must give, for the faults whose stage gives one.
const REASONS: [(&str, &str); 7] = [
    ("port-refused", "conn-refused"),
    ("con-notify-silent", "no-response"),
    ("con-notify-404", "http-status"),
    ("con-notify-garbage", "not-base64"),
    ("con-ing-closed", "no-answer"),
    ("busy", "busy"),
    ("answer-no-data", "answer-unusable"),
];

fn check(fault: &FaultSpec) {
    let output = go2doctor()
        .args(["check", "--timeout", "4", "--format", "json"])
        .arg(format!("--robot=sim:{}", fault.name))
        .assert()
        .code(1)
        .get_output()
        .clone();
    let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let blamed = fault.stage.expect("every row is a fault").name();
    assert_eq!(report["failed_stage"], blamed, "{}: {report:#}", fault.name);
    assert_eq!(report["verdict"], "fail", "{}", fault.name);
    if let Some((_, reason)) = REASONS.iter().find(|(name, _)| *name == fault.name) {
        let stages = report["stages"].as_array().expect("stages are an array");
        let stage = stages.iter().find(|stage| stage["name"] == blamed).expect("it is listed");
        assert_eq!(stage["evidence"]["reason"], *reason, "{}", fault.name);
    }
}

#[test]
fn every_fault_is_blamed_on_its_stage_for_its_reason() {
    thread::scope(|scope| {
        for fault in FAULTS {
            scope.spawn(|| check(fault));
        }
    });
}
