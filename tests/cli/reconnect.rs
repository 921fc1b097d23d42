//! `reconnect`: how long a robot rejects after the client before.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::go2doctor;

/// A simulated robot in a process of its own.
pub(crate) struct Robot {
    process: Child,
    _stdout: BufReader<ChildStdout>,
    pub port: String,
}

impl Robot {
    pub(crate) fn start(options: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
            .args(["simulate", "-q", "--listen", "127.0.0.1:0"])
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut stdout = BufReader::new(process.stdout.take().expect("it is piped"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("it is UTF-8");
        let ready: Value = serde_json::from_str(&line).expect("it says that it is ready");
        Self { process, _stdout: stdout, port: ready["signal_port"].to_string() }
    }
}

impl Drop for Robot {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn reconnect(robot: &Robot, options: &[&str]) -> (Value, Option<i32>) {
    let output = go2doctor()
        .args(["reconnect", "127.0.0.1", "-q", "--format", "json", "--signal-port", &robot.port])
        .args(options)
        .output()
        .expect("it runs");
    let report = serde_json::from_slice(&output.stdout).expect("stdout is the report alone");
    (report, output.status.code())
}

#[test]
fn a_robot_accepts_again_two_seconds_after_a_goodbye() {
    let robot = Robot::start(&[]);
    let (report, status) = reconnect(&robot, &["--count", "2"]);
    assert_eq!(status, Some(0), "{report:#}");
    assert_eq!((&report["works_again"], &report["worked"]), (&json!(true), &json!(2)));
    assert_eq!(report["connections"][0]["again"], Value::Null);
    let second = &report["connections"][1];
    let seconds = |name: &str| second["again"][name].as_f64().expect("it was seen");
    let (rejected, accepted) = (seconds("rejected_until_s"), seconds("accepted_after_s"));
    assert!(rejected < 2.3 && (1.9..4.0).contains(&accepted), "{second:#}");
    assert_eq!(second["compared"], "as-known", "{second:#}");
    assert_eq!(report["slot"], "released");
}

/// Hold times are a tenth: 4.5 s for a dead client instead of 45.
#[test]
fn a_client_that_vanishes_blocks_the_robot_until_its_time_is_up() {
    let robot = Robot::start(&["--time-scale", "0.1"]);
    let (report, status) = reconnect(&robot, &["--count", "2", "--kill"]);
    let connections = report["connections"].as_array().expect("they are listed");
    assert_eq!((connections.len(), status), (4, Some(0)), "{report:#}");
    assert_eq!(connections[2]["left"], "vanished");
    let last = &connections[3];
    assert_eq!(last["again"]["after"], "vanished");
    let seconds = |name: &str| last["again"][name].as_f64().expect("it was seen");
    let (rejected, accepted) = (seconds("rejected_until_s"), seconds("accepted_after_s"));
    assert!((2.0..4.62).contains(&rejected), "{last:#}");
    assert!((4.4..7.0).contains(&accepted), "{last:#}");
    assert_eq!(last["compared"], "sooner", "a tenth of what is known: {last:#}");
    assert_eq!(report["slot"], "released");
}

#[test]
fn a_robot_that_another_client_takes_over_works_once_and_not_twice() {
    let robot = Robot::start(&["--fault", "takeover:0.05"]);
    let (report, status) = reconnect(&robot, &["--count", "2"]);
    assert_eq!((status, &report["verdict"]), (Some(1), &json!("fail")), "{report:#}");
    assert_eq!((&report["works_again"], &report["worked"]), (&json!(false), &json!(1)));
    let second = &report["connections"][1];
    assert_eq!(second["connection"]["sdp_reason"], "busy", "{second:#}");
    assert_eq!(second["again"]["accepted_after_s"], Value::Null);
    assert_eq!(second["compared"], "longer", "a minute of rejects: {second:#}");
    assert!(report["next"].as_str().is_some_and(|next| next.contains("sdp --retry-busy")));
}

#[test]
fn a_robot_that_does_not_work_once_is_for_check() {
    let (output, text) = {
        let output = go2doctor()
            .args(["reconnect", "--robot", "sim:con-notify-404", "-q"])
            .output()
            .expect("it runs");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        (output, text)
    };
    assert_eq!(output.status.code(), Some(1));
    assert!(text.starts_with("Not even the first connection works: it fails at http."), "{text}");
    let next = "Next  go2doctor check --robot sim:con-notify-404";
    assert_eq!(text.lines().last(), Some(next), "{text}");
}
