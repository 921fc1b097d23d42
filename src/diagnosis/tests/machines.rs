//! Whole machines: what `env` makes of each, no more and no less.

use super::*;
use crate::diagnosis::finding::Severity;
use crate::evidence::HostEvidence;
use crate::host::facts::{Question, gather};
use crate::host::recorded::{machine, systems};
use crate::stages::host;
use crate::stages::outcome::{RobotFacts, Status};
use std::net::IpAddr;
use std::time::Duration;

/// The robot in the Wi-Fi that it makes itself.
const WIFI: &str = "192.168.12.1";

/// The robot at the end of its cable.
const CABLE: &str = "192.168.123.161";

/// What `env` says of a machine, asked for a robot: `code severity side`, and the stage's status.
type Row = (&'static str, &'static str, Status, &'static [&'static str]);

const NOTHING: &[&str] = &[];

/// Every recorded system in both of a robot's usual places.
const ROWS: &[Row] = &[
    ("ubuntu-22.04", WIFI, Status::Pass, NOTHING),
    ("ubuntu-22.04", CABLE, Status::Pass, NOTHING),
    ("ubuntu-24.04", WIFI, Status::Pass, NOTHING),
    ("ubuntu-24.04", CABLE, Status::Pass, NOTHING),
];

fn looked(system: &str, robot: &str) -> (HostEvidence, RobotFacts) {
    let address: IpAddr = robot.parse().expect("an address");
    let question = Question { robot: Some(address), chosen: None, limit: Duration::from_secs(60) };
    let robot = RobotFacts { host: robot.into(), address: Some(address), ..RobotFacts::default() };
    (gather(&machine(system), &question), robot)
}

fn told(system: &str, robot: &str) -> (Status, Vec<String>) {
    let (evidence, robot) = looked(system, robot);
    let found = diagnose(&Case { host: Some(&evidence), ..Case::live(&[], &robot) });
    let told = |each: &Conclusion| {
        format!("{} {:?} {:?}", each.code(), each.severity, each.side).to_lowercase()
    };
    (host::status(&evidence, robot.address), found.iter().map(told).collect())
}

#[test]
fn env_says_of_each_machine_what_is_wrong_and_nothing_else() {
    let differing: Vec<_> = ROWS
        .iter()
        .filter_map(|(system, robot, status, expected)| {
            let told = told(system, robot);
            let expected: Vec<_> = expected.iter().map(|each| each.to_lowercase()).collect();
            (told != (*status, expected)).then(|| (system, robot, told))
        })
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

#[test]
fn every_recorded_machine_is_asked_for_both_robots() {
    let asked = |robot: &str| -> Vec<String> {
        let rows = ROWS.iter().filter(|row| row.1 == robot);
        rows.map(|row| row.0.to_owned()).collect()
    };
    let mut systems = systems();
    systems.sort_by_key(|system| ROWS.iter().position(|row| row.0 == system));
    assert_eq!(asked(WIFI), systems);
    assert_eq!(asked(CABLE), systems);
}
