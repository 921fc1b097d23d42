//! What `validation` measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::end::LinkEnd;
use super::ice::CheckLoss;
use super::sctp::DataChunks;

/// When validation got how far, from the usable channel on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ValidationTimings {
    /// The challenge.
    pub challenge_ms: Option<f64>,
    /// `Validation Ok.`
    pub ok_ms: Option<f64>,
}

/// What validation saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ValidationEvidence {
    /// Answers sent.
    pub answers_sent: Option<u32>,
    /// Whether our last answer is the one that known robots take to their challenge; only of a
    /// driver's log that shows both.
    #[serde(default)]
    pub answer_right: Option<bool>,
    /// The last error that the robot sent, control characters escaped.
    pub last_error: Option<String>,
    /// Messages up to the stage's end that no robot is known to send.
    pub unreadable: Option<u64>,
    /// How the robot ended the connection, where it did.
    pub ended: Option<LinkEnd>,
    /// DATA chunks up to the stage's end, and how many of them went or came more than once.
    pub data: Option<DataChunks>,
    /// The result of the connectivity checks up to the stage's end.
    pub check_loss: Option<CheckLoss>,
}
