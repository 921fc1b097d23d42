//! A small HTTP server that is as impolite as the robot's.
//!
//! Observed on robots (firmware 1.1.12) and copied on purpose: header names are known only as curl,
//! Python requests and Go spell them, so a client that writes `content-length` seems to send no
//! body ([`Request::as_the_robot_reads_it`]); answers end their lines with a bare LF; and every
//! connection is closed after one answer without a word about it.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// A request line with its headers is at most this long, bytes.
const MAX_HEAD: usize = 16 * 1024;
/// A body is at most this long, bytes; an offer with video is about 8 KiB.
const MAX_BODY: usize = 256 * 1024;
const MAX_ARRIVAL: Duration = Duration::from_secs(10);
/// A request that is never answered is dropped after this time.
const MAX_SILENCE: Duration = Duration::from_secs(600);
/// How long the end of a connection waits for what is still on its way: a socket closed with unread
/// bytes would reset the answer that it just sent.
const LINGER: Duration = Duration::from_millis(100);
/// As many connections are served at once; the next waits to be accepted.
const MAX_CONNECTIONS: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Any method is taken; the robot's clients use POST.
    pub method: String,
    /// The request target, `/con_notify` for instance.
    pub path: String,
    pub version: Version,
    /// Names as they were written, values without the space around them.
    pub headers: Vec<(String, String)>,
    /// The body, empty when no `Content-Length` announced one, however that was spelt.
    pub body: Vec<u8>,
}

impl Request {
    /// The values of a header, whatever its spelling.
    pub fn header<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let same = move |(key, _): &&(String, String)| key.eq_ignore_ascii_case(name);
        self.headers.iter().filter(same).map(|(_, value)| value.as_str())
    }

    /// Whether the robot finds the body: it knows the header's name in one spelling alone.
    pub fn body_is_found_by_the_robot(&self) -> bool {
        self.body.is_empty() || self.headers.iter().any(|(name, _)| name == CONTENT_LENGTH)
    }

    /// The request as it is to the robot: without a body that it does not find.
    #[must_use]
    pub fn as_the_robot_reads_it(mut self) -> Self {
        if !self.body_is_found_by_the_robot() {
            self.body.clear();
        }
        self
    }
}

/// As the robot knows it.
const CONTENT_LENGTH: &str = "Content-Length";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    Http10,
    Http11,
}

#[derive(Debug, Clone, Copy)]
pub struct ConnectionAddresses {
    pub local: SocketAddr,
    pub client: SocketAddr,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    Answer {
        status: u16,
        body: Vec<u8>,
    },
    /// These bytes, whatever they are.
    Raw(Vec<u8>),
    /// These bytes, and then others again and again until the client has left.
    Endless {
        start: Vec<u8>,
        repeated: Vec<u8>,
        pause: Duration,
    },
    Close,
    /// Nothing at all; the connection stays open.
    Silence,
}

impl Reply {
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Reply::Answer { status: 200, body: body.into() }
    }

    pub fn forbidden(why: &str) -> Self {
        Reply::Answer { status: 403, body: why.into() }
    }

    pub fn not_found() -> Self {
        Reply::Answer { status: 404, body: b"404 Not Found".to_vec() }
    }
}

/// Serves connections until the future is dropped, and every connection with it.
pub async fn serve<H, F>(listener: TcpListener, handler: H)
where
    H: Fn(Request, ConnectionAddresses) -> F + Clone + Send + 'static,
    F: Future<Output = Reply> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        while connections.len() >= MAX_CONNECTIONS {
            connections.join_next().await;
        }
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, client)) => {
                    // Gone already, if it has no address any more.
                    let Ok(local) = stream.local_addr() else { continue };
                    connections.spawn(serve_one(stream, ConnectionAddresses { local, client }, handler.clone()));
                }
                // Out of file descriptors, most likely: some will come back.
                Err(_) => sleep(LINGER).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// One connection: one request, one reply, closed.
async fn serve_one<H, F>(mut stream: TcpStream, addresses: ConnectionAddresses, handler: H)
where
    H: Fn(Request, ConnectionAddresses) -> F,
    F: Future<Output = Reply>,
{
    let request = timeout(MAX_ARRIVAL, read_request(&mut stream)).await;
    // The robot tells its client nothing of a request that it does not understand.
    let reply = match request.unwrap_or_else(|late| Err(late.into())) {
        Ok(request) => handler(request, addresses).await,
        Err(error) => {
            tracing::debug!(client = %addresses.client, %error, "no request");
            Reply::Close
        }
    };
    // A client that left does not care for its answer.
    let _ = match reply {
        Reply::Answer { status, body } => stream.write_all(&render(status, &body)).await,
        Reply::Raw(bytes) => stream.write_all(&bytes).await,
        Reply::Endless { start, repeated, pause } => {
            let endless = send_for_ever(&mut stream, &start, &repeated, pause);
            timeout(MAX_SILENCE, endless).await.unwrap_or(Ok(()))
        }
        Reply::Close => Ok(()),
        Reply::Silence => timeout(MAX_SILENCE, drain(&mut stream)).await.map_err(Into::into),
    };
    let _ = stream.shutdown().await;
    let _ = timeout(LINGER, drain(&mut stream)).await;
}

async fn send_for_ever(
    stream: &mut TcpStream,
    start: &[u8],
    repeated: &[u8],
    pause: Duration,
) -> io::Result<()> {
    stream.write_all(start).await?;
    loop {
        sleep(pause).await;
        stream.write_all(repeated).await?;
    }
}

async fn drain(stream: &mut TcpStream) {
    let mut scratch = [0; 4096];
    while !matches!(stream.read(&mut scratch).await, Ok(0) | Err(_)) {}
}

/// Reads one request, bounded in size; the caller bounds the time.
async fn read_request(stream: &mut TcpStream) -> io::Result<Request> {
    let mut stream = BufReader::new(stream);
    let mut head = String::new();
    // Lines may end with a bare LF.
    while !head.ends_with("\n\n") && !head.ends_with("\n\r\n") {
        let room = (MAX_HEAD - head.len()) as u64;
        if (&mut stream).take(room).read_line(&mut head).await? == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    let (mut request, body_length) = parse_head(&head).ok_or(io::ErrorKind::InvalidData)?;
    if body_length > MAX_BODY {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    request.body.resize(body_length, 0);
    stream.read_exact(&mut request.body).await?;
    Ok(request)
}

/// The request without its body, and the length of the body that is going to be read.
fn parse_head(head: &str) -> Option<(Request, usize)> {
    let mut lines = head.lines();
    let words: Vec<_> = lines.next()?.split(' ').collect();
    let (method, path, version) = match words[..] {
        [method, path, "HTTP/1.0"] => (method, path, Version::Http10),
        [method, path, "HTTP/1.1"] => (method, path, Version::Http11),
        _ => return None,
    };
    if method.is_empty() || !path.starts_with('/') {
        return None;
    }
    let split = |line: &str| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_owned(), value.trim().to_owned()))
    };
    let headers: Vec<_> = lines.filter_map(split).collect();
    let mut body_length = 0;
    for (_, value) in headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case(CONTENT_LENGTH)) {
        body_length = value.parse().ok()?;
    }
    let (method, path) = (method.to_owned(), path.to_owned());
    Some((Request { method, path, version, headers, body: Vec::new() }, body_length))
}

/// An answer with bare LF and without a word about the connection's end.
pub fn render(status: u16, body: &[u8]) -> Vec<u8> {
    let reason = match status {
        200 => "OK",
        403 => "Forbidden",
        _ => "Not Found",
    };
    let length = body.len();
    let mut answer = format!(
        "HTTP/1.1 {status} {reason}\nContent-Type: text/plain\nContent-Length: {length}\n\n"
    )
    .into_bytes();
    answer.extend_from_slice(body);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Answers with method, path and body; closes when a body should be there and is not, as the
    /// robot does with an offer.
    async fn echo(request: Request, _: ConnectionAddresses) -> Reply {
        let request = request.as_the_robot_reads_it();
        match request.path.as_str() {
            "/silent" => Reply::Silence,
            "/offer" if request.body.is_empty() => Reply::Close,
            path => {
                let body = String::from_utf8_lossy(&request.body);
                Reply::ok(format!("{} {path} {body}", request.method))
            }
        }
    }

    async fn server() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(serve(listener, echo));
        address
    }

    /// Sends the bytes and reads to the end of the connection.
    async fn exchange(address: SocketAddr, request: &[u8]) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    }

    #[tokio::test]
    async fn answers_end_their_lines_with_bare_lf_and_close_without_saying_so() {
        let answer =
            exchange(server().await, b"POST /con_notify HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\n"), "{answer:?}");
        assert!(answer.ends_with("\n\nPOST /con_notify "), "{answer:?}");
        assert!(!answer.contains('\r'));
        assert!(!answer.to_ascii_lowercase().contains("connection"));
    }

    #[tokio::test]
    async fn content_length_counts_only_when_spelt_as_curl_does() {
        let address = server().await;
        let known = b"POST /offer HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello";
        assert!(exchange(address, known).await.ends_with("POST /offer hello"));
        for unknown in ["content-length: 5", "CONTENT-LENGTH: 5", "Transfer-Encoding: chunked"] {
            let request = format!("POST /offer HTTP/1.1\r\n{unknown}\r\n\r\nhello");
            assert_eq!(exchange(address, request.as_bytes()).await, "", "{unknown}");
        }
    }

    #[tokio::test]
    async fn http_1_0_and_bare_lf_from_the_client_are_fine() {
        let request = b"POST /offer HTTP/1.0\nContent-Length: 2\nConnection: close\n\nhi";
        assert!(exchange(server().await, request).await.ends_with("POST /offer hi"));
    }

    #[tokio::test]
    async fn a_body_in_pieces_is_waited_for() {
        let mut stream = TcpStream::connect(server().await).await.unwrap();
        for piece in ["POST /offer HT", "TP/1.1\r\nContent-Len", "gth: 4\r\n\r", "\nab", "cd"] {
            stream.write_all(piece.as_bytes()).await.unwrap();
            stream.flush().await.unwrap();
            tokio::task::yield_now().await;
        }
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.ends_with("abcd"));
    }

    #[tokio::test]
    async fn what_is_no_request_is_closed_without_answer() {
        let address = server().await;
        let long_line = vec![b'x'; MAX_HEAD + 8192];
        let requests: [&[u8]; 6] = [
            b"\x16\x03\x01\x02\x00\n\n",
            b"POST /offer\r\n\r\n",
            b"POST /offer HTTP/2\r\n\r\n",
            b"POST offer HTTP/1.1\r\n\r\n",
            b"POST /offer HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            b"POST /offer HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n",
        ];
        for request in requests {
            assert_eq!(exchange(address, request).await, "");
        }
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(&long_line).await.unwrap();
        let mut answer = Vec::new();
        // A reset is as good as a close here.
        let _ = stream.read_to_end(&mut answer).await;
        assert!(answer.is_empty());
    }

    #[tokio::test]
    async fn silence_keeps_the_connection_open_and_says_nothing() {
        let mut stream = TcpStream::connect(server().await).await.unwrap();
        stream.write_all(b"POST /silent HTTP/1.1\r\n\r\n").await.unwrap();
        let mut byte = [0];
        let waited = timeout(Duration::from_millis(150), stream.read(&mut byte)).await;
        assert!(waited.is_err(), "something came: {waited:?}");
    }
}
