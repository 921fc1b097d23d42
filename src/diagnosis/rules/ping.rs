//! Whether the host is there at all.

use super::link::{Attempt, unanswered_echoes, unreached};
use crate::diagnosis::case::Case;
use crate::diagnosis::finding::Finding;
use crate::facts::outcome::Status;
use crate::facts::{PingEvidence, Stage};
use crate::text::phrase::{Phrase, phrase};

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    let Some(ping) = case.ping() else { return Vec::new() };
    match ping.status {
        // A ping by hand, in a driver's log: of the robot's ports nothing is known.
        Status::Fail if case.log.is_some() && ping.evidence.received > Some(0) => {
            vec![Finding::possible("G2-LINK-UNREACH").seen_all(answered_before(ping.evidence)).because(
                phrase!(
                    "it answered before: the robot has gone since, or this machine now sends to it by another interface",
                    "先前有回應：機器人之後離線，或這台電腦改由別的介面送出封包"
                ),
            )]
        }
        // What the HTTP stage learnt of the same host is better: its rules take ping into account.
        Status::Fail if case.ran(Stage::Http).is_none() => {
            unreached(case, Stage::Ping, Attempt::Silent)
        }
        Status::Warn if ping.evidence.tcp_answered == Some(true) => {
            vec![Finding::likely("G2-LINK-NOECHO").seen_all(unanswered_echoes(ping.evidence))]
        }
        _ => Vec::new(),
    }
}

fn answered_before(evidence: &PingEvidence) -> Option<Phrase> {
    let (sent, received) = (evidence.sent?, evidence.received?);
    Some(phrase!(
        "{received} of {sent} echo requests answered, the last ones not",
        "{sent} 個 ping 中有 {received} 個有回應，最後幾個沒有"
    ))
}
