//! The relay from outside: what passes it, who else may come, and what is left behind.

use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use crate::stand::{Robot, Standing, go2doctor, stage, through};

const GO2DOCTOR: &str = env!("CARGO_BIN_EXE_go2doctor");

fn arguments(robot: &Robot) -> Vec<String> {
    robot.arguments().to_vec()
}

/// A driver of ours, in JSON so that nothing of it is read as a log.
const DRIVER: [&str; 7] =
    [GO2DOCTOR, "check", "--format=json", "--no-history", "--signal-port", "{signal_port}", "-q"];

#[test]
fn packets_alone_show_the_rungs_up_to_dtls_and_call_nothing_healthy() {
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let words = arguments(&robot);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (output, report) = through(&words, &DRIVER);
    assert_eq!(report["driver"]["exit_status"], 0, "{report:#}");
    for passed in ["http", "sdp", "ice", "dtls"] {
        assert_eq!(stage(&report, passed)["status"], "pass", "{report:#}");
    }
    let dtls = &stage(&report, "dtls")["evidence"];
    assert_eq!(dtls["fingerprint_match"], true, "{dtls:#}");
    assert_eq!(dtls["client_fingerprint_match"], true, "{dtls:#}");
    assert_eq!(stage(&report, "sctp")["status"], "inconclusive");
    assert_eq!(stage(&report, "flow")["status"], "skip");
    assert!(report["proxy"]["relayed"]["records_received"].as_u64() > Some(0), "{report:#}");
    assert_eq!(output.status.code(), Some(3), "{report:#}");
}

#[test]
fn what_goes_past_the_proxy_is_not_seen() {
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let words = arguments(&robot);
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    words.push("--signalling-only");
    let (_, report) = through(&words, &DRIVER);
    assert_eq!(report["proxy"]["relayed"], Value::Null);
    assert_eq!(stage(&report, "ice")["skip_reason"], "not seen");
}

#[test]
fn a_second_driver_is_rejected_while_a_connection_is_relayed_and_carried_afterwards() {
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let proxy = Standing::start(&robot, &[]);
    let port = proxy.address.port().to_string();
    let check = |window: &'static str| {
        let mut command = go2doctor();
        command.args(["check", "--robot", "127.0.0.1", "--format", "json", "--no-history", "-q"]);
        command.args(["--legacy-port", "1", "--signal-port", &port, "--window", window]);
        command.stdout(Stdio::piped()).spawn().unwrap()
    };
    let verdict = |child: std::process::Child| -> Value {
        let output = child.wait_with_output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let first = check("8");
    // The robot's own answer takes longer than this, and its flow much longer.
    std::thread::sleep(Duration::from_secs(3));
    let second = verdict(check("1"));
    assert_eq!(stage(&second, "sdp")["evidence"]["reason"], "busy", "{second:#}");
    let first = verdict(first);
    assert_eq!(first["verdict"], "pass", "{first:#}");
    let third = verdict(check("1"));
    assert_eq!(stage(&third, "dtls")["status"], "pass", "{third:#}");
}
