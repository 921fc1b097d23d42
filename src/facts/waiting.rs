//! What a stage waits for: what was sent and not answered so far.
//!
//! The stages only count; a renderer finds the words.

use std::net::SocketAddr;
use std::time::Duration;

use super::link_quality::LinkWarningCode;

/// See the module. Counts are numbers of packets or messages.
#[derive(Debug, Clone, PartialEq)]
pub enum Waiting {
    /// A name has no address yet.
    Resolve {
        host: String,
    },
    Connect {
        /// The port of `/con_notify`.
        signal_port: u16,
        /// The port of `/offer`.
        legacy_port: u16,
    },
    Robot {
        /// Since the first try.
        waited: Duration,
        of: Duration,
    },
    /// `POST /con_notify` was sent.
    ConNotify,
    Offer {
        address: SocketAddr,
    },
    /// The offer was rejected: another client holds the slot.
    Slot {
        rejects: u32,
        next_in: Duration,
        /// Until the last offer.
        left: Duration,
    },
    /// The stock client has selected no pair of candidates.
    Pair,
    DtlsFinished,
    ChannelOpen,
    Checks {
        sent: u64,
        received: u64,
    },
    /// The robot's ClientHello did not come.
    ClientHello,
    Handshake {
        hellos: u32,
        retransmits: u32,
    },
    /// Our ClientHello is not answered: the robot's answer made us the client.
    ServerHello {
        sent: u32,
    },
    InitAck {
        sent: u32,
    },
    CookieAck {
        sent: u32,
    },
    /// Our OPEN got neither ACK, message nor SACK.
    Usable,
    Challenge,
    /// Our answer to it got neither Ok nor complaint.
    ValidationOk,
    Topics {
        /// Messages on `rt/lf/lowstate`.
        low_state: u64,
        /// Messages on `rt/utlidar/robot_pose`.
        robot_pose: u64,
    },
    /// A warning was raised, or is over.
    Warning {
        code: LinkWarningCode,
        topic: Option<String>,
        raised: bool,
    },
}
