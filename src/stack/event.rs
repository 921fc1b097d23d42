//! What an endpoint tells: events, typed errors, datagrams to send.

use std::net::SocketAddr;

use rtc_rtp::Packet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    In,
    Out,
}

impl Way {
    pub fn back(self) -> Self {
        if self == Way::Out { Way::In } else { Way::Out }
    }

    /// Of what is ours and what is theirs the sender's, then the receiver's; and the reverse.
    pub fn ends<T>(self, (ours, theirs): (T, T)) -> (T, T) {
        match self {
            Way::Out => (ours, theirs),
            Way::In => (theirs, ours),
        }
    }
}

pub type Pair = (SocketAddr, SocketAddr);

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transmit {
    pub local: SocketAddr,
    pub peer: SocketAddr,
    pub payload: Vec<u8>,
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

/// A packet in clear.
#[derive(Debug, Clone, PartialEq)]
pub enum Media {
    Rtp(Packet),
    /// A compound packet, to be read by [`rtcp`](super::rtcp).
    Rtcp(Vec<u8>),
}

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    PairSelected {
        local: SocketAddr,
        peer: SocketAddr,
    },
    DtlsConnected,
    AssociationUp,
    PeerOpened {
        id: u16,
        label: String,
        protocol: String,
    },
    ChannelUsable(OpenedBy),
    Message {
        text: bool,
        data: Vec<u8>,
    },
    Rtp {
        bytes: usize,
    },
    /// The same in clear, where the endpoint was told to decrypt it.
    Media(Media),
    /// The peer closed in good order (DTLS close_notify or SCTP SHUTDOWN).
    PeerClosed,
    /// A layer failed for good. [`super::Endpoint::close`] still closes what is up.
    Failed(StackError),
}

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StackError {
    #[error("ICE: {0}")]
    Ice(#[from] IceError),
    #[error("DTLS: {0}")]
    Dtls(#[from] DtlsError),
    #[error("SCTP: {0}")]
    Sctp(#[from] SctpError),
    #[error("SRTP: {0}")]
    Srtp(String),
}

/// A failure of ICE. Silence is none: the deadline belongs to the caller.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum IceError {
    #[error("the agent says: {0}")]
    Agent(String),
}

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DtlsError {
    #[error("the peer sent the fatal alert {}", super::record::alert_name(*.0))]
    PeerAlert(u8),
    /// The handshake finished with another certificate than the description announced.
    #[error("the certificate's SHA-256 is {got}, announced was {announced}")]
    FingerprintMismatch { announced: String, got: String },
    #[error("our own stack gave up: {0}")]
    Local(String),
}

#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SctpError {
    #[error("the peer aborted the association")]
    Aborted(Abort),
    /// The peer reset the channel's stream (RFC 6525).
    #[error("the peer reset the channel's stream")]
    StreamReset,
    #[error("our own stack gave up: {0}")]
    Local(String),
    #[error("there is no channel to send on")]
    NoChannel,
}

/// The causes of an ABORT (RFC 9260, section 3.3.10), as sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Abort {
    /// Cause code and the bytes that came with it.
    pub causes: Vec<(u16, Vec<u8>)>,
}
