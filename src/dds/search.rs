//! One look at a domain, without sockets: what to send when, and what is heard adds up to.
//!
//! It listens first. Then, unless that is forbidden, it announces a participant that writes and reads
//! nothing: whoever hears it answers with an announcement of its own, and tells what it writes and
//! reads, as to any other participant.

use std::collections::{BTreeMap, VecDeque};
use std::net::{Ipv4Addr, SocketAddrV4};
use std::time::{Duration, Instant};

use super::reader::Reader;
use crate::facts::SearchedInterface;
use crate::rtps::endpoint::Endpoint;
use crate::rtps::guid::{EntityId, GuidPrefix};
use crate::rtps::message::{Data, Message, Submessage};
use crate::rtps::participant::Participant;
use crate::rtps::{GROUP, builder, multicast_port, unicast_port};

mod evidence;

/// What our participant is called.
const NAME: &str = "go2doctor";

pub const MAX_PARTICIPANTS: usize = 64;

/// More writers and readers than these are not kept.
const MAX_ENDPOINTS: usize = 4096;

/// How long nothing is sent at first, at most.
const QUIET: Duration = Duration::from_secs(2);

/// Between two announcements, and between two questions for what is still lacking.
const PAUSE: Duration = Duration::from_millis(400);

/// So often we announce ourselves in all: multicast is sent once and never again.
const ANNOUNCEMENTS: u32 = 5;

/// The most that one writer is asked.
const MAX_ASKED: u32 = 64;

/// The participants on one machine that are found without multicast: by their usual ports, as others
/// look for them, too.
const INDEXES: u16 = 10;

/// One address of this machine that we listen and speak from.
#[derive(Debug, Clone)]
pub struct Link {
    pub interface: SearchedInterface,
    /// Our participant on that link, and where it is reached.
    pub own: GuidPrefix,
    pub unicast: SocketAddrV4,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub link: usize,
    pub to: SocketAddrV4,
    pub datagram: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub domain: u16,
    pub listen: Duration,
    /// Whether nothing may be sent.
    pub passive: bool,
}

#[derive(Debug)]
struct Peer {
    said: Participant,
    link: Option<usize>,
    from: Ipv4Addr,
    unasked: bool,
}

#[derive(Debug)]
struct Known {
    endpoint: Endpoint,
    is_writer: bool,
}

#[derive(Debug)]
pub struct Search {
    wanted: Wanted,
    links: Vec<Link>,
    peers: Vec<Peer>,
    endpoints: BTreeMap<[u8; 16], Known>,
    /// By link, participant and built-in writer.
    readers: BTreeMap<(usize, GuidPrefix, EntityId), Reader>,
    outbox: VecDeque<Outgoing>,
    ignored: u32,
    announcements: u32,
    started: Instant,
    next: Instant,
    end: Instant,
}

impl Search {
    pub fn new(wanted: Wanted, links: Vec<Link>, now: Instant) -> Self {
        let quiet = if wanted.passive { wanted.listen } else { QUIET.min(wanted.listen / 3) };
        Self {
            wanted,
            links,
            peers: Vec::new(),
            endpoints: BTreeMap::new(),
            readers: BTreeMap::new(),
            outbox: VecDeque::new(),
            ignored: 0,
            announcements: 0,
            started: now,
            next: now + quiet,
            end: now + wanted.listen,
        }
    }

    /// What is to be sent by now.
    pub fn due(&mut self, now: Instant) -> Option<Outgoing> {
        if !self.wanted.passive && now >= self.next && now < self.end {
            self.next = now + PAUSE;
            if self.announcements < ANNOUNCEMENTS {
                self.announcements += 1;
                self.announce();
            }
            self.ask_again();
        }
        self.outbox.pop_front()
    }

    pub fn wakes_at(&self) -> Instant {
        if self.wanted.passive { self.end } else { self.next.min(self.end) }
    }

    pub fn is_over(&self, now: Instant) -> bool {
        now >= self.end
    }

    /// What takes our participants back; nothing where none was announced.
    pub fn goodbye(&self) -> Vec<Outgoing> {
        if self.announcements == 0 {
            return Vec::new();
        }
        let each = (0..self.links.len()).flat_map(|link| {
            let datagram = builder::goodbye(self.links[link].own, self.announcements + 1);
            let outgoing = move |to| Outgoing { link, to, datagram: datagram.clone() };
            self.listeners(link).into_iter().map(outgoing)
        });
        each.collect()
    }

    /// Whom an announcement from a link goes to: everybody there, by multicast; those that were met
    /// there; on this machine's own loopback those at the usual ports.
    fn listeners(&self, link: usize) -> Vec<SocketAddrV4> {
        let domain = self.wanted.domain;
        let mut all = vec![SocketAddrV4::new(GROUP, multicast_port(domain))];
        let address = self.links[link].interface.address;
        if address.is_loopback() {
            let usual = (0..INDEXES).map(|index| unicast_port(domain, index));
            all.extend(usual.map(|port| SocketAddrV4::new(address, port)));
        }
        let met = self.peers.iter().filter(|peer| peer.link == Some(link));
        all.extend(met.filter_map(|peer| self.address_of(peer)));
        all
    }

    /// Where a participant wants to hear of others: an address that it was heard from, one in the
    /// network of the link, or, where both are this machine's, another of its own (Fast DDS speaks
    /// from the loopback as well, and does not name it); what else it names is no business of ours.
    fn address_of(&self, peer: &Peer) -> Option<SocketAddrV4> {
        let link = &self.links[peer.link?];
        let is_own = |it: Ipv4Addr| self.links.iter().any(|own| own.interface.address == it);
        let is_here = is_own(peer.from);
        let mut named = peer.said.metatraffic.iter().map(|at| (*at, *at.ip()));
        let near = |it: Ipv4Addr| it == peer.from || link.interface.covers(it);
        named.find(|(_, it)| near(*it) || is_here && is_own(*it)).map(|(at, _)| at)
    }

    fn announce(&mut self) {
        for link in 0..self.links.len() {
            let Link { own, unicast, .. } = self.links[link];
            let domain = self.wanted.domain;
            let datagram = builder::announcement(own, unicast, domain, NAME, self.announcements);
            for to in self.listeners(link) {
                self.outbox.push_back(Outgoing { link, to, datagram: datagram.clone() });
            }
        }
    }

    fn ask_again(&mut self) {
        let lacking = self.readers.iter().filter(|(_, reader)| !reader.is_complete());
        for (link, prefix, writer) in lacking.map(|(key, _)| *key).collect::<Vec<_>>() {
            self.ask(link, prefix, writer);
        }
    }

    fn ask(&mut self, link: usize, prefix: GuidPrefix, writer: EntityId) {
        let peer = self.peers.iter().find(|peer| peer.said.prefix == prefix);
        let to = peer.and_then(|peer| self.address_of(peer));
        let reader = self.readers.get_mut(&(link, prefix, writer));
        let (Some(to), Some(reader)) = (to, reader) else { return };
        if self.announcements == 0 || reader.asked >= MAX_ASKED {
            return;
        }
        reader.asked += 1;
        let (own, missing) = (self.links[link].own, reader.missing());
        let (base, count) = (reader.base, reader.asked);
        let datagram = builder::acknowledgement(own, prefix, writer, base, &missing, count);
        self.outbox.push_back(Outgoing { link, to, datagram });
    }

    /// Takes a datagram that came to a link's own port, or by multicast, when `link` is not known.
    pub fn take(&mut self, link: Option<usize>, from: SocketAddrV4, datagram: &[u8]) {
        let Some(message) = Message::read(datagram) else {
            self.ignored = self.ignored.saturating_add(1);
            return;
        };
        if self.links.iter().any(|link| link.own == message.sender) {
            return;
        }
        let link = link.or_else(|| self.link_of(*from.ip()));
        let mut is_for_us = true;
        for submessage in &message.submessages {
            match submessage {
                Submessage::Destination(to) => {
                    is_for_us = to.is_none_or(|to| self.links.iter().any(|link| link.own == to));
                }
                Submessage::Data(data) if data.writer == EntityId::PARTICIPANT_WRITER => {
                    self.participant(link, *from.ip(), message.sender, data);
                }
                Submessage::Data(data) => self.endpoint(link, message.sender, data),
                Submessage::Gap(gap) => {
                    if let Some(reader) = self.reader(link, message.sender, gap.writer) {
                        reader.gap(gap);
                    }
                }
                Submessage::Heartbeat(heartbeat) if is_for_us => {
                    if let Some(reader) = self.reader(link, message.sender, heartbeat.writer) {
                        let was_complete = reader.is_complete();
                        reader.heartbeat(heartbeat);
                        // Answered once when complete: without it a writer goes on asking.
                        if !was_complete || !reader.is_complete() {
                            self.ask(link.unwrap_or(0), message.sender, heartbeat.writer);
                        }
                    }
                }
                Submessage::Heartbeat(_) => {}
            }
        }
    }

    fn link_of(&self, from: Ipv4Addr) -> Option<usize> {
        let own = |link: &Link| link.interface.address == from;
        let near = |link: &Link| link.interface.covers(from);
        self.links.iter().position(own).or_else(|| self.links.iter().position(near))
    }

    fn reader(
        &mut self,
        link: Option<usize>,
        from: GuidPrefix,
        writer: EntityId,
    ) -> Option<&mut Reader> {
        self.readers.get_mut(&(link?, from, writer))
    }

    fn participant(
        &mut self,
        link: Option<usize>,
        from: Ipv4Addr,
        sender: GuidPrefix,
        data: &Data<'_>,
    ) {
        let known = self.peers.iter().position(|peer| peer.said.prefix == sender);
        if data.disposed {
            if let Some(at) = known {
                self.peers.remove(at);
                self.endpoints.retain(|guid, _| guid[..12] != sender.0);
                self.readers.retain(|(_, prefix, _), _| *prefix != sender);
            }
            return;
        }
        let said = Participant::read(data.payload).filter(|said| {
            said.prefix == sender
                && said.domain.is_none_or(|it| it == u32::from(self.wanted.domain))
        });
        let Some(said) = said else { return };
        if known.is_none() && self.peers.len() < MAX_PARTICIPANTS {
            self.peers.push(Peer { said, link, from, unasked: self.announcements == 0 });
            // To a participant that came later our own may be new, too.
            self.announcements = self.announcements.min(ANNOUNCEMENTS - 1);
        }
        let (Some(link), false) = (link, self.wanted.passive) else { return };
        if self.peers.iter().any(|peer| peer.said.prefix == sender) {
            for writer in [EntityId::PUBLICATIONS_WRITER, EntityId::SUBSCRIPTIONS_WRITER] {
                self.readers.entry((link, sender, writer)).or_default();
            }
        }
    }

    fn endpoint(&mut self, link: Option<usize>, sender: GuidPrefix, data: &Data<'_>) {
        let is_writer = match data.writer {
            EntityId::PUBLICATIONS_WRITER => true,
            EntityId::SUBSCRIPTIONS_WRITER => false,
            _ => return,
        };
        if let Some(reader) = self.reader(link, sender, data.writer) {
            reader.has(data.number);
        }
        if data.disposed {
            if let Some(guid) = data.key.or_else(|| Endpoint::gone(data.payload)) {
                self.endpoints.remove(&guid);
            }
            return;
        }
        let endpoint = Endpoint::read(data.payload);
        let endpoint = endpoint.filter(|endpoint| endpoint.guid[..12] == sender.0);
        let Some(endpoint) = endpoint else { return };
        if self.endpoints.len() < MAX_ENDPOINTS || self.endpoints.contains_key(&endpoint.guid) {
            self.endpoints.insert(endpoint.guid, Known { endpoint, is_writer });
        }
    }
}

#[cfg(test)]
mod tests;
