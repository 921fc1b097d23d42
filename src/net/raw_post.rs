//! The same POST as HTTP/1.0 over a plain socket, in one write.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use super::connect::connect;
use super::head::{BODY_LIMIT, ChunkError, Framing, Head, parse, unchunked};
use super::request::{PostAnswer, PostError, PostRequest};
use crate::facts::HttpDialect;

/// Posts once as HTTP/1.0, request line, headers and body in one segment if they fit.
pub async fn raw_post(request: &PostRequest<'_>) -> Result<PostAnswer, PostError> {
    let message = message(request)?;
    let started = Instant::now();
    let mut stream = connect(request.address, request.source, request.connect_deadline()).await?;
    match timeout_at(request.deadline, stream.write_all(&message)).await {
        Err(_) => Err(PostError::NoResponse),
        // The robot may have answered and closed before it read everything: what
        // it said is still to be read, and if it said nothing the read tells.
        Ok(_) => read_answer(&mut stream, started, request.deadline).await,
    }
}

fn message(request: &PostRequest<'_>) -> Result<Vec<u8>, PostError> {
    let url = request.url()?;
    let mut head = format!("POST {} HTTP/1.0\r\nHost: {}\r\n", url.path(), request.address);
    if let Some(content_type) = request.content_type {
        head.push_str(&format!("Content-Type: {content_type}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\nConnection: close\r\n\r\n", request.body.len()));
    let mut message = head.into_bytes();
    message.extend_from_slice(request.body);
    Ok(message)
}

async fn read_answer(
    stream: &mut TcpStream,
    started: Instant,
    deadline: Instant,
) -> Result<PostAnswer, PostError> {
    let mut came = Vec::new();
    let head = read_head(stream, &mut came, deadline).await?;
    let first_byte = started.elapsed();
    let body = match head.status {
        200 => read_body(stream, head.framing, came, deadline).await?,
        _ => Vec::new(),
    };
    let total: Duration = started.elapsed();
    let dialect = HttpDialect::Http10Raw;
    let (server, redirect) = (None, None);
    Ok(PostAnswer { status: head.status, body, dialect, server, redirect, first_byte, total })
}

/// Reads up to the end of the head; what came of the body with it stays in `came`.
async fn read_head(
    stream: &mut TcpStream,
    came: &mut Vec<u8>,
    deadline: Instant,
) -> Result<Head, PostError> {
    loop {
        match read_more(stream, came, deadline).await {
            More::Bytes => {}
            More::Closed | More::Reset => return Err(PostError::ClosedWithoutAnswer),
            More::Deadline => return Err(PostError::NoResponse),
        }
        while let Some(head) = parse(came).map_err(|_| PostError::NotHttp)? {
            came.drain(..head.length);
            // 100 Continue and its like precede the answer (RFC 9110, section 15.2).
            if head.status >= 200 {
                return Ok(head);
            }
        }
    }
}

async fn read_body(
    stream: &mut TcpStream,
    framing: Framing,
    mut came: Vec<u8>,
    deadline: Instant,
) -> Result<Vec<u8>, PostError> {
    let ends_by_close = framing == Framing::Close;
    loop {
        if let Some(body) = whole(framing, &came)? {
            return Ok(body);
        }
        match read_more(stream, &mut came, deadline).await {
            More::Bytes => {}
            More::Closed if ends_by_close => return Ok(came),
            More::Reset if ends_by_close && !came.is_empty() => return Ok(came),
            More::Closed | More::Reset => return Err(PostError::Truncated),
            More::Deadline => return Err(PostError::Unfinished),
        }
    }
}

/// The body, once all of it has come; only the connection's end tells that of one without a length.
fn whole(framing: Framing, came: &[u8]) -> Result<Option<Vec<u8>>, PostError> {
    match framing {
        Framing::Length(length) if length > BODY_LIMIT as u64 => Err(PostError::BodyTooLarge),
        Framing::Length(length) => Ok(came.get(..length as usize).map(<[u8]>::to_vec)),
        // Chunks of a byte each are no server's.
        Framing::Chunked if came.len() > 2 * BODY_LIMIT => Err(PostError::BodyTooLarge),
        Framing::Chunked => unchunked(came).map_err(|error| match error {
            ChunkError::TooLarge => PostError::BodyTooLarge,
            ChunkError::Malformed => PostError::BadChunks,
        }),
        Framing::Close if came.len() > BODY_LIMIT => Err(PostError::BodyTooLarge),
        Framing::Close => Ok(None),
    }
}

enum More {
    Bytes,
    Closed,
    Reset,
    Deadline,
}

async fn read_more(stream: &mut TcpStream, came: &mut Vec<u8>, deadline: Instant) -> More {
    came.reserve(16 * 1024);
    match timeout_at(deadline, stream.read_buf(came)).await {
        Err(_) => More::Deadline,
        Ok(Err(_)) => More::Reset,
        Ok(Ok(0)) => More::Closed,
        Ok(Ok(_)) => More::Bytes,
    }
}
