//! One socket, four protocols: told apart by the first byte (RFC 7983).

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// STUN, by first byte and magic cookie.
    Stun,
    Dtls,
    Rtp,
    Unknown,
}

pub fn kind(datagram: &[u8]) -> Kind {
    match datagram.first() {
        Some(0..=3) if datagram.get(4..8) == Some(&[0x21, 0x12, 0xA4, 0x42]) => Kind::Stun,
        Some(20..=63) => Kind::Dtls,
        Some(128..=191) => Kind::Rtp,
        _ => Kind::Unknown,
    }
}

/// The second byte of RTCP packets: their type (RFC 5761, section 4).
const RTCP_TYPES: std::ops::RangeInclusive<u8> = 192..=223;

/// Whether a datagram that is [`Kind::Rtp`] is RTCP, which shares the port (RFC 5761).
pub fn is_rtcp(datagram: &[u8]) -> bool {
    datagram.get(1).is_some_and(|kind| RTCP_TYPES.contains(kind))
}
