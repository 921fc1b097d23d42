//! What is posted, what comes back, and why nothing whole does.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use reqwest::Url;
use thiserror::Error;
use tokio::time::Instant;

use super::connect::{ConnectError, http_reason};
use crate::facts::{BrokenAnswer, HttpDialect, HttpReason};

#[derive(Debug, Clone, Copy)]
pub struct PostRequest<'a> {
    pub address: SocketAddr,
    /// The path, beginning with `/`.
    pub path: &'a str,
    /// The body's type; `None` sends no `Content-Type`, as for `/con_notify`.
    pub content_type: Option<&'a str>,
    /// The body; empty sends `Content-Length: 0`.
    pub body: &'a [u8],
    /// The address to send from; `None` leaves it to the route.
    pub source: Option<IpAddr>,
    pub connect_within: Duration,
    /// When all must be done.
    pub deadline: Instant,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostAnswer {
    pub status: u16,
    /// The body. It is read for status 200 only and empty otherwise: any other
    /// status is the verdict, whatever may drip in after it.
    pub body: Vec<u8>,
    pub dialect: HttpDialect,
    /// The `Server` header, fit to be shown. Not read of an answer to the repeat.
    pub server: Option<String>,
    /// Where `Location` leads: scheme, host and port. Not read of an answer to the repeat.
    pub redirect: Option<String>,
    /// From the request, its connect included, to the end of the answer's head.
    pub first_byte: Duration,
    pub total: Duration,
}

#[derive(Debug, Error)]
pub enum PostError {
    /// The connection could not be made.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error("no answer came before the deadline")]
    NoResponse,
    /// Status 200 came, and the body was still coming at the deadline.
    #[error("the answer was not finished before the deadline")]
    Unfinished,
    /// The connection was closed or reset before the answer's head was whole.
    #[error("the connection was closed without an answer")]
    ClosedWithoutAnswer,
    /// Status 200 came, and the connection was closed within the body.
    #[error("the connection was closed in the middle of the answer")]
    Truncated,
    /// Status 200 came with a body beyond [`super::head::BODY_LIMIT`].
    #[error("the answer is longer than 1 MiB")]
    BodyTooLarge,
    /// Status 200 came, and the body is not in chunks as its head says.
    #[error("the answer's chunks are malformed")]
    BadChunks,
    /// No head of HTTP came, or one that is longer than what is read.
    #[error("what answered does not speak HTTP")]
    NotHttp,
    #[error("the request cannot be sent: {0}")]
    Unsendable(String),
}

impl PostError {
    /// The reason in the contract; `None` where the fault is ours.
    pub fn reason(&self) -> Option<HttpReason> {
        match self {
            PostError::Connect(ConnectError::Port(reason)) => http_reason(*reason),
            PostError::Connect(ConnectError::Local(_)) | PostError::Unsendable(_) => None,
            PostError::NoResponse => Some(HttpReason::NoResponse),
            PostError::ClosedWithoutAnswer => Some(HttpReason::ClosedWithoutAnswer),
            answer_began => answer_began.broken().map(BrokenAnswer::reason),
        }
    }

    /// How the answer fell short, where one began.
    pub fn broken(&self) -> Option<BrokenAnswer> {
        match self {
            PostError::Unfinished => Some(BrokenAnswer::Unfinished),
            PostError::Truncated => Some(BrokenAnswer::CutShort),
            PostError::BodyTooLarge => Some(BrokenAnswer::TooLarge),
            PostError::BadChunks => Some(BrokenAnswer::BadChunks),
            PostError::NotHttp => Some(BrokenAnswer::NotHttp),
            _ => None,
        }
    }

    /// The status, where one came before the answer failed.
    pub fn status(&self) -> Option<u16> {
        (self.broken()? != BrokenAnswer::NotHttp).then_some(200)
    }
}

impl PostRequest<'_> {
    /// The address asked, an IPv6 host in brackets, the path percent-encoded.
    pub fn url(&self) -> Result<Url, PostError> {
        Url::parse(&format!("http://{}{}", self.address, self.path))
            .map_err(|error| PostError::Unsendable(error.to_string()))
    }

    pub fn connect_deadline(&self) -> Instant {
        self.deadline.min(Instant::now() + self.connect_within)
    }
}
