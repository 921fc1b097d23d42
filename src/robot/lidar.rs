//! Point clouds of the LiDAR: frames whose header tells how long their payload is once it is opened.
//!
//! A map of cubes, one bit each, packed by LZ4: the published decoder
//! (`lidar_decoder_native.py` of unitree_webrtc_connect) opens the payload to `src_size` bytes.

use serde_json::Value;

use super::lz4;

/// The map that robots are seen to send has 77,824 bytes: 128 by 128 by 38 cubes.
const MAX_MAP: u64 = 16 << 20;

/// Whether the published decoder opens a frame: its payload is a block of LZ4 that becomes as long
/// as the header says. The points themselves are not looked at.
pub fn is_decodable(header: &Value, payload: &[u8]) -> bool {
    let length = header.get("src_size").and_then(Value::as_u64);
    let length = length.filter(|length| *length <= MAX_MAP).and_then(|it| usize::try_from(it).ok());
    length.is_some_and(|length| lz4::opened_length(payload, length) == Some(length))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// `lz4.block.compress(b"a" * 100, store_size=False)`.
    const BLOCK: [u8; 11] = [0x1f, b'a', 1, 0, 75, 0x50, b'a', b'a', b'a', b'a', b'a'];

    #[test]
    fn a_frame_is_decodable_where_its_payload_is_as_long_as_the_header_says() {
        assert!(is_decodable(&json!({"src_size": 100, "resolution": 0.05}), &BLOCK));
        for header in [json!({"src_size": 99}), json!({"src_size": 101}), json!({}), json!(null)] {
            assert!(!is_decodable(&header, &BLOCK), "{header}");
        }
        assert!(!is_decodable(&json!({"src_size": 100}), &BLOCK[1..]));
        assert!(!is_decodable(&json!({"src_size": u64::MAX}), &BLOCK));
    }
}
