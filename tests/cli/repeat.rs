//! `--repeat`: a series of runs against a robot that comes and goes.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::go2doctor;

/// A simulated robot on that port (0: any), ready; it ends when dropped.
struct Robot(Child, u64);

impl Robot {
    fn start(port: u64) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_go2doctor"));
        command.args(["simulate", "--quiet", "--listen", &format!("127.0.0.1:{port}")]);
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it runs");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("it is piped");
        BufReader::new(stdout).read_line(&mut line).expect("UTF-8");
        let ready: Value = serde_json::from_str(&line).unwrap_or_else(|_| panic!("{line}"));
        Self(child, ready["signal_port"].as_u64().expect("a port"))
    }
}

impl Drop for Robot {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_robot_that_comes_and_goes_is_told_with_its_share_and_what_differed() {
    let robot = Robot::start(0);
    let port = robot.1;
    let mut command = Command::new(env!("CARGO_BIN_EXE_go2doctor"));
    command.env_clear();
    // Long enough for a robot to come up on a busy machine.
    command.args(["probe-http", "127.0.0.1", "--repeat", "4", "--pause", "4", "--no-history"]);
    command.args(["--signal-port", &port.to_string(), "--legacy-port", "1"]);
    let mut series = command.stdout(Stdio::piped()).spawn().expect("it runs");
    let stdout = series.stdout.take().expect("it is piped");
    let mut lines = BufReader::new(stdout).lines().map(|line| line.expect("UTF-8"));
    let mut next = || lines.next().expect("a line");
    assert!(next().contains("probe-http, 4 times, 127.0.0.1"));
    assert!(next().contains("passed"), "run 1");
    drop(robot);
    assert!(next().contains("failed at http [G2-HTTP-REFUSED]"), "run 2");
    let robot = Robot::start(port);
    assert!(next().contains("passed"), "run 3");
    assert!(next().contains("passed"), "run 4");
    let rest: Vec<_> = lines.collect();
    let rest = rest.join("\n");
    assert!(rest.contains("3 of 4 runs passed (75 %)."), "{rest}");
    assert!(rest.contains("(run 2)"), "{rest}");
    assert!(rest.contains("A  run 1") && rest.contains("B  run 2"), "{rest}");
    assert!(rest.lines().last().is_some_and(|line| line.starts_with("Next  ")), "{rest}");
    assert_eq!(series.wait().expect("it ends").code(), Some(1));
    drop(robot);
}

#[test]
fn the_series_is_one_object_of_its_schema() {
    let mut command = go2doctor();
    command.args(["check", "sim", "--repeat", "2", "--pause", "2.5", "--format", "json"]);
    let output = command.output().expect("it runs");
    let report: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(output.status.code(), Some(0), "{report:#}");
    let schema: Value =
        serde_json::from_str(include_str!("../../docs/repeat.schema.json")).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let errors: Vec<_> = schema.iter_errors(&report).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!([&report["passed"], &report["asked"]], [2, 2]);
    assert_eq!([&report["longest_silence"], &report["compared"]], [&Value::Null, &Value::Null]);
}

#[test]
fn what_does_not_go_with_a_series_is_status_2() {
    for arguments in [
        &["check", "--repeat", "0"][..],
        &["check", "--repeat", "3", "--guide"],
        &["check", "--repeat", "3", "--", "driver"],
        &["check", "--pause", "3"],
        &["probe-http", "--repeat", "3", "--format", "junit"],
    ] {
        let output = go2doctor().args(arguments).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
    }
}
