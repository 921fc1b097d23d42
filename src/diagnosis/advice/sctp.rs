//! Advice where the SCTP association or the data channel does not come up.

use super::{Advice, Case};
use crate::diagnosis::finding::Side;
use crate::evidence::{AbortEvidence, Direction, SctpEvidence, SctpTimings};

pub(super) fn advise(case: &Case<'_>, timings: &SctpTimings, evidence: &SctpEvidence) -> Advice {
    let positive = |count: Option<u32>| count.is_some_and(|count| count > 0);
    let advice = |seen: &str, side, why: &str, next| Advice {
        seen: vec![seen.into()],
        side,
        why: why.into(),
        next,
    };
    if let Some(abort) = &evidence.abort {
        return aborted(case, abort);
    }
    if timings.association_ms.is_some() {
        return advice(
            "the association stands; no ACK, no message and no SACK came for our OPEN",
            Side::Robot,
            "possible: the robot's application hangs (restart it), or the packets after the \
             handshake are lost",
            case.own("sctp"),
        );
    }
    if positive(evidence.init_ack_received) {
        return advice(
            "small packets arrive, the large COOKIE-ECHO does not",
            Side::Network,
            "possible: loss, or a path with a small MTU",
            case.ping_large(),
        );
    }
    if positive(evidence.init_received) {
        return advice(
            "the robot sends its own INIT: it has an SCTP session and took our certificate",
            Side::Network,
            "possible: our packets are lost on the way since the handshake, or an address changed",
            case.own("sctp"),
        );
    }
    match evidence.rtp_packets_received {
        Some(packets) if packets > 0 => advice(
            "media arrives, so the robot took our certificate; SCTP does not",
            Side::Robot,
            "possible: the robot did not accept m=application of our offer",
            case.other_offer("sctp"),
        ),
        _ => advice(
            "no INIT and no RTP came from the robot: it made no SCTP session",
            Side::Unknown,
            "unknown: our offer carried its one sha-256 fingerprint, so the known cause (an offer \
             with sha-384 and sha-512 after it) is not it",
            format!("sleep 45 && {}", case.other_offer("sctp")),
        ),
    }
}

fn aborted(case: &Case<'_>, abort: &AbortEvidence) -> Advice {
    let causes: Vec<_> =
        abort.causes.iter().map(|cause| format!("{} ({})", cause.text, cause.code)).collect();
    let seen = match &causes[..] {
        [] => "the ABORT names no cause".to_owned(),
        causes => format!("causes of the ABORT: {}", causes.join(", ")),
    };
    let (side, why) = match abort.direction {
        Direction::In => (
            Side::Robot,
            "possible: another client took the robot over, or its application ended the session",
        ),
        Direction::Out => (
            Side::ClientLimit,
            "go2doctor ended the association over something that the robot sent",
        ),
    };
    Advice { seen: vec![seen], side, why: why.into(), next: case.own("sctp -vv") }
}
