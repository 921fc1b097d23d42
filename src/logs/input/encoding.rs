//! UTF-16 made UTF-8, and byte order marks taken off, piece by piece.
//!
//! PowerShell 5 writes UTF-16 where a program's output is sent to a file by
//! `>`; other programs write it without the mark.

const HEAD: usize = 512;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    /// UTF-8, or whatever else leaves ASCII as it is.
    Ascii,
    /// UTF-16, the low byte first.
    Little,
    /// UTF-16, the high byte first.
    Big,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Text {
    encoding: Option<Encoding>,
    /// What has come as long as the encoding is not known.
    head: Vec<u8>,
    /// The first byte of a unit whose second has not come yet.
    half: Option<u8>,
    /// A high surrogate whose low one has not come yet.
    high: Option<u16>,
    made: Vec<u8>,
}

impl Text {
    /// The next piece as UTF-8, without a byte order mark. Of the first line it may give nothing
    /// until that is whole.
    pub(crate) fn take<'a>(&'a mut self, piece: &'a [u8]) -> &'a [u8] {
        self.made.clear();
        match self.encoding {
            Some(Encoding::Ascii) => return piece,
            Some(wide) => self.decode(piece, wide),
            None => {
                self.head.extend_from_slice(piece);
                if self.head.len() >= HEAD || self.head.contains(&b'\n') {
                    self.begin();
                }
            }
        }
        &self.made
    }

    pub(crate) fn finish(&mut self) -> &[u8] {
        self.made.clear();
        if self.encoding.is_none() {
            self.begin();
        }
        if self.half.take().is_some() | self.high.take().is_some() {
            self.push(char::REPLACEMENT_CHARACTER);
        }
        &self.made
    }

    fn begin(&mut self) {
        let head = std::mem::take(&mut self.head);
        let (encoding, mark) = told_by(&head[..head.len().min(HEAD)]);
        self.encoding = Some(encoding);
        match encoding {
            Encoding::Ascii => self.made.extend_from_slice(&head[mark..]),
            wide => self.decode(&head[mark..], wide),
        }
    }

    fn decode(&mut self, piece: &[u8], encoding: Encoding) {
        for byte in piece {
            match self.half.take() {
                None => self.half = Some(*byte),
                Some(first) if encoding == Encoding::Big => {
                    self.unit(u16::from_be_bytes([first, *byte]));
                }
                Some(first) => self.unit(u16::from_le_bytes([first, *byte])),
            }
        }
    }

    fn unit(&mut self, unit: u16) {
        if let Some(high) = self.high.take() {
            if let Some(Ok(character)) = char::decode_utf16([high, unit]).next() {
                return self.push(character);
            }
            self.push(char::REPLACEMENT_CHARACTER);
        }
        match unit {
            0xd800..0xdc00 => self.high = Some(unit),
            _ => self.push(char::from_u32(unit.into()).unwrap_or(char::REPLACEMENT_CHARACTER)),
        }
    }

    fn push(&mut self, character: char) {
        self.made.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

/// The encoding of a text that begins so, and how many bytes its mark takes.
fn told_by(head: &[u8]) -> (Encoding, usize) {
    match head {
        [0xef, 0xbb, 0xbf, ..] => (Encoding::Ascii, 3),
        [0xff, 0xfe, ..] => (Encoding::Little, 2),
        [0xfe, 0xff, ..] => (Encoding::Big, 2),
        _ => (by_zeros(head), 0),
    }
}

/// A log is ASCII for the most part, so in UTF-16 every other byte is zero, and
/// always the same one of the two.
fn by_zeros(head: &[u8]) -> Encoding {
    let pairs = head.chunks_exact(2);
    let (mut first, mut second, all) = (0, 0, pairs.len());
    for pair in pairs {
        first += usize::from(pair[0] == 0);
        second += usize::from(pair[1] == 0);
    }
    let tells = |zeros: usize, others: usize| zeros * 2 > all && others * 16 <= all;
    match (first, second) {
        _ if all < 2 => Encoding::Ascii,
        (first, second) if tells(second, first) => Encoding::Little,
        (first, second) if tells(first, second) => Encoding::Big,
        _ => Encoding::Ascii,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "DEBUG:aioice.ice:Connection(0)\r\n🕒 State : 連線 (14:04:33)\r\n";

    fn read(bytes: &[u8]) -> String {
        let [whole, pieces @ ..] = [usize::MAX, 1, 2, 3, 600].map(|size| {
            let mut text = Text::default();
            let mut all = Vec::new();
            for piece in bytes.chunks(size) {
                all.extend_from_slice(text.take(piece));
            }
            all.extend_from_slice(text.finish());
            String::from_utf8_lossy(&all).into_owned()
        });
        assert!(pieces.iter().all(|pieced| *pieced == whole));
        whole
    }

    fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn with_a_mark_and_without_it_the_text_is_the_same() {
        let marked = format!("\u{feff}{LOG}");
        for text in [LOG, &marked] {
            assert_eq!(read(text.as_bytes()), LOG);
            assert_eq!(read(&wide(text, u16::to_le_bytes)), LOG);
            assert_eq!(read(&wide(text, u16::to_be_bytes)), LOG);
        }
        let long = LOG.repeat(200);
        assert_eq!(read(&wide(&long, u16::to_le_bytes)), long);
    }

    #[test]
    fn zeros_alone_do_not_make_it_utf_16() {
        let with_zeros = format!("\0{LOG}\0\0{LOG}");
        assert_eq!(read(with_zeros.as_bytes()), with_zeros);
        let sparse = "\0".repeat(600) + LOG;
        assert_eq!(read(sparse.as_bytes()), sparse);
        for short in ["", "a", "\0", "a\0"] {
            assert_eq!(read(short.as_bytes()), short);
        }
    }

    #[test]
    fn halves_of_characters_are_replaced() {
        let lone = [0xfeff_u16, 0xd83d, 0x61, 0xdd52, 0xd83d, 0xd83d, 0xdd52, 0xd83d];
        let mut bytes: Vec<u8> = lone.into_iter().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&bytes), "\u{fffd}a\u{fffd}\u{fffd}🕒\u{fffd}");
        bytes.truncate(5);
        assert_eq!(read(&bytes), "\u{fffd}");
    }
}
