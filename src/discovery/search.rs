//! One search, without sockets: what to send when, and what the replies add up to.

use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use crate::facts::{Asked, RobotSeen, SearchedInterface};
use crate::robot::discovery::{GROUPS, Reply, Serial, question};

/// Every question is asked so often, for multicast is sent once and never again.
const BURSTS: u32 = 3;

const PAUSE: Duration = Duration::from_millis(200);

const MAX_ROBOTS: usize = 64;

/// More replies than these are not read: nobody has so many robots. What is no reply uses nothing of
/// that: it costs what reading it costs, and the time of a search is bounded.
const MAX_REPLIES: u32 = 4096;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub interface: usize,
    pub group: Ipv4Addr,
    pub datagram: Vec<u8>,
}

/// A burst: a question to every group from every interface.
#[derive(Debug, Clone, Copy)]
struct Burst {
    at: Instant,
    asked: Asked,
}

#[derive(Debug)]
pub struct Search {
    pub interfaces: Vec<SearchedInterface>,
    pub robots: Vec<RobotSeen>,
    pub ignored: u32,
    /// The groups that are asked: those of every model, unless others are set.
    pub groups: &'static [Ipv4Addr],
    serial: Option<Serial>,
    bursts: Vec<Burst>,
    next: (usize, usize),
    started: Instant,
    end: Instant,
    replies: u32,
}

impl Search {
    /// A search that listens for `listen` from `now` on.
    ///
    /// With a serial number the general question has the first half of the time and the one that
    /// names it the second: a robot that is silent in the first wants to be named.
    pub fn new(
        interfaces: Vec<SearchedInterface>,
        serial: Option<Serial>,
        listen: Duration,
        now: Instant,
    ) -> Self {
        let half = if serial.is_some() { listen / 2 } else { listen };
        let phase = |from: Instant, asked| {
            let bursts = (0..BURSTS).map(move |burst| (PAUSE * burst, asked));
            let in_time = bursts.filter(move |(after, _)| *after < half);
            in_time.map(move |(after, asked)| Burst { at: from + after, asked })
        };
        let named = serial.is_some().then(|| phase(now + half, Asked::BySerial));
        let bursts = phase(now, Asked::General).chain(named.into_iter().flatten()).collect();
        Self {
            interfaces,
            robots: Vec::new(),
            ignored: 0,
            groups: &GROUPS,
            serial,
            bursts,
            next: (0, 0),
            started: now,
            end: now + listen,
            replies: 0,
        }
    }

    pub fn due(&mut self, now: Instant) -> Option<Outgoing> {
        loop {
            let (burst, at) = self.next;
            let due = *self.bursts.get(burst).filter(|burst| burst.at <= now)?;
            let (interface, group) = (at / self.groups.len(), at % self.groups.len());
            if interface == self.interfaces.len() {
                self.next = (burst + 1, 0);
                continue;
            }
            self.next.1 += 1;
            if self.interfaces[interface].unused.is_none() {
                let named = self.serial.as_ref().filter(|_| due.asked == Asked::BySerial);
                let datagram = question(named);
                return Some(Outgoing { interface, group: self.groups[group], datagram });
            }
        }
    }

    pub fn wakes_at(&self) -> Instant {
        self.bursts.get(self.next.0).map_or(self.end, |burst| burst.at.min(self.end))
    }

    /// Whether nothing more is to be waited for: the time is up, the robot that was asked for has
    /// replied, or more came than any number of robots sends.
    pub fn is_over(&self, now: Instant) -> bool {
        let found = self.robots.iter().any(|robot| robot.wanted == Some(true));
        now >= self.end || found || self.replies >= MAX_REPLIES
    }

    pub fn take(&mut self, interface: usize, from: Ipv4Addr, datagram: &[u8], now: Instant) {
        if interface >= self.interfaces.len() {
            return;
        }
        let Some(reply) = Reply::read(datagram).ok().filter(|it| self.may_be(it.address, from))
        else {
            self.ignored = self.ignored.saturating_add(1);
            return;
        };
        self.replies += 1;
        let by = &mut self.interfaces[interface];
        by.replies += 1;
        // The address in a reply is only a claim, and the ports of whatever it names are tried
        // next: it counts where it is in the network that the reply came from.
        let address = if by.covers(reply.address) { reply.address } else { from };
        let name = by.name.clone();
        let known = self.robots.iter().any(|robot| {
            robot.serial.as_ref() == Some(&reply.serial)
                && robot.address == address
                && robot.interface == name
        });
        if known || self.robots.len() == MAX_ROBOTS {
            return;
        }
        let asked = self.asked(now);
        self.robots.push(RobotSeen {
            claimed: Some(reply.address).filter(|claimed| *claimed != address),
            wanted: self.serial.as_ref().map(|wanted| *wanted == reply.serial),
            serial: Some(reply.serial),
            address,
            interface: name,
            latency_ms: Some(now.saturating_duration_since(asked.at).as_secs_f64() * 1e3),
            replied_to: Some(asked.asked),
            ports: Vec::new(),
        });
    }

    /// Whether a robot may have the address that a reply claims: it stands for no whole network of
    /// ours, and is our own only of a simulated robot that replies from there.
    fn may_be(&self, address: Ipv4Addr, from: Ipv4Addr) -> bool {
        self.interfaces.iter().all(|own| {
            let host = u32::MAX.checked_shr(own.prefix.into()).unwrap_or(0);
            let in_network = address.to_bits() & host;
            let names_all = own.prefix < 31 && (in_network == 0 || in_network == host);
            (own.address != address || from == address) && !(own.covers(address) && names_all)
        })
    }

    /// The first burst with the kind of question that was asked last.
    fn asked(&self, now: Instant) -> Burst {
        let latest = self.bursts.iter().rfind(|burst| burst.at <= now);
        let asked = latest.map_or(Asked::General, |burst| burst.asked);
        let first = self.bursts.iter().find(|burst| burst.asked == asked);
        first.copied().unwrap_or(Burst { at: self.started, asked })
    }

    pub fn waited_ms(&self, now: Instant) -> f64 {
        now.saturating_duration_since(self.started).as_secs_f64() * 1e3
    }
}

#[cfg(test)]
mod tests;
