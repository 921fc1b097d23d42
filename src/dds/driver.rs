//! The sockets of a look at a domain.

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::Arc;
use std::time::Instant;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::search::{Link, Outgoing, Search, Wanted};
use crate::facts::{DdsEvidence, DdsLink, SearchedInterface, Unused};
use crate::net::udp_reader::read;
use crate::rtps::guid::GuidPrefix;
use crate::rtps::{GROUP, MAX_DATAGRAM, multicast_port};
use crate::text::format::json_name;

/// Datagrams that wait to be looked at; more are dropped, as a full socket would.
const BACKLOG: usize = 256;

/// A look, resolved.
#[derive(Debug, Clone)]
pub struct Question {
    pub wanted: Wanted,
    /// The addresses of this machine to look from, and those that are left out.
    pub interfaces: Vec<SearchedInterface>,
}

/// Looks at the domain from those addresses until the time is up, or `interrupted` turns true. What
/// was announced is taken back in either case.
pub async fn look(question: &Question, mut interrupted: watch::Receiver<bool>) -> DdsEvidence {
    let Question { wanted, interfaces } = question;
    let (links, sockets, unused) = open(wanted.domain, interfaces);
    let (sender, mut incoming) = mpsc::channel(BACKLOG);
    let mut readers = JoinSet::new();
    for (at, socket) in sockets.own.iter().enumerate() {
        let incoming = move |from, datagram| (Some(at), from, datagram);
        readers.spawn(read(socket.clone(), MAX_DATAGRAM, sender.clone(), incoming));
    }
    if let Some(group) = sockets.group {
        let incoming = |from, datagram| (None, from, datagram);
        readers.spawn(read(Arc::new(group), MAX_DATAGRAM, sender.clone(), incoming));
    }
    drop(sender);
    // Where nobody can be heard there is nothing to wait for.
    let idle = links.is_empty();
    let mut search = Search::new(*wanted, links, Instant::now());
    while !idle && !search.is_over(Instant::now()) {
        while let Some(out) = search.due(Instant::now()) {
            send(&sockets.own, out).await;
        }
        let until = tokio::time::Instant::from_std(search.wakes_at());
        tokio::select! {
            Some((link, from, datagram)) = incoming.recv() => search.take(link, from, &datagram),
            () = tokio::time::sleep_until(until) => {}
            _ = interrupted.wait_for(|interrupted| *interrupted) => break,
        }
    }
    for out in search.goodbye() {
        send(&sockets.own, out).await;
    }
    search.evidence(unused, Instant::now())
}

async fn send(sockets: &[Arc<UdpSocket>], out: Outgoing) {
    let sent = sockets[out.link].send_to(&out.datagram, SocketAddr::V4(out.to)).await;
    if let Err(error) = sent {
        tracing::debug!(to = %out.to, %error, "not sent");
    }
}

#[derive(Default)]
struct Sockets {
    /// A socket for each link.
    own: Vec<Arc<UdpSocket>>,
    /// The one that hears what everybody is told.
    group: Option<UdpSocket>,
}

fn open(domain: u16, interfaces: &[SearchedInterface]) -> (Vec<Link>, Sockets, Vec<DdsLink>) {
    let (mut links, mut sockets, mut unused) = (Vec::new(), Sockets::default(), Vec::new());
    let group = listening(multicast_port(domain));
    for interface in interfaces {
        let link = |why: Unused| DdsLink {
            interface: interface.name.clone(),
            address: interface.told_address(),
            unused: Some(json_name(why)),
        };
        if let Some(reason) = interface.unused {
            unused.push(link(reason));
            continue;
        }
        let joined = match &group {
            Ok(group) => group.join_multicast_v4(&GROUP, &interface.address).map_err(|e| e.kind()),
            Err(error) => Err(error.kind()),
        };
        let own = joined.and_then(|()| speaking(interface.address).map_err(|error| error.kind()));
        match own {
            Ok((socket, unicast, own)) => {
                links.push(Link { interface: interface.clone(), own, unicast });
                sockets.own.push(Arc::new(socket));
            }
            Err(kind) => {
                tracing::debug!(interface = interface.name, %kind, "no socket");
                unused.push(link(match kind {
                    ErrorKind::AddrInUse => Unused::PortBusy,
                    _ => Unused::Refused,
                }));
            }
        }
    }
    sockets.group = group.ok().and_then(|group| UdpSocket::from_std(group.into()).ok());
    (links, sockets, unused)
}

/// The socket for announcements by multicast. Every participant of this machine has one on that port,
/// and each of them hears all of it: it is shared. Bound to the group, it takes nobody's unicast.
fn listening(port: u16) -> io::Result<Socket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_reuse_address(true)?;
    #[cfg(unix)]
    socket.set_reuse_port(true)?;
    socket.set_nonblocking(true)?;
    let at = if cfg!(windows) { Ipv4Addr::UNSPECIFIED } else { GROUP };
    socket.bind(&SocketAddrV4::new(at, port).into())?;
    Ok(socket)
}

/// The socket of our participant on one link. The TTL of multicast stays 1: a robot is on the link.
fn speaking(address: Ipv4Addr) -> io::Result<(UdpSocket, SocketAddrV4, GuidPrefix)> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_multicast_if_v4(&address)?;
    socket.set_nonblocking(true)?;
    socket.bind(&SocketAddrV4::new(address, 0).into())?;
    let socket = UdpSocket::from_std(socket.into())?;
    let SocketAddr::V4(unicast) = socket.local_addr()? else {
        return Err(ErrorKind::AddrNotAvailable.into());
    };
    let mut own = [0; 12];
    getrandom::fill(&mut own).map_err(io::Error::other)?;
    Ok((socket, unicast, GuidPrefix(own)))
}
