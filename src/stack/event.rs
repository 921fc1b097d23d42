//! What an endpoint tells: events, typed errors, datagrams to send.

use std::net::SocketAddr;

/// The way a packet went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// From the peer.
    In,
    /// From us.
    Out,
}

/// Local and remote address.
pub type Pair = (SocketAddr, SocketAddr);

/// A datagram to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transmit {
    /// The socket to send it from.
    pub local: SocketAddr,
    /// Where to send it.
    pub peer: SocketAddr,
    /// The datagram.
    pub payload: Vec<u8>,
}

/// What showed that the channel we opened is usable. Of several in one datagram
/// the ACK counts before the message, the message before the SACK.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenedBy {
    /// A DCEP ACK (RFC 8832).
    Ack,
    /// A user message.
    Message,
    /// The SACK of our OPEN.
    Sack,
}

/// What happened, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// ICE selected a pair.
    PairSelected {
        /// Our side.
        local: SocketAddr,
        /// The peer's side.
        peer: SocketAddr,
    },
    /// The DTLS handshake finished and the certificate is the announced one.
    DtlsConnected,
    /// The SCTP association is established.
    AssociationUp,
    /// The peer opened a channel.
    PeerOpened {
        /// Stream identifier.
        id: u16,
        /// Label, as sent.
        label: String,
        /// Protocol, as sent.
        protocol: String,
    },
    /// The channel we opened is usable.
    ChannelUsable(OpenedBy),
    /// A user message.
    Message {
        /// Text, or binary.
        text: bool,
        /// The message.
        data: Vec<u8>,
    },
    /// An SRTP or SRTCP packet.
    Rtp {
        /// Its size.
        bytes: usize,
    },
    /// The peer closed in good order (DTLS close_notify or SCTP SHUTDOWN).
    PeerClosed,
    /// A layer failed for good. [`super::Endpoint::close`] still closes what is up.
    Failed(StackError),
}

/// A layer's failure.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum StackError {
    /// ICE.
    #[error("ICE: {0}")]
    Ice(#[from] IceError),
    /// DTLS.
    #[error("DTLS: {0}")]
    Dtls(#[from] DtlsError),
    /// SCTP.
    #[error("SCTP: {0}")]
    Sctp(#[from] SctpError),
}

/// A failure of ICE. Silence is none: the deadline belongs to the caller.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum IceError {
    /// The agent refused what it was given.
    #[error("the agent says: {0}")]
    Agent(String),
}

/// A failure of DTLS.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum DtlsError {
    /// The peer refused by a fatal alert.
    #[error("the peer sent the fatal alert {}", super::record::alert_name(*.0))]
    PeerAlert(u8),
    /// The handshake finished with another certificate than the description announced.
    #[error("the certificate's SHA-256 is {got}, announced was {announced}")]
    FingerprintMismatch {
        /// As announced, upper-case.
        announced: String,
        /// Of the certificate.
        got: String,
    },
    /// Our own stack could not go on.
    #[error("our own stack gave up: {0}")]
    Local(String),
}

/// A failure of SCTP.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum SctpError {
    /// The peer sent ABORT.
    #[error("the peer aborted the association")]
    Aborted(Abort),
    /// The peer reset the channel's stream (RFC 6525).
    #[error("the peer reset the channel's stream")]
    StreamReset,
    /// Our own stack could not go on.
    #[error("our own stack gave up: {0}")]
    Local(String),
    /// There is no channel to send on.
    #[error("there is no channel to send on")]
    NoChannel,
}

/// The causes of an ABORT (RFC 9260, section 3.3.10), as sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Abort {
    /// Cause code and the bytes that came with it.
    pub causes: Vec<(u16, Vec<u8>)>,
}
