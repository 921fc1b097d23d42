//! The same POST as HTTP/1.0 over a plain socket, in one write.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use super::connect::connect;
use super::head::{BODY_LIMIT, ChunkError, Chunks, Framing, Head, parse};
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
    let (head, beyond) = read_head(stream, deadline).await?;
    let first_byte = started.elapsed();
    let body =
        if head.status == 200 { read_body(stream, head, beyond, deadline).await? } else { vec![] };
    let total: Duration = started.elapsed();
    let dialect = HttpDialect::Http10Raw;
    let (server, redirect) = (None, None);
    Ok(PostAnswer { status: head.status, body, dialect, server, redirect, first_byte, total })
}

/// Reads up to the end of the head, and whatever of the body came with it.
async fn read_head(
    stream: &mut TcpStream,
    deadline: Instant,
) -> Result<(Head, Vec<u8>), PostError> {
    let mut came = Vec::new();
    loop {
        match read_more(stream, deadline).await {
            More::Bytes(bytes) => came.extend_from_slice(&bytes),
            More::Closed | More::Reset => return Err(PostError::ClosedWithoutAnswer),
            More::Deadline => return Err(PostError::NoResponse),
        }
        while let Some(head) = parse(&came).map_err(|_| PostError::NotHttp)? {
            let beyond = came.split_off(head.length);
            // 100 Continue and its like precede the answer (RFC 9110, section 15.2).
            if head.status >= 200 {
                return Ok((head, beyond));
            }
            came = beyond;
        }
    }
}

async fn read_body(
    stream: &mut TcpStream,
    head: Head,
    beyond: Vec<u8>,
    deadline: Instant,
) -> Result<Vec<u8>, PostError> {
    let mut body = match head.framing {
        Framing::Chunked => Body::Chunked(Chunks::default()),
        Framing::Length(length) => {
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            if length > BODY_LIMIT {
                return Err(PostError::BodyTooLarge);
            }
            Body::Plain { bytes: Vec::new(), length: Some(length) }
        }
        Framing::Close => Body::Plain { bytes: Vec::new(), length: None },
    };
    body.push(&beyond)?;
    while !body.whole() {
        match read_more(stream, deadline).await {
            More::Bytes(bytes) => body.push(&bytes)?,
            More::Closed if body.ends_by_close() => break,
            More::Reset if body.ends_by_close() && !body.bytes().is_empty() => break,
            More::Closed | More::Reset => return Err(PostError::Truncated),
            More::Deadline => return Err(PostError::Unfinished),
        }
    }
    Ok(body.into_bytes())
}

enum Body {
    Plain { bytes: Vec<u8>, length: Option<usize> },
    Chunked(Chunks),
}

impl Body {
    fn push(&mut self, more: &[u8]) -> Result<(), PostError> {
        match self {
            Body::Chunked(chunks) => chunks.push(more).map_err(|error| match error {
                ChunkError::TooLarge => PostError::BodyTooLarge,
                ChunkError::Malformed => PostError::NotHttp,
            }),
            Body::Plain { bytes, length } => {
                let room = length.unwrap_or(BODY_LIMIT) - bytes.len();
                if length.is_none() && more.len() > room {
                    return Err(PostError::BodyTooLarge);
                }
                bytes.extend_from_slice(&more[..more.len().min(room)]);
                Ok(())
            }
        }
    }

    fn whole(&self) -> bool {
        match self {
            Body::Chunked(chunks) => chunks.done,
            Body::Plain { bytes, length } => *length == Some(bytes.len()),
        }
    }

    fn ends_by_close(&self) -> bool {
        matches!(self, Body::Plain { length: None, .. })
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Body::Chunked(chunks) => &chunks.body,
            Body::Plain { bytes, .. } => bytes,
        }
    }

    fn into_bytes(self) -> Vec<u8> {
        match self {
            Body::Chunked(chunks) => chunks.body,
            Body::Plain { bytes, .. } => bytes,
        }
    }
}

enum More {
    Bytes(Vec<u8>),
    Closed,
    Reset,
    Deadline,
}

async fn read_more(stream: &mut TcpStream, deadline: Instant) -> More {
    let mut bytes = vec![0; 16 * 1024];
    match timeout_at(deadline, stream.read(&mut bytes)).await {
        Err(_) => More::Deadline,
        Ok(Err(_)) => More::Reset,
        Ok(Ok(0)) => More::Closed,
        Ok(Ok(count)) => {
            bytes.truncate(count);
            More::Bytes(bytes)
        }
    }
}
