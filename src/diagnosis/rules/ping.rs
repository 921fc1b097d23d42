//! Whether the host is there at all.

use super::link::{Attempt, unanswered_echoes, unreached};
use crate::diagnosis::case::Case;
use crate::diagnosis::finding::Finding;
use crate::facts::Stage;
use crate::facts::outcome::Status;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    let Some(ping) = case.ping() else { return Vec::new() };
    match ping.status {
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
