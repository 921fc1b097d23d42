//! The answer's head and chunks, read as tolerantly as the robot's server writes them.
//!
//! Pure: bytes in, values out. Lines may end in CRLF or bare LF, mixed at will.

/// The longest body that is read, bytes.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// The longest head that is read, bytes.
pub const HEAD_LIMIT: usize = 64 * 1024;

/// What stands before the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    pub status: u16,
    pub framing: Framing,
    /// Where the body begins, bytes from the answer's start.
    pub length: usize,
}

/// How the body's end is known (RFC 9112, section 6.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// By `Content-Length`, bytes.
    Length(u64),
    Chunked,
    Close,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotHttp;

/// Reads a head; `None` while its empty line has not come.
pub fn parse(bytes: &[u8]) -> Result<Option<Head>, NotHttp> {
    const START: &[u8] = b"HTTP/";
    if !bytes.starts_with(&START[..START.len().min(bytes.len())]) {
        return Err(NotHttp);
    }
    let mut lines = Lines { bytes, at: 0 };
    let Some(first) = lines.next() else {
        return if bytes.len() > HEAD_LIMIT { Err(NotHttp) } else { Ok(None) };
    };
    let status = status(first).ok_or(NotHttp)?;
    let mut framing = Framing::Close;
    while let Some(line) = lines.next() {
        if line.is_empty() {
            return Ok(Some(Head { status, framing, length: lines.at }));
        }
        let Some((name, value)) = split_header(line) else { continue };
        if name.eq_ignore_ascii_case(b"transfer-encoding") {
            if value.to_ascii_lowercase().ends_with(b"chunked") {
                framing = Framing::Chunked;
            }
        } else if name.eq_ignore_ascii_case(b"content-length") && framing == Framing::Close {
            framing = Framing::Length(decimal(value).ok_or(NotHttp)?);
        }
    }
    if bytes.len() > HEAD_LIMIT { Err(NotHttp) } else { Ok(None) }
}

/// Puts a chunked body together as its bytes come.
#[derive(Debug, Default)]
pub struct Chunks {
    pub body: Vec<u8>,
    pending: Vec<u8>,
    left: usize,
    /// Whether the line end after a chunk's data is still to come.
    after_data: bool,
    pub done: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChunkError {
    /// More than [`BODY_LIMIT`].
    TooLarge,
    /// A chunk's size is no hexadecimal number.
    Malformed,
}

impl Chunks {
    /// Takes the next bytes. Trailers after the last chunk are not waited for.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), ChunkError> {
        self.pending.extend_from_slice(bytes);
        let mut at = 0;
        while !self.done {
            if self.left > 0 {
                let take = self.left.min(self.pending.len() - at);
                self.body.extend_from_slice(&self.pending[at..at + take]);
                at += take;
                self.left -= take;
                self.after_data = self.left == 0;
                if self.left > 0 {
                    break;
                }
            }
            let mut lines = Lines { bytes: &self.pending, at };
            let Some(line) = lines.next() else { break };
            let next = lines.at;
            if self.after_data {
                if !line.is_empty() {
                    return Err(ChunkError::Malformed);
                }
                self.after_data = false;
            } else {
                self.left = chunk_size(line).ok_or(ChunkError::Malformed)?;
                self.done = self.left == 0;
            }
            at = next;
            if self.body.len().saturating_add(self.left) > BODY_LIMIT {
                return Err(ChunkError::TooLarge);
            }
        }
        self.pending.drain(..at);
        // What remains is the beginning of one line: a size and its extensions.
        if !self.done && self.pending.len() > HEAD_LIMIT {
            return Err(ChunkError::Malformed);
        }
        Ok(())
    }
}

/// Whole lines, without their ends.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|&byte| byte == b'\n')?;
        self.at += end + 1;
        let line = &rest[..end];
        Some(line.strip_suffix(b"\r").unwrap_or(line))
    }
}

fn status(line: &[u8]) -> Option<u16> {
    let code = line.split(|&byte| byte == b' ').filter(|word| !word.is_empty()).nth(1)?;
    let code = decimal(code).filter(|code| (100..1000).contains(code))?;
    u16::try_from(code).ok()
}

fn split_header(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = line.iter().position(|&byte| byte == b':')?;
    Some((line[..colon].trim_ascii(), line[colon + 1..].trim_ascii()))
}

fn decimal(digits: &[u8]) -> Option<u64> {
    // `parse` would take a leading plus sign.
    let digits = std::str::from_utf8(digits).ok()?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn chunk_size(line: &[u8]) -> Option<usize> {
    let size = line.split(|&byte| byte == b';').next()?.trim_ascii();
    let size = std::str::from_utf8(size).ok()?;
    let hex = size.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| usize::from_str_radix(size, 16).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_may_be_crlf_or_bare_lf_or_mixed() {
        for (text, framing) in [
            ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok", Framing::Length(2)),
            ("HTTP/1.0 200 OK\nContent-Length:2\n\nok", Framing::Length(2)),
            ("HTTP/1.1 200\r\nTransfer-Encoding: gzip, Chunked\n\r\nok", Framing::Chunked),
            ("HTTP/1.1 200 OK\nServer: x\r\n\nok", Framing::Close),
        ] {
            let head = parse(text.as_bytes()).unwrap().unwrap();
            assert_eq!((head.status, head.framing), (200, framing), "{text:?}");
            assert_eq!(&text[head.length..], "ok");
        }
    }

    #[test]
    fn a_head_is_waited_for_and_anything_else_is_not_http() {
        let whole = b"HTTP/1.1 404 Not Found\r\nA: b\r\n\r\n";
        for cut in 0..whole.len() {
            assert_eq!(parse(&whole[..cut]), Ok(None), "{cut}");
        }
        for garbage in ["SSH-2.0-x\r\n", "HTTP/1.1 abc\n\n", "HTTP/1.1 200\nContent-Length: +1\n\n"]
        {
            assert_eq!(parse(garbage.as_bytes()), Err(NotHttp), "{garbage:?}");
        }
        let endless = [b"HTTP/1.1 200 OK\r\nA: ".as_slice(), &vec![b'x'; HEAD_LIMIT]].concat();
        assert_eq!(parse(&endless), Err(NotHttp));
    }

    #[test]
    fn chunks_are_joined_however_the_bytes_come() {
        let text = b"3;ext=1\r\nabc\r\n0A\n0123456789\n0\r\n\r\n";
        for size in 1..=text.len() {
            let mut chunks = Chunks::default();
            for piece in text.chunks(size) {
                chunks.push(piece).unwrap();
            }
            assert!(chunks.done, "pieces of {size}");
            assert_eq!(chunks.body, b"abc0123456789", "pieces of {size}");
        }
    }

    #[test]
    fn chunks_are_bounded() {
        for (text, error) in [
            ("100001\r\n", ChunkError::TooLarge),
            ("ffffffffffffffff\r\n", ChunkError::TooLarge),
            ("-1\r\n", ChunkError::Malformed),
            ("\r\n", ChunkError::Malformed),
            ("1\r\nab\r\n", ChunkError::Malformed),
        ] {
            assert_eq!(Chunks::default().push(text.as_bytes()), Err(error), "{text:?}");
        }
        let endless = vec![b'1'; HEAD_LIMIT + 1];
        assert_eq!(Chunks::default().push(&endless), Err(ChunkError::Malformed));
    }
}
