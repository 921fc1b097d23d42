//! Connections to one robot, one right after another.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Stage;
use super::outcome::{RunOutcome, StageOutcome, Status};

/// How a client left the robot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Left {
    /// With SCTP ABORT and DTLS close_notify.
    Goodbye,
    /// Without a word, as a program that is killed.
    Vanished,
}

impl Left {
    /// How long KVS keeps its slot after that, s: the least and the most that was measured.
    pub fn known_s(self) -> (f64, f64) {
        match self {
            Left::Goodbye => (2.0, 2.3),
            Left::Vanished => (45.1, 46.1),
        }
    }
}

/// A measured wait beside what is known of KVS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Compared {
    /// What was measured fits.
    AsKnown,
    /// The robot accepted earlier.
    Sooner,
    /// The robot still rejected later.
    Longer,
}

/// When the robot accepted again after the client before had left.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Again {
    /// How that client had left.
    pub after: Left,
    /// From there to the last offer that was rejected, s; null where none was.
    pub rejected_until_s: Option<f64>,
    /// From there to the answer, s; null where none came.
    pub accepted_after_s: Option<f64>,
    /// Offers that were rejected.
    pub rejects: u32,
}

impl Again {
    pub fn compared(&self) -> Option<Compared> {
        let (least, most) = self.after.known_s();
        match (self.rejected_until_s, self.accepted_after_s) {
            (Some(rejected), _) if rejected > most => Some(Compared::Longer),
            (_, Some(accepted)) if accepted < least => Some(Compared::Sooner),
            // The first offer may have come long after the slot was free.
            (None, Some(accepted)) if accepted > most => None,
            (_, Some(_)) => Some(Compared::AsKnown),
            (_, None) => None,
        }
    }
}

/// One of the connections.
#[derive(Debug, Clone, PartialEq)]
pub struct Reconnection {
    pub run: RunOutcome,
    /// How it left; `None` where it had nothing to leave.
    pub left: Option<Left>,
    /// `None` for the first.
    pub again: Option<Again>,
}

impl Reconnection {
    /// Whether its validation passed.
    pub fn works(&self) -> bool {
        self.run.passed(Stage::Validation)
    }

    pub fn is_rejected(&self) -> bool {
        self.run.stages.iter().any(StageOutcome::is_rejected)
    }

    pub fn status(&self) -> Status {
        let longer = self.again.as_ref().and_then(Again::compared) == Some(Compared::Longer);
        let climbed = self.run.stages.iter().filter(|stage| stage.stage() > Stage::Ping);
        let worst = climbed.map(|stage| stage.status).max().unwrap_or(Status::Inconclusive);
        match worst {
            Status::Skip | Status::Pass | Status::Warn if longer => Status::Warn,
            // An offer that was rejected at first is what is measured here.
            Status::Skip | Status::Pass | Status::Warn => Status::Pass,
            worst => worst,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_compared_by_what_was_seen_of_both_its_ends() {
        let of = |after, rejected_until_s, accepted_after_s| {
            Again { after, rejected_until_s, accepted_after_s, rejects: 1 }.compared()
        };
        assert_eq!(of(Left::Goodbye, Some(1.9), Some(2.2)), Some(Compared::AsKnown));
        assert_eq!(of(Left::Goodbye, None, Some(0.3)), Some(Compared::Sooner));
        assert_eq!(of(Left::Goodbye, Some(9.0), Some(10.0)), Some(Compared::Longer));
        assert_eq!(of(Left::Goodbye, Some(9.0), None), Some(Compared::Longer));
        assert_eq!(of(Left::Goodbye, None, Some(9.0)), None, "nobody asked before");
        assert_eq!(of(Left::Vanished, Some(45.0), Some(46.0)), Some(Compared::AsKnown));
        assert_eq!(of(Left::Vanished, Some(9.0), Some(10.0)), Some(Compared::Sooner));
        assert_eq!(of(Left::Vanished, None, None), None);
    }
}
