//! A cable that is out, and a connection that breaks off.

use std::process::Stdio;

use serde_json::Value;

use crate::lab::{Lab, ROBOT, Report};

#[test]
fn a_cable_that_is_out_is_named_and_not_the_robot() {
    let Some(lab) = Lab::with_robot(&[]) else { return };
    lab.far.shell("ip link set far0 down");
    let check = lab.run("check", &[]);
    let first = check.failed("http", "G2-LINK-NOCARRIER", "host", "likely");
    assert!(first["evidence"].to_string().contains("dog0 has no carrier"), "{first:#}");
    let interfaces = check.evidence("host")["interfaces"].as_array().expect("an array");
    let dog0 = interfaces.iter().find(|each| each["name"] == "dog0").expect("it is there");
    assert_eq!(dog0["carrier"], false);
    assert_eq!(check.evidence("ping")["received"], 0);
}

#[test]
fn nobody_at_the_robots_address_is_told_by_arp() {
    let Some(lab) = Lab::new() else { return };
    lab.far.shell("ip addr del 10.77.0.1/24 dev far0");
    let check = lab.run("check", &["--timeout", "4"]);
    let first = check.failed("http", "G2-LINK-UNREACH", "network", "likely");
    assert_eq!(check.evidence("ping")["neighbour"], "failed", "{first:#}");
}

/// Runs a check and `then`, once the robot has proved that telemetry flows.
fn cut_off(lab: &mut Lab, then: impl FnOnce(&Lab)) -> Report {
    let arguments =
        ["check", "--robot", ROBOT, "--format", "json", "--no-history", "--window", "6"];
    let mut call = lab.near.go2doctor(&arguments);
    call.stdout(Stdio::piped()).current_dir("/");
    let running = call.spawn().expect("it runs");
    lab.robot_sees("\"subscribed\"");
    then(lab);
    let output = running.wait_with_output().expect("it ends");
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    Report { json, status: output.status.code() }
}

#[test]
fn a_robots_address_that_is_taken_away_in_mid_run_ends_in_lost_consent() {
    let Some(mut lab) = Lab::with_robot(&[]) else { return };
    let check = cut_off(&mut lab, |lab| lab.far.shell("ip addr del 10.77.0.1/24 dev far0"));
    check.failed("flow", "G2-ICE-CONSENT", "network", "possible");
    assert!(check.finding("G2-LINK-LOSS").is_none(), "a break is no loss: {check}");
    assert_eq!(check.evidence("flow")["link"], "consent-lost");
    assert_eq!(check.stage("validation")["status"], "pass");
}

#[test]
fn an_own_address_that_is_taken_away_in_mid_run_is_this_machines_doing() {
    let Some(mut lab) = Lab::with_robot(&[]) else { return };
    let check = cut_off(&mut lab, |lab| lab.near.shell("ip addr del 10.77.0.2/24 dev dog0"));
    let first = check.failed("flow", "G2-ICE-CONSENT", "host", "likely");
    let refused = check.evidence("flow")["send_refusals"]["count"].as_u64().expect("some were");
    let told = first["evidence"].to_string();
    assert!(refused > 0 && told.contains(&format!("refused to send {refused} packets")), "{told}");
    assert_eq!(check.evidence("flow")["link"], "consent-lost");
}
