//! How a connection that was up came to its end.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sctp::AbortEvidence;

/// The end of a connection, from the robot's side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LinkEnd {
    /// By what.
    pub by: EndedBy,
    /// The ABORT, where it was one.
    pub abort: Option<AbortEvidence>,
}

/// By what a connection ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EndedBy {
    /// In good order: DTLS close_notify or SCTP SHUTDOWN.
    Closed,
    /// An SCTP ABORT.
    Abort,
    /// A reset of the channel's stream (RFC 6525).
    StreamReset,
    /// A fatal DTLS alert.
    Alert,
}
