//! What is secret, how it is masked, and how hostile bytes are made fit to print.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What stands in place of a secret wherever it would be shown.
pub const MASK: &str = "***";

/// A value that no log line and no report may show: `Debug` and `Serialize`
/// print [`MASK`], and there is no `Display`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself. The name is long enough to be noticed in a review.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

impl<T> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(MASK)
    }
}

/// Of a report that was saved, the mask is all that is left.
impl<'de> Deserialize<'de> for Secret<String> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

/// Text from the wire, fit for a terminal: control and invisible formatting
/// characters and bytes that are not UTF-8 become visible escapes, and the
/// result has at most `max` characters (the last is `…` when it was cut).
///
/// A terminal obeys what it is sent, so a robot that could print raw text
/// could repaint the report. A backslash stays as it is, so that a text that
/// comes through here twice is escaped once.
pub fn printable(bytes: impl AsRef<[u8]>, max: usize) -> String {
    let mut out = String::new();
    let mut length = 0;
    for chunk in bytes.as_ref().utf8_chunks() {
        // Nothing of most texts needs an escape.
        if chunk.invalid().is_empty()
            && length == 0
            && chunk.valid().len() <= max
            && is_plain(chunk.valid())
        {
            return chunk.valid().to_owned();
        }
        let words = chunk.valid().chars().map(escape_char);
        for word in words.chain(chunk.invalid().iter().map(|byte| format!("\\x{byte:02x}"))) {
            let width = word.chars().count();
            if length + width > max {
                return cut(out, max);
            }
            out.push_str(&word);
            length += width;
        }
    }
    out
}

/// A text that its user wrote, whole and with its line ends: only what would steer a terminal or
/// hide its neighbours is escaped.
pub fn harmless(text: &str) -> String {
    let escaped = |c: char| if c == '\n' { c.to_string() } else { escape_char(c) };
    text.chars().map(escaped).collect()
}

/// Whether every character may stand as it is.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

fn escape_char(c: char) -> String {
    if c.is_control() || is_invisible(c) { c.escape_default().to_string() } else { c.to_string() }
}

/// Characters that print nothing but reorder, join or hide their neighbours.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Shortens to `max` characters with an ellipsis as the last.
fn cut(mut text: String, max: usize) -> String {
    let Some(keep) = max.checked_sub(1) else { return String::new() };
    if let Some((at, _)) = text.char_indices().nth(keep) {
        text.truncate(at);
    }
    text.push('…');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_nothing_of_itself() {
        let secret = Secret::new("a1b2c3");
        assert_eq!(format!("{secret:?}"), MASK);
        assert_eq!(serde_json::to_value(secret).ok(), Some(MASK.into()));
        assert_eq!(*secret.expose(), "a1b2c3");
    }

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(printable("a\x1b[2Jb\r\n", 80), "a\\u{1b}[2Jb\\r\\n");
        assert_eq!(printable("a\u{202e}b", 80), "a\\u{202e}b");
        assert_eq!(printable(b"ok \xff\xfe", 80), "ok \\xff\\xfe");
        assert_eq!(printable("電池 ok", 80), "電池 ok");
        for once in [printable("a\x1b[2J\\", 80), printable("\u{202e}\r", 80)] {
            assert_eq!(printable(&once, 80), once);
        }
        assert_eq!(harmless("a\\b\nc\u{202e}d\x1b[2J"), "a\\b\nc\\u{202e}d\\u{1b}[2J");
    }

    #[test]
    fn the_result_is_bounded_in_characters() {
        assert_eq!(printable("abcdef", 6), "abcdef");
        assert_eq!(printable("abcdefg", 6), "abcde…");
        assert_eq!(printable("abc\u{1b}", 6), "abc…");
        assert_eq!(printable("abc\u{1b}\u{1b}", 3), "ab…");
        assert_eq!(printable("abc", 0), "");
    }
}
