//! What a stage waits for: what was sent and not answered so far.
//!
//! The stages only count; a renderer finds the words.

use std::net::SocketAddr;
use std::time::Duration;

/// See the module. Counts are numbers of packets or messages.
#[derive(Debug, Clone, PartialEq)]
pub enum Waiting {
    /// A name has no address yet.
    Resolve {
        /// The name, raw.
        host: String,
    },
    /// Neither port answered the TCP connect.
    Connect {
        /// The port of `/con_notify`.
        signal_port: u16,
        /// The port of `/offer`.
        legacy_port: u16,
    },
    /// Nobody is there yet, and it is asked again.
    Robot {
        /// Since the first try.
        waited: Duration,
        /// The longest wait.
        of: Duration,
    },
    /// `POST /con_notify` was sent.
    ConNotify,
    /// The offer was posted.
    Offer {
        /// Where to.
        address: SocketAddr,
    },
    /// The offer was rejected: another client holds the slot.
    Slot {
        /// Rejects so far.
        rejects: u32,
        /// Until the next offer.
        next_in: Duration,
    },
    /// The stock client has selected no pair of candidates.
    Pair,
    /// Its DTLS handshake is not finished.
    DtlsFinished,
    /// Its channel is not open.
    ChannelOpen,
    /// No pair of candidates is selected.
    Checks {
        /// Binding requests sent.
        sent: u64,
        /// Binding requests received.
        received: u64,
    },
    /// The robot's ClientHello did not come.
    ClientHello,
    /// It came, and the handshake is not finished.
    Handshake {
        /// ClientHello messages received.
        hellos: u32,
        /// Flights of ours sent again.
        retransmits: u32,
    },
    /// Our ClientHello is not answered: the robot's answer made us the client.
    ServerHello {
        /// ClientHello messages sent.
        sent: u32,
    },
    /// Our INIT is not answered.
    InitAck {
        /// INIT chunks sent.
        sent: u32,
    },
    /// Our COOKIE-ECHO is not answered.
    CookieAck {
        /// COOKIE-ECHO chunks sent.
        sent: u32,
    },
    /// Our OPEN got neither ACK, message nor SACK.
    Usable,
    /// The challenge did not come.
    Challenge,
    /// Our answer to it got neither Ok nor complaint.
    ValidationOk,
    /// Topics are watched.
    Topics {
        /// Messages on `rt/lf/lowstate`.
        low_state: u64,
        /// Messages on `rt/utlidar/robot_pose`.
        robot_pose: u64,
    },
}
