//! What the connectivity checks beside the data tell of the link.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Round trips and losses on the nominated pair while `flow` watched, measured by ICE's own consent
/// checks (RFC 7675), two a second: nothing is sent for it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LinkQuality {
    /// While nothing but the data of the channel went by; null where no check was answered or lost.
    pub idle: Option<LinkFigures>,
    /// While media that was asked for went by as well; null where none was.
    pub under_load: Option<LinkFigures>,
}

/// Figures of the checks of one time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LinkFigures {
    /// Checks answered.
    pub answered: u64,
    /// Checks that were not answered although a later one was, or after which the link was given up.
    pub lost: u64,
    /// The fastest round trip, ms.
    pub rtt_min_ms: Option<f64>,
    /// The mean of the round trips, ms.
    pub rtt_mean_ms: Option<f64>,
    /// Nineteen of twenty were this fast or faster, of the last 4096, ms; null below 20 answers.
    pub rtt_p95_ms: Option<f64>,
    /// The slowest round trip, ms.
    pub rtt_max_ms: Option<f64>,
    /// The mean difference between a round trip and the next one, ms; null below two answers.
    pub jitter_ms: Option<f64>,
}

impl LinkFigures {
    /// The mean without the slowest one, ms; null below two answers.
    pub fn mean_of_the_others_ms(&self) -> Option<f64> {
        let count = self.answered as f64;
        let others = self.rtt_mean_ms? * count - self.rtt_max_ms?;
        (self.answered > 1).then(|| others / (count - 1.0))
    }
}

/// A condition that arose while `flow` watched a window that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LinkWarning {
    /// What it was.
    pub code: LinkWarningCode,
    /// The topic that it is about, where it is about one.
    pub topic: Option<String>,
    /// When it was raised, ms after the stage began.
    pub raised_ms: f64,
    /// When it was over, ms after the stage began; null where it was not.
    pub cleared_ms: Option<f64>,
}

/// What a warning is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LinkWarningCode {
    /// No message on a topic for three times its period, and for a second at least.
    TopicSilent,
    /// Round trips of more than three times their median, and 10 ms above it, for 2 s.
    RttHigh,
    /// Two connectivity checks or more lost within 5 s.
    Loss,
    /// This machine changed to another access point: raised when it was last seen at the earlier one,
    /// over when it was first seen at the later one.
    Roamed,
}
