//! A TCP connect of our own, timed, its outcome told apart by what the kernel says.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use thiserror::Error;
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::{Instant, timeout_at};

use crate::facts::{HttpReason, PortReason};

#[derive(Debug, Error)]
pub enum ConnectError {
    #[error("{}", describe(*.0))]
    Port(PortReason),
    /// This machine would not even make the socket: no verdict on the robot.
    #[error(transparent)]
    Local(#[from] LocalError),
}

/// What this machine refused before anything was sent.
#[derive(Debug, Error)]
pub enum LocalError {
    #[error("this machine gave no socket: {0}")]
    Socket(#[source] io::Error),
    #[error("cannot send from {from}: {error}")]
    Bind { from: IpAddr, error: io::Error },
}

/// A connection on which nothing was sent yet.
#[derive(Debug)]
pub struct Connected {
    pub stream: TcpStream,
    /// How long it took to connect.
    pub took: Duration,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortProbe {
    pub port: u16,
    pub reason: PortReason,
    pub took: Duration,
}

impl PortProbe {
    /// Whether the host itself spoke; a reset is an answer too.
    pub fn answered(&self) -> bool {
        matches!(self.reason, PortReason::Open | PortReason::ConnRefused)
    }
}

/// Connects from `source`, or from where the route leads.
pub async fn connect(
    address: SocketAddr,
    source: Option<IpAddr>,
    deadline: Instant,
) -> Result<TcpStream, ConnectError> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }
    .map_err(LocalError::Socket)?;
    if let Some(from) = source {
        socket.bind(SocketAddr::new(from, 0)).map_err(|error| LocalError::Bind { from, error })?;
    }
    match timeout_at(deadline, socket.connect(address)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(ConnectError::Port(port_reason(&error))),
        Err(_) => Err(ConnectError::Port(PortReason::NoResponse)),
    }
}

/// What the port says to a connect, and the connection where there is one.
pub async fn probe(
    address: SocketAddr,
    source: Option<IpAddr>,
    deadline: Instant,
) -> Result<(PortProbe, Option<Connected>), LocalError> {
    let started = Instant::now();
    let connected = connect(address, source, deadline).await;
    let took = started.elapsed();
    let (reason, stream) = match connected {
        Ok(stream) => (PortReason::Open, Some(stream)),
        Err(ConnectError::Port(reason)) => (reason, None),
        Err(ConnectError::Local(error)) => return Err(error),
    };
    let probe = PortProbe { port: address.port(), reason, took };
    Ok((probe, stream.map(|stream| Connected { stream, took })))
}

/// What a failed connect says about the port.
///
/// The kinds cover errno and WinSock numbers alike. Whatever else a kernel may
/// give (EACCES of a prohibiting route, EADDRNOTAVAIL, EHOSTDOWN) means that it
/// found no way to this host.
pub fn port_reason(error: &io::Error) -> PortReason {
    match error.kind() {
        ErrorKind::ConnectionRefused
        | ErrorKind::ConnectionReset
        | ErrorKind::ConnectionAborted => PortReason::ConnRefused,
        ErrorKind::TimedOut => PortReason::NoResponse,
        ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => PortReason::NetUnreachable,
        _ => PortReason::HostUnreachable,
    }
}

/// The stage's reason where a port's reason ends it; `None` for an open port.
pub fn http_reason(reason: PortReason) -> Option<HttpReason> {
    match reason {
        PortReason::Open => None,
        PortReason::ConnRefused => Some(HttpReason::ConnRefused),
        PortReason::NoResponse => Some(HttpReason::NoResponse),
        PortReason::HostUnreachable => Some(HttpReason::HostUnreachable),
        PortReason::NetUnreachable => Some(HttpReason::NetUnreachable),
    }
}

fn describe(reason: PortReason) -> &'static str {
    match reason {
        PortReason::Open => "the port is open",
        PortReason::ConnRefused => "the connection was refused",
        PortReason::NoResponse => "the port did not answer",
        PortReason::HostUnreachable => "there is no way to the host",
        PortReason::NetUnreachable => "there is no route to the network",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_error_has_its_reason() {
        for (kind, reason) in [
            (ErrorKind::ConnectionRefused, PortReason::ConnRefused),
            (ErrorKind::ConnectionReset, PortReason::ConnRefused),
            (ErrorKind::TimedOut, PortReason::NoResponse),
            (ErrorKind::NetworkUnreachable, PortReason::NetUnreachable),
            (ErrorKind::NetworkDown, PortReason::NetUnreachable),
            (ErrorKind::HostUnreachable, PortReason::HostUnreachable),
            (ErrorKind::AddrNotAvailable, PortReason::HostUnreachable),
            (ErrorKind::PermissionDenied, PortReason::HostUnreachable),
        ] {
            assert_eq!(port_reason(&io::Error::from(kind)), reason, "{kind}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn linux_numbers_are_understood() {
        for (errno, reason) in [
            (101, PortReason::NetUnreachable),
            (110, PortReason::NoResponse),
            (111, PortReason::ConnRefused),
            (112, PortReason::HostUnreachable),
            (113, PortReason::HostUnreachable),
        ] {
            assert_eq!(port_reason(&io::Error::from_raw_os_error(errno)), reason, "{errno}");
        }
    }
}
