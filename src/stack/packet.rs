//! SCTP packets in clear (RFC 9260, section 3): what a diagnosis reads off them.

use super::event::Abort;

/// Chunk types.
pub mod chunk {
    #![expect(missing_docs, reason = "the names are those of RFC 9260, section 3.2")]
    pub const DATA: u8 = 0;
    pub const INIT: u8 = 1;
    pub const INIT_ACK: u8 = 2;
    pub const SACK: u8 = 3;
    pub const ABORT: u8 = 6;
    pub const ERROR: u8 = 9;
    pub const COOKIE_ECHO: u8 = 10;
    pub const COOKIE_ACK: u8 = 11;
    pub const RE_CONFIG: u8 = 130;
}

/// Length of the common header.
pub const HEADER: usize = 12;
/// Payload protocol identifier of DCEP messages (RFC 8832).
pub const PPID_DCEP: u32 = 50;
/// Causes kept of one ABORT.
const MAX_CAUSES: usize = 8;

/// One chunk, borrowed from its packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk<'a> {
    /// Type.
    pub kind: u8,
    /// What follows the chunk's header.
    pub value: &'a [u8],
    /// Where it begins in the packet.
    at: usize,
}

/// The chunks of a packet; ends at the first that does not fit.
pub fn chunks(packet: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut at = HEADER;
    std::iter::from_fn(move || {
        let header = packet.get(at..at + 4)?;
        let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
        let value = packet.get(at + 4..at + length)?;
        let chunk = Chunk { kind: header[0], value, at };
        at += length.next_multiple_of(4);
        Some(chunk)
    })
}

/// Whether the packet holds a chunk of this type.
pub fn contains(packet: &[u8], kind: u8) -> bool {
    chunks(packet).any(|chunk| chunk.kind == kind)
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

impl<'a> Chunk<'a> {
    /// The TSN of a DATA chunk.
    pub fn tsn(&self) -> Option<u32> {
        be32(self.value, 0)
    }

    /// The payload protocol identifier and the payload of a DATA chunk.
    pub fn payload(&self) -> Option<(u32, &'a [u8])> {
        Some((be32(self.value, 8)?, self.value.get(12..)?))
    }

    /// The cumulative TSN that a SACK acknowledges.
    pub fn cumulative_tsn(&self) -> Option<u32> {
        be32(self.value, 0)
    }
}

/// The causes of an ABORT in the packet.
pub fn abort(packet: &[u8]) -> Option<Abort> {
    let chunk = chunks(packet).find(|chunk| chunk.kind == chunk::ABORT)?;
    let mut causes = Vec::new();
    let mut rest = chunk.value;
    while let Some(header) = rest.first_chunk::<4>()
        && causes.len() < MAX_CAUSES
    {
        let code = u16::from_be_bytes([header[0], header[1]]);
        let length = usize::from(u16::from_be_bytes([header[2], header[3]])).max(4);
        causes.push((code, rest[4..length.min(rest.len())].to_vec()));
        rest = rest.get(length.next_multiple_of(4)..).unwrap_or_default();
    }
    Some(Abort { causes })
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

/// The packet without its chunks of one type; `None` when nothing is left.
pub fn without(packet: &[u8], kind: u8) -> Option<Vec<u8>> {
    let mut kept = packet.get(..HEADER)?.to_vec();
    for chunk in chunks(packet).filter(|chunk| chunk.kind != kind) {
        let end = chunk.at + 4 + chunk.value.len();
        kept.extend(&packet[chunk.at..end.next_multiple_of(4).min(packet.len())]);
    }
    if kept.len() == HEADER {
        return None;
    }
    seal(&mut kept);
    Some(kept)
}

/// Writes the checksum (CRC32c, RFC 9260, appendix A).
pub fn seal(packet: &mut [u8]) {
    packet[8..12].fill(0);
    let checksum = crc32c::crc32c(packet);
    packet[8..12].copy_from_slice(&checksum.to_le_bytes());
}

/// A packet of one ABORT chunk with one cause, for a peer whose verification tag is `tag`.
pub fn abort_packet(tag: u32, cause: u16, text: &[u8]) -> Vec<u8> {
    const PORT: [u8; 2] = 5000u16.to_be_bytes();
    let mut packet = [PORT, PORT].concat();
    packet.extend(tag.to_be_bytes());
    packet.extend([0; 4]);
    packet.extend([chunk::ABORT, 0]);
    packet.extend((8 + text.len() as u16).to_be_bytes());
    packet.extend(cause.to_be_bytes());
    packet.extend((4 + text.len() as u16).to_be_bytes());
    packet.extend(text);
    packet.resize(packet.len().next_multiple_of(4), 0);
    seal(&mut packet);
    packet
}

/// The initiate tag of a packet that is an INIT (which travels alone, RFC 9260, section 6.10).
pub fn initiate_tag(packet: &[u8]) -> Option<u32> {
    (packet.get(HEADER) == Some(&chunk::INIT)).then(|| be32(packet, 16)).flatten()
}

/// The name of an ABORT's cause code (RFC 9260, section 3.3.10).
pub fn cause_name(code: u16) -> &'static str {
    match code {
        1 => "Invalid Stream Identifier",
        2 => "Missing Mandatory Parameter",
        3 => "Stale Cookie",
        4 => "Out of Resource",
        5 => "Unresolvable Address",
        6 => "Unrecognized Chunk Type",
        7 => "Invalid Mandatory Parameter",
        8 => "Unrecognized Parameters",
        9 => "No User Data",
        10 => "Cookie Received While Shutting Down",
        11 => "Restart of an Association with New Addresses",
        12 => "User-Initiated Abort",
        13 => "Protocol Violation",
        _ => "unregistered cause",
    }
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
    fn an_error_chunk_is_taken_out_and_the_rest_sealed_again() {
        let mut packet = abort_packet(7, 12, b"x");
        packet.extend([chunk::ERROR, 0, 0, 4]);
        let kept = without(&packet, chunk::ERROR).expect("the ABORT stays");
        assert_eq!(kept, abort_packet(7, 12, b"x"));
        assert_eq!(without(&kept, chunk::ABORT), None);
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
            let _ = without(&packet, random.u8(..12));
        }
    }
}
