//! What of DTLS arrives at a stock client's sockets.
//!
//! The crate tells of no ClientHello and of no alert. So each datagram is looked at on its way in,
//! and passed on as it is.

use std::future::Future;
use std::io::{self, IoSliceMut};
use std::net::{SocketAddr, TcpListener, UdpSocket};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use webrtc::runtime::{
    AsyncInterval, AsyncTcpListener, AsyncTcpStream, AsyncUdpSocket, JoinHandle, RecvMeta, Runtime,
    Transmit,
};

use crate::stack::client_hello::{ClientHello, Reader};
use crate::stack::record::{Alert, records};

/// Alerts kept at most: the first says why.
const MAX_ALERTS: usize = 16;

#[derive(Debug, Default)]
pub(super) struct Received {
    pub(super) first: Option<Instant>,
    pub(super) client_hellos: u32,
    pub(super) client_hello: Option<ClientHello>,
    /// Those in clear, which come before the handshake has finished.
    pub(super) alerts: Vec<Alert>,
    reader: Reader,
}

impl Received {
    fn take(&mut self, datagram: &[u8]) {
        // RFC 7983: what else comes by this socket begins with other bytes.
        if !matches!(datagram.first(), Some(20..=63)) {
            return;
        }
        self.first.get_or_insert_with(Instant::now);
        for record in records(datagram) {
            self.client_hellos += u32::from(record.is_client_hello());
            self.client_hello = self.reader.take(&record).or(self.client_hello.take());
            let alert = record.plain_alert().filter(|_| self.alerts.len() < MAX_ALERTS);
            self.alerts.extend(alert);
        }
    }

    pub(super) fn peer_gave_up(&self) -> bool {
        let ends = |it: &Alert| it.level == Alert::FATAL || it.description == Alert::CLOSE_NOTIFY;
        self.alerts.iter().any(ends)
    }
}

pub(super) type SharedReceived = Arc<Mutex<Received>>;

/// What came so far; a holder that panicked leaves it consistent.
pub(super) fn lock(received: &SharedReceived) -> MutexGuard<'_, Received> {
    received.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A runtime whose UDP sockets note what they receive.
#[derive(Debug)]
pub(super) struct NotingRuntime {
    pub(super) inner: Arc<dyn Runtime>,
    pub(super) received: SharedReceived,
}

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl Runtime for NotingRuntime {
    fn wrap_udp_socket(&self, socket: UdpSocket) -> io::Result<Arc<dyn AsyncUdpSocket>> {
        let inner = self.inner.wrap_udp_socket(socket)?;
        Ok(Arc::new(NotingSocket { inner, received: self.received.clone() }))
    }

    fn spawn(&self, future: Boxed<'static, ()>) -> Box<dyn JoinHandle> {
        self.inner.spawn(future)
    }

    fn spawn_reactor(&self, threads: usize, future: Boxed<'static, ()>) -> Box<dyn JoinHandle> {
        self.inner.spawn_reactor(threads, future)
    }

    fn wrap_tcp_listener(&self, listener: TcpListener) -> io::Result<Arc<dyn AsyncTcpListener>> {
        self.inner.wrap_tcp_listener(listener)
    }

    fn connect_tcp(&self, to: SocketAddr) -> Boxed<'_, io::Result<Arc<dyn AsyncTcpStream>>> {
        self.inner.connect_tcp(to)
    }

    fn resolve_host<'a>(&'a self, host: &'a str) -> Boxed<'a, io::Result<Vec<SocketAddr>>> {
        self.inner.resolve_host(host)
    }

    fn sleep(&self, duration: Duration) -> Boxed<'static, ()> {
        self.inner.sleep(duration)
    }

    fn interval(&self, period: Duration) -> Box<dyn AsyncInterval> {
        self.inner.interval(period)
    }

    fn block_on(&self, future: Pin<Box<dyn Future<Output = ()> + '_>>) {
        self.inner.block_on(future);
    }
}

#[derive(Debug)]
struct NotingSocket {
    inner: Arc<dyn AsyncUdpSocket>,
    received: SharedReceived,
}

impl AsyncUdpSocket for NotingSocket {
    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.inner.local_addr()
    }

    fn poll_send(&self, cx: &mut Context<'_>, transmit: &Transmit<'_>) -> Poll<io::Result<usize>> {
        self.inner.poll_send(cx, transmit)
    }

    fn poll_recv(
        &self,
        cx: &mut Context<'_>,
        bufs: &mut [IoSliceMut<'_>],
        meta: &mut [RecvMeta],
    ) -> Poll<io::Result<usize>> {
        let count = ready!(self.inner.poll_recv(cx, bufs, meta))?;
        let mut received = lock(&self.received);
        for (buffer, meta) in bufs.iter().zip(&*meta).take(count) {
            // The kernel may hand over several datagrams of one peer as one.
            let bytes = buffer.get(..meta.len).unwrap_or_default();
            bytes.chunks(meta.stride.max(1)).for_each(|datagram| received.take(datagram));
        }
        Poll::Ready(Ok(count))
    }

    fn max_gso_segments(&self) -> usize {
        self.inner.max_gso_segments()
    }

    fn max_gro_segments(&self) -> usize {
        self.inner.max_gro_segments()
    }
}
