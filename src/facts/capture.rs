//! What only a capture of packets knows, beside the facts of each stage.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Direction;

/// One attempt to connect, as its packets went by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CaptureFacts {
    /// Whether the capture began after the handshake, so that it cannot show how it came to it.
    pub began_before: bool,
    /// Whether the packets inside DTLS were at hand.
    pub decrypted: bool,
    /// Encrypted records from the driver, after the handshake.
    pub records_sent: u64,
    /// Encrypted records from the robot, after the handshake.
    pub records_received: u64,
    /// The driver's first packet after the handshake, where it was sent again and again and no record
    /// came back: an SCTP INIT, by its size and its rhythm.
    pub unanswered: Option<UnansweredRecords>,
    /// Who fell silent while the other went on for 5 s at least.
    pub silent_first: Option<Direction>,
    /// Who sent the first encrypted alert: most of them say that a side closes.
    pub encrypted_alert: Option<Direction>,
    /// The encrypted offer's request, bytes.
    pub offer_bytes: Option<u64>,
    /// The body of the answer to it, bytes.
    pub answer_bytes: Option<u64>,
}

/// A capture that was read, and the attempt that is told of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CaptureRun {
    /// The file's name; `-` for the standard input.
    pub name: String,
    /// Packets in it.
    pub packets: u64,
    /// Packets of which less was kept than there was.
    pub cut: u64,
    /// Whether the file ends within a packet, or is damaged from there on.
    pub damaged: bool,
    /// The driver's address in this attempt.
    pub driver: String,
    /// Which of the attempts this is, from 1.
    pub attempt: u64,
    /// The attempts to connect in it.
    pub attempts: u64,
    /// What only packets show of this attempt.
    pub seen: CaptureFacts,
}

/// One and the same record, sent again and again.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnansweredRecords {
    /// How often.
    pub count: u64,
    /// Its content, nonce and tag included, bytes.
    pub bytes: u64,
    /// The mean pause between two, s.
    pub pause_s: f64,
}
