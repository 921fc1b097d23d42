//! Advice where no candidate pair works.

use super::{Advice, Case};
use crate::diagnosis::finding::Side;
use crate::evidence::IceEvidence;

pub(super) fn advise(case: &Case<'_>, evidence: &IceEvidence) -> Advice {
    let pairs = || evidence.pairs.iter().flatten();
    let responses: u64 = pairs().map(|pair| pair.responses).sum();
    let received: u64 = pairs().map(|pair| pair.requests_received).sum();
    let refused = pairs().any(|pair| !pair.errors.is_empty());
    let advice =
        |seen: Vec<String>, side, why: &str, next| Advice { seen, side, why: why.into(), next };
    if evidence.remote_candidates.as_ref().is_some_and(Vec::is_empty) {
        return advice(
            vec!["the robot's answer holds no candidate, and no check of its own arrived".into()],
            Side::Robot,
            "possible: the robot has no address on the interface that it uses for WebRTC",
            case.own("sdp --format json"),
        );
    }
    if refused {
        return advice(
            vec!["the robot answered our checks with STUN errors".into()],
            Side::Robot,
            "possible: its side still belongs to another session, so that the credentials do not \
             fit",
            case.after_the_slot_is_free("ice"),
        );
    }
    if responses > 0 {
        return advice(
            vec!["checks are answered, but the nomination is not".into()],
            Side::Network,
            "possible: heavy loss on the way",
            format!("ping -c 50 -i 0.2 {}", case.host()),
        );
    }
    if received > 0 {
        return advice(
            vec![format!("the robot's own checks arrive ({received}), its answers to ours do not")],
            Side::Network,
            "possible: packets pass in one direction only (firewall, VPN, two interfaces in one \
             subnet), or the robot did not take our credentials",
            case.show_route(),
        );
    }
    let mut seen = vec!["no STUN packet came from the robot, while TCP to it works".into()];
    if let Some(candidates) = &evidence.remote_candidates {
        seen.push(format!("the robot's candidates: {}", candidates.join(", ")));
    }
    advice(
        seen,
        Side::Network,
        "possible: UDP is blocked in between (firewall, VPN, container, WSL2 in NAT mode), or the \
         robot named an address that this machine cannot reach",
        format!("sudo tcpdump -ni any udp and host {}", case.host()),
    )
}
