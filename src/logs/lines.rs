//! A stream cut into lines of bounded length, made fit for matching.

use std::borrow::Cow;

use memchr::{memchr, memchr3, memmem, memrchr};

/// What is kept of a line, bytes: more than any description written into one.
pub const MAX_LINE: usize = 64 * 1024;

/// How rsyslog writes a colour's ESC [ (octal 033).
pub(super) const OCTAL_ESCAPE: &[u8] = b"#033[";

/// Quotation marks as word processors and trackers make them, and what was typed.
pub(super) const QUOTES: [(&[u8], u8); 4] = [
    ("‘".as_bytes(), b'\''),
    ("’".as_bytes(), b'\''),
    ("“".as_bytes(), b'"'),
    ("”".as_bytes(), b'"'),
];

/// Cuts what comes in pieces at the ends of lines, without ever holding more than [`MAX_LINE`]
/// bytes of one.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines {
    /// The line whose end has not come yet, as far as it is kept.
    begun: Vec<u8>,
}

impl Lines {
    /// Takes a piece in and hands on whole lines with their ends, many at a time. A line that
    /// came in several pieces is cut where it is too long; any other is left as it is.
    pub(super) fn take(&mut self, mut piece: &[u8], mut block: impl FnMut(&[u8])) {
        if !self.begun.is_empty() {
            let Some(end) = memchr(b'\n', piece) else { return self.keep(piece) };
            self.keep(&piece[..end]);
            self.begun.push(b'\n');
            block(&self.begun);
            self.begun.clear();
            piece = &piece[end + 1..];
        }
        let (whole, begun) = piece.split_at(memrchr(b'\n', piece).map_or(0, |end| end + 1));
        if !whole.is_empty() {
            block(whole);
        }
        self.keep(begun);
    }

    /// Hands on what stands behind the last line's end.
    pub(super) fn finish(&mut self, mut block: impl FnMut(&[u8])) {
        if !self.begun.is_empty() {
            block(&self.begun);
            self.begun.clear();
        }
    }

    fn keep(&mut self, piece: &[u8]) {
        let room = MAX_LINE - self.begun.len();
        self.begun.extend_from_slice(&piece[..piece.len().min(room)]);
    }
}

/// The lines of a block, without their ends.
pub(super) fn lines_of(mut block: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let end = memchr(b'\n', block).unwrap_or(block.len());
        let line = (!block.is_empty()).then(|| &block[..end]);
        block = block.get(end + 1..).unwrap_or_default();
        line
    })
}

pub(super) fn lines_backwards(mut block: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let whole = block.strip_suffix(b"\n").unwrap_or(block);
        let start = memrchr(b'\n', whole).map_or(0, |end| end + 1);
        let is_line = !block.is_empty();
        block = &block[..start];
        is_line.then(|| &whole[start..])
    })
}

/// Bytes as text. Nearly all are UTF-8, which the standard library's check finds out far sooner than
/// its repair.
pub(super) fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// The line without what terminals and editors leave in it: escape sequences
/// (ECMA-48), also as rsyslog writes them, NUL bytes, the carriage return at its end.
pub(super) fn clean(line: &[u8]) -> Cow<'_, [u8]> {
    let line = &line[..line.len().min(MAX_LINE)];
    let line = undecorated(line.strip_suffix(b"\r").unwrap_or(line));
    let is_quote = |at: usize| memmem::find(&line[at..], &[0xe2, 0x80]).is_some();
    let quotes = memchr(0xe2, line).is_some_and(is_quote);
    if memchr3(0, 0x1b, b'#', line).is_none() && !quotes {
        return Cow::Borrowed(line);
    }
    let mut kept = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((&byte, after)) = rest.split_first() {
        if quotes && let Some((curly, plain)) = QUOTES.iter().find(|(it, _)| rest.starts_with(it)) {
            kept.push(*plain);
            rest = &rest[curly.len()..];
            continue;
        }
        rest = match byte {
            0 => after,
            0x1b => after_escape(after),
            b'#' if rest.starts_with(OCTAL_ESCAPE) => after_escape(&rest[OCTAL_ESCAPE.len() - 1..]),
            _ => {
                kept.push(byte);
                after
            }
        };
    }
    Cow::Owned(kept)
}

/// Without what Markdown and mail put around a line: an indent, `> `, back quotes, bold.
fn undecorated(line: &[u8]) -> &[u8] {
    let inner = match line.first() {
        Some(b' ' | b'\t' | b'>' | b'`' | b'*') => {
            let start = line.iter().position(|byte| !b" \t>`*".contains(byte));
            &line[start.unwrap_or(line.len())..]
        }
        _ => return line,
    };
    let before = &line[..line.len() - inner.len()];
    let end = inner.iter().rposition(|byte| !b"`*".contains(byte)).map_or(0, |at| at + 1);
    if before.contains(&b'`') || before.contains(&b'*') { &inner[..end] } else { inner }
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
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
        let [whole, pieces @ ..] = [usize::MAX, 1, 3, 7, MAX_LINE].map(|size| {
            let mut lines = Lines::default();
            let mut all = Vec::new();
            let mut block = |block: &[u8]| {
                all.extend(lines_of(block).map(|line| clean(line).into_owned()));
            };
            for piece in bytes.chunks(size) {
                lines.take(piece, &mut block);
            }
            lines.finish(&mut block);
            all
        });
        assert!(pieces.iter().all(|pieced| *pieced == whole));
        whole
    }

    #[test]
    fn lines_end_with_a_line_feed_or_the_stream() {
        assert_eq!(lines(b"one\n\nthree\nlast"), [&b"one"[..], b"", b"three", b"last"]);
        assert_eq!(lines(b"one\n"), [b"one"]);
        assert!(lines(b"").is_empty());
    }

    #[test]
    fn a_long_line_is_cut_and_the_next_one_is_whole() {
        for end in ["\nnext\n", "\r\nnext"] {
            let bytes = [&vec![b'x'; MAX_LINE + 100][..], end.as_bytes()].concat();
            let lines = lines(&bytes);
            assert_eq!(lines.iter().map(Vec::len).collect::<Vec<_>>(), [MAX_LINE, 4]);
        }
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
