//! SCTP packets (RFC 9260) without the messages in them.

use std::ops::{Range, RangeInclusive};

use crate::stack::packet::{self, HEADER, PPID_DCEP, chunk};

const CHECKSUM: Range<usize> = 8..12;
/// INIT to COOKIE-ACK, RE-CONFIG, FORWARD-TSN: what holds no message.
const CONTROL: [RangeInclusive<u8>; 3] = [1..=14, 130..=130, 192..=192];
/// Type, flags, length, TSN, stream, its sequence number and the payload's kind.
const DATA_HEADER: usize = 16;

/// The packet with zeros in place of the messages of applications; lengths stay.
pub(super) fn without_messages(packet: &[u8]) -> Vec<u8> {
    let mut packet = packet.to_vec();
    let mut at = HEADER.min(packet.len());
    while let Some([kind, _, high, low]) = packet[at..].first_chunk().copied() {
        let length = usize::from(u16::from_be_bytes([high, low])).max(4);
        let end = (at + length).min(packet.len());
        let keeps = match kind {
            // DATA_CHANNEL_OPEN and its ACK (RFC 8832).
            chunk::DATA
                if packet.get(at + 12..at + DATA_HEADER) == Some(&PPID_DCEP.to_be_bytes()) =>
            {
                length
            }
            chunk::DATA => DATA_HEADER,
            _ if CONTROL.iter().any(|known| known.contains(&kind)) => length,
            _ => 4,
        };
        packet[(at + keeps).min(end)..end].fill(0);
        at = (at + length.next_multiple_of(4)).min(packet.len());
    }
    // Fewer bytes than a chunk has are none.
    packet[at..].fill(0);
    packet
}

/// Makes the checksum again where there was one (0: RFC 9653).
pub(super) fn sum_again(packet: &mut [u8]) {
    if packet.get(CHECKSUM).is_none_or(|sum| sum == [0; 4]) {
        return;
    }
    packet::seal(packet);
}
