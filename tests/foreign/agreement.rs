//! The foreign peers agree with each other, without us in between.
//!
//! Where these fail, a failure of the other tests says nothing about us.

use std::time::Duration;

use serde_json::Value;

use crate::peer::Peer;
use crate::venv::Packages;

/// The device's key of a data2 = 3 robot; any will do.
pub(crate) const DEVICE_KEY: &str = "00112233445566778899aabbccddeeff";

const PATIENCE: Duration = Duration::from_secs(60);

/// What the published client goes through, in order.
const MILESTONES: [&str; 7] =
    ["imported", "validated", "connected", "lowstate", "motion_switcher", "sport", "done"];

/// The arguments that make a robot speak this data2.
pub(crate) fn data2_arguments(data2: &str) -> Vec<&str> {
    let mut arguments = vec!["--data2", data2];
    if data2 == "3" {
        arguments.extend(["--device-key", DEVICE_KEY]);
    }
    arguments
}

/// The arguments that make the client know that robot's key.
fn key_arguments(data2: &str) -> &'static [&'static str] {
    if data2 == "3" { &["--device-key", DEVICE_KEY] } else { &[] }
}

/// Lets the published client run to its end against the robot on this port.
pub(crate) fn assert_client_connects(signal_port: u16, data2: &str) {
    let Some(mut client) = Peer::client(signal_port, key_arguments(data2)) else { return };
    let (status, events) = client.run_out(PATIENCE);
    let reached: Vec<&str> = events
        .iter()
        .filter_map(|event| event["event"].as_str())
        .filter(|name| MILESTONES.contains(name))
        .collect();
    if !status.success() || reached != MILESTONES {
        client.give_up(&format!("the client ended with {status}: {events:#?}"));
    }
}

fn agree(packages: Packages, data2: &str) {
    let Some(mut robot) = Peer::robot(packages, &data2_arguments(data2)) else { return };
    assert_client_connects(robot.signal_port(), data2);
    // The slot is free again as soon as the client has said goodbye.
    robot.wait_for("closed", Duration::from_secs(2));
    assert_client_connects(robot.signal_port(), data2);

    let (status, events) = robot.finish();
    assert!(status.success(), "{status}");
    assert_eq!(named(&events, "answer")["setup"], serde_json::json!(["active"]));
    assert_eq!(named(&events, "channel")["label"], "data");
    assert_ne!(*named(&events, "probe_echoed"), Value::Null);
}

/// The first event of this name.
fn named<'a>(events: &'a [Value], name: &str) -> &'a Value {
    events.iter().find(|event| event["event"] == name).unwrap_or(&Value::Null)
}

#[test]
fn the_published_client_connects_to_aiortc_1_9_whatever_data2() {
    ["1", "2", "3"].iter().for_each(|data2| agree(Packages::Aiortc19, data2));
}

#[test]
fn the_published_client_connects_to_aiortc_1_16_whatever_data2() {
    ["1", "2", "3"].iter().for_each(|data2| agree(Packages::Aiortc116, data2));
}

#[test]
fn the_published_client_is_turned_away_while_another_is_connected() {
    let Some(robot) = Peer::robot(Packages::Aiortc116, &[]) else { return };
    let mut first = Peer::client(robot.signal_port(), &["--hold"]).unwrap();
    first.wait_for("holding", PATIENCE);

    let mut second = Peer::client(robot.signal_port(), &[]).unwrap();
    let reason = second.wait_for("failed", PATIENCE)["reason"].clone();
    assert!(reason.as_str().unwrap().starts_with("RobotBusyError"), "{reason}");
    assert!(first.finish().0.success());
}
