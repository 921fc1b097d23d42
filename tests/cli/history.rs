//! What is kept of a robot from one run to the next.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::Path;
use std::thread;
use std::time::Duration;

use go2doctor::robot::notify_builder::Wrapping;
use go2doctor::simulator::error::SimulatorError;
use go2doctor::simulator::options::{SimulatorOptions, TimeScale};
use go2doctor::simulator::run::Simulator;

use crate::go2doctor;

/// A robot at the same place as the one before, with one fault or none.
fn robot(listen: Option<SocketAddr>, fault: &str) -> Simulator {
    let faults = match fault {
        "" => Vec::new(),
        fault => vec![fault.parse().expect("a fault")],
    };
    let mut options = SimulatorOptions::in_process(faults);
    options.listen = listen.or(options.listen);
    // The slot is free as soon as the run before has ended.
    options.time_scale = TimeScale::new(0.01).expect("a scale");
    started(&options)
}

/// Starts the robot. The port of the one before may belong to another test's connection for a moment.
fn started(options: &SimulatorOptions) -> Simulator {
    for _ in 0..100 {
        match Simulator::start(options.clone()) {
            Err(SimulatorError::Listen(error, _)) if error.kind() == ErrorKind::AddrInUse => {
                thread::sleep(Duration::from_millis(50));
            }
            simulator => return simulator.expect("a simulated robot"),
        }
    }
    panic!("the port stays taken: {:?}", options.listen)
}

fn sctp(port: u16, state: &Path, arguments: &[&str]) -> String {
    let output = go2doctor()
        .args(["sctp", "--robot", "127.0.0.1", "--timeout", "0.5"])
        .args(["--signal-port", &port.to_string()])
        .args(arguments)
        .env("XDG_STATE_HOME", state)
        .env("HOME", state)
        .assert()
        .get_output()
        .clone();
    String::from_utf8(output.stdout).expect("reports are UTF-8")
}

#[test]
fn a_repaired_connection_is_told_once() {
    let state = tempfile::tempdir().expect("a temporary folder");
    let broken = robot(None, "sctp-silent");
    let at = SocketAddr::new(broken.address(), broken.signal_port());
    let text = sctp(at.port(), state.path(), &[]);
    assert!(text.contains("Failed at") && !text.contains("Fixed since"), "{text}");
    drop(broken);
    let repaired = robot(Some(at), "");
    let text = sctp(at.port(), state.path(), &["--no-history"]);
    assert!(!text.contains("Fixed since"), "{text}");
    let text = sctp(at.port(), state.path(), &[]);
    assert!(text.contains("Fixed since") && text.contains("sctp failed, now"), "{text}");
    let text = sctp(at.port(), state.path(), &[]);
    assert!(!text.contains("Fixed since"), "{text}");
    drop(repaired);
    let text = sctp(at.port(), state.path(), &[]);
    assert!(text.contains("http passed then"), "{text}");
}

#[test]
fn another_data2_than_the_last_time_is_an_update() {
    let state = tempfile::tempdir().expect("a temporary folder");
    let wrapped = |listen: Option<SocketAddr>, wrapping| {
        let mut options = SimulatorOptions::in_process(Vec::new());
        options.listen = listen.or(options.listen);
        options.wrapping = wrapping;
        started(&options)
    };
    let codes = |port| {
        let output = go2doctor()
            .args(["probe-http", "--robot", "127.0.0.1", "--format", "json"])
            .args(["--signal-port", &format!("{port}")])
            .env("XDG_STATE_HOME", state.path())
            .env("HOME", state.path())
            .assert()
            .success()
            .get_output()
            .clone();
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let findings = report["findings"].as_array().expect("an array").clone();
        findings.iter().map(|finding| finding["code"].to_string()).collect::<String>()
    };
    let before = wrapped(None, Wrapping::Plain);
    let at = SocketAddr::new(before.address(), before.signal_port());
    assert!(!codes(at.port()).contains("G2-FW-OTA"));
    drop(before);
    let _after = wrapped(Some(at), Wrapping::StaticKey);
    assert!(codes(at.port()).contains("G2-FW-OTA"));
    assert!(!codes(at.port()).contains("G2-FW-OTA"), "it was told");
}

#[test]
fn a_simulated_robot_and_an_unwritable_folder_leave_nothing() {
    let state = tempfile::tempdir().expect("a temporary folder");
    go2doctor()
        .args(["probe-http", "--robot", "sim"])
        .env("XDG_STATE_HOME", state.path())
        .assert()
        .code(0);
    let left = std::fs::read_dir(state.path()).expect("it is there").count();
    assert_eq!(left, 0);
    let robot = robot(None, "");
    go2doctor()
        .args(["probe-http", "--robot", "127.0.0.1"])
        .args(["--signal-port", &robot.signal_port().to_string()])
        .env("XDG_STATE_HOME", "/dev/null/nowhere")
        .assert()
        .code(0)
        .stderr("");
}
