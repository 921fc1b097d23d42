//! What `sctp` measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::dtls::Direction;
use super::ice::CheckLoss;

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
    /// DCEP OPEN messages sent.
    pub dcep_open_sent: Option<u32>,
    /// DCEP ACK messages received.
    pub dcep_ack_received: Option<u32>,
    /// What showed that the channel is usable.
    pub opened_by: Option<OpenedBy>,
    /// SRTP and SRTCP packets received.
    pub rtp_packets_received: Option<u64>,
    /// What became of the connectivity checks up to the end of this stage.
    pub check_loss: Option<CheckLoss>,
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
    /// The cause's text or the code's name, control characters escaped.
    pub text: String,
}

/// What showed that the channel is usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OpenedBy {
    /// A DCEP ACK.
    Ack,
    /// A user message on the channel.
    Message,
    /// The SACK of our OPEN.
    Sack,
}
