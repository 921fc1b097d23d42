//! `control`: it moves the robot only where a person said so and the robot is fit for it, and says
//! whether it moved.

use std::io::Write;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use predicates::str::contains;
use serde_json::{Value, json};

use crate::go2doctor;

/// The report and the status of `control ACTION` against a simulated robot.
fn control(action: &str, robot: &str) -> (Value, Option<i32>) {
    let output = go2doctor()
        .args(["control", action, robot, "--yes", "--format", "json"])
        .output()
        .expect("it runs");
    let report = serde_json::from_slice(&output.stdout).expect("stdout is the report alone");
    (report, output.status.code())
}

#[test]
fn what_came_of_it_is_told_apart() {
    let cases = [
        ("stand", "sim", "moved", 0),
        ("sit", "sim", "moved", 0),
        ("hello", "sim", "moved", 0),
        ("status", "sim", "read", 0),
        ("stand", "sim:sport-silent:2", "moved", 0),
        ("stand", "sim:sport-silent", "no-answer", 1),
        ("stand", "sim:sport-ignored", "not-moved", 1),
        ("stand", "sim:sport-3203", "denied", 1),
    ];
    thread::scope(|scope| {
        for (action, robot, result, status) in cases {
            scope.spawn(move || {
                let (report, code) = control(action, robot);
                assert_eq!(report["result"], result, "{action} {robot}: {report:#}");
                assert_eq!(code, Some(status), "{action} {robot}");
                let sent = action != "status";
                assert_eq!(report["motion"]["request"].is_object(), sent, "{report:#}");
            });
        }
    });
}

#[test]
fn standing_raises_the_body_by_13_mm_and_a_late_answer_is_still_its_answer() {
    let (report, _) = control("stand", "sim:sport-silent:2");
    let motion = &report["motion"];
    let height = |name: &str| motion[name].as_f64().expect("it was seen");
    assert!((height("body_height_before_m") - 0.313).abs() < 0.002, "{motion:#}");
    assert!((height("body_height_after_m") - 0.326).abs() < 0.002, "{motion:#}");
    assert_eq!(motion["request"]["api_id"], 1004);
    assert!(motion["request"]["answer_ms"].as_f64() >= Some(2000.0), "{motion:#}");
}

#[test]
fn nothing_is_sent_to_a_robot_that_is_not_fit_for_it() {
    let cases = [
        ("sim:mode-released", "mode-released"),
        ("sim:request-3203", "mode-not-served"),
        ("sim:request-unanswered", "mode-unknown"),
        ("sim:battery-low", "battery-low"),
        ("sim:error-reports", "robot-errors"),
    ];
    thread::scope(|scope| {
        for (robot, refusal) in cases {
            scope.spawn(move || {
                let (report, code) = control("stand", robot);
                assert_eq!(report["motion"]["refused"], json!([refusal]), "{report:#}");
                assert_eq!(report["motion"]["request"], Value::Null, "{robot}");
                assert_eq!((&report["result"], code), (&json!("refused"), Some(1)), "{robot}");
            });
        }
    });
}

#[test]
fn nothing_is_sent_where_the_ladder_fails() {
    let (report, code) = control("stand", "sim:validation-refused");
    assert_eq!((&report["result"], &report["motion"]), (&Value::Null, &Value::Null));
    assert_eq!(report["ladder"]["failed_stage"], "validation");
    assert_eq!((&report["verdict"], code), (&json!("fail"), Some(1)));
}

#[test]
fn a_real_robot_is_not_moved_without_a_terminal_nor_one_that_was_not_typed() {
    let refused = |words: &[&str], complaint: &str| {
        go2doctor()
            .env("GO2DOCTOR_ROBOT", "127.0.0.1")
            .args(words)
            .assert()
            .code(2)
            .stdout("")
            .stderr(contains(complaint));
    };
    refused(&["control", "stand", "--yes"], "variables do not count");
    refused(&["control", "status"], "variables do not count");
    refused(&["control", "stand", "127.0.0.1", "--yes"], "only a simulated robot");
    refused(&["control", "stand", "127.0.0.1"], "nobody can be asked");
    refused(&["control", "stand", "sim"], "nobody can be asked");
    refused(&["control", "stand", "sim,sim", "--yes"], "one at a time");
    refused(&["control", "move", "sim", "--yes"], "possible values: stand, sit, hello, status");
    refused(&["control", "damp", "sim", "--yes"], "possible values: stand, sit, hello, status");
    refused(&["control", "stand", "sim", "--yes", "--format", "html"], "human or json");
}

/// On a terminal of `script`, which is everywhere that Linux is.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_is_asked_and_only_yes_counts() {
    for (typed, moves) in [("y\n", true), ("yes\n", true), ("n\n", false), ("\n", false)] {
        let call = format!("{} control stand sim", env!("CARGO_BIN_EXE_go2doctor"));
        let mut terminal = Command::new("script")
            .args(["-qec", &call, "/dev/null"])
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script is there");
        let mut keyboard = terminal.stdin.take().expect("it is piped");
        keyboard.write_all(typed.as_bytes()).expect("it reads");
        let done = terminal.wait_with_output().expect("it ends");
        drop(keyboard);
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        assert!(text.contains("it will stand up (StandUp, api 1004)"), "{text}");
        assert_eq!(text.contains("the robot moved"), moves, "{typed:?}: {text}");
        assert_eq!(done.status.code(), Some(if moves { 0 } else { 2 }), "{typed:?}: {text}");
        assert_eq!(text.contains("nothing was sent"), !moves, "{text}");
    }
}

#[cfg(unix)]
#[test]
fn an_interruption_while_the_robot_stands_up_says_that_it_may_still_move() {
    let child = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args(["control", "hello", "sim", "--yes", "--format", "json"])
        .env_clear()
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // A wave is watched for 8 s, after a ladder of 2 s.
    thread::sleep(Duration::from_secs(5));
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status().expect("kill is there");
    assert!(sent.success());
    let done = child.wait_with_output().expect("it ends");
    let report: Value = serde_json::from_slice(&done.stdout).expect("the report");
    assert_eq!(done.status.code(), Some(130));
    assert_eq!(report["result"], "interrupted", "{report:#}");
    assert_eq!(report["motion"]["request"]["api_id"], 1016);
    assert_eq!(report["ladder"]["slot"], "released");
}
