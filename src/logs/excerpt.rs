//! A line of a log, fit to be shown: shortened, escaped, without its secrets.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::bytes::{Captures, Regex, RegexBuilder};

use crate::text::redact::{MASK, printable};

const LENGTH: usize = 160;
/// As much of a line as an excerpt can need, bytes: what is masked is longer than its mask.
const KEPT: usize = 2048;
/// Bytes before what a pattern recognises that are shown of a long line.
const BEFORE: usize = 60;

/// What no report may show: the value behind a key's name, and anything that
/// looks like a key. Group 1 stays.
static SECRETS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let patterns = [
        r#"(ice-pwd:)\S+"#,
        r#"(["'](?:data1|token|passwd|sn)["']: *["'])[^"']+"#,
        r#"(\(key=)[^)]+"#,
        r#"(AES_(?:128_)?KEY[=: ]+)\S+"#,
        r#"(Discovered device: |Serial Number: )[^\s,]+"#,
        // unitree-fetch-aes-key: `SN 'B42D…' is not bound`, `Device B42D… is bound`.
        r#"(\b(?:SN|Device) ['"]?)[a-z][0-9][0-9a-z]{6,}"#,
        r#"()\b[0-9a-f]{32}\b"#,
    ];
    // A test compiles it; should it fail, nothing at all is shown.
    RegexBuilder::new(&patterns.map(|one| format!("(?:{one})")).join("|"))
        .unicode(false)
        .case_insensitive(true)
        .build()
        .ok()
});

/// As much of a line as is shown of it: its beginning, or of a long one what stands around the
/// place at which it was recognised.
pub(super) fn around(line: &[u8], start: usize) -> Cow<'_, [u8]> {
    let kept = &line[..line.len().min(KEPT)];
    if line.len() <= LENGTH || start <= BEFORE {
        return Cow::Borrowed(kept);
    }
    // Masked first: behind a cut a secret would not be known as one.
    let masked = masked(kept);
    let from = self::masked(&kept[..start.min(kept.len())]).len().saturating_sub(BEFORE);
    if from <= BEFORE {
        return Cow::Owned(masked.into_owned());
    }
    let word = masked[..from].iter().rposition(|byte| *byte == b' ').map_or(from, |at| at + 1);
    Cow::Owned(["…".as_bytes(), &masked[word..]].concat())
}

/// A line and the one with which its message goes on: of the first its end, which says what comes.
pub(super) fn joined(line: &[u8], next: &[u8]) -> Vec<u8> {
    let (line, next) = (masked(line), masked(&next[..next.len().min(KEPT)]));
    let line = line.trim_ascii_end();
    let from = line.len().saturating_sub(BEFORE);
    let word = line[from..].iter().position(|byte| *byte == b' ').map_or(from, |at| from + at + 1);
    let (cut, line): (&[u8], _) =
        if from == 0 { (&b""[..], line) } else { ("…".as_bytes(), &line[word..]) };
    [cut, line, b" ", next.trim_ascii()].concat()
}

/// The line as a report may show it.
pub(super) fn excerpt(line: &[u8]) -> String {
    printable(masked(line).as_ref().trim_ascii(), LENGTH)
}

fn masked(line: &[u8]) -> Cow<'_, [u8]> {
    let Some(secrets) = SECRETS.as_ref() else { return Cow::Borrowed(b"") };
    secrets.replace_all(line, |found: &Captures<'_>| {
        let kept = found.iter().skip(1).flatten().next().map_or(&b""[..], |group| group.as_bytes());
        [kept, MASK.as_bytes()].concat()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked() {
        let cases = [
            ("a=ice-pwd:ZgbV1fpujFe0U7lcAuyWRe", "a=ice-pwd:***"),
            ("{\"data1\": \"bIRTz+/=\", \"data2\": 2}", "{\"data1\": \"***\", \"data2\": 2}"),
            ("rejected (key=ffffffff…).", "rejected (key=***)."),
            ("ROBOT_AES_KEY=00112233", "ROBOT_AES_KEY=***"),
            ("key 00112233445566778899AABBCCDDEEFF ok", "key *** ok"),
            (
                "Discovered device: B42D2000 at 192.168.12.1",
                "Discovered device: *** at 192.168.12.1",
            ),
            (
                "SN 'B42D2000ABCDEFGH' is not bound to this account",
                "SN '***' is not bound to this account",
            ),
            ("Device B42D2000ABCDEFGH is bound", "Device *** is bound"),
            ("Device or resource busy", "Device or resource busy"),
            ("plain words", "plain words"),
        ];
        for (line, shown) in cases {
            assert_eq!(excerpt(line.as_bytes()), shown);
        }
    }

    #[test]
    fn what_is_shown_is_short_and_harmless() {
        assert_eq!(excerpt(b"  a\x07b\xff "), "a\\u{7}b\\xff");
        assert_eq!(excerpt(&[b'x'; 5000]).chars().count(), LENGTH);
    }
}
