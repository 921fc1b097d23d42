//! The causes that ABORT and ERROR chunks carry (RFC 9260, section 3.3.10), and what each says.

use crate::text::redact::printable;

/// Texts that come with a cause are the peer's: bounded.
const MAX_TEXT: usize = 80;
const MAX_ITEMS: usize = 4;

/// In English and in Chinese, from code 1 on.
const NAMES: [[&str; 2]; 13] = [
    ["Invalid Stream Identifier", "無效的 stream 編號"],
    ["Missing Mandatory Parameter", "缺少必要的參數"],
    ["Stale Cookie", "cookie 已過期"],
    ["Out of Resource", "資源不足"],
    ["Unresolvable Address", "無法解析的位址"],
    ["Unrecognized Chunk Type", "無法識別的 chunk 類型"],
    ["Invalid Mandatory Parameter", "必要的參數無效"],
    ["Unrecognized Parameters", "無法識別的參數"],
    ["No User Data", "DATA chunk 沒有資料"],
    ["Cookie Received While Shutting Down", "關閉期間收到 cookie"],
    ["Restart of an Association with New Addresses", "以新的位址重新建立 association"],
    ["User-Initiated Abort", "由應用程式中止"],
    ["Protocol Violation", "違反協定"],
];

/// In English and in Chinese.
pub fn cause_names(code: u16) -> [&'static str; 2] {
    let known = usize::from(code).checked_sub(1).and_then(|at| NAMES.get(at));
    known.copied().unwrap_or(["unregistered cause", "未登記的原因"])
}

pub fn cause_name(code: u16) -> &'static str {
    cause_names(code)[0]
}

/// What comes with a cause, in words: the stream, the TSN, the peer's own text. `None` where
/// nothing comes with it, or not what should.
pub fn cause_information(code: u16, information: &[u8]) -> Option<String> {
    let words = match code {
        1 => format!("stream {}", be16(information, 0)?),
        2 => listed("parameter", information.get(4..)?.chunks_exact(2).map(|kind| be16(kind, 0))),
        3 => format!("{} µs too old", be32(information)?),
        5 => listed("address of type", parameters(information)),
        6 => format!("chunk type {}", information.first()?),
        8 => listed("parameter", parameters(information)),
        9 => format!("TSN {}", be32(information)?),
        11 => listed("address of type", parameters(information)),
        12 | 13 => printable(information, MAX_TEXT),
        _ => String::new(),
    };
    (!words.is_empty()).then_some(words)
}

fn be16(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn be32(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.first_chunk()?))
}

/// The types of the parameters in a row (RFC 9260, section 3.2.1).
fn parameters(mut bytes: &[u8]) -> impl Iterator<Item = Option<u16>> {
    std::iter::from_fn(move || {
        let kind = be16(bytes, 0)?;
        let length = usize::from(be16(bytes, 2)?).max(4);
        bytes = bytes.get(length.next_multiple_of(4)..).unwrap_or_default();
        Some(Some(kind))
    })
}

fn listed(what: &str, numbers: impl Iterator<Item = Option<u16>>) -> String {
    let numbers: Vec<_> =
        numbers.flatten().take(MAX_ITEMS).map(|number| number.to_string()).collect();
    if numbers.is_empty() { String::new() } else { format!("{what} {}", numbers.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_says_what_comes_with_it() {
        let cases: [(u16, &[u8], Option<&str>); 12] = [
            (1, &[0, 7, 0, 0], Some("stream 7")),
            (1, &[0], None),
            (2, &[0, 0, 0, 2, 0, 7, 0x80, 8], Some("parameter 7, 32776")),
            (3, &[0, 3, 0xd0, 0x90], Some("250000 µs too old")),
            (4, &[], None),
            (5, &[0, 11, 0, 6, b'a', 0, 0, 0], Some("address of type 11")),
            (6, &[0xc9, 0, 0, 4], Some("chunk type 201")),
            (8, &[0xc0, 1, 0, 4, 0xc0, 2, 0, 4], Some("parameter 49153, 49154")),
            (9, &[0, 0, 1, 0], Some("TSN 256")),
            (11, &[0, 5, 0, 8, 127, 0, 0, 1], Some("address of type 5")),
            (12, b"bye\x1b", Some("bye\\u{1b}")),
            (13, b"", None),
        ];
        for (code, information, words) in cases {
            assert_eq!(cause_information(code, information).as_deref(), words, "{code}");
        }
    }

    #[test]
    fn nothing_that_a_peer_sends_panics_or_is_shown_at_length() {
        let mut random = fastrand::Rng::with_seed(19);
        for _ in 0..20_000 {
            let mut information = vec![0; random.usize(..400)];
            random.fill(&mut information);
            let words = cause_information(random.u16(..16), &information).unwrap_or_default();
            assert!(words.chars().count() <= 100, "{words}");
            assert!(!words.contains(char::is_control));
        }
    }
}
