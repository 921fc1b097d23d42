//! Advice where the host does not answer at all.

use super::{Advice, Case};
use crate::diagnosis::finding::Side;
use crate::evidence::PingEvidence;

pub(super) fn advise(case: &Case<'_>, evidence: &PingEvidence) -> Advice {
    let mut seen = Vec::new();
    if evidence.tcp_answered == Some(false) {
        seen.push("neither an ICMP echo nor a TCP connect was answered".into());
    }
    Advice {
        seen,
        side: Side::Network,
        why: "possible: the robot is off or still starting, this machine is in another network \
              (join the Go2-… Wi-Fi), or the robot's address has changed"
            .into(),
        next: case.show_route(),
    }
}
