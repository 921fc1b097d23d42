//! `dialects` against a robot on aiortc: what it takes is not what the robot's own peer takes.

use assert_cmd::Command;
use serde_json::{Value, json};

use crate::agreement::data2_arguments;
use crate::peer::Peer;
use crate::venv::Packages;

#[test]
fn aiortc_takes_three_fingerprints_in_any_order() {
    let Some(robot) = Peer::robot(Packages::Aiortc116, &data2_arguments("2")) else { return };
    let output = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args(["dialects", "127.0.0.1", "-q", "--format", "json", "--signal-port"])
        .arg(robot.signal_port().to_string())
        .args(["--only", "three-fingerprints", "sha-256-last", "data-alone"])
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let dialects = report["dialects"].as_array().unwrap();
    let taken: Vec<_> = dialects.iter().map(|each| (&each["name"], &each["taken"])).collect();
    assert_eq!(taken.len(), 4, "{report:#}");
    assert!(taken.iter().all(|(_, taken)| *taken == "always"), "{report:#}");
    assert_eq!((&report["factors"], output.status.code()), (&json!([]), Some(0)));
}
