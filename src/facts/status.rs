//! How a stage ended.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The order is that of the verdict: the worst counts.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It did not run; the skip reason says why.
    Skip,
    /// As it should be.
    Pass,
    /// It works, with something worth knowing.
    Warn,
    /// go2doctor's own limits, or an interruption, prevented a verdict.
    Inconclusive,
    /// The robot, the network or this machine prevents a connection.
    Fail,
    /// A bug in go2doctor.
    Crash,
}

impl Status {
    /// Whether it works, with something worth knowing or without.
    pub fn passed(self) -> bool {
        matches!(self, Status::Pass | Status::Warn)
    }
}
