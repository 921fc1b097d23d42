//! From a log's bytes, in pieces cut anywhere, to blocks of whole lines.

use std::io::{self, Cursor, Read};

use memchr::memmem;

use super::input::{Text, unpacked};
use super::lines::Lines;
use super::order;

/// What stands near the beginning of a dump of chrome://webrtc-internals.
const DUMP: &[u8] = b"\"PeerConnections\"";
/// What the statistics of a peer connection hold, as `getStats()` gives them.
const STATISTICS: [&[u8]; 2] = [b"\"candidate-pair\"", b"\"dtlsState\""];
/// Before an object that makes no sense without its name: a dump has a series of states under it.
const NAMED: &[u8] = b"dtlsState\":";
/// How much of a file is read at once, bytes.
const PIECE: usize = 256 * 1024;

#[derive(Debug, Clone, Default)]
pub(super) struct Feed {
    text: Text,
    lines: Lines,
    /// Whether it is a browser's dump in one line; `None` before its beginning was seen.
    is_dump: Option<bool>,
}

impl Feed {
    /// Takes the next bytes in and hands on the lines that are whole by now.
    pub(super) fn take(&mut self, piece: &[u8], block: impl FnMut(&[u8])) {
        let text = self.text.take(piece);
        if !text.is_empty() && *self.is_dump.get_or_insert_with(|| is_one_line_dump(text)) {
            // It is one line of JSON: each of its objects becomes a line.
            self.lines.take(&by_objects(text), block);
        } else {
            self.lines.take(text, block);
        }
    }

    /// Hands on what is left at the end of the file; it may lack a line's end.
    pub(super) fn finish(&mut self, mut block: impl FnMut(&[u8])) {
        self.lines.take(self.text.finish(), &mut block);
        self.lines.finish(block);
    }
}

/// Whether what begins so is a dump of chrome://webrtc-internals, or the JSON of `getStats()`.
pub fn is_dump(text: &[u8]) -> bool {
    let opens = text.trim_ascii_start().first().is_some_and(|byte| b"{[".contains(byte));
    let has = |name: &[u8]| memmem::find(text, name).is_some();
    opens && (has(DUMP) || STATISTICS.into_iter().any(has))
}

/// A log may be lines of JSON, of which each is whole; a dump begins with all that is in it.
fn is_one_line_dump(text: &[u8]) -> bool {
    let first = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    is_dump(first) && (first.starts_with(b"[") || memmem::find(text, b"\n{").is_none())
}

/// A line end before every object.
fn by_objects(json: &[u8]) -> Vec<u8> {
    let parts: Vec<_> = json.split_inclusive(|byte| *byte == b'{').collect();
    let mut lines = Vec::with_capacity(json.len() + parts.len());
    for part in parts {
        match part.strip_suffix(b"{") {
            Some(before) if before.ends_with(NAMED) => lines.extend_from_slice(part),
            Some(before) => lines.extend([before, b"\n{"].concat()),
            None => lines.extend_from_slice(part),
        }
    }
    lines
}

/// Hands on a whole file, unpacked, and says whether its last line came first, so that it was
/// turned over.
pub(super) fn all(file: impl Read, mut block: impl FnMut(&[u8])) -> io::Result<bool> {
    let mut file = unpacked(file)?;
    let mut head = Vec::new();
    file.by_ref().take(order::MOST).read_to_end(&mut head)?;
    let is_whole = (head.len() as u64) < order::MOST;
    let restored = is_whole.then(|| order::restored(&head)).flatten();
    let (head, reversed) = restored.unwrap_or((head, false));
    let mut file = Cursor::new(head).chain(file);
    let mut feed = Feed::default();
    let mut buffer = vec![0; PIECE];
    loop {
        let filled = fill(&mut file, &mut buffer)?;
        feed.take(&buffer[..filled], &mut block);
        if filled < buffer.len() {
            feed.finish(block);
            return Ok(reversed);
        }
    }
}

/// Reads until the buffer is full or the file ends: a pipe gives little at a time.
fn fill(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    #[test]
    fn a_compressed_log_may_be_utf_16_too() {
        let wide: Vec<u8> =
            "\u{feff}INFO 連線\r\n".repeat(9).encode_utf16().flat_map(u16::to_le_bytes).collect();
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(&wide).expect("memory does not fail");
        let compressed = encoder.finish().expect("memory does not fail");
        let mut text = Vec::new();
        all(&compressed[..], |block| text.extend_from_slice(block)).expect("it is whole");
        let (first, rest) = text.split_at("INFO 連線\r\n".len());
        assert_eq!(first, "INFO 連線\r\n".as_bytes());
        assert_eq!(rest, "\u{feff}INFO 連線\r\n".repeat(8).as_bytes());
    }

    #[test]
    fn a_line_is_handed_on_as_soon_as_it_is_whole() {
        let mut feed = Feed::default();
        let mut taken = |piece: &[u8]| {
            let mut text = Vec::new();
            feed.take(piece, |block| text.extend_from_slice(block));
            String::from_utf8(text).expect("ASCII")
        };
        let given = ["fi", "rst\n", "second\nthi", "rd", "\n"].map(|piece| taken(piece.as_bytes()));
        assert_eq!(given, ["", "first\n", "second\n", "", "third\n"]);
    }
}
