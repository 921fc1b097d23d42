//! What a capture has told: plain data, made by `capture` and judged by `diagnosis`.

use std::time::SystemTime;

use super::stage_outcome::{RobotFacts, StageOutcome};
use super::timeline::Timeline;
use super::{CaptureFacts, OfferFacts};

/// A capture, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CaptureReading {
    /// Its attempts to connect, in the order of time; of very many, the last ones.
    pub attempts: Vec<CapturedAttempt>,
    /// Attempts before these.
    pub dropped: u64,
    pub totals: CaptureTotals,
}

/// What was read, whosever packets they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CaptureTotals {
    pub packets: u64,
    /// Packets of which less was kept than there was.
    pub cut: u64,
    /// Packets of link types that are not read.
    pub foreign: u64,
    /// Whether the file ends within a packet, or is damaged from there on.
    pub damaged: bool,
}

/// One attempt of a driver to connect to a robot.
#[derive(Debug, Clone, PartialEq)]
pub struct CapturedAttempt {
    /// Every stage, in ladder order, as a live run has them.
    pub outcomes: Vec<StageOutcome>,
    pub robot: RobotFacts,
    /// The driver's address.
    pub driver: String,
    /// The driver's offer, as far as it was seen.
    pub offer: Option<OfferFacts>,
    pub facts: CaptureFacts,
    pub counts: MessageCounts,
    /// What went by, message by message; its times begin with the attempt.
    pub timeline: Option<Box<Timeline>>,
    /// When its first packet went by; `None` where frames have no times.
    pub started_at: Option<SystemTime>,
    /// From its first packet to its last, ms.
    pub duration_ms: f64,
}

/// Messages that went by in clear, both ways.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageCounts {
    pub stun_requests: u64,
    pub stun_successes: u64,
    pub stun_errors: u64,
    pub stun_indications: u64,
    /// Fragments of DTLS handshake messages, by type.
    pub handshake: Vec<(u8, u64)>,
    pub alerts: u64,
}
