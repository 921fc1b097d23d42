//! A socket for ICMP echo, by whatever means this machine allows.
//!
//! On Unix a datagram socket is tried first, which needs no privilege (on Linux
//! the group must be within `net.ipv4.ping_group_range`), then a raw socket.
//! Elsewhere ICMP counts as forbidden: Windows has raw sockets for
//! administrators only, and tokio cannot wait for them.

use std::io;

use thiserror::Error;

use crate::facts::PingMethod;

#[cfg(unix)]
pub use unix::EchoSocket;

#[cfg(not(unix))]
pub use elsewhere::EchoSocket;

/// Why no echo can be sent.
#[derive(Debug, Error)]
pub enum OpenError {
    /// This machine lets us send no ICMP.
    #[error("this machine forbids ICMP: {0}")]
    Forbidden(String),
    /// The kernel has no way to the address.
    #[error("{0}")]
    Unreachable(#[source] io::Error),
    /// The source address cannot be bound, or no socket is to be had.
    #[error("no socket for ICMP: {0}")]
    Local(#[source] io::Error),
}

/// What the ping stage needs of a socket; tests give it one that nobody answers.
pub trait Echo {
    fn method(&self) -> PingMethod;
    fn send(&self, message: &[u8]) -> impl Future<Output = io::Result<()>> + Send;
    /// Waits for one packet from the target. Cancel-safe.
    fn receive(&self, packet: &mut [u8]) -> impl Future<Output = io::Result<usize>> + Send;
}

#[cfg(unix)]
mod unix {
    use std::io::{self, ErrorKind};
    use std::net::{IpAddr, SocketAddr};

    use socket2::{Domain, Protocol, Socket, Type};
    use tokio::net::UdpSocket;

    use super::{Echo, OpenError};
    use crate::facts::PingMethod;

    /// A non-blocking ICMP socket, connected to one address.
    ///
    /// Tokio drives it as a `UdpSocket`: to send and to receive on a connected
    /// socket are the same system calls for both, and this way is free of `unsafe`.
    #[derive(Debug)]
    pub struct EchoSocket {
        socket: UdpSocket,
        method: PingMethod,
    }

    impl EchoSocket {
        /// Opens a datagram socket, else a raw one. Connecting it keeps away
        /// what others send, and lets the kernel report an unreachable target.
        pub fn open(target: IpAddr, source: Option<IpAddr>) -> Result<Self, OpenError> {
            let (domain, protocol) = match target {
                IpAddr::V4(_) => (Domain::IPV4, Protocol::ICMPV4),
                IpAddr::V6(_) => (Domain::IPV6, Protocol::ICMPV6),
            };
            let (socket, method) = match Socket::new(domain, Type::DGRAM, Some(protocol)) {
                Ok(socket) => (socket, PingMethod::IcmpDatagram),
                Err(datagram) => match Socket::new(domain, Type::RAW, Some(protocol)) {
                    Ok(socket) => (socket, PingMethod::IcmpRaw),
                    Err(raw) => return Err(refused(&datagram, raw)),
                },
            };
            if let Some(source) = source {
                socket.bind(&SocketAddr::new(source, 0).into()).map_err(OpenError::Local)?;
            }
            socket.connect(&SocketAddr::new(target, 0).into()).map_err(OpenError::Unreachable)?;
            socket.set_nonblocking(true).map_err(OpenError::Local)?;
            let socket = UdpSocket::from_std(socket.into()).map_err(OpenError::Local)?;
            Ok(Self { socket, method })
        }
    }

    fn refused(datagram: &io::Error, raw: io::Error) -> OpenError {
        if raw.kind() == ErrorKind::PermissionDenied {
            OpenError::Forbidden(format!("datagram socket: {datagram}; raw socket: {raw}"))
        } else {
            OpenError::Local(raw)
        }
    }

    impl Echo for EchoSocket {
        fn method(&self) -> PingMethod {
            self.method
        }

        async fn send(&self, message: &[u8]) -> io::Result<()> {
            self.socket.send(message).await.map(|_| ())
        }

        async fn receive(&self, packet: &mut [u8]) -> io::Result<usize> {
            self.socket.recv(packet).await
        }
    }
}

#[cfg(not(unix))]
mod elsewhere {
    use std::io;
    use std::net::IpAddr;

    use super::{Echo, OpenError};
    use crate::facts::PingMethod;

    #[derive(Debug)]
    pub enum EchoSocket {}

    impl EchoSocket {
        /// Always [`OpenError::Forbidden`].
        pub fn open(_target: IpAddr, _source: Option<IpAddr>) -> Result<Self, OpenError> {
            Err(OpenError::Forbidden("ICMP is not sent on this system".into()))
        }
    }

    impl Echo for EchoSocket {
        fn method(&self) -> PingMethod {
            match *self {}
        }

        async fn send(&self, _message: &[u8]) -> io::Result<()> {
            match *self {}
        }

        async fn receive(&self, _packet: &mut [u8]) -> io::Result<usize> {
            match *self {}
        }
    }
}
