//! ICMP echo messages (RFC 792, RFC 4443 section 4), written and recognised.
//!
//! Pure: bytes in, values out.

use std::net::IpAddr;

/// Bytes of header before the payload.
const HEADER: usize = 8;
/// Bytes of payload, as `ping` sends: some filters drop what looks otherwise.
const PAYLOAD: usize = 56;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EchoIdentity {
    /// The identifier field. A datagram socket's kernel puts its own in its place.
    pub identifier: u16,
    /// The payload's beginning, drawn anew for every run.
    pub token: [u8; 16],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// ICMP for IPv4.
    V4,
    /// ICMPv6.
    V6,
}

impl Version {
    pub fn of(address: IpAddr) -> Self {
        if address.is_ipv4() { Version::V4 } else { Version::V6 }
    }

    fn request(self) -> u8 {
        match self {
            Version::V4 => 8,
            Version::V6 => 128,
        }
    }

    fn reply(self) -> u8 {
        match self {
            Version::V4 => 0,
            Version::V6 => 129,
        }
    }
}

pub fn request(version: Version, identity: &EchoIdentity, sequence: u16) -> Vec<u8> {
    let mut message = vec![0; HEADER + PAYLOAD];
    message[0] = version.request();
    message[4..6].copy_from_slice(&identity.identifier.to_be_bytes());
    message[6..8].copy_from_slice(&sequence.to_be_bytes());
    message[HEADER..HEADER + identity.token.len()].copy_from_slice(&identity.token);
    // The checksum of ICMPv6 covers addresses that only the kernel knows: it fills it in.
    if version == Version::V4 {
        let sum = checksum(&message);
        message[2..4].copy_from_slice(&sum.to_be_bytes());
    }
    message
}

/// The sequence number of a reply to one of our requests; `None` for all else.
///
/// `check_identifier` is for raw sockets, which see everybody's replies. Raw
/// IPv4 sockets, and datagram sockets on macOS, put the IP header in front.
pub fn reply_to(
    version: Version,
    identity: &EchoIdentity,
    check_identifier: bool,
    packet: &[u8],
) -> Option<u16> {
    let message = match (version, packet.first()?) {
        (Version::V4, first) if first >> 4 == 4 => packet.get(usize::from(first & 15) * 4..)?,
        _ => packet,
    };
    let (header, payload) = message.split_at_checked(HEADER)?;
    let ours = header[0] == version.reply()
        && header[1] == 0
        && (!check_identifier || header[4..6] == identity.identifier.to_be_bytes())
        && payload.starts_with(&identity.token);
    ours.then(|| u16::from_be_bytes([header[6], header[7]]))
}

/// The internet checksum (RFC 1071) of a message whose checksum field is zero.
fn checksum(message: &[u8]) -> u16 {
    let words = message
        .chunks(2)
        .map(|pair| u32::from(pair[0]) << 8 | pair.get(1).map_or(0, |&b| b.into()));
    let mut sum: u32 = words.sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !u16::try_from(sum).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: EchoIdentity = EchoIdentity { identifier: 0x1234, token: *b"sixteen bytes ok" };

    fn reply(version: Version) -> Vec<u8> {
        let mut message = request(version, &OURS, 7);
        message[0] = version.reply();
        message
    }

    #[test]
    fn a_request_carries_a_checksum_that_sums_to_zero() {
        let message = request(Version::V4, &OURS, 1);
        assert_ne!(message[2..4], [0, 0]);
        assert_eq!(checksum(&message), 0);
    }

    #[test]
    fn only_a_reply_to_us_is_a_reply() {
        for version in [Version::V4, Version::V6] {
            assert_eq!(reply_to(version, &OURS, true, &reply(version)), Some(7));
            let own_request = request(version, &OURS, 7);
            assert_eq!(reply_to(version, &OURS, true, &own_request), None);
            let mut other_token = reply(version);
            other_token[HEADER] ^= 1;
            assert_eq!(reply_to(version, &OURS, false, &other_token), None);
            let mut other_identifier = reply(version);
            other_identifier[4] ^= 1;
            assert_eq!(reply_to(version, &OURS, true, &other_identifier), None);
            assert_eq!(reply_to(version, &OURS, false, &other_identifier), Some(7));
        }
    }

    #[test]
    fn an_ip_header_in_front_is_skipped_and_nonsense_survived() {
        let mut packet = vec![0; 24];
        packet[0] = 0x46;
        packet.extend(reply(Version::V4));
        assert_eq!(reply_to(Version::V4, &OURS, true, &packet), Some(7));
        for cut in 0..packet.len() {
            let short = reply_to(Version::V4, &OURS, true, &packet[..cut]);
            assert!(short.is_none() || cut >= 24 + HEADER + OURS.token.len(), "{cut}");
        }
    }
}
