//! The rows of `ice`, `dtls` and `sctp`.

use super::{Rows, after, yes_no};
use crate::evidence::{
    AbortEvidence, Direction, DtlsEvidence, DtlsTimings, IceEvidence, IceTimings, OpenedBy,
    PairEvidence, SctpEvidence, SctpTimings,
};
use crate::report::text::{count, duration};

pub(super) fn ice(rows: &mut Rows, timings: &IceTimings, evidence: &IceEvidence) {
    rows.add("selected", evidence.selected.as_ref());
    for pair in evidence.pairs.iter().flatten() {
        rows.add("pair", Some(pair_words(pair)));
    }
    rows.add("nominated", Some(after(timings.nominated_ms)));
    // Who does not see the packets cannot say that none came.
    let seen = evidence.pairs.is_some() || timings.first_response_ms.is_some();
    rows.add("first response", seen.then(|| after(timings.first_response_ms)));
    rows.list("ours", evidence.local_candidates.as_ref());
    rows.list("the robot's", evidence.remote_candidates.as_ref());
    rows.add_ms("gathering", timings.gathering_ms);
    rows.add("state", evidence.state.as_ref());
}

fn pair_words(pair: &PairEvidence) -> String {
    let mut words = format!(
        "{} -> {}: {} sent, {} answered, {} received",
        pair.local, pair.remote, pair.requests_sent, pair.responses, pair.requests_received
    );
    for (code, number) in &pair.errors {
        words.push_str(&format!(", {number} refused with {code}"));
    }
    if let Some(ms) = pair.rtt_ms {
        words.push_str(&format!(", round trip {}", duration(ms)));
    }
    words
}

pub(super) fn dtls(rows: &mut Rows, timings: &DtlsTimings, evidence: &DtlsEvidence) {
    let seen = evidence.client_hellos_received.is_some() || timings.first_flight_in_ms.is_some();
    rows.add("first record", seen.then(|| after(timings.first_flight_in_ms)));
    rows.add("handshake", Some(after(timings.handshake_ms)));
    let hellos = [
        evidence.client_hellos_received.map(|number| format!("{number} received")),
        evidence.client_hellos_sent.map(|number| format!("{number} sent")),
    ];
    let hellos: Vec<_> = hellos.into_iter().flatten().collect();
    rows.add("ClientHello", (!hellos.is_empty()).then(|| hellos.join(", ")));
    for alert in evidence.alerts.iter().flatten() {
        let from = who(alert.direction);
        rows.add("alert", Some(format!("{} {} from {from}", alert.level, alert.description)));
    }
    rows.add("fits the answer", evidence.fingerprint_match.map(yes_no));
    if let Some(certificate) = &evidence.peer_certificate {
        let name = certificate.subject_cn.as_deref().unwrap_or("no name");
        let key = certificate.key.as_deref().unwrap_or("unknown key");
        rows.beside("certificate", format!("{name}, {key}"), "KVS-WebRTC-Client");
        rows.add("sha-256", Some(&certificate.sha256));
    }
    rows.add("our role", evidence.role.as_ref());
    rows.add("version", evidence.version.as_ref());
    rows.add("cipher", evidence.cipher.as_ref());
    rows.add("SRTP", evidence.srtp_profile.as_ref());
    rows.add("flights repeated", evidence.retransmits);
}

pub(super) fn sctp(rows: &mut Rows, timings: &SctpTimings, evidence: &SctpEvidence) {
    let sent_at = evidence.init_sent_at_ms.as_deref().map(at_seconds);
    rows.add("INIT sent", sent_at.or(evidence.init_sent.map(|sent| sent.to_string())));
    let association = timings.association_ms;
    if evidence.init_sent.is_some() || association.is_some() {
        rows.add("INIT-ACK", Some(after(timings.init_to_init_ack_ms)));
        rows.beside("association", after(association), "0.5 s; nine INITs unanswered: 27 s");
    }
    let from_robot = [
        evidence.init_received.map(|number| count(number.into(), "INIT")),
        evidence.rtp_packets_received.map(|number| count(number, "RTP packet")),
    ];
    let from_robot: Vec<_> = from_robot.into_iter().flatten().collect();
    rows.add("from the robot", (!from_robot.is_empty()).then(|| from_robot.join(", ")));
    rows.add("abort", evidence.abort.as_ref().map(abort_words));
    if association.is_some() {
        let opened_by = evidence.opened_by.map(|proof| match proof {
            OpenedBy::Ack => ", by ACK",
            OpenedBy::Message => ", by the robot's first message",
            OpenedBy::Sack => ", by the SACK of our OPEN",
        });
        let usable = after(timings.open_to_usable_ms);
        rows.add("channel usable", Some(format!("{usable}{}", opened_by.unwrap_or_default())));
        rows.add_ms("cookie", timings.cookie_ms);
    }
    if let Some(acks) = evidence.dcep_ack_received {
        rows.beside("DCEP ACK", acks, "0: this robot sends none");
    }
}

/// When each packet went: `at 0.0, 1.0, 3.0 s`.
fn at_seconds(at_ms: &[f64]) -> String {
    match at_ms {
        [] => "none".into(),
        [one] => format!("at {}", duration(*one)),
        several => {
            let seconds: Vec<_> = several.iter().map(|ms| format!("{:.1}", ms / 1000.0)).collect();
            format!("at {} s", seconds.join(", "))
        }
    }
}

fn abort_words(abort: &AbortEvidence) -> String {
    let causes: Vec<_> =
        abort.causes.iter().map(|cause| format!("{} ({})", cause.text, cause.code)).collect();
    let causes = if causes.is_empty() { "no cause named".to_owned() } else { causes.join(", ") };
    format!("from {}: {causes}", who(abort.direction))
}

fn who(direction: Direction) -> &'static str {
    match direction {
        Direction::In => "the robot",
        Direction::Out => "us",
    }
}
