//! `dialects`: which offers a robot takes, and what makes the difference.

use std::fs;

use predicates::str::contains;
use serde_json::{Value, json};

use crate::go2doctor;
use crate::reconnect::Robot;

fn dialects(robot: &Robot, options: &[&str]) -> (Value, Option<i32>) {
    let output = go2doctor()
        .args(["dialects", "127.0.0.1", "-q", "--format", "json", "--signal-port", &robot.port])
        .args(["--timeout", "2"])
        .args(options)
        .output()
        .expect("it runs");
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}", String::from_utf8_lossy(&output.stderr));
    });
    (report, output.status.code())
}

fn taken(report: &Value, name: &str) -> (String, Value) {
    let all = report["dialects"].as_array().expect("they are listed");
    let found = all.iter().find(|each| each["name"] == name);
    let found = found.unwrap_or_else(|| panic!("{name} was not tried: {report:#}"));
    let taken = found["taken"].as_str().expect("it is a word");
    (taken.to_owned(), found["failed_stage"].clone())
}

/// As robot-peer.md has it of the KVS library of 2022.
#[test]
fn the_robots_peer_takes_and_refuses_what_was_measured_on_it() {
    let robot = Robot::start(&["--time-scale", "0.1"]);
    let (report, status) = dialects(&robot, &[]);
    assert_eq!((status, &report["verdict"]), (Some(0), &json!("pass")), "{report:#}");
    let opens = [
        "go2doctor",
        "sha-256-last",
        "session-fingerprint",
        "legacy-mline",
        "data-alone",
        "aiortc-1.9-data",
        "aiortc-1.14-data-sha-256",
        "aiortc-1.16-sha-256",
        "unitree-2.2",
        "unitree-2.2-data",
        "chromium-156",
        "chromium-156-data",
        "node-datachannel-0.33",
        "node-datachannel-0.33-data",
        "webrtc-0.21",
    ];
    for name in opens {
        assert_eq!(taken(&report, name), ("always".into(), Value::Null), "{name}");
    }
    let fails = [
        ("three-fingerprints", "sctp"),
        ("lower-case", "sctp"),
        ("session-credentials", "sdp"),
        ("section-credentials", "dtls"),
        ("no-envelope", "sdp"),
        ("aiortc-1.9", "dtls"),
        ("aiortc-1.13", "dtls"),
        ("aiortc-1.13-data", "sctp"),
        ("aiortc-1.14", "dtls"),
        ("aiortc-1.14-data", "sctp"),
        ("aiortc-1.15", "sctp"),
        ("aiortc-1.15-data", "sctp"),
        ("aiortc-1.16", "sctp"),
        ("unitree-2.0", "dtls"),
    ];
    for (name, stage) in fails {
        assert_eq!(taken(&report, name), ("never".into(), json!(stage)), "{name}");
    }
    let factors = report["factors"].as_array().expect("they are listed");
    let pairs: Vec<_> = factors.iter().map(|it| [&it["opens"], &it["fails"]]).collect();
    for pair in [
        ["go2doctor", "three-fingerprints"],
        ["sha-256-last", "three-fingerprints"],
        ["go2doctor", "lower-case"],
        ["go2doctor", "session-credentials"],
        ["go2doctor", "section-credentials"],
        ["go2doctor", "no-envelope"],
        ["aiortc-1.16-sha-256", "aiortc-1.16"],
    ] {
        assert!(pairs.contains(&[&json!(pair[0]), &json!(pair[1])]), "{pair:?}: {pairs:?}");
    }
}

#[test]
fn a_later_run_says_what_changed_and_other_files_are_kept() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("dialects.json");
    let path = file.to_str().expect("UTF-8");
    let only = ["--only", "three-fingerprints", "--save", path];
    let old = Robot::start(&["--time-scale", "0.1"]);
    let (report, _) = dialects(&old, &only);
    assert_eq!(report["since"], Value::Null);
    let (again, _) = dialects(&old, &only);
    assert_eq!(again["since"]["changes"], json!([]), "{again:#}");
    let new = Robot::start(&["--time-scale", "0.1", "--fault", "kvs-2026"]);
    let (later, _) = dialects(&new, &only);
    let expected = json!([{"name": "three-fingerprints", "was": "never", "is": "always"}]);
    assert_eq!(later["since"]["changes"], expected, "{later:#}");
    assert_eq!(later["factors"], json!([]), "this robot takes both");
    fs::write(&file, "my notes").expect("room");
    let call = ["dialects", "sim", "--only", "lower-case", "--save", path];
    go2doctor().args(call).assert().code(2).stdout("").stderr(contains("--force"));
    assert_eq!(fs::read_to_string(&file).expect("it is there"), "my notes");
}

#[test]
fn a_robot_that_does_not_take_ours_is_asked_no_further() {
    let robot = Robot::start(&["--fault", "validation-refused"]);
    let (report, status) = dialects(&robot, &["--only", "lower-case", "data-alone"]);
    assert_eq!((status, &report["verdict"]), (Some(1), &json!("fail")), "{report:#}");
    assert_eq!(report["dialects"].as_array().map(Vec::len), Some(1));
    assert!(report["next"].as_str().is_some_and(|next| next.starts_with("go2doctor check")));
}

#[test]
fn they_are_listed_and_unknown_ones_refused() {
    go2doctor().args(["dialects", "--list"]).assert().code(0).stdout(contains("lower-case"));
    let output = go2doctor().args(["dialects", "--list", "--format", "json"]).output();
    let listed: Value = serde_json::from_slice(&output.expect("it runs").stdout).expect("JSON");
    assert!(listed.as_array().is_some_and(|all| all.len() > 20));
    let unknown = ["dialects", "sim", "--only", "klingon"];
    go2doctor().args(unknown).assert().code(2).stdout("").stderr(contains("klingon"));
}
