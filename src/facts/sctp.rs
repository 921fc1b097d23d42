//! What `sctp` measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::dtls::Direction;
use super::ice::CheckLoss;
pub use crate::stack::event::OpenedBy;
use crate::stack::sctp_cause::cause_name;
pub use crate::stack::sctp_counts::DataChunks;

/// When SCTP got how far, from the DTLS handshake on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SctpTimings {
    /// From our first INIT to the INIT-ACK.
    pub init_to_init_ack_ms: Option<f64>,
    /// From COOKIE-ECHO to COOKIE-ACK.
    pub cookie_ms: Option<f64>,
    /// From our OPEN to a usable channel.
    pub open_to_usable_ms: Option<f64>,
    /// From our first INIT to the established association.
    pub association_ms: Option<f64>,
}

/// What SCTP saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SctpEvidence {
    /// INIT chunks sent.
    pub init_sent: Option<u32>,
    /// INIT chunks received: the robot's own.
    pub init_received: Option<u32>,
    /// INIT-ACK chunks received.
    pub init_ack_received: Option<u32>,
    /// COOKIE-ECHO chunks sent.
    pub cookie_echo_sent: Option<u32>,
    /// COOKIE-ACK chunks received.
    pub cookie_ack_received: Option<u32>,
    /// When each INIT went, ms after the DTLS handshake.
    pub init_sent_at_ms: Option<Vec<f64>>,
    /// An ABORT, of either side.
    pub abort: Option<AbortEvidence>,
    /// Causes of the robot's ERROR chunks: complaints that end nothing by themselves.
    pub error_causes: Option<Vec<AbortCause>>,
    /// Whether the robot reset the channel's stream (RFC 6525).
    pub stream_reset: Option<bool>,
    /// Source port of the robot's SCTP packets, 5000 on every known one; null without any.
    pub peer_port: Option<u16>,
    /// DCEP OPEN messages sent.
    pub dcep_open_sent: Option<u32>,
    /// DCEP ACK messages received.
    pub dcep_ack_received: Option<u32>,
    /// What showed that the channel is usable.
    pub opened_by: Option<OpenedBy>,
    /// SRTP and SRTCP packets received.
    pub rtp_packets_received: Option<u64>,
    /// The result of the connectivity checks up to the end of this stage.
    pub check_loss: Option<CheckLoss>,
    /// DATA chunks up to the stage's end, and how many of them went or came more than once.
    pub data: Option<DataChunks>,
}

/// An ABORT chunk and its causes (RFC 9260, section 3.3.10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AbortEvidence {
    /// Who sent it.
    pub direction: Direction,
    /// The causes it carried.
    pub causes: Vec<AbortCause>,
}

/// One cause of an ABORT.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AbortCause {
    /// The cause code.
    pub code: u16,
    /// What came with the cause (a text, a stream, a TSN), control characters escaped; else the
    /// code's name.
    pub text: String,
}

impl AbortCause {
    pub fn words(&self) -> String {
        match cause_name(self.code) {
            name if name == self.text || self.text.is_empty() => name.to_owned(),
            name => format!("{name}: {}", self.text),
        }
    }
}
