//! Blocks of a pcapng file (draft-ietf-opsawg-pcapng), as bytes.

/// Secrets of the form that NSS logs (`SSLKEYLOGFILE`).
const TLS_KEY_LOG: u32 = 0x544c_534b;
/// The tail of a Decryption Secrets Block's head: its type and its length.
pub(super) const SECRETS_HEAD: usize = 16;

/// The name of the interface on which a relay's datagrams are once more: as the driver saw them.
pub(super) const TO_DRIVER: &str = "go2doctor-to-driver";

mod option {
    pub(super) const END: u16 = 0;
    pub(super) const INTERFACE_NAME: u16 = 2;
    pub(super) const PACKET_FLAGS: u16 = 2;
    pub(super) const INTERFACE_DESCRIPTION: u16 = 3;
    pub(super) const APPLICATION: u16 = 4;
}

/// A packet of a capture.
pub(super) struct Packet<'a> {
    pub interface: u32,
    /// µs after the epoch.
    pub at_us: u64,
    pub is_inbound: bool,
    pub bytes: &'a [u8],
    /// Its length on the wire; more than `bytes` where it was cut.
    pub original: usize,
}

/// The Section Header Block, which names the program that wrote the file.
pub(super) fn section(application: &str) -> Vec<u8> {
    let mut body = 0x1a2b_3c4d_u32.to_le_bytes().to_vec();
    body.extend([1, 0, 0, 0]);
    // The section's length is not told.
    body.extend([0xff; 8]);
    add_option(&mut body, option::APPLICATION, application.as_bytes());
    block(0x0a0d_0d0a, end_of_options(body))
}

/// An Interface Description Block; times are in µs, as they are without a word on it.
pub(super) fn interface(link_type: u16, name: &str, description: &str) -> Vec<u8> {
    let mut body = link_type.to_le_bytes().to_vec();
    body.extend([0; 6]);
    add_option(&mut body, option::INTERFACE_NAME, name.as_bytes());
    add_option(&mut body, option::INTERFACE_DESCRIPTION, description.as_bytes());
    block(1, end_of_options(body))
}

/// A Decryption Secrets Block.
pub(super) fn secrets(key_log: &[u8]) -> Vec<u8> {
    let mut body = TLS_KEY_LOG.to_le_bytes().to_vec();
    body.extend((key_log.len() as u32).to_le_bytes());
    add_padded(&mut body, key_log);
    block(10, body)
}

/// An Enhanced Packet Block.
pub(super) fn packet(packet: &Packet<'_>) -> Vec<u8> {
    let mut body = packet.interface.to_le_bytes().to_vec();
    body.extend(((packet.at_us >> 32) as u32).to_le_bytes());
    body.extend((packet.at_us as u32).to_le_bytes());
    body.extend((packet.bytes.len() as u32).to_le_bytes());
    body.extend((packet.original as u32).to_le_bytes());
    add_padded(&mut body, packet.bytes);
    let direction: u32 = if packet.is_inbound { 1 } else { 2 };
    add_option(&mut body, option::PACKET_FLAGS, &direction.to_le_bytes());
    block(6, end_of_options(body))
}

fn block(kind: u32, body: Vec<u8>) -> Vec<u8> {
    let length = (12 + body.len() as u32).to_le_bytes();
    [&kind.to_le_bytes()[..], &length, &body, &length].concat()
}

fn add_option(body: &mut Vec<u8>, code: u16, value: &[u8]) {
    body.extend(code.to_le_bytes());
    body.extend((value.len() as u16).to_le_bytes());
    add_padded(body, value);
}

fn end_of_options(mut body: Vec<u8>) -> Vec<u8> {
    add_option(&mut body, option::END, &[]);
    body
}

fn add_padded(body: &mut Vec<u8>, value: &[u8]) {
    body.extend(value);
    body.resize(body.len().next_multiple_of(4), 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_says_its_length_twice_and_is_whole_words() {
        let bytes = b"seven b";
        let of_packet = Packet { interface: 1, at_us: 9, is_inbound: true, bytes, original: 70 };
        let blocks = [section("x"), interface(101, "a", "bc"), secrets(b"abc"), packet(&of_packet)];
        for block in blocks {
            let length = (block.len() as u32).to_le_bytes();
            assert_eq!((block.len() % 4, &block[4..8]), (0, &length[..]));
            assert_eq!(block[block.len() - 4..], length);
        }
    }

    #[test]
    fn the_secrets_begin_behind_their_head() {
        assert_eq!(secrets(b"abcd")[SECRETS_HEAD..SECRETS_HEAD + 4], *b"abcd");
    }
}
