//! The datagrams of a socket, handed on for as long as somebody takes them.

use std::net::{SocketAddr, SocketAddrV4};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::UdpSocket;
use tokio::sync::mpsc;
use tokio::time::sleep;

/// After an error: it must not keep a core busy.
const PAUSE: Duration = Duration::from_millis(10);

/// Hands on what `incoming` makes of each IPv4 datagram, of which at most `longest` bytes are read.
/// A full queue drops it; once the queue is closed, the next datagram ends this.
pub async fn read<T>(
    socket: Arc<UdpSocket>,
    longest: usize,
    to: mpsc::Sender<T>,
    incoming: impl Fn(SocketAddrV4, Vec<u8>) -> T,
) {
    let mut buffer = vec![0; longest];
    loop {
        match socket.recv_from(&mut buffer).await {
            Ok((length, SocketAddr::V4(from))) => {
                let _ = to.try_send(incoming(from, buffer[..length].to_vec()));
                if to.is_closed() {
                    return;
                }
            }
            Ok((_, SocketAddr::V6(_))) => {}
            Err(error) => {
                // An ICMP error of what was sent, say: the next datagram may come all the same.
                tracing::debug!(%error, "nothing read");
                sleep(PAUSE).await;
            }
        }
    }
}
