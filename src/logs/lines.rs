//! A stream cut into lines of bounded length, made fit for matching.

use std::borrow::Cow;
use std::io::{self, BufRead};

/// What is kept of a line, bytes: more than any description written into one.
pub const MAX_LINE: usize = 64 * 1024;

/// What stands behind `#` where rsyslog has escaped a colour's ESC [ (octal 033).
const OCTAL_ESCAPE: &[u8] = b"033[";

/// Reads lines without ever holding more than [`MAX_LINE`] bytes of one.
pub struct Lines<R> {
    reader: R,
    line: Vec<u8>,
}

impl<R: BufRead> Lines<R> {
    /// Reads from here on.
    pub fn new(reader: R) -> Self {
        Self { reader, line: Vec::new() }
    }

    /// The next line without its end, cut where it is too long; `None` at the end of the stream.
    pub fn next(&mut self) -> io::Result<Option<&[u8]>> {
        self.line.clear();
        let mut begun = false;
        loop {
            let chunk = match self.reader.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if chunk.is_empty() {
                return Ok(begun.then_some(self.line.as_slice()));
            }
            begun = true;
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let content = &chunk[..end.unwrap_or(chunk.len())];
            let room = MAX_LINE - self.line.len();
            self.line.extend_from_slice(&content[..content.len().min(room)]);
            let used = content.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                return Ok(Some(&self.line));
            }
        }
    }
}

/// The line without what terminals and editors leave in it: escape sequences
/// (ECMA-48), also as rsyslog writes them, NUL bytes, the carriage return at its end.
pub fn clean(line: &[u8]) -> Cow<'_, [u8]> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = &line[..line.len().min(MAX_LINE)];
    if !line.iter().any(|byte| matches!(byte, 0 | 0x1b | b'#')) {
        return Cow::Borrowed(line);
    }
    let mut kept = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((&byte, after)) = rest.split_first() {
        rest = match byte {
            0 => after,
            0x1b => after_escape(after),
            b'#' if after.starts_with(OCTAL_ESCAPE) => {
                after_escape(&after[OCTAL_ESCAPE.len() - 1..])
            }
            _ => {
                kept.push(byte);
                after
            }
        };
    }
    Cow::Owned(kept)
}

/// What follows an escape sequence whose ESC was just read.
fn after_escape(bytes: &[u8]) -> &[u8] {
    let end = match bytes.first() {
        // CSI: parameters and intermediates, up to a final byte.
        Some(b'[') => bytes[1..].iter().position(|b| (0x40..=0x7e).contains(b)).map(|at| at + 2),
        // OSC: up to BEL or ESC \.
        Some(b']') => bytes
            .iter()
            .position(|b| matches!(b, 0x07 | 0x1b))
            .map(|at| at + 1 + usize::from(bytes[at] == 0x1b && bytes.get(at + 1) == Some(&b'\\'))),
        Some(_) => Some(1),
        None => None,
    };
    &bytes[end.unwrap_or(bytes.len())..]
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::*;

    fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
        // A small buffer, so that lines lie across its borders.
        let mut lines = Lines::new(BufReader::with_capacity(7, bytes));
        let mut all = Vec::new();
        while let Some(line) = lines.next().expect("memory does not fail") {
            all.push(line.to_vec());
        }
        all
    }

    #[test]
    fn lines_end_with_a_line_feed_or_the_stream() {
        assert_eq!(lines(b"one\n\nthree\nlast"), [&b"one"[..], b"", b"three", b"last"]);
        assert_eq!(lines(b"one\n"), [b"one"]);
        assert!(lines(b"").is_empty());
    }

    #[test]
    fn a_long_line_is_cut_and_the_next_one_is_whole() {
        let mut bytes = vec![b'x'; MAX_LINE + 100];
        bytes.extend_from_slice(b"\nnext\n");
        let lines = lines(&bytes);
        assert_eq!(lines.iter().map(Vec::len).collect::<Vec<_>>(), [MAX_LINE, 4]);
    }

    #[test]
    fn colours_nuls_and_carriage_returns_go() {
        let line = b"\x1b[1;31mERROR\x1b[0m a\0b \x1b]0;title\x07c\x1b]8;;x\x1b\\d\r";
        assert_eq!(clean(line).as_ref(), b"ERROR ab cd");
        assert_eq!(clean(b"cut short \x1b[3").as_ref(), b"cut short ");
        assert_eq!(clean(b"cut short \x1b").as_ref(), b"cut short ");
        assert_eq!(clean(b"#033[32mINFO#033[0m #03 #").as_ref(), b"INFO #03 #");
        assert!(matches!(clean("⏱️ plain".as_bytes()), Cow::Borrowed(_)));
    }
}
