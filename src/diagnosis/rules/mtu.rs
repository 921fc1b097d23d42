//! Whether a datagram fits the way.

use crate::diagnosis::phrase::{Phrase, phrase};

/// Headers of IPv4 and UDP, bytes.
const HEADERS: u64 = 20 + 8;

/// A datagram's size as a line of evidence, beside the interface's MTU where that is known.
pub(super) fn size_line(bytes: u64, mtu: Option<u32>) -> Phrase {
    let whole = bytes.saturating_add(HEADERS);
    match mtu {
        Some(mtu) if whole > u64::from(mtu) => phrase!(
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
