//! The answer's head and chunks, read as tolerantly as the robot's server writes them.
//!
//! Pure: bytes in, values out. Lines may end in CRLF or bare LF, mixed at will.

use httparse::{EMPTY_HEADER, ParserConfig, Response, Status};

/// The longest body that is read, bytes.
pub const BODY_LIMIT: usize = 1024 * 1024;

/// The longest head that is read, bytes.
pub const HEAD_LIMIT: usize = 64 * 1024;

const MOST_HEADERS: usize = 128;

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
    let mut headers = [EMPTY_HEADER; MOST_HEADERS];
    let mut response = Response::new(&mut headers);
    let mut tolerant = ParserConfig::default();
    tolerant
        .ignore_invalid_headers_in_responses(true)
        .allow_spaces_after_header_name_in_responses(true)
        .allow_multiple_spaces_in_response_status_delimiters(true);
    let length = match tolerant.parse_response(&mut response, bytes) {
        Ok(Status::Complete(length)) => length,
        Ok(Status::Partial) if bytes.len() <= HEAD_LIMIT => return Ok(None),
        Ok(Status::Partial) | Err(_) => return Err(NotHttp),
    };
    let mut framing = Framing::Close;
    for header in response.headers.iter() {
        if header.name.eq_ignore_ascii_case("transfer-encoding") {
            if header.value.to_ascii_lowercase().ends_with(b"chunked") {
                framing = Framing::Chunked;
            }
        } else if header.name.eq_ignore_ascii_case("content-length") && framing == Framing::Close {
            framing = Framing::Length(decimal(header.value).ok_or(NotHttp)?);
        }
    }
    Ok(Some(Head { status: response.code.ok_or(NotHttp)?, framing, length }))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChunkError {
    /// More than [`BODY_LIMIT`].
    TooLarge,
    /// A chunk's size is no hexadecimal number.
    Malformed,
}

/// The body that chunks make together; `None` while the last has not come. Trailers after it are
/// not waited for.
pub fn unchunked(bytes: &[u8]) -> Result<Option<Vec<u8>>, ChunkError> {
    let mut body = Vec::new();
    let mut rest = bytes;
    loop {
        let Some((line, after)) = split_line(rest) else {
            // The beginning of one line: a size and its extensions.
            let bounded = rest.len() <= HEAD_LIMIT;
            return if bounded { Ok(None) } else { Err(ChunkError::Malformed) };
        };
        let size = chunk_size(line).ok_or(ChunkError::Malformed)?;
        if size == 0 {
            return Ok(Some(body));
        }
        if body.len().saturating_add(size) > BODY_LIMIT {
            return Err(ChunkError::TooLarge);
        }
        let Some((data, after)) = after.split_at_checked(size) else { return Ok(None) };
        body.extend_from_slice(data);
        rest = match split_line(after) {
            None => return Ok(None),
            Some(([], after)) => after,
            Some(_) => return Err(ChunkError::Malformed),
        };
    }
}

/// A whole line without its end, and what follows it.
fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    let line = &bytes[..end];
    Some((line.strip_suffix(b"\r").unwrap_or(line), &bytes[end + 1..]))
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
        let last = text.len() - "\r\n".len();
        for cut in 0..last {
            assert_eq!(unchunked(&text[..cut]), Ok(None), "{cut}");
        }
        for cut in last..=text.len() {
            assert_eq!(unchunked(&text[..cut]), Ok(Some(b"abc0123456789".to_vec())), "{cut}");
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
            assert_eq!(unchunked(text.as_bytes()), Err(error), "{text:?}");
        }
        let endless = vec![b'1'; HEAD_LIMIT + 1];
        assert_eq!(unchunked(&endless), Err(ChunkError::Malformed));
    }
}
