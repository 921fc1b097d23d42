//! What each capture shows.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use assert_cmd::Command;
use flate2::read::GzDecoder;
use go2doctor::capture::{Options, read};
use go2doctor::facts::capture_reading::CaptureReading;
use go2doctor::facts::outcome::Status;
use go2doctor::facts::{Direction, Stage, StageFacts};
use serde_json::Value;

/// A capture, the rung it breaks at, whether that is a failure or what a bystander cannot see, and
/// the first finding.
pub(crate) const CAPTURES: &[(&str, Stage, Status, &str)] = &[
    ("refused", Stage::Http, Status::Fail, "G2-HTTP-REFUSED"),
    ("con-notify-404", Stage::Http, Status::Fail, "G2-HTTP-404"),
    ("con-ing-silent", Stage::Sdp, Status::Fail, "G2-SIG-NOANSWER"),
    ("busy", Stage::Sdp, Status::Fail, "G2-SIG-REJECT"),
    ("ice-black-hole", Stage::Ice, Status::Fail, "G2-ICE-FAILED"),
    ("ice-refused", Stage::Ice, Status::Fail, "G2-ICE-CREDS"),
    ("dtls-silent", Stage::Dtls, Status::Fail, "G2-DTLS-NOHELLO"),
    ("dtls-alert-handshake-failure", Stage::Dtls, Status::Fail, "G2-DTLS-ERROR"),
    ("sctp-silent", Stage::Sctp, Status::Fail, "G2-SCTP-NOINITACK"),
    ("fps", Stage::Sctp, Status::Fail, "G2-SCTP-NOINITACK"),
    ("legacy-fps", Stage::Sctp, Status::Fail, "G2-ENV-AIORTC-FPS"),
    ("healthy", Stage::Sctp, Status::Inconclusive, "G2-CLIENT-LIMIT"),
    ("cooked", Stage::Sctp, Status::Inconclusive, "G2-CLIENT-LIMIT"),
    ("legacy", Stage::Sctp, Status::Inconclusive, "G2-CLIENT-LIMIT"),
];

pub(crate) fn path(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/captures");
    folder.join(format!("{name}.pcap.gz"))
}

/// A capture's bytes, unpacked.
pub(crate) fn bytes(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(File::open(path(name)).unwrap()).read_to_end(&mut bytes).unwrap();
    bytes
}

pub(crate) fn reading(bytes: &[u8]) -> CaptureReading {
    read(bytes, Options::default()).unwrap()
}

/// The rung that the last attempt stopped at.
pub(crate) fn stopped(reading: &CaptureReading) -> (Stage, Status) {
    let outcomes = &reading.attempts.last().expect("an attempt").outcomes;
    let stopped = outcomes
        .iter()
        .find(|it| matches!(it.status, Status::Fail | Status::Inconclusive | Status::Crash));
    stopped.map(|it| (it.stage(), it.status)).expect("never all of it")
}

fn report(name: &str, arguments: &[&str]) -> (Option<i32>, Value) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_go2doctor"));
    command.arg("report").arg(path(name)).args(["--format", "json"]).args(arguments);
    let output = command.output().unwrap();
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{name}: {error}: {}", String::from_utf8_lossy(&output.stderr))
    });
    (output.status.code(), report)
}

#[test]
fn each_capture_is_blamed_on_the_right_rung() {
    for (name, stage, status, finding) in CAPTURES {
        assert_eq!(stopped(&reading(&bytes(name))), (*stage, *status), "{name}");
        let (exit, report) = report(name, &[]);
        assert_eq!(report["findings"][0]["code"], *finding, "{name}: {:#}", report["findings"]);
        let failed = *status == Status::Fail;
        assert_eq!(exit, Some(if failed { 1 } else { 3 }), "{name}");
        let blamed = if failed { Value::from(stage.name()) } else { Value::Null };
        assert_eq!(report["failed_stage"], blamed, "{name}");
    }
}

#[test]
fn packets_alone_never_make_a_robot_healthy() {
    for name in ["healthy", "cooked", "legacy"] {
        let (_, report) = report(name, &[]);
        assert_eq!(report["verdict"], "inconclusive", "{name}");
        for stage in report["stages"].as_array().unwrap() {
            let stage_name = stage["name"].as_str().unwrap();
            let expected = match stage_name {
                "http" | "sdp" | "ice" | "dtls" => "pass",
                "sctp" => "inconclusive",
                _ => "skip",
            };
            assert_eq!(stage["status"], expected, "{name}: {stage_name}");
        }
    }
}

#[test]
fn an_init_that_nobody_answers_is_known_by_its_size_and_rhythm() {
    let reading = reading(&bytes("sctp-silent"));
    let attempt = reading.attempts.last().unwrap();
    let unanswered = attempt.facts.unanswered.as_ref().expect("it was sent again and again");
    assert!(unanswered.count >= 3, "{unanswered:?}");
    assert_eq!(attempt.facts.records_received, 0);
    let sctp = attempt.outcomes.iter().find(|it| it.stage() == Stage::Sctp).unwrap();
    let StageFacts::Sctp { evidence, .. } = &sctp.facts else { panic!("of sctp") };
    assert_eq!(evidence.init_sent, Some(unanswered.count as u32));
    assert_eq!(evidence.rtp_packets_received, Some(0));
}

#[test]
fn with_offer_and_certificate_in_sight_the_cause_is_certain() {
    let (_, report) = report("legacy-fps", &[]);
    assert_eq!(report["findings"][0]["confidence"], "certain", "{:#}", report["findings"]);
    let dtls = report["stages"].as_array().unwrap().iter().find(|it| it["name"] == "dtls").unwrap();
    assert_eq!(dtls["evidence"]["client_fingerprint_match"], false);
    assert_ne!(dtls["evidence"]["client_certificate"]["sha256"], Value::Null);
}

#[test]
fn attempts_are_told_apart_in_the_order_of_time() {
    let reading = reading(&bytes("twice"));
    let broke: Vec<_> = reading
        .attempts
        .iter()
        .map(|it| it.outcomes.iter().find(|it| it.status == Status::Fail).map(|it| it.stage()))
        .collect();
    // The second run was rejected again and again: each of its offers is an attempt.
    assert_eq!(broke[0], Some(Stage::Dtls));
    assert!(broke.len() > 1 && broke[1..].iter().all(|it| *it == Some(Stage::Sdp)), "{broke:?}");
    assert!(reading.attempts.is_sorted_by_key(|it| it.started_at));
}

#[test]
fn another_robot_than_the_one_asked_for_is_passed_over() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_go2doctor"));
    command.arg("report").arg(path("healthy")).args(["--robot", "192.0.2.7"]);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("192.0.2.7") && said.contains("--robot"), "{said}");
}

#[test]
fn who_sent_the_alert_is_told() {
    let reading = reading(&bytes("dtls-alert-handshake-failure"));
    let dtls = &reading.attempts[0].outcomes[Stage::Dtls as usize];
    let StageFacts::Dtls { evidence, .. } = &dtls.facts else { panic!("of dtls") };
    let alert = &evidence.alerts.as_ref().unwrap()[0];
    assert_eq!((alert.direction, alert.description.as_str()), (Direction::In, "handshake_failure"));
}

#[test]
fn a_captures_messages_are_listed_and_drawn() {
    let (_, told) = report("sctp-silent", &[]);
    let events = told["timeline"]["events"].as_array().unwrap();
    let names: Vec<_> = events.iter().filter_map(|event| event["name"].as_str()).collect();
    let first = |name: &str| {
        let at = names.iter().position(|it| *it == name);
        at.unwrap_or_else(|| panic!("no {name} in {names:?}"))
    };
    let order = ["SYN", "POST /con_notify", "POST /con_ing_…", "ClientHello"].map(first);
    assert!(order.is_sorted(), "{names:?}");
    assert!(first("Binding request") < first("ClientHello"), "{names:?}");
    let times: Vec<_> = events.iter().filter_map(|event| event["at_us"].as_u64()).collect();
    assert!(times.is_sorted() && times[0] == 0, "{times:?}");
    let html = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .arg("report")
        .arg(path("sctp-silent"))
        .args(["--format", "html"])
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&html.stdout).contains("class=\"flights\""));
}
