//! What rules conclude from because it did not come, and the lines of a log that would have shown
//! that it came. A measurement of our own would always have seen it.

use crate::facts::{CaptureFacts, Level, LogFacts, Stage};

/// What did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Absent {
    /// The robot's first flight of DTLS.
    ClientHello,
    /// An answer to INIT.
    InitAck,
    /// The question by which the robot begins validation.
    Challenge,
    /// A request to the port of older firmware.
    OldPort,
}

/// Which logs show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// Those in which this rung has lines of this level.
    At(Stage, Level),
    /// Those of the known drivers, which write of it at any level.
    ByDriver,
}

impl Absent {
    #[cfg(test)]
    pub(super) const ALL: [Absent; 4] =
        [Absent::ClientHello, Absent::InitAck, Absent::Challenge, Absent::OldPort];

    /// Which logs would have shown it, and a line by which.
    pub(super) fn shown(self) -> (Shown, &'static str) {
        match self {
            Absent::ClientHello => (
                Shown::At(Stage::Dtls, Level::Debug),
                "RTCDtlsTransport(server) - State.NEW -> State.CONNECTING",
            ),
            Absent::InitAck => (
                Shown::At(Stage::Sctp, Level::Debug),
                "RTCSctpTransport(client) < InitAckChunk(flags=0)",
            ),
            Absent::Challenge => (
                Shown::ByDriver,
                "Received message on data channel: {\"type\": \"validation\", \"data\": \"k\"}",
            ),
            Absent::OldPort => (
                Shown::ByDriver,
                "HTTPConnectionPool(host='192.168.12.1', port=8081): Max retries exceeded",
            ),
        }
    }

    /// What is inside DTLS shows only where the keys were at hand.
    pub(super) fn is_shown_in(self, capture: &CaptureFacts) -> bool {
        match self {
            Absent::ClientHello => !capture.began_before,
            Absent::InitAck | Absent::Challenge => capture.decrypted,
            Absent::OldPort => true,
        }
    }

    pub(super) fn is_shown_by(self, log: &LogFacts) -> bool {
        match self.shown().0 {
            Shown::At(stage, level) => log.levels.get(&stage).is_some_and(|known| *known >= level),
            Shown::ByDriver => log.driver.is_some(),
        }
    }
}
