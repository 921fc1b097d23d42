//! Is a UDP port closed? One datagram, from a socket that may hear of it.
//!
//! The sockets of ICE are not connected, so the kernel keeps ICMP errors from them: which of their
//! datagrams failed, they could learn only from Linux's error queue, which std, tokio and socket2 do
//! not reach without `unsafe` and which fills the receive buffer unless it is emptied. A connected
//! socket is told of an error by its next call, on every system. So a second one sends a STUN
//! indication to each candidate before the checks begin: no peer answers an indication (RFC 8489,
//! section 6.3.2), and it opens no pair of candidates. One is enough, and it goes first, because a
//! host sends such errors only at a low rate, which the checks themselves use up.

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, UdpSocket};

use crate::facts::Unreachable;

/// A STUN binding indication without attributes (RFC 8489, section 5).
const INDICATION: [u8; 20] = [
    0x00, 0x11, 0, 0, 0x21, 0x12, 0xa4, 0x42, b'g', b'o', b'2', b'd', b'o', b'c', b't', b'o', b'r',
    0, 0, 1,
];

#[derive(Debug)]
pub struct UdpProbe {
    remote: SocketAddr,
    /// The socket that may hear, or what was known at once.
    sent: Result<UdpSocket, Option<Unreachable>>,
}

impl UdpProbe {
    /// Sends it from a new port of `local`.
    pub fn send(local: IpAddr, remote: SocketAddr) -> Self {
        let sent = || {
            let socket = UdpSocket::bind(SocketAddr::new(local, 0))?;
            socket.set_nonblocking(true)?;
            socket.connect(remote)?;
            socket.send(&INDICATION)?;
            Ok(socket)
        };
        Self { remote, sent: sent().map_err(|error: std::io::Error| unreachable(error.kind())) }
    }

    pub fn remote(&self) -> SocketAddr {
        self.remote
    }

    /// What came back so far, if anything did.
    pub fn heard(&self) -> Option<Unreachable> {
        match &self.sent {
            Ok(socket) => unreachable(socket.take_error().ok()??.kind()),
            Err(known) => *known,
        }
    }
}

fn unreachable(kind: ErrorKind) -> Option<Unreachable> {
    match kind {
        // The second is Windows' word for it.
        ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset => Some(Unreachable::Port),
        ErrorKind::HostUnreachable => Some(Unreachable::Host),
        ErrorKind::NetworkUnreachable => Some(Unreachable::Net),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use crate::stack::demux::{self, Kind};

    use super::*;

    const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    #[test]
    fn a_closed_port_is_heard_of() {
        // Held by a socket that is connected to itself, so that nobody else can open it.
        let closed = UdpSocket::bind((LOOPBACK, 0)).unwrap();
        closed.connect(closed.local_addr().unwrap()).unwrap();
        let probe = UdpProbe::send(LOOPBACK, closed.local_addr().unwrap());
        assert_eq!(probe.heard(), Some(Unreachable::Port));
    }

    #[test]
    fn an_open_port_hears_a_stun_indication_and_says_nothing() {
        let open = UdpSocket::bind((LOOPBACK, 0)).unwrap();
        let probe = UdpProbe::send(LOOPBACK, open.local_addr().unwrap());
        let mut datagram = [0; 64];
        let length = open.recv(&mut datagram).unwrap();
        assert_eq!(demux::kind(&datagram[..length]), Kind::Stun);
        assert_eq!(probe.heard(), None);
    }

    #[test]
    fn an_address_of_the_other_family_is_no_error_of_the_robot() {
        let probe = UdpProbe::send(LOOPBACK, "[::1]:9".parse().unwrap());
        assert_eq!(probe.heard(), None);
    }
}
