//! What an endpoint lets others watch of its wire, as it happens.

use std::fmt;
use std::net::SocketAddr;

use super::event::Way;
use crate::text::redact::Secret;

/// Something that went by.
#[derive(Debug)]
pub enum Observed<'a> {
    /// A UDP datagram that was sent or that came.
    Datagram { way: Way, local: SocketAddr, peer: SocketAddr, datagram: &'a [u8] },
    /// The same between a relay and the driver that it serves; the relay's other side is a
    /// [`Datagram`](Self::Datagram). What came and what went differ in their addresses.
    ToDriver { way: Way, local: SocketAddr, peer: SocketAddr, datagram: &'a [u8] },
    /// The plaintext of an encrypted DTLS record: of application data an SCTP packet.
    Record { way: Way, content_type: u8, plaintext: &'a [u8] },
    /// What decrypts a DTLS session.
    Secrets(&'a SessionSecrets),
}

/// The master secret of a DTLS 1.2 session (RFC 5246, section 8.1), and what names the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionSecrets {
    pub client_random: [u8; 32],
    pub master_secret: Secret<[u8; 48]>,
}

/// Is told at once, on the thread that drives the endpoint: it must not wait for anything long.
pub trait Observer: Send + Sync + fmt::Debug {
    fn observe(&self, observed: &Observed<'_>);
}
