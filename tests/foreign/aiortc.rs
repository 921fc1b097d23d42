//! Our `check` against robots whose WebRTC peer is aiortc.

use std::time::Duration;

use serde_json::{Value, json};

use crate::agreement::{DEVICE_KEY, data2_arguments};
use crate::check::{Checked, check};
use crate::peer::Peer;
use crate::venv::Packages;

/// A stage that meets silence waits this long; the default would be 10 s and more.
const SHORT: [&str; 2] = ["--timeout", "3"];

/// How soon after our end the robot must know that its slot is free.
const GOODBYE: Duration = Duration::from_secs(1);

/// Makes one test of each function for both robots.
macro_rules! against_both_versions {
    ($($test:ident)*) => {
        mod v1_9 {
            $(#[test] fn $test() { super::$test(super::Packages::Aiortc19); })*
        }
        mod v1_16 {
            $(#[test] fn $test() { super::$test(super::Packages::Aiortc116); })*
        }
    };
}

against_both_versions! {
    healthy_with_data2_1_passes
    healthy_with_data2_2_passes
    healthy_with_data2_3_passes
    a_wrong_ice_password_is_blamed_on_ice
    dtls_silence_is_blamed_on_dtls
    sctp_silence_is_blamed_on_sctp
    a_channel_without_dcep_ack_passes
    a_refused_validation_is_blamed_on_validation
    a_taken_slot_is_blamed_on_sdp
    picture_and_sound_are_decrypted_measured_and_saved
}

fn healthy_with_data2_1_passes(packages: Packages) {
    assert_healthy(packages, "1", &[]);
}

fn healthy_with_data2_2_passes(packages: Packages) {
    assert_healthy(packages, "2", &[]);
}

fn healthy_with_data2_3_passes(packages: Packages) {
    assert_healthy(packages, "3", &["--aes-key", DEVICE_KEY]);
}

fn assert_healthy(packages: Packages, data2: &str, arguments: &[&str]) {
    let Some(mut robot) = Peer::robot(packages, &data2_arguments(data2)) else { return };
    let checked = check(robot.signal_port(), arguments);
    checked.assert_passed();
    checked.assert_found(name(packages), None);
    assert_eq!(checked.evidence("dtls")["role"], "server");
    assert_eq!(checked.evidence("dtls")["fingerprint_match"], true);
    assert_eq!(checked.evidence("flow")["request"]["code"], 0);
    assert_eq!(checked.evidence("flow")["link"], "up");
    let sctp = checked.evidence("sctp");
    assert_eq!(sctp["opened_by"], "ack", "{sctp:#}");
    // aiortc 1.9 leaves the INIT to the offerer; 1.16 sends one of its own at
    // the same moment, as the real robot does.
    let own_init = sctp["init_received"].as_u64() >= Some(1);
    assert_eq!(own_init, packages == Packages::Aiortc116, "{sctp:#}");

    robot.wait_for("closed", GOODBYE);
    assert_offer_suits_a_robot(&robot.wait_for("offer", Duration::ZERO));
    robot.wait_for("probe_echoed", Duration::ZERO);
    robot.wait_for("request", Duration::ZERO);
}

/// What the real robot's peer demands of an offer, as a stranger reads ours.
fn assert_offer_suits_a_robot(offer: &Value) {
    assert_eq!(offer["setup"], json!(["actpass"]), "{offer}");
    assert_eq!(offer["media"], json!(["audio", "video", "application"]), "{offer}");
    assert_eq!(offer["fingerprints"], json!(["sha-256", "sha-256", "sha-256"]), "{offer}");
    assert_eq!(offer["ice_ufrags"], 1, "{offer}");
}

/// What `tests/expected/foreign.toml` calls a robot on these packages.
fn name(packages: Packages) -> &'static str {
    if packages == Packages::Aiortc19 { "aiortc-1.9" } else { "aiortc-1.16" }
}

fn check_faulty(packages: Packages, fault: &str, arguments: &[&str]) -> Option<(Peer, Checked)> {
    let robot = Peer::robot(packages, &["--fault", fault])?;
    let checked = check(robot.signal_port(), arguments);
    checked.assert_found(name(packages), Some(fault));
    Some((robot, checked))
}

fn a_wrong_ice_password_is_blamed_on_ice(packages: Packages) {
    let Some((_robot, checked)) = check_faulty(packages, "ice-password", &SHORT) else { return };
    checked.assert_failed_at("ice");
    // aioice 0.9 says 400 to a bad MESSAGE-INTEGRITY, aioice 0.13 says 401.
    let code = if packages == Packages::Aiortc19 { "400" } else { "401" };
    let pairs = checked.evidence("ice")["pairs"].as_array().unwrap();
    assert!(pairs.iter().any(|pair| pair["errors"][code].as_u64() > Some(0)), "{pairs:#?}");
    assert!(pairs.iter().all(|pair| pair["responses"] == 0), "{pairs:#?}");
}

fn dtls_silence_is_blamed_on_dtls(packages: Packages) {
    let Some((_robot, checked)) = check_faulty(packages, "dtls-silent", &SHORT) else { return };
    checked.assert_failed_at("dtls");
    assert_eq!(checked.evidence("dtls")["client_hellos_received"], 0);
}

fn sctp_silence_is_blamed_on_sctp(packages: Packages) {
    let Some((mut robot, checked)) = check_faulty(packages, "sctp-silent", &SHORT) else { return };
    checked.assert_failed_at("sctp");
    let sctp = checked.evidence("sctp");
    assert!(sctp["init_sent"].as_u64() >= Some(2), "{sctp:#}");
    assert_eq!(
        sctp["init_sent_at_ms"].as_array().map(|at| at.len() as u64),
        sctp["init_sent"].as_u64()
    );
    assert_eq!(sctp["init_ack_received"], 0, "{sctp:#}");
    // DTLS stood, so a close_notify was possible and had to be sent.
    robot.wait_for("closed", GOODBYE);
}

fn a_channel_without_dcep_ack_passes(packages: Packages) {
    let Some((_robot, checked)) = check_faulty(packages, "ack-withheld", &[]) else { return };
    checked.assert_passed();
    let sctp = checked.evidence("sctp");
    assert_eq!(sctp["dcep_ack_received"], 0, "{sctp:#}");
    // aiortc sends the SACK by itself before the challenge; either will do.
    assert!(["sack", "message"].iter().any(|by| sctp["opened_by"] == *by), "{sctp:#}");
}

fn a_refused_validation_is_blamed_on_validation(packages: Packages) {
    let Some((mut robot, checked)) = check_faulty(packages, "validation-refused", &SHORT) else {
        return;
    };
    checked.assert_failed_at("validation");
    assert_eq!(checked.evidence("validation")["answers_sent"], 3);
    robot.wait_for("closed", GOODBYE);
    let (_status, events) = robot.finish();
    let refusals = events.iter().filter(|event| event["event"] == "validation_refused").count();
    assert_eq!(refusals, 3);
}

fn a_taken_slot_is_blamed_on_sdp(packages: Packages) {
    let Some(robot) = Peer::robot(packages, &[]) else { return };
    let mut holder = Peer::client(robot.signal_port(), &["--hold"]).unwrap();
    holder.wait_for("holding", Duration::from_secs(60));

    let checked = check(robot.signal_port(), &[]);
    checked.assert_failed_at("sdp");
    checked.assert_found(name(packages), Some("busy"));
    assert_eq!(checked.evidence("sdp")["reason"], "busy");
    assert!(holder.finish().0.success());
}

/// It sends from the connection on, so that the first key frame is over by the time that we look: we ask
/// for another one, and get it.
fn picture_and_sound_are_decrypted_measured_and_saved(packages: Packages) {
    let Some(robot) = Peer::robot(packages, &["--media"]) else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let saved = folder.path().join("robot.h264");
    let saved_as = saved.to_str().expect("a path of letters");
    let checked = check(robot.signal_port(), &["--video", "--audio", "--save", saved_as]);
    checked.assert_passed();
    let media = &checked.evidence("flow")["media"];
    assert_eq!((&media[0]["kind"], &media[0]["codec"]), (&json!("video"), &json!("H264")));
    assert_eq!(media[0]["video"]["size"], "640 x 480", "{media:#}");
    assert!(media[0]["video"]["key_frames"].as_u64() >= Some(1), "{media:#}");
    assert_eq!(media[0]["rtp"]["lost"], 0, "{media:#}");
    assert_eq!((&media[1]["kind"], &media[1]["codec"]), (&json!("audio"), &json!("opus")));
    assert_eq!(media[1]["audio"]["packet_ms"], 20.0, "{media:#}");
    let picture = std::fs::read(saved).expect("a picture");
    assert_eq!(picture[..5], [0, 0, 0, 1, 0x67], "it begins with its parameters");
}
