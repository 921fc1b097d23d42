//! The headers that a UDP datagram had on its way: the sockets show it without them.

use std::net::{IpAddr, SocketAddr};

const UDP: u8 = 17;
const UDP_HEADER: usize = 8;
const HOPS: u8 = 64;

/// An IP packet with this datagram. `None` where no such packet can be: ends of two families, or a
/// length beyond 16 bits.
pub(super) fn packet(
    source: SocketAddr,
    destination: SocketAddr,
    payload: &[u8],
) -> Option<Vec<u8>> {
    let length = u16::try_from(UDP_HEADER + payload.len()).ok()?;
    let (ip, addresses) = match (source.ip(), destination.ip()) {
        (IpAddr::V4(from), IpAddr::V4(to)) => {
            let total = length.checked_add(20)?.to_be_bytes();
            let addresses = [from.octets(), to.octets()].concat();
            // Don't Fragment, as the kernel sends them.
            let mut header = vec![0x45, 0, total[0], total[1], 0, 0, 0x40, 0, HOPS, UDP, 0, 0];
            header.extend(&addresses);
            let sum = checksum(&[&header]).to_be_bytes();
            header[10..12].copy_from_slice(&sum);
            (header, addresses)
        }
        (IpAddr::V6(from), IpAddr::V6(to)) => {
            let addresses = [from.octets(), to.octets()].concat();
            let size = length.to_be_bytes();
            let mut header = vec![0x60, 0, 0, 0, size[0], size[1], UDP, HOPS];
            header.extend(&addresses);
            (header, addresses)
        }
        _ => return None,
    };
    let mut udp = [source.port(), destination.port(), length].map(u16::to_be_bytes).concat();
    // The pseudo header (RFC 768; RFC 8200, section 8.1).
    let pseudo = [&[0, UDP][..], &length.to_be_bytes()].concat();
    let sum = checksum(&[&addresses, &pseudo, &udp, payload]);
    // 0 would say that there is none.
    udp.extend(if sum == 0 { [0xff; 2] } else { sum.to_be_bytes() });
    Some([&ip, &udp[..], payload].concat())
}

/// The Internet checksum (RFC 1071) of parts of which all but the last have an even length.
fn checksum(parts: &[&[u8]]) -> u16 {
    let words = parts.iter().flat_map(|part| part.chunks(2));
    let word = |pair: &[u8]| u32::from(pair[0]) << 8 | u32::from(*pair.get(1).unwrap_or(&0));
    let mut sum: u32 = words.map(word).sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    !(sum as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sum over data that holds its own checksum is 0.
    fn is_sound(parts: &[&[u8]]) -> bool {
        checksum(parts) == 0
    }

    #[test]
    fn the_checksums_are_right_in_both_families() {
        let v4: [SocketAddr; 2] = [([10, 0, 0, 1], 5000).into(), ([10, 0, 0, 2], 6000).into()];
        let v6 = ["[fe80::1]:5000", "[fe80::2]:6000"].map(|text| text.parse().expect("one"));
        for payload in [&b""[..], b"odd", b"even"] {
            let packet4 = packet(v4[0], v4[1], payload).expect("it fits");
            assert!(is_sound(&[&packet4[..20]]));
            let length = (UDP_HEADER + payload.len()) as u8;
            assert!(is_sound(&[&packet4[12..20], &[0, UDP, 0, length], &packet4[20..]]));
            let packet6 = packet(v6[0], v6[1], payload).expect("it fits");
            assert!(is_sound(&[&packet6[8..40], &[0, UDP, 0, length], &packet6[40..]]));
        }
        assert_eq!(packet(v4[0], v6[1], b""), None);
        assert_eq!(packet(v4[0], v4[1], &[0; 65_530]), None);
    }
}
