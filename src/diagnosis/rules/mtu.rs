//! Whether a datagram fits the way.

use crate::text::phrase::{Phrase, phrase};

/// Headers of IPv4 and UDP, bytes.
const HEADERS: u64 = 20 + 8;

/// Whether a datagram of so many bytes goes in one packet.
pub(super) fn fits(bytes: u64, mtu: u32) -> bool {
    bytes.saturating_add(HEADERS) <= u64::from(mtu)
}

/// A datagram's size as a line of evidence, beside the interface's MTU where that is known.
pub(super) fn size_line(bytes: u64, mtu: Option<u32>) -> Phrase {
    let whole = bytes.saturating_add(HEADERS);
    match mtu {
        Some(mtu) if !fits(bytes, mtu) => phrase!(
            "our largest datagram: {bytes} bytes, {whole} with headers, more than the interface's MTU of {mtu}",
            "我方最大的封包：{bytes} 位元組，含標頭 {whole}，超過介面的 MTU {mtu}"
        ),
        Some(mtu) => phrase!(
            "our largest datagram: {bytes} bytes, {whole} with headers; the interface's MTU is {mtu}",
            "我方最大的封包：{bytes} 位元組，含標頭 {whole}；介面的 MTU 是 {mtu}"
        ),
        None => phrase!(
            "our largest datagram: {bytes} bytes, {whole} with headers",
            "我方最大的封包：{bytes} 位元組，含標頭 {whole}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::language::Language;

    #[test]
    fn a_size_is_held_against_the_mtu_with_its_headers() {
        let line = |bytes, mtu| size_line(bytes, mtu).get(Language::English).to_owned();
        assert!(line(1252, None).ends_with("1252 bytes, 1280 with headers"));
        assert!(line(1252, Some(1280)).ends_with("; the interface's MTU is 1280"));
        assert!(line(1253, Some(1280)).ends_with("more than the interface's MTU of 1280"));
        assert!(line(u64::MAX, Some(1280)).contains("more than"));
    }
}
