//! Sockets and the clock: the only file of the stack that does I/O.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Instant;

use tokio::net::UdpSocket;
use tokio::time::sleep_until;

use super::config::{LocalDescription, RemoteDescription};
use super::endpoint::Endpoint;
use super::event::Pair;
use super::event::{Event, StackError, Transmit, Way};
use super::observer::Observed;
use super::wire::Wire;
use crate::clock;

const MAX_DATAGRAM: usize = 65_535;
/// Datagrams read in one go before timers get their turn.
const MAX_BURST: usize = 64;

/// Decides over each outgoing datagram, and may rewrite it; `false` drops it. The simulated robot
/// makes faults with it.
pub type OutgoingGate = Box<dyn FnMut(&mut Vec<u8>) -> bool + Send>;

/// Decides over each incoming datagram: local address, peer, content. The simulated robot makes
/// faults with it.
pub type IncomingGate = Box<dyn FnMut(SocketAddr, SocketAddr, &[u8]) -> Incoming + Send>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Incoming {
    Taken,
    Swallowed,
    Answered(Transmit),
}

pub struct Sockets(Vec<(SocketAddr, UdpSocket)>);

impl Sockets {
    /// Binds a socket on each address; the system chooses the ports.
    pub async fn bind(addresses: &[IpAddr]) -> io::Result<Self> {
        let mut sockets = Vec::new();
        for address in addresses {
            let socket = UdpSocket::bind(SocketAddr::new(*address, 0)).await?;
            sockets.push((socket.local_addr()?, socket));
        }
        Ok(Self(sockets))
    }

    pub async fn add(&mut self, address: IpAddr) {
        if let Ok(more) = Self::bind(&[address]).await {
            self.0.extend(more.0);
        }
    }

    /// Closes every port without giving it back: a socket that is connected elsewhere takes nothing
    /// from anybody else, so the system answers as for a closed port, and no other socket gets it.
    pub async fn close_ports(&self) -> io::Result<()> {
        for (address, socket) in &self.0 {
            // To itself: nobody else sends from there.
            socket.connect(address).await?;
        }
        Ok(())
    }

    pub fn local_addrs(&self) -> Vec<SocketAddr> {
        self.0.iter().map(|(address, _)| *address).collect()
    }

    /// Sends without waiting; what does not fit is lost, as anything may be.
    fn send_at_once(&self, Transmit { local, peer, payload }: &Transmit) {
        if let Some((_, socket)) = self.0.iter().find(|(address, _)| address == local) {
            let _ = socket.try_send_to(payload, *peer);
        }
    }

    async fn readable(&self) -> io::Result<()> {
        let waits = self.0.iter().map(|(_, socket)| Box::pin(socket.readable()));
        if self.0.is_empty() {
            return std::future::pending().await;
        }
        futures_util::future::select_all(waits).await.0
    }
}

#[derive(Debug)]
pub enum Step {
    Event(Instant, Event),
    Deadline,
}

/// The transport of the last m-section after the answer: closed, but known to the peer.
struct LastSection {
    local: SocketAddr,
    endpoint: Endpoint,
    remote: RemoteDescription,
}

pub struct Driver {
    pub endpoint: Endpoint,
    sockets: Sockets,
    outgoing: Vec<OutgoingGate>,
    incoming: Vec<IncomingGate>,
    wire: Option<Wire>,
    sections: Vec<(Sockets, Endpoint)>,
    last_section: Option<Box<LastSection>>,
    buffer: Vec<u8>,
    /// Datagrams that the kernel refused to send, and its last word on it.
    send_errors: (u64, Option<io::ErrorKind>),
}

impl Driver {
    pub fn new(sockets: Sockets, endpoint: Endpoint) -> Self {
        let buffer = vec![0; MAX_DATAGRAM];
        let (outgoing, incoming) = (Vec::new(), Vec::new());
        Self {
            endpoint,
            sockets,
            outgoing,
            incoming,
            wire: None,
            sections: Vec::new(),
            last_section: None,
            buffer,
            send_errors: (0, None),
        }
    }

    pub fn add_section(&mut self, sockets: Sockets, endpoint: Endpoint) {
        self.sections.push((sockets, endpoint));
    }

    /// What the session description has to say of each m-section's transport.
    pub fn local(&self) -> Vec<LocalDescription> {
        let others = self.sections.iter().map(|(_, endpoint)| endpoint);
        std::iter::once(&self.endpoint).chain(others).map(Endpoint::local).collect()
    }

    /// Starts with the answer. The first section's transport carries all of the bundle from now on,
    /// and the others are closed, as aiortc does.
    pub fn start(&mut self, now: Instant, remote: RemoteDescription) -> Result<(), StackError> {
        let last = std::mem::take(&mut self.sections).pop();
        self.last_section = last.and_then(|(sockets, endpoint)| {
            let local = *sockets.local_addrs().first()?;
            Some(Box::new(LastSection { local, endpoint, remote: remote.clone() }))
        });
        self.endpoint.start(now, remote)
    }

    /// Whether the peer's checks carry the credentials of an m-section whose transport was closed.
    pub fn is_checked_for_another_section(&self) -> bool {
        let pairs = self.endpoint.ice().counts().pairs();
        self.last_section.is_some() && pairs.values().any(|counts| counts.requests_refused > 0)
    }

    /// Goes on with the transport of the last m-section, whose credentials the robot takes. The
    /// client that is imitated never does; it is how the robot's slot can be given back.
    pub async fn continue_in_last_section(&mut self, now: Instant) -> io::Result<()> {
        let Some(last) = self.last_section.take() else { return Ok(()) };
        let socket = UdpSocket::bind(last.local).await?;
        self.sockets = Sockets(vec![(last.local, socket)]);
        self.endpoint = last.endpoint;
        self.endpoint.start(now, last.remote).map_err(io::Error::other)
    }

    /// Adds a gate that every outgoing datagram passes, after those before it.
    pub fn add_outgoing_gate(&mut self, gate: OutgoingGate) {
        self.outgoing.push(gate);
    }

    /// Adds a gate that every incoming datagram passes, after those before it.
    pub fn add_incoming_gate(&mut self, gate: IncomingGate) {
        self.incoming.push(gate);
    }

    /// Puts a network between the gates and the sockets.
    pub fn set_wire(&mut self, wire: Wire) {
        self.wire = Some(wire);
    }

    /// Drives sockets and timers until an event or the time. Nothing is lost when it is dropped
    /// half-way.
    pub async fn next(&mut self, until: Option<Instant>) -> Step {
        loop {
            self.flush().await;
            if let Some((at, event)) = self.endpoint.poll_event() {
                return Step::Event(at, event);
            }
            let now = clock::now();
            if until.is_some_and(|until| until <= now) {
                return Step::Deadline;
            }
            let timer = self.endpoint.poll_timeout();
            if timer.is_some_and(|timer| timer <= now) {
                self.endpoint.handle_timeout(now);
                continue;
            }
            let wire = self.wire.as_ref().and_then(Wire::poll_timeout);
            let wake = timer.into_iter().chain(until).chain(wire).min();
            tokio::select! {
                _ = self.sockets.readable() => self.receive(),
                () = wait(wake) => {}
            }
        }
    }

    fn receive(&mut self) {
        let now = clock::now();
        let Self { endpoint, sockets, incoming, wire, buffer, .. } = self;
        let observer = endpoint.observer().cloned();
        for (local, socket) in &sockets.0 {
            for _ in 0..MAX_BURST {
                // An error here is an ICMP message about an earlier datagram, or an empty socket.
                let Ok((length, peer)) = socket.try_recv_from(buffer) else { break };
                let (local, datagram) = (*local, &buffer[..length]);
                if let Some(observer) = &observer {
                    let way = Way::In;
                    observer.observe(&Observed::Datagram { way, local, peer, datagram });
                }
                match wire {
                    Some(wire) => {
                        let payload = datagram.to_vec();
                        wire.send(now, Way::In, Transmit { local, peer, payload });
                    }
                    None => deliver(endpoint, incoming, sockets, now, (local, peer), datagram),
                }
            }
        }
    }

    /// Sends what is queued, and what the wire held back until now.
    pub async fn flush(&mut self) {
        let now = clock::now();
        loop {
            while let Some(mut transmit) = self.endpoint.poll_transmit() {
                if !self.outgoing.iter_mut().all(|gate| gate(&mut transmit.payload)) {
                    continue;
                }
                match &mut self.wire {
                    Some(wire) => wire.send(now, Way::Out, transmit),
                    None => self.transmit(&transmit).await,
                }
            }
            match self.wire.as_mut().and_then(|wire| wire.poll(now)) {
                Some((Way::Out, datagram)) => self.transmit(&datagram).await,
                Some((Way::In, Transmit { local, peer, payload })) => {
                    let Self { endpoint, sockets, incoming, .. } = self;
                    deliver(endpoint, incoming, sockets, now, (local, peer), &payload);
                }
                None => return,
            }
        }
    }

    /// Sends what is queued, and waits until the wire holds nothing back. What comes meanwhile
    /// stays in the sockets.
    pub async fn drain(&mut self) {
        self.flush().await;
        while let Some(at) = self.wire.as_ref().and_then(Wire::poll_timeout) {
            sleep_until(at.into()).await;
            self.flush().await;
        }
    }

    pub async fn flush_twice(&mut self) {
        let sent = self.send_queued().await;
        self.send_again(&sent).await;
    }

    /// Sends what is queued, and returns it.
    pub async fn send_queued(&mut self) -> Vec<Transmit> {
        let queued: Vec<_> = std::iter::from_fn(|| self.endpoint.poll_transmit()).collect();
        self.send_again(&queued).await;
        queued
    }

    /// Sends the same datagrams as before: a peer drops the copy of a record that came as a replay.
    pub async fn send_again(&mut self, sent: &[Transmit]) {
        for transmit in sent {
            self.transmit(transmit).await;
        }
    }

    pub async fn send_raw(&mut self, local: SocketAddr, peer: SocketAddr, datagram: &[u8]) {
        let datagram = Transmit { local, peer, payload: datagram.to_vec() };
        match &mut self.wire {
            Some(wire) => wire.send(clock::now(), Way::Out, datagram),
            None => self.transmit(&datagram).await,
        }
    }

    async fn transmit(&mut self, datagram: &Transmit) {
        let Transmit { local, peer, payload } = datagram;
        let Some((_, socket)) = self.sockets.0.iter().find(|(address, _)| address == local) else {
            return;
        };
        if let Err(error) = socket.send_to(payload, peer).await {
            tracing::debug!(%local, %peer, %error, "datagram not sent");
            self.send_errors = (self.send_errors.0 + 1, Some(error.kind()));
        } else if let Some(observer) = self.endpoint.observer() {
            let (way, local, peer) = (Way::Out, *local, *peer);
            observer.observe(&Observed::Datagram { way, local, peer, datagram: payload });
        }
    }

    pub fn local_addrs(&self) -> Vec<SocketAddr> {
        self.sockets.local_addrs()
    }

    /// Datagrams that the kernel refused to send, and its last word on it.
    pub fn send_errors(&self) -> (u64, Option<io::ErrorKind>) {
        self.send_errors
    }
}

/// Hands a datagram to the endpoint, unless a gate takes it.
fn deliver(
    endpoint: &mut Endpoint,
    gates: &mut [IncomingGate],
    sockets: &Sockets,
    now: Instant,
    (local, peer): Pair,
    payload: &[u8],
) {
    let ruled = gates.iter_mut().map(|gate| gate(local, peer, payload));
    match ruled.into_iter().find(|ruling| *ruling != Incoming::Taken) {
        None => endpoint.handle_datagram(now, local, peer, payload),
        Some(Incoming::Answered(answer)) => sockets.send_at_once(&answer),
        Some(_) => {}
    }
}

async fn wait(until: Option<Instant>) {
    match until {
        Some(until) => sleep_until(until.into()).await,
        None => std::future::pending().await,
    }
}
