//! Whether the host is there at all.

use super::link::{Attempt, unreached};
use crate::diagnosis::case::Case;
use crate::diagnosis::conclusion::Conclusion;
use crate::facts::outcome::Status;
use crate::facts::{PingEvidence, Stage};
use crate::text::phrase::{Phrase, phrase};

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Conclusion> {
    let Some(ping) = case.ping() else { return Vec::new() };
    match ping.status {
        // What the HTTP stage learnt of the same host is better: its rules take ping into account.
        Status::Fail if case.ran(Stage::Http).is_none() => {
            unreached(case, Stage::Ping, Attempt::Silent)
        }
        Status::Warn if ping.evidence.tcp_answered == Some(true) => {
            vec![Conclusion::likely("G2-LINK-NOECHO").seen_all(silence(ping.evidence))]
        }
        _ => Vec::new(),
    }
}

/// What was sent in vain.
pub(super) fn silence(evidence: &PingEvidence) -> Option<Phrase> {
    let (sent, received) = (evidence.sent?, evidence.received?);
    if received > 0 {
        return None;
    }
    Some(match evidence.tcp_answered {
        Some(true) => phrase!(
            "{sent} echo requests unanswered, TCP answered",
            "{sent} 個 ping 沒有回應，TCP 有回應"
        ),
        _ => phrase!("{sent} echo requests unanswered", "{sent} 個 ping 沒有回應"),
    })
}
