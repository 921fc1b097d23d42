//! A machine that has no IPv4, not even on its loopback.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use serde_json::Value;

use crate::namespace::Place;

#[test]
fn a_machine_without_ipv4_checks_a_robot_on_ipv6() {
    let Some(place) = Place::or_skip("ip addr del 127.0.0.1/8 dev lo") else { return };
    // Whoever is searched for is searched for by IPv4.
    let mut robot = place.go2doctor(&["simulate", "--listen", "[::1]:0"]);
    let mut robot = robot.stdout(Stdio::piped()).spawn().expect("it runs");
    let mut line = String::new();
    let mut told = BufReader::new(robot.stdout.take().expect("it is piped"));
    told.read_line(&mut line).expect("UTF-8");
    let ready: Value = serde_json::from_str(&line).expect("it is ready");
    let options = ["--no-history", "--format", "json", "--signal-port"];
    let mut check = place.go2doctor(&["check", "::1"]);
    let port = ready["signal_port"].to_string();
    let output = check.args(options).arg(&port).output().expect("it runs");
    let _ = (robot.kill(), robot.wait());
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let stages = report["stages"].as_array().expect("an array");
    for name in ["http", "sdp", "ice", "dtls", "sctp", "validation", "flow"] {
        let stage = stages.iter().find(|stage| stage["name"] == name).expect("it is listed");
        assert_eq!(stage["status"], "pass", "{report:#}");
    }
    assert_eq!(output.status.code(), Some(0), "{report:#}");
}
