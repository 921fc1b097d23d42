//! The sockets of a search, and the signalling ports of whom it found.

use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::Arc;
use std::time::{Duration, Instant};

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::search::Search;
use crate::facts::{
    DiscoveryEvidence, PortState, RobotSeen, SearchMachine, SearchedInterface, Unused,
};
use crate::net::connect::probe;
use crate::net::udp_reader::read;
use crate::robot::discovery::{MAX_DATAGRAM, QUESTION_PORT, REPLY_PORT, Serial};

/// Datagrams that wait to be looked at; more are dropped, as a full socket would.
const BACKLOG: usize = 64;

const PORT_DEADLINE: Duration = Duration::from_secs(1);

const AT_ONCE: usize = 16;

#[derive(Debug, Clone)]
pub struct Wanted {
    pub interfaces: Vec<SearchedInterface>,
    pub serial: Option<Serial>,
    /// The groups that are asked.
    pub groups: &'static [Ipv4Addr],
    pub listen: Duration,
    /// The signalling ports, that of con_notify first.
    pub ports: (u16, u16),
}

/// Searches until the time is up, or `interrupted` turns true.
pub async fn search(wanted: Wanted, mut interrupted: watch::Receiver<bool>) -> DiscoveryEvidence {
    let Wanted { mut interfaces, serial, groups, listen, ports } = wanted;
    let sockets = open(&mut interfaces);
    let (sender, mut incoming) = mpsc::channel(BACKLOG);
    let mut readers = JoinSet::new();
    for (at, socket) in sockets.iter().enumerate() {
        if let Some(socket) = socket {
            let incoming =
                move |from: SocketAddrV4, datagram| (at, *from.ip(), datagram, Instant::now());
            // One byte more than is taken: a longer datagram is known to be longer.
            readers.spawn(read(socket.clone(), MAX_DATAGRAM + 1, sender.clone(), incoming));
        }
    }
    drop(sender);
    let serial_asked = serial.is_some();
    let mut search = Search::new(interfaces, serial, listen, Instant::now());
    search.groups = groups;
    // Where nothing can be asked, there is nothing to wait for.
    while !sockets.iter().all(Option::is_none) && !search.is_over(Instant::now()) {
        while let Some(out) = search.due(Instant::now()) {
            let to = SocketAddr::from((out.group, QUESTION_PORT));
            let Some(socket) = &sockets[out.interface] else { continue };
            match socket.send_to(&out.datagram, to).await {
                Ok(_) => search.interfaces[out.interface].questions += 1,
                Err(error) => tracing::debug!(%to, %error, "a question was not sent"),
            }
        }
        let until = tokio::time::Instant::from_std(search.wakes_at());
        tokio::select! {
            Some((at, from, datagram, now)) = incoming.recv() => {
                search.take(at, from, &datagram, now);
            }
            () = tokio::time::sleep_until(until) => {}
            _ = interrupted.wait_for(|interrupted| *interrupted) => break,
        }
    }
    let waited_ms = search.waited_ms(Instant::now());
    let Search { mut interfaces, mut robots, ignored, .. } = search;
    for each in interfaces.iter_mut().filter(|each| each.unused.is_none() && each.questions == 0) {
        each.unused = Some(Unused::Unsent);
    }
    if !*interrupted.borrow() {
        try_ports(&mut robots, &interfaces, ports).await;
    }
    DiscoveryEvidence {
        waited_ms,
        serial_asked,
        interfaces,
        robots,
        scanned: None,
        ignored,
        machine: SearchMachine::default(),
    }
}

fn open(interfaces: &mut [SearchedInterface]) -> Vec<Option<Arc<UdpSocket>>> {
    let each = interfaces.iter_mut().map(|interface| {
        if interface.unused.is_some() {
            return None;
        }
        match bind(interface.address) {
            Ok(socket) => Some(Arc::new(socket)),
            Err(error) => {
                tracing::debug!(interface = interface.name, %error, "no socket");
                interface.unused = Some(match error.kind() {
                    ErrorKind::AddrInUse => Unused::PortBusy,
                    _ => Unused::Refused,
                });
                None
            }
        }
    });
    each.collect()
}

/// The socket that asks from one address, and on which its replies arrive.
///
/// It is bound to the address, so that a reply is known to have come by that interface. It shares
/// the port with nobody (SO_REUSEADDR would give the replies of a driver that runs already to us):
/// a port that is taken is a finding. The TTL stays 1: a robot is on the link or not at all.
fn bind(address: Ipv4Addr) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_multicast_if_v4(&address)?;
    socket.set_nonblocking(true)?;
    socket.bind(&SocketAddrV4::new(address, REPLY_PORT).into())?;
    UdpSocket::from_std(socket.into())
}

/// Asks the signalling ports of every robot, from the address that found it.
async fn try_ports(robots: &mut [RobotSeen], interfaces: &[SearchedInterface], ports: (u16, u16)) {
    for some in robots.chunks_mut(AT_ONCE) {
        let mut asked = JoinSet::new();
        for (at, robot) in some.iter().enumerate() {
            let own = interfaces.iter().find(|each| {
                each.unused.is_none() && each.name == robot.interface && each.covers(robot.address)
            });
            let (address, source) = (robot.address, own.map(|own| IpAddr::V4(own.address)));
            asked.spawn(async move { (at, both_ports(address, source, ports).await) });
        }
        while let Some(said) = asked.join_next().await {
            if let Ok((at, said)) = said {
                some[at].ports = said;
            }
        }
    }
}

/// What both ports say; one that this machine could not even ask is left out.
pub async fn both_ports(
    address: Ipv4Addr,
    source: Option<IpAddr>,
    (signal, legacy): (u16, u16),
) -> Vec<PortState> {
    let deadline = tokio::time::Instant::now() + PORT_DEADLINE;
    let ask = |port| probe(SocketAddr::from((address, port)), source, deadline);
    let (signal, legacy) = tokio::join!(ask(signal), ask(legacy));
    let said = [signal, legacy].into_iter().flatten();
    said.map(|(said, _)| PortState { port: said.port, reason: said.reason }).collect()
}
