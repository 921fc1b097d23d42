//! Why a stage did not run.

use std::fmt::{self, Display};

use serde::{Deserialize, Serialize};

use super::Stage;
use super::status::Status;

/// In JSON as the contract words it: `not requested`, `sctp failed`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum SkipReason {
    NotRequested,
    Failed(Stage),
    Crashed(Stage),
    Inconclusive(Stage),
    /// What was looked at, a driver's log for one, shows nothing of the stage.
    NotSeen,
    /// The words of a report that another version wrote.
    Other(String),
}

impl SkipReason {
    /// Why the stages after `stage` are skipped, where its status stops the run.
    pub fn after(stage: Stage, status: Status) -> Option<Self> {
        match status {
            Status::Fail => Some(Self::Failed(stage)),
            Status::Crash => Some(Self::Crashed(stage)),
            Status::Inconclusive => Some(Self::Inconclusive(stage)),
            Status::Pass | Status::Warn | Status::Skip => None,
        }
    }
}

impl Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRequested => f.write_str("not requested"),
            Self::Failed(stage) => write!(f, "{stage} failed"),
            Self::Crashed(stage) => write!(f, "{stage} crashed"),
            Self::Inconclusive(stage) => write!(f, "{stage} was inconclusive"),
            Self::NotSeen => f.write_str("not seen"),
            Self::Other(text) => f.write_str(text),
        }
    }
}

impl From<SkipReason> for String {
    fn from(reason: SkipReason) -> Self {
        reason.to_string()
    }
}

impl From<String> for SkipReason {
    fn from(text: String) -> Self {
        let stopped = Stage::ALL.into_iter().flat_map(|stage| {
            [Self::Failed(stage), Self::Crashed(stage), Self::Inconclusive(stage)]
        });
        // Reports up to 0.1 quote the stage where they were made of a log.
        let plain = text.replace('`', "");
        stopped
            .chain([Self::NotRequested, Self::NotSeen])
            .find(|reason| reason.to_string() == plain)
            .unwrap_or(Self::Other(text))
    }
}
