//! `check -- CMD` with clients that others wrote as the user's driver.

use std::process::Command;

use serde_json::Value;

use crate::peer::Peer;
use crate::venv::{self, Packages};

/// What `check` makes of the robot and of a driver that is one of our scripts.
fn both(packages: Packages, faults: &[&str], script: &[&str]) -> Option<(Option<i32>, Value)> {
    let python = venv::interpreter(packages)?;
    let robot = Peer::simulate(faults);
    let port = robot.signal_port().to_string();
    let (name, arguments) = script.split_first().unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args(["check", "--robot", "127.0.0.1", "--signal-port", &port, "--no-history"])
        .args(["--timeout", "5"])
        .args(["--format", "json", "--"])
        .arg(python)
        .arg("-B")
        .arg(venv::script(name))
        .args(["--signal-port", &port])
        .args(arguments)
        .output()
        .unwrap();
    let report = serde_json::from_slice(&done.stdout).unwrap();
    Some((done.status.code(), report))
}

/// The published client. Its imports alone take long where all tests run at once.
const CLIENT: [&str; 3] = ["client.py", "--timeout", "60"];

/// The same, its log at DEBUG, where it shows the messages that it receives.
const CLIENT_AT_DEBUG: [&str; 4] = ["client.py", "--timeout", "60", "--debug"];

/// Drivers on aiortc whose own repairs are missing.
const OFFERER: [&str; 4] = ["plain_offerer.py", "--data-only", "--patience", "11"];

#[test]
fn the_published_client_and_the_ladder_both_pass() {
    let Some((status, report)) = both(Packages::Client, &[], &CLIENT_AT_DEBUG) else { return };
    assert_eq!(status, Some(0), "{report:#}");
    assert_eq!(report["verdict"], "pass", "{report:#}");
    let driver = &report["driver"];
    assert_eq!(driver["exit_status"], 0, "{driver:#}");
    assert_eq!((&driver["verdict"], &driver["reached"]), (&"pass".into(), &"flow".into()));
}

#[test]
fn a_driver_that_shows_no_data_is_not_called_healthy() {
    let Some((status, report)) = both(Packages::Client, &[], &CLIENT) else { return };
    assert_eq!(status, Some(3), "{report:#}");
    let driver = &report["driver"];
    assert_eq!(driver["exit_status"], 0, "{driver:#}");
    let told = (&driver["verdict"], &driver["reached"]);
    assert_eq!(told, (&"inconclusive".into(), &"validation".into()));
}

#[test]
fn an_unpatched_driver_is_blamed_by_its_offer_where_the_ladder_passes() {
    for packages in [Packages::Aiortc114, Packages::Aiortc116] {
        let Some((status, report)) = both(packages, &[], &OFFERER) else { return };
        assert_eq!(status, Some(1), "{report:#}");
        assert_eq!(report["failed_stage"], "sctp", "{report:#}");
        let first = &report["findings"][0];
        assert_eq!(first["code"], "G2-ENV-AIORTC-FPS", "{first:#}");
        assert_eq!((&first["side"], &first["confidence"]), (&"host".into(), &"likely".into()));
        let compared = first["evidence"].as_array().unwrap().iter().any(|line| {
            line.as_str().unwrap().contains("the same robot opened the channel for an offer")
        });
        assert!(compared, "{first:#}");
    }
}

#[test]
fn a_robot_that_serves_nobody_breaks_both_alike() {
    let fault = ["--fault", "ice-black-hole"];
    let Some((status, report)) = both(Packages::Client, &fault, &CLIENT) else { return };
    assert_eq!(status, Some(1), "{report:#}");
    assert_eq!(report["failed_stage"], "ice", "{report:#}");
    assert_eq!(report["driver"]["failed_stage"], "ice", "{report:#}");
    let ice = report["findings"].as_array().unwrap().iter();
    assert_eq!(ice.filter(|each| each["stage"] == "ice").count(), 1, "{report:#}");
}
