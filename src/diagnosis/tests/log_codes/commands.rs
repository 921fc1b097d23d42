//! What a program sent over a connection that works, in the lines of the published client, and the
//! words of the tool that fetches keys.

use super::*;
use Confidence::{Likely, Possible};
use Severity::{Error, Info, Warning};
use Side::Host;
use Stage::Flow;

const MOVE: &str = r#""api_id": 1008}}, "parameter": "{\"x\": 0.5, \"y\": 0, \"z\": 0}"}}"#;
const STOP: &str = r#""api_id": 1008}}, "parameter": "{\"x\": 0, \"y\": 0.0, \"z\": 0}"}}"#;
const STAND_UP: &str = r#""api_id": 1004}}, "parameter": ""}}"#;
const BALANCE_STAND: &str = r#""api_id": 1002}}, "parameter": ""}}"#;

fn sent(second: &str, request: &str) -> String {
    let head = r#"{"type": "req", "topic": "rt/api/sport/request", "data": {"header": {"identity": {"id": 7, "#;
    at(second, &format!("INFO root: > message sent: {head}{request}"))
}

/// A log in which data flows, with what was sent, that goes on until `end`.
fn log(sent: &[String], end: &str) -> String {
    let beat = at(end, "INFO root: Heartbeat response received.");
    [&associated(), FLOWING, &sent.concat(), &beat].concat()
}

#[test]
fn a_speed_that_is_sent_once_holds_for_a_step() {
    let once = (("G2-CTL-ONESHOT", Host, Possible), Info, Flow);
    let moved = |seconds: &[&str]| -> Vec<_> { seconds.iter().map(|at| sent(at, MOVE)).collect() };
    assert_eq!(findings(&log(&moved(&["02,000"]), "08,000")), [once]);
    let beside = [sent("02,000", MOVE), sent("05,000", STOP)];
    assert_eq!(findings(&log(&beside, "08,000")), [once]);
    // Repeated, a stop, or the log ends before a second one was due.
    assert_eq!(findings(&log(&moved(&["02,000", "02,100"]), "08,000")), []);
    assert_eq!(findings(&log(&[sent("02,000", STOP)], "08,000")), []);
    assert_eq!(findings(&log(&moved(&["02,000"]), "03,000")), []);
}

#[test]
fn a_robot_that_stood_up_and_was_not_unlocked_may_ignore_a_speed() {
    let locked = (("G2-CTL-STANDLOCK", Host, Possible), Info, Flow);
    let walk = [sent("06,000", MOVE), sent("06,100", MOVE)].concat();
    let after = |commands: &[&str]| {
        let before = commands.iter().zip(["02,000", "03,000"]);
        let before: Vec<_> = before.map(|(command, second)| sent(second, command)).collect();
        findings(&log(&[before.concat(), walk.clone()], "08,000"))
    };
    assert_eq!(after(&[STAND_UP]), [locked]);
    assert_eq!(after(&[BALANCE_STAND, STAND_UP]), [locked]);
    assert_eq!(after(&[STAND_UP, BALANCE_STAND]), []);
    assert_eq!(after(&[]), []);
    let stands_at_last = [walk, sent("07,000", STAND_UP)];
    assert_eq!(findings(&log(&stands_at_last, "08,000")), []);
}

#[test]
fn bytes_that_are_not_read_as_json_are_a_layout_that_is_not_known() {
    let line =
        |message| at("02,000", &format!("ERROR root: Failed to decode JSON message: {message}"));
    let expected = (("G2-DATA-BINARY", Host, Possible), Warning, Flow);
    let bytes = line(r#"b'\x02\x01\x00\x00{"type"'"#);
    assert_eq!(findings(&log(&[bytes], "08,000")), [expected]);
    // A text that is no JSON is no binary message.
    assert_eq!(findings(&log(&[line("{\"type\": ")], "08,000")), []);
}

#[test]
fn a_key_that_the_cloud_does_not_hand_out_is_told_by_its_own_words() {
    let steps = "  ✓ [14:00:00] Login OK, access token cached.\n  ▸ [14:00:01] Fetching device list (device/bind/list)…\n";
    for (line, confidence) in [
        (
            "SN 'B42D2000XXXXXXXX' is not bound to this account (region='global'). Did you mean a different region",
            Likely,
        ),
        ("(no robots bound to this account)", Likely),
        ("login/email failed: code=1002 msg='password error'", Likely),
        (
            "SN B42D2000XXXXXXXX is bound but `dev.key` is empty — firmware is probably below the data2=3 cutover",
            Possible,
        ),
    ] {
        let told = findings(&format!("{steps}  ✗ [14:00:01] {line}\n"));
        assert_eq!(told, [(("G2-CLOUD-KEY", Host, confidence), Error, Stage::Host)], "{line}");
    }
    // Once a robot was asked, it was another program that fetched a key.
    let beside = format!("{CLIENT}device/bind/list failed: code=1001 msg='token expired'\n");
    let found = findings(&beside);
    assert!(found.iter().all(|each| each.0.0 != "G2-CLOUD-KEY" || each.1 != Error), "{found:?}");
}
