//! Servers that behave as badly as a test wants.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use go2doctor::net::request::PostRequest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::Instant;

/// A deadline that no healthy loopback exchange comes near.
pub(crate) const AMPLE: Duration = Duration::from_secs(5);
/// A deadline for silence, short for the test's sake.
pub(crate) const SHORT: Duration = Duration::from_millis(200);

/// A server on loopback that ends with the test's runtime.
pub(crate) struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Server {
    /// Reads each request whole, notes it, and hands it to `answer` with the stream.
    pub(crate) async fn start<F>(answer: impl Fn(Vec<u8>, TcpStream) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("a bound socket");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read_request(&mut stream).await;
                // A port probe connects and says nothing: no request.
                if !request.is_empty() {
                    log.lock().expect("the log").push(request.clone());
                    tokio::spawn(answer(request, stream));
                }
            }
        });
        Self { address, requests }
    }

    /// Answers every request with these bytes and closes.
    pub(crate) async fn saying(answer: impl Into<Vec<u8>>) -> Self {
        let answer = answer.into();
        Self::start(move |_, mut stream| {
            let answer = answer.clone();
            async move {
                // The client may hang up in the middle of a long answer.
                let _ = stream.write_all(&answer).await;
            }
        })
        .await
    }

    /// Accepts, reads and never says a word.
    pub(crate) async fn silent() -> Self {
        Self::start(|_, stream| async move {
            std::future::pending::<()>().await;
            drop(stream);
        })
        .await
    }

    /// The requests that came, as text.
    pub(crate) fn requests(&self) -> Vec<String> {
        let log = self.requests.lock().expect("the log");
        log.iter().map(|request| String::from_utf8_lossy(request).into_owned()).collect()
    }
}

/// A port of loopback that refuses: it was free a moment ago.
pub(crate) async fn refused_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    listener.local_addr().expect("a bound socket")
}

/// A request to `/con_ing_12345` with this body.
pub(crate) fn request(address: SocketAddr, body: &[u8], within: Duration) -> PostRequest<'_> {
    PostRequest {
        address,
        path: "/con_ing_12345",
        content_type: None,
        body,
        source: None,
        connect_within: within,
        deadline: Instant::now() + within,
    }
}

/// Head and body, by `Content-Length` in whatever case it is spelt.
async fn read_request(stream: &mut TcpStream) -> Vec<u8> {
    let mut came = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&came).to_ascii_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length = length.map_or(0, |length| length.parse().expect("a length"));
            if body.len() >= length {
                return came;
            }
        }
        match stream.read_buf(&mut came).await {
            Ok(0) | Err(_) => return came,
            Ok(_) => {}
        }
    }
}
