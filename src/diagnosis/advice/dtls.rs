//! Advice where the DTLS handshake breaks.

use super::{Advice, Case};
use crate::diagnosis::finding::Side;
use crate::evidence::{Direction, DtlsEvidence};

pub(super) fn advise(case: &Case<'_>, evidence: &DtlsEvidence) -> Advice {
    let advice =
        |seen: Vec<String>, side, why: &str, next| Advice { seen, side, why: why.into(), next };
    if evidence.fingerprint_match == Some(false) {
        return advice(
            certificate(evidence),
            Side::Unknown,
            "possible: the HTTP answer and the UDP packets come from two different devices (two \
             robots with one address, a proxy), or the answer was altered on the way",
            case.show_neighbour(),
        );
    }
    let fatal = evidence.alerts.iter().flatten().find(|alert| alert.level == "fatal");
    if let Some(alert) = fatal {
        return match alert.direction {
            Direction::In => advice(
                Vec::new(),
                Side::Robot,
                "the robot ended the handshake itself; possible: its library wants another \
                 version or cipher than we offer",
                case.own("dtls --format json"),
            ),
            Direction::Out => advice(
                Vec::new(),
                Side::ClientLimit,
                "we ended the handshake; possible: the robot's certificate or cipher is one that \
                 go2doctor does not know",
                case.own("dtls --format json"),
            ),
        };
    }
    match evidence.client_hellos_received {
        Some(hellos) if hellos > 0 => advice(
            vec![format!("the robot repeats its ClientHello ({hellos} so far)")],
            Side::Network,
            "possible: our larger answer is lost on the way, as in a tunnel with a small MTU",
            case.ping_large(),
        ),
        _ => advice(
            vec!["ICE works in both directions, but the robot does not begin the handshake".into()],
            Side::Robot,
            "possible: the robot is still bound to an earlier client; if waiting does not help, \
             restart it",
            case.after_the_slot_is_free("dtls"),
        ),
    }
}

fn certificate(evidence: &DtlsEvidence) -> Vec<String> {
    let name = evidence.peer_certificate.as_ref().and_then(|it| it.subject_cn.as_deref());
    name.map(|name| format!("the certificate is that of {name}")).into_iter().collect()
}
