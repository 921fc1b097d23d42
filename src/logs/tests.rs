//! Real logs and logs of the guide's form: what is read from each.
//!
//! The files named `aiortc-*` are of the published client, those named
//! `plain-*` of an unpatched aiortc, both against simulated robots; the others
//! are written after the drivers' own log calls and the guide's excerpts.

use crate::facts::log_reading::LogReading;
use crate::facts::outcome::{Signalling, Status};
use crate::facts::{
    Direction, HttpReason, LinkState, LogSign, OpenedBy, PortReason, SdpReason, Stage, StageFacts,
};
use crate::test_support::corrupted;

use super::*;

mod table;

use table::{LOGS, Log};

/// The rows of a table of lines: what each is, and the line.
fn rows(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = table.lines().filter(|row| !row.is_empty() && !row.starts_with('#'));
    rows.map(|row| row.split_once(": ").unwrap_or_else(|| panic!("{row}")))
}

fn read_bytes(bytes: &[u8]) -> LogReading {
    read(bytes).expect("memory does not fail")
}

fn reading(name: &str) -> LogReading {
    read_bytes(LOGS.iter().find(|log| log.name == name).expect("a log of the table").bytes)
}

/// The facts of a stage: `facts!(reading, Sctp)` gives its timings and evidence.
macro_rules! facts {
    ($reading:expr, $stage:ident) => {
        match &$reading.outcome(Stage::$stage).expect("every stage is there").facts {
            StageFacts::$stage { timings, evidence } => (timings.clone(), evidence.clone()),
            other => panic!("{other:?}"),
        }
    };
}

mod blocks;
mod errors;
mod live;
mod met;
mod not_started;
mod own;
mod properties;
mod states;
mod treated;
mod variations;

#[test]
fn each_log_tells_how_far_it_came_and_where_it_broke() {
    for log in LOGS {
        let reading = read_bytes(log.bytes);
        let name = log.name;
        assert_eq!(reading.reached(), log.reached, "{name}");
        assert_eq!(reading.broken(), log.broken, "{name}");
        assert_eq!(reading.written_by, log.written_by, "{name}");
        assert_eq!(reading.debug, Some(log.debug), "{name}");
        assert_eq!(reading.attempts, 1, "{name}");
        assert_eq!(reading.lines, log.bytes.split_inclusive(|b| *b == b'\n').count() as u64);
        for (signature, line, count) in log.marks {
            let mark = reading.marks.iter().find(|mark| mark.signature == *signature);
            let mark = &mark.unwrap_or_else(|| panic!("{signature} in {name}")).mark;
            assert_eq!((mark.line, mark.count), (*line, *count), "{signature} in {name}");
        }
    }
}

#[test]
fn the_ladder_is_whole_in_every_reading() {
    for log in LOGS {
        let reading = read_bytes(log.bytes);
        let stages: Vec<Stage> = reading.outcomes.iter().map(|one| one.stage()).collect();
        assert_eq!(stages, Stage::ALL, "{}", log.name);
        for outcome in &reading.outcomes {
            let skipped = outcome.status == Status::Skip;
            assert_eq!(outcome.skip_reason.is_some(), skipped, "{}: {outcome:?}", log.name);
        }
    }
}

#[test]
fn a_healthy_session_is_read_whole() {
    let reading = reading("aiortc-1.9.0_data2-2_none");
    let (timings, http) = facts!(reading, Http);
    assert_eq!((http.http_status, http.data2), (Some(200), Some(2)));
    assert_eq!(timings.total_ms, Some(13.0));
    let (timings, sdp) = facts!(reading, Sdp);
    assert_eq!(timings.con_ing_ms, Some(27.0));
    let answer = sdp.answer.expect("the answer is in the log");
    assert_eq!(answer.setup.as_deref(), Some("active"));
    assert_eq!(answer.candidates, Some(vec!["127.0.0.1:33518 host".into()]));
    assert_eq!(answer.lint, Some(vec![]));
    let (timings, ice) = facts!(reading, Ice);
    assert_eq!(ice.selected.as_deref(), Some("127.0.0.1:37621 -> 127.0.0.1:33518"));
    assert_eq!((timings.gathering_ms, timings.nominated_ms), (Some(1.0), Some(4.0)));
    let (timings, dtls) = facts!(reading, Dtls);
    assert_eq!(dtls.role.as_deref(), Some("server"));
    assert_eq!((dtls.fingerprint_match, timings.handshake_ms), (Some(true), Some(24.0)));
    let (timings, sctp) = facts!(reading, Sctp);
    assert_eq!((sctp.init_sent, sctp.init_ack_received), (Some(1), Some(1)));
    assert_eq!((sctp.init_received, sctp.rtp_packets_received), (Some(0), None));
    assert_eq!(sctp.opened_by, Some(OpenedBy::Ack));
    assert_eq!(sctp.abort.map(|abort| abort.direction), Some(Direction::Out));
    assert_eq!(timings.association_ms, Some(2.0));
    let (timings, validation) = facts!(reading, Validation);
    assert_eq!((validation.answers_sent, timings.ok_ms), (Some(1), Some(2.0)));
    let (timings, flow) = facts!(reading, Flow);
    let topics = flow.topics.expect("this driver shows every message");
    let told: Vec<_> = topics.iter().map(|topic| (topic.name.as_str(), topic.messages)).collect();
    assert_eq!(told, [("rt/lf/lowstate", 29), ("rt/utlidar/robot_pose", 52)]);
    assert!(topics[1].rate_hz.is_some_and(|rate| (17.0..19.0).contains(&rate)));
    assert_eq!((flow.link, flow.heartbeats), (Some(LinkState::Up), Some(1)));
    assert_eq!(timings.first_message_ms, Some(131.0));
    assert_eq!(reading.robot.signalling, Some(Signalling::ConNotify));
    assert_eq!(
        reading.robot.firmware_hint.map(|hint| hint.to_string()).as_deref(),
        Some("1.1.8 to 1.1.14")
    );
}

#[test]
fn the_guides_main_symptom_is_read_with_its_cause() {
    for (name, aiortc) in
        [("plain-aiortc-1.14.0_data-only", "1.14.0"), ("plain-aiortc-1.16.0_media", "1.16.0")]
    {
        let reading = reading(name);
        let offer = reading.offer.clone().expect("DEBUG shows the offer");
        assert_eq!(offer.made_by, Some(format!("aiortc {aiortc}")));
        assert_eq!(
            offer.fingerprints,
            Some(vec!["sha-256".into(), "sha-384".into(), "sha-512".into()])
        );
        assert_eq!(offer.effective_fingerprint(), Some("sha-512"));
        assert_eq!(offer.credentials_shared, Some(true));
        let (_, sctp) = facts!(reading, Sctp);
        assert_eq!((sctp.init_sent, sctp.init_received), (Some(9), Some(0)));
        assert_eq!(sctp.init_ack_received, Some(0));
        let at = sctp.init_sent_at_ms.expect("every line is stamped");
        assert_eq!(at.len(), 9);
        for pair in at.windows(2) {
            assert!((2990.0..3050.0).contains(&(pair[1] - pair[0])), "{at:?}");
        }
        let driver = reading.driver.expect("the versions are in the log");
        assert_eq!(driver.aiortc.as_deref(), Some(aiortc));
        assert_eq!(driver.offered_fingerprints, offer.fingerprints);
    }
}

#[test]
fn the_published_client_offers_one_fingerprint_whatever_aiortc() {
    for log in LOGS.iter().filter(|log| log.name.starts_with("aiortc-")) {
        let offer = read_bytes(log.bytes).offer.expect("DEBUG shows the offer");
        assert_eq!(offer.fingerprints, Some(vec!["sha-256".into()]), "{}", log.name);
        assert_eq!(offer.credentials_shared, Some(true), "{}", log.name);
        assert_eq!(offer.fingerprints_upper_case, Some(true), "{}", log.name);
    }
}

#[test]
fn unshared_credentials_show_in_the_offer_and_in_the_refused_checks() {
    let reading = reading("plain-aiortc-1.14.0_media");
    assert_eq!(reading.offer.as_ref().and_then(|offer| offer.credentials_shared), Some(false));
    let facts = reading.facts(None);
    assert_eq!(facts.first(LogSign::CheckRefusedByUs).map(|mark| mark.count), Some(30));
    let (_, ice) = facts!(reading, Ice);
    let pairs = ice.pairs.expect("aioice wrote at DEBUG");
    assert!(pairs.iter().all(|pair| pair.responses == 0 && !pair.nominated));
    assert!(pairs.iter().any(|pair| pair.requests_received > 20));
}

#[test]
fn reasons_are_those_of_a_live_run() {
    let http = |name| facts!(reading(name), Http).1;
    let sdp = |name| facts!(reading(name), Sdp).1.reason;
    let silent = http("guide_con-notify-timeout");
    assert_eq!(silent.reason, Some(HttpReason::NoResponse));
    assert_eq!(silent.url.as_deref(), Some("http://192.168.12.1:9991/con_notify"));
    let ports = silent.ports.expect("TCP failed");
    assert_eq!((ports[0].port, ports[0].reason), (9991, PortReason::NoResponse));
    assert_eq!(http("sdk_info_con-notify-timeout").reason, Some(HttpReason::NoResponse));
    // The published client does not say whether a port was refused or silent.
    let shut = reading("aiortc-1.16.0_data2-2_tcp-refused");
    assert_eq!((http("aiortc-1.16.0_data2-2_tcp-refused").reason, shut.robot.data2), (None, None));
    assert!(shut.facts(None).first(LogSign::NoSignallingPort).is_some());
    assert_eq!(sdp("aiortc-1.9.0_data2-2_reject"), Some(SdpReason::Busy));
    assert_eq!(sdp("aiortc-1.16.0_data2-3_none"), Some(SdpReason::AesKeyRejected));
    assert_eq!(http("aiortc-1.16.0_data2-3_none").device_key_accepted, Some(false));
}

#[test]
fn what_info_lines_cannot_tell_stays_unknown() {
    for name in ["fork_info_sctp-timeout", "sdk_info_channel-connecting", "sdk_info_healthy"] {
        let reading = reading(name);
        let (_, ice) = facts!(reading, Ice);
        assert_eq!(ice.pairs, None, "{name}");
        // The pair of docker0 failed and does no harm.
        let selected = "192.168.12.222:51904 -> 192.168.12.1:48890";
        assert_eq!(ice.selected.as_deref(), Some(selected), "{name}");
        let (_, dtls) = facts!(reading, Dtls);
        assert_eq!((dtls.role, dtls.fingerprint_match), (None, None), "{name}");
        let (_, sctp) = facts!(reading, Sctp);
        assert_eq!((sctp.init_sent, sctp.init_received, sctp.opened_by), (None, None, None));
        assert_eq!(facts!(reading, Flow).1.topics, None, "{name}");
        assert_eq!(reading.offer, None, "{name}");
    }
}

#[test]
fn the_expired_inits_are_counted_where_the_sent_ones_are_not_all_shown() {
    let (_, sctp) = facts!(reading("guide_symptom-2"), Sctp);
    assert_eq!(sctp.init_sent, Some(9));
    assert_eq!(sctp.init_sent_at_ms, None, "without stamps there are no times");
}

#[test]
fn a_channel_that_the_driver_only_calls_open_is_not() {
    for name in ["fork_info_sctp-timeout", "fork_debug_sctp-timeout"] {
        let reading = reading(name);
        assert!(
            String::from_utf8_lossy(LOGS.iter().find(|log| log.name == name).expect("a log").bytes)
                .contains("Data channel is open")
        );
        assert_eq!(reading.outcome(Stage::Sctp).map(|one| one.status), Some(Status::Fail));
    }
}

#[test]
fn times_are_those_of_the_log() {
    let sctp_silent = reading("aiortc-1.16.0_data2-2_sctp-silent");
    let failed = sctp_silent.outcome(Stage::Sctp).expect("a stage");
    assert_eq!((failed.started_ms, failed.duration_ms), (Some(806.0), Some(14_973.0)));
    assert_eq!(sctp_silent.duration_ms, Some(15_779.0));
    let (_, sctp) = facts!(sctp_silent, Sctp);
    assert_eq!(sctp.init_sent_at_ms, Some(vec![1.0, 3001.0, 6003.0, 9004.0, 12_005.0]));
}
