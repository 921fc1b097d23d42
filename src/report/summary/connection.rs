//! The decisive facts of `ice`, `dtls` and `sctp`.

use crate::evidence::{
    Direction, DtlsEvidence, DtlsTimings, IceEvidence, IceTimings, OpenedBy, SctpEvidence,
    SctpTimings,
};
use crate::report::text::{count, duration, printable, times};

pub(super) fn ice(timings: &IceTimings, evidence: &IceEvidence) -> String {
    if let Some(selected) = &evidence.selected {
        return printable(selected);
    }
    if evidence.remote_candidates.as_ref().is_some_and(Vec::is_empty) {
        return "the robot named no candidate".into();
    }
    let Some(pairs) = &evidence.pairs else {
        return "no candidate pair was tried".into();
    };
    let sent: u64 = pairs.iter().map(|pair| pair.requests_sent).sum();
    let responses: u64 = pairs.iter().map(|pair| pair.responses).sum();
    let errors: u64 = pairs.iter().flat_map(|pair| pair.errors.values()).sum();
    let checks = format!("{} sent", count(sent, "check"));
    if responses > 0 {
        let first = timings.first_response_ms.map(|ms| format!(" after {}", duration(ms)));
        return format!("{checks}, answered{}, none nominated", first.unwrap_or_default());
    }
    match errors {
        0 => format!("{checks}, no answer"),
        _ => format!("{checks}, refused with {}", error_codes(evidence)),
    }
}

fn error_codes(evidence: &IceEvidence) -> String {
    let pairs = evidence.pairs.iter().flatten();
    let mut codes: Vec<_> =
        pairs.flat_map(|pair| pair.errors.keys()).map(|code| printable(code)).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.join(", ")
}

pub(super) fn dtls(timings: &DtlsTimings, evidence: &DtlsEvidence, passed: bool) -> String {
    if evidence.fingerprint_match == Some(false) {
        return "the certificate is not the one that the answer announced".into();
    }
    if passed {
        let version = evidence.version.as_deref().map_or("handshake done".into(), printable);
        let fits = if evidence.fingerprint_match == Some(true) { ", certificate fits" } else { "" };
        let certificate = evidence.peer_certificate.as_ref();
        let name = certificate.and_then(|certificate| certificate.subject_cn.as_deref());
        let name = name.map(|name| format!(" ({})", printable(name)));
        return format!("{version}{fits}{}", name.unwrap_or_default());
    }
    let fatal = evidence.alerts.iter().flatten().find(|alert| alert.level == "fatal");
    if let Some(alert) = fatal {
        let who = match alert.direction {
            Direction::In => "the robot refused",
            Direction::Out => "we refused",
        };
        return format!("{who}: alert {}", printable(&alert.description));
    }
    match (evidence.client_hellos_received, timings.first_flight_in_ms) {
        (Some(0), None) => "the robot sent no ClientHello".into(),
        (Some(0), Some(_)) => "DTLS came in, but no ClientHello".into(),
        (Some(hellos), _) => {
            format!(
                "{} from the robot, handshake not finished",
                count(hellos.into(), "ClientHello")
            )
        }
        (None, _) => "handshake not finished".into(),
    }
}

pub(super) fn sctp(timings: &SctpTimings, evidence: &SctpEvidence) -> String {
    if let Some(abort) = &evidence.abort {
        let who = match abort.direction {
            Direction::In => "the robot aborted",
            Direction::Out => "we aborted",
        };
        let cause = abort.causes.first().map(|cause| format!(": {}", printable(&cause.text)));
        return format!("{who}{}", cause.unwrap_or_default());
    }
    if let Some(opened_by) = evidence.opened_by {
        let proof = match opened_by {
            OpenedBy::Ack => "ACK",
            OpenedBy::Message => "first message",
            OpenedBy::Sack => "SACK",
        };
        let up = timings.association_ms.map(|ms| format!("association {}, ", duration(ms)));
        let open = timings.open_to_usable_ms.map(|ms| format!(" {}", duration(ms)));
        return format!("{}channel{} ({proof})", up.unwrap_or_default(), open.unwrap_or_default());
    }
    if timings.association_ms.is_some() {
        return "association up, but the OPEN of the channel is not answered".into();
    }
    if evidence.init_ack_received.is_some_and(|acks| acks > 0) {
        return "INIT-ACK came, but the COOKIE-ECHO is not answered".into();
    }
    match (evidence.init_sent, evidence.init_received) {
        (Some(sent), Some(received)) if sent > 0 && received > 0 => {
            format!("INIT sent {}, no answer but the robot's own INIT", times(sent.into()))
        }
        (Some(sent), _) if sent > 0 => format!("INIT sent {}, no answer", times(sent.into())),
        _ => "no association".into(),
    }
}
