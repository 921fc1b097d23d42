//! The log that a real client writes while it meets our simulated robot.

use std::process::Command;

use go2doctor::facts::log_reading::LogReading;
use go2doctor::facts::{Stage, StageFacts};
use go2doctor::logs;

use crate::peer::Peer;
use crate::venv::{self, Packages};

/// Runs an unpatched aiortc against a healthy robot and reads what it logged.
fn log_of(packages: Packages, arguments: &[&str]) -> Option<LogReading> {
    let python = venv::interpreter(packages)?;
    let robot = Peer::simulate(&[]);
    let output = Command::new(python)
        .arg("-B")
        .arg(venv::script("plain_offerer.py"))
        .args(["--signal-port", &robot.signal_port().to_string(), "--data-only"])
        .args(arguments)
        .output()
        .unwrap();
    Some(logs::read(output.stderr.as_slice()).unwrap())
}

#[test]
fn three_fingerprints_are_seen_beside_the_inits_that_expire() {
    // Three expiries of 3 s each.
    let Some(reading) = log_of(Packages::Aiortc114, &["--patience", "11"]) else { return };
    assert_eq!(reading.reached(), Some(Stage::Dtls), "{reading:#?}");
    assert_eq!(reading.broken(), Some(Stage::Sctp), "{reading:#?}");
    let offer = reading.offer.as_ref().unwrap();
    assert_eq!(offer.effective_fingerprint(), Some("sha-512"));
    let StageFacts::Sctp { evidence, .. } = &reading.outcome(Stage::Sctp).unwrap().facts else {
        panic!("{reading:#?}");
    };
    assert!(evidence.init_sent >= Some(4), "{evidence:?}");
    assert_eq!((evidence.init_received, evidence.init_ack_received), (Some(0), Some(0)));
}

#[test]
fn one_fingerprint_opens_the_channel() {
    let Some(reading) = log_of(Packages::Aiortc19, &[]) else { return };
    assert_eq!(reading.reached(), Some(Stage::Sctp), "{reading:#?}");
    assert_eq!(reading.broken(), None, "{reading:#?}");
    assert_eq!(reading.offer.unwrap().effective_fingerprint(), Some("sha-256"));
}
