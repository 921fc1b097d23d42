//! SCTP packets in clear (RFC 9260, section 3): what a diagnosis reads off them.

use super::event::Abort;

pub mod chunk {
    pub const DATA: u8 = 0;
    pub const INIT: u8 = 1;
    pub const INIT_ACK: u8 = 2;
    pub const SACK: u8 = 3;
    pub const HEARTBEAT: u8 = 4;
    pub const ABORT: u8 = 6;
    pub const SHUTDOWN: u8 = 7;
    pub const SHUTDOWN_ACK: u8 = 8;
    pub const ERROR: u8 = 9;
    pub const COOKIE_ECHO: u8 = 10;
    pub const COOKIE_ACK: u8 = 11;
    pub const SHUTDOWN_COMPLETE: u8 = 14;
    pub const RE_CONFIG: u8 = 130;
    pub const FORWARD_TSN: u8 = 192;
}

pub const HEADER: usize = 12;
/// Payload protocol identifier of DCEP messages (RFC 8832).
pub const PPID_DCEP: u32 = 50;
const MAX_CAUSES: usize = 8;
/// The port of both ends, whatever a description says (observed on the robot's library).
pub const PORT: u16 = 5000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk<'a> {
    pub kind: u8,
    pub flags: u8,
    pub value: &'a [u8],
    at: usize,
}

/// The chunks of a packet; ends at the first that does not fit.
pub fn chunks(packet: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut at = HEADER;
    std::iter::from_fn(move || {
        let header = packet.get(at..at + 4)?;
        let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
        let value = packet.get(at + 4..at + length)?;
        let chunk = Chunk { kind: header[0], flags: header[1], value, at };
        at += length.next_multiple_of(4);
        Some(chunk)
    })
}

pub fn contains(packet: &[u8], kind: u8) -> bool {
    chunks(packet).any(|chunk| chunk.kind == kind)
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

impl<'a> Chunk<'a> {
    /// Header and value as they lie in their packet, without padding.
    pub fn bytes<'p>(&self, packet: &'p [u8]) -> &'p [u8] {
        &packet[self.at..self.at + 4 + self.value.len()]
    }

    pub fn tsn(&self) -> Option<u32> {
        be32(self.value, 0)
    }

    pub fn stream(&self) -> Option<u16> {
        Some(u16::from_be_bytes(self.value.get(4..6)?.try_into().ok()?))
    }

    pub fn payload(&self) -> Option<(u32, &'a [u8])> {
        Some((be32(self.value, 8)?, self.value.get(12..)?))
    }

    pub fn cumulative_tsn(&self) -> Option<u32> {
        be32(self.value, 0)
    }

    /// The TSN with which the sender of an INIT or INIT-ACK begins.
    pub fn initial_tsn(&self) -> Option<u32> {
        be32(self.value, 12)
    }
}

pub fn source_port(packet: &[u8]) -> Option<u16> {
    packet.first_chunk().map(|port| u16::from_be_bytes(*port))
}

pub fn verification_tag(packet: &[u8]) -> Option<u32> {
    be32(packet, 4)
}

/// The causes in the value of an ABORT or ERROR chunk: the code and what comes with it.
pub fn causes(value: &[u8]) -> impl Iterator<Item = (u16, Vec<u8>)> {
    let mut rest = value;
    let next = move || {
        let header = rest.first_chunk::<4>()?;
        let code = u16::from_be_bytes([header[0], header[1]]);
        let length = usize::from(u16::from_be_bytes([header[2], header[3]])).max(4);
        let information = rest[4..length.min(rest.len())].to_vec();
        rest = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
        Some((code, information))
    };
    std::iter::from_fn(next).take(MAX_CAUSES)
}

pub fn abort(packet: &[u8]) -> Option<Abort> {
    let chunk = chunks(packet).find(|chunk| chunk.kind == chunk::ABORT)?;
    Some(Abort { causes: causes(chunk.value).collect() })
}

/// The streams whose peer side a RE-CONFIG chunk resets (RFC 6525, section 4.1); an empty list
/// resets all.
pub fn reset_streams(packet: &[u8]) -> Option<Vec<u16>> {
    const OUTGOING_RESET_REQUEST: [u8; 2] = [0, 13];
    let chunk = chunks(packet).find(|chunk| chunk.kind == chunk::RE_CONFIG)?;
    let length = usize::from(u16::from_be_bytes([*chunk.value.get(2)?, *chunk.value.get(3)?]));
    if chunk.value.get(..2)? != OUTGOING_RESET_REQUEST {
        return None;
    }
    let list = chunk.value.get(16..length.max(16))?;
    Some(list.chunks_exact(2).map(|id| u16::from_be_bytes([id[0], id[1]])).collect())
}

/// Writes the checksum (CRC32c, RFC 9260, appendix A).
pub fn seal(packet: &mut [u8]) {
    packet[8..12].fill(0);
    let checksum = crc32c::crc32c(packet);
    packet[8..12].copy_from_slice(&checksum.to_le_bytes());
}

/// A packet of one chunk, for a peer whose verification tag is `tag`.
pub fn of_chunk(tag: u32, kind: u8, value: &[u8]) -> Vec<u8> {
    let mut packet = [PORT.to_be_bytes(), PORT.to_be_bytes()].concat();
    packet.extend(tag.to_be_bytes());
    packet.extend([0; 4]);
    packet.extend([kind, 0]);
    packet.extend((4 + value.len() as u16).to_be_bytes());
    packet.extend(value);
    packet.resize(packet.len().next_multiple_of(4), 0);
    seal(&mut packet);
    packet
}

/// A cause of an ABORT or ERROR chunk: its code and what comes with it.
pub fn cause(code: u16, information: &[u8]) -> Vec<u8> {
    let length = 4 + information.len() as u16;
    [&code.to_be_bytes(), &length.to_be_bytes(), information].concat()
}

/// A packet of one ABORT chunk with one cause, for a peer whose verification tag is `tag`.
pub fn abort_packet(tag: u32, code: u16, information: &[u8]) -> Vec<u8> {
    of_chunk(tag, chunk::ABORT, &cause(code, information))
}

/// The initiate tag of a packet that is an INIT (which travels alone, RFC 9260, section 6.10).
pub fn initiate_tag(packet: &[u8]) -> Option<u32> {
    (packet.get(HEADER) == Some(&chunk::INIT)).then(|| be32(packet, 16)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abort_is_read_with_its_causes() {
        let packet = abort_packet(7, 12, b"banned");
        assert_eq!(abort(&packet), Some(Abort { causes: vec![(12, b"banned".to_vec())] }));
        assert!(contains(&packet, chunk::ABORT));
    }

    #[test]
    fn no_cut_or_flipped_packet_panics() {
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..20_000 {
            let mut packet = abort_packet(random.u32(..), random.u16(..), b"some text");
            for _ in 0..4 {
                let at = random.usize(..packet.len());
                packet[at] = random.u8(..);
            }
            packet.truncate(random.usize(..=packet.len()));
            let _ = (abort(&packet), reset_streams(&packet), initiate_tag(&packet));
        }
    }
}
