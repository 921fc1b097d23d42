//! What `flow` measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ice::CheckLoss;

/// When data began to flow, from the validation on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlowTimings {
    /// The first message on a subscribed topic.
    pub first_message_ms: Option<f64>,
}

/// What flowed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlowEvidence {
    /// How long the stage watched, s.
    pub window_s: Option<f64>,
    /// Each subscribed topic.
    pub topics: Option<Vec<TopicEvidence>>,
    /// Heartbeats that the robot echoed.
    pub heartbeats: Option<u32>,
    /// The non-moving request and its answer.
    pub request: Option<RequestEvidence>,
    /// The link at the window's end.
    pub link: Option<LinkState>,
    /// Faults that the robot itself reported, in its own numbers.
    pub robot_errors: Option<Vec<String>>,
    /// What became of the connectivity checks of the whole connection.
    pub check_loss: Option<CheckLoss>,
}

/// One subscribed topic.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TopicEvidence {
    /// The topic.
    pub name: String,
    /// Messages received.
    pub messages: u64,
    /// Bytes received.
    pub bytes: u64,
    /// Messages a second; null below two messages.
    pub rate_hz: Option<f64>,
    /// Longest pause between two messages, ms; null below two messages.
    pub longest_gap_ms: Option<f64>,
}

/// The non-moving request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequestEvidence {
    /// The api id asked: 1001 queries the motion switcher.
    pub api_id: u32,
    /// The status code of the answer; null without one.
    pub code: Option<i64>,
    /// From request to answer, ms; null without one.
    pub answer_ms: Option<f64>,
}

/// The link at the end of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LinkState {
    /// Alive.
    Up,
    /// No STUN answer for 2.5 s.
    ConsentLost,
    /// The robot closed it.
    ClosedByPeer,
    /// STUN is answered, but no data comes.
    Silent,
}
