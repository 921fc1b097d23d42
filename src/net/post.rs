//! One POST, one connection, in the form that the robot's HTTP server knows.

use std::error::Error as StdError;
use std::io;

use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use reqwest::header::{
    ACCEPT, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderValue, LOCATION, SERVER,
    USER_AGENT,
};
use reqwest::{Body, Client, RequestBuilder, Response, Url, redirect, retry};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use super::connect::{ConnectError, Connected, LocalError, port_reason};
use super::head::BODY_LIMIT;
use super::raw_post::raw_post;
use super::request::{PostAnswer, PostError, PostRequest};
use crate::facts::{HttpDialect, PortReason};
use crate::text::redact::printable;

/// A header is shown to so many characters.
const MAX_SERVER: usize = 80;

/// Posts, and repeats once over a plain socket what was closed without an answer.
///
/// On hardware (firmware 1.1.12) a hyper client saw its POSTs with a body
/// closed, while HTTP/1.0 in one piece was taken. When the repeat brings no answer either, the first
/// failure is the one to report. An answer of [`HttpDialect::Http10Raw`] is an answer to a repeated
/// request.
pub async fn post_with_fallback(
    request: &PostRequest<'_>,
    connected: Option<Connected>,
) -> Result<PostAnswer, PostError> {
    match post(request, connected).await {
        Err(closed @ PostError::ClosedWithoutAnswer) => {
            let repeated = raw_post(request).await;
            repeated.map_err(|error| if error.broken().is_some() { error } else { closed })
        }
        other => other,
    }
}

/// Posts once, as HTTP/1.1 with title-case header names: on this connection, or on one of its own.
pub async fn post(
    request: &PostRequest<'_>,
    connected: Option<Connected>,
) -> Result<PostAnswer, PostError> {
    let url = request.url()?;
    let posting = posting(request, url.clone())?;
    let now = Instant::now();
    let started = connected.as_ref().and_then(|it| now.checked_sub(it.took)).unwrap_or(now);
    // What goes over a connection of ours is moved by a task, for as long as the answer comes.
    let mut moving = JoinSet::new();
    let sent = async {
        match connected {
            Some(Connected { stream, .. }) => send_on(stream, posting, &mut moving).await,
            None => posting.send().await.map_err(|error| classify(&error)),
        }
    };
    let response =
        timeout_at(request.deadline, sent).await.map_err(|_| PostError::NoResponse)??;
    let first_byte = started.elapsed();
    let status = response.status().as_u16();
    let header = |name| response.headers().get(name)?.to_str().ok();
    let server = header(SERVER).map(|server| printable(server, MAX_SERVER));
    let redirect = header(LOCATION).and_then(|to| leads_to(&url, to));
    let body = if status == 200 { read(response, request.deadline).await? } else { Vec::new() };
    let total = started.elapsed();
    let dialect = HttpDialect::Http11;
    Ok(PostAnswer { status, body, dialect, server, redirect, first_byte, total })
}

/// Scheme, host and port of a redirect's target. A login page likes to be told in its path who is
/// sent there: that is nobody's business.
fn leads_to(from: &Url, location: &str) -> Option<String> {
    let to = from.join(location).ok()?;
    to.has_host().then(|| printable(to.origin().ascii_serialization(), MAX_SERVER))
}

fn posting(request: &PostRequest<'_>, url: Url) -> Result<RequestBuilder, PostError> {
    let agent = HeaderValue::from_static(concat!("go2doctor/", env!("CARGO_PKG_VERSION")));
    let mut posting = client(request)?
        .post(url)
        .header(CONNECTION, HeaderValue::from_static("close"))
        .header(CONTENT_LENGTH, request.body.len())
        .header(USER_AGENT, agent)
        .header(ACCEPT, HeaderValue::from_static("*/*"));
    if let Some(content_type) = request.content_type {
        posting = posting.header(CONTENT_TYPE, content_type);
    }
    Ok(match request.body {
        [] => posting,
        body => posting.body(body.to_vec()),
    })
}

/// Sends the request that reqwest made, which makes each of its connections itself.
async fn send_on(
    stream: TcpStream,
    posting: RequestBuilder,
    moving: &mut JoinSet<hyper::Result<()>>,
) -> Result<Response, PostError> {
    let unsendable = |error: reqwest::Error| PostError::Unsendable(error.to_string());
    let mut request: hyper::Request<Body> =
        posting.build().and_then(TryInto::try_into).map_err(unsendable)?;
    let whole = |error: &dyn StdError| PostError::Unsendable(error.to_string());
    let uri = std::mem::take(request.uri_mut());
    let host = uri.authority().map_or("", |authority| authority.as_str());
    let host = HeaderValue::from_str(host).map_err(|error| whole(&error))?;
    request.headers_mut().insert(HOST, host);
    *request.uri_mut() = uri.path().parse().map_err(|error| whole(&error))?;
    let handshake = http1::Builder::new().title_case_headers(true).handshake(TokioIo::new(stream));
    let (mut sender, connection) = handshake.await.map_err(|error| broke_off(&error))?;
    moving.spawn(connection);
    let response = sender.send_request(request).await.map_err(|error| broke_off(&error))?;
    Ok(response.map(Body::wrap).into())
}

/// A client for one request: the robot closes after every answer without saying
/// so, and a proxy of the environment knows no way to it.
fn client(request: &PostRequest<'_>) -> Result<Client, PostError> {
    Client::builder()
        .http1_only()
        .http1_title_case_headers()
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .referer(false)
        .no_proxy()
        .pool_max_idle_per_host(0)
        .local_address(request.source)
        .connect_timeout(request.connect_within)
        .build()
        .map_err(|error| PostError::Unsendable(error.to_string()))
}

async fn read(mut response: Response, deadline: Instant) -> Result<Vec<u8>, PostError> {
    let declared = response.content_length();
    if declared.is_some_and(|length| length > BODY_LIMIT as u64) {
        return Err(PostError::BodyTooLarge);
    }
    // Without a length the end of the connection is the end of the body, and a
    // server that closes with our bytes unread ends it by a reset.
    let ends_by_close = declared.is_none() && !response.headers().contains_key("transfer-encoding");
    let mut body = Vec::new();
    loop {
        match timeout_at(deadline, response.chunk()).await.map_err(|_| PostError::Unfinished)? {
            Ok(Some(chunk)) if body.len() + chunk.len() > BODY_LIMIT => {
                return Err(PostError::BodyTooLarge);
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Ok(body),
            Err(_) if ends_by_close && !body.is_empty() => return Ok(body),
            Err(error) if is_malformed(&error) => return Err(PostError::BadChunks),
            Err(_) => return Err(PostError::Truncated),
        }
    }
}

/// What went wrong before the answer's head was whole.
fn classify(error: &reqwest::Error) -> PostError {
    let cause = in_chain::<io::Error>(error);
    if error.is_connect() {
        return match cause {
            Some(cause) if cause.kind() == io::ErrorKind::AddrNotAvailable => {
                let error = io::Error::from(io::ErrorKind::AddrNotAvailable);
                ConnectError::Local(LocalError::Socket(error)).into()
            }
            Some(cause) => ConnectError::Port(port_reason(cause)).into(),
            None => ConnectError::Port(PortReason::NoResponse).into(),
        };
    }
    if error.is_timeout() {
        return PostError::NoResponse;
    }
    if error.is_builder() {
        return PostError::Unsendable(error.to_string());
    }
    broke_off(error)
}

/// The same on a connection that stood.
fn broke_off(error: &(dyn StdError + 'static)) -> PostError {
    let cause = in_chain::<io::Error>(error);
    if cause.is_some_and(|cause| cause.kind() == io::ErrorKind::TimedOut) {
        return PostError::NoResponse;
    }
    if in_chain::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
        return PostError::NotHttp;
    }
    PostError::ClosedWithoutAnswer
}

/// Whether the body's framing cannot be read; one that ends too early is another matter.
fn is_malformed(error: &reqwest::Error) -> bool {
    let malformed = [io::ErrorKind::InvalidInput, io::ErrorKind::InvalidData];
    in_chain::<io::Error>(error).is_some_and(|cause| malformed.contains(&cause.kind()))
}

/// The first error of this type among the causes.
fn in_chain<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    let mut next = Some(error);
    while let Some(each) = next {
        if let Some(found) = each.downcast_ref() {
            return Some(found);
        }
        next = each.source();
    }
    None
}
