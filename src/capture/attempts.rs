//! Which packets are of one attempt to connect: by the ports and paths of the signalling, and by the
//! user fragments of ICE.

use std::collections::{HashMap, HashSet, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use super::attempt::Attempt;
use super::chronicle::Milestones;
use super::packets::{Content, Found, Packet, Segment};
use super::signalling::{Exchange, begins};
use crate::facts::Unreachable;
use crate::stack::Way;
use crate::stack::demux::{self, Kind};
use crate::stack::record::records;
use crate::stack::stun_attributes::check;

/// Attempts that are kept, the last ones.
const MAX_ATTEMPTS: usize = 64;
/// TCP connections of one attempt: a driver that asks again and again has no more to tell.
const MAX_EXCHANGES: usize = 8;
/// Flows that are known at a time, of TCP and of UDP.
const MAX_FLOWS: usize = 8192;
/// ICMP errors of one attempt, by address.
const MAX_UNREACHABLE: usize = 16;

/// Only what is unreachable from the beginning was so when the robot named it: it closes its port
/// after 10 s without a pair.
const AT_FIRST: Duration = Duration::from_secs(5);

type Ends = (SocketAddr, SocketAddr);

#[derive(Debug, Clone, Copy)]
struct TcpFlow {
    attempt: u64,
    exchange: usize,
    from_robot: bool,
}

#[derive(Debug, Default)]
pub(super) struct Attempts {
    kept: VecDeque<Attempt>,
    /// Attempts before the first that is kept.
    pub dropped: u64,
    tcp: HashMap<Ends, TcpFlow>,
    /// From whom a datagram between these two goes.
    udp: HashMap<Ends, (u64, Way)>,
    robots: HashSet<IpAddr>,
}

impl Attempts {
    pub(super) fn take(&mut self, now: Instant, found: Found<'_>) {
        match found {
            Found::Packet(packet) => self.packet(now, packet),
            Found::Sctp(Some(way), packet) => {
                let newest = self.kept.iter_mut().rev().find(|attempt| attempt.has_media());
                if let Some(attempt) = newest {
                    attempt.observed.sctp_packet(now, way, packet);
                    attempt.chronicle.sctp(now, way, packet);
                }
            }
            Found::Sctp(None, _) => {}
        }
    }

    pub(super) fn into_kept(self) -> VecDeque<Attempt> {
        self.kept
    }

    fn packet(&mut self, now: Instant, packet: Packet<'_>) {
        let ends = (packet.source, packet.destination);
        match packet.content {
            Content::Udp(payload) => self.datagram(now, ends, payload),
            Content::Tcp(segment) => self.segment(now, ends, &segment),
            Content::Unreachable(reason) => self.unreachable(now, ends, reason),
        }
    }

    fn index(&self, attempt: u64) -> Option<usize> {
        usize::try_from(attempt.checked_sub(self.dropped)?).ok()
    }

    fn known(&self, attempt: u64) -> Option<&Attempt> {
        self.kept.get(self.index(attempt)?)
    }

    fn get(&mut self, attempt: u64) -> Option<&mut Attempt> {
        let index = self.index(attempt)?;
        self.kept.get_mut(index)
    }

    fn newest(&self, is: impl Fn(&Attempt) -> bool) -> Option<u64> {
        let index = self.kept.iter().rposition(is)?;
        Some(self.dropped + index as u64)
    }

    /// A new attempt. The one before of the same two is over by that.
    fn begin(&mut self, now: Instant, driver: IpAddr, robot: IpAddr) -> u64 {
        let same = |attempt: &&mut Attempt| (attempt.driver, attempt.robot) == (driver, robot);
        if let Some(before) = self.kept.iter_mut().rev().find(same) {
            before.given_up.get_or_insert(now);
        }
        if self.kept.len() == MAX_ATTEMPTS {
            self.kept.pop_front();
            self.dropped += 1;
            let first = self.dropped;
            self.tcp.retain(|_, flow| flow.attempt >= first);
            self.udp.retain(|_, (attempt, _)| *attempt >= first);
        }
        self.kept.push_back(Attempt::new(driver, robot, now));
        if self.robots.len() < MAX_FLOWS {
            self.robots.insert(robot);
        }
        self.dropped + self.kept.len() as u64 - 1
    }

    fn segment(&mut self, now: Instant, ends: Ends, segment: &Segment<'_>) {
        let mut flow = self.tcp.get(&ends).copied();
        // The ports of an old connection, used again.
        let again = flow.is_some_and(|flow| {
            let exchange = self.known(flow.attempt).and_then(|it| it.exchanges.get(flow.exchange));
            !flow.from_robot && exchange.is_some_and(|it| it.request.is_some())
        });
        let opens = segment.syn && !segment.ack;
        if (flow.is_none() || (again && opens)) && begins(ends.1.port(), segment) {
            flow = self.new_exchange(now, ends);
        }
        let Some(TcpFlow { attempt, exchange, from_robot }) = flow else { return };
        let Some(attempt) = self.get(attempt) else { return };
        attempt.last = now;
        if let Some(exchange) = attempt.exchanges.get_mut(exchange) {
            let known = Milestones::of(exchange);
            exchange.take(now, from_robot, segment);
            let way = if from_robot { Way::In } else { Way::Out };
            attempt.chronicle.segment(now, way.ends(ends), (way, segment), known, exchange);
        }
    }

    fn new_exchange(&mut self, now: Instant, ends: Ends) -> Option<TcpFlow> {
        let (driver, robot) = (ends.0.ip(), ends.1.ip());
        // Whoever asks after the offer was answered begins anew; one that got no answer may well be
        // repeated in another form.
        let same = |it: &Attempt| (it.driver, it.robot) == (driver, robot);
        let going_on = self.newest(same).filter(|newest| {
            self.known(*newest).is_some_and(|it| !it.has_media() && !it.was_answered())
        });
        let id = going_on.unwrap_or_else(|| self.begin(now, driver, robot));
        let attempt = self.get(id)?;
        if attempt.exchanges.len() == MAX_EXCHANGES {
            // The first ones and the last tell how it went.
            attempt.exchanges.remove(MAX_EXCHANGES / 2);
            let removed = MAX_EXCHANGES / 2;
            self.tcp.retain(|_, flow| flow.attempt != id || flow.exchange != removed);
            for flow in self.tcp.values_mut() {
                if flow.attempt == id && flow.exchange > removed {
                    flow.exchange -= 1;
                }
            }
        }
        let attempt = self.get(id)?;
        attempt.exchanges.push(Exchange::with(ends.1));
        let exchange = attempt.exchanges.len() - 1;
        if self.tcp.len() >= MAX_FLOWS {
            self.tcp.clear();
        }
        let flow = TcpFlow { attempt: id, exchange, from_robot: false };
        self.tcp.insert(ends, flow);
        self.tcp.insert((ends.1, ends.0), TcpFlow { from_robot: true, ..flow });
        Some(flow)
    }

    fn datagram(&mut self, now: Instant, ends: Ends, payload: &[u8]) {
        let known = self.udp.get(&ends).copied();
        let flow = match demux::kind(payload) {
            // The user fragments of a new session may come between the addresses of an old one.
            Kind::Stun => self.by_ufrags(now, ends, known, payload).or(known),
            Kind::Dtls => known.or_else(|| self.by_handshake(now, ends, payload)),
            Kind::Rtp => known,
            Kind::Unknown => return,
        };
        let Some((id, way)) = flow else { return };
        let pair = way.ends(ends);
        let Some(attempt) = self.get(id) else { return };
        attempt.last = now;
        attempt.observed.datagram(now, way, pair, payload);
        attempt.chronicle.datagram(now, way, pair, payload);
    }

    /// The attempt that a check belongs to. Its sender says whether it is the controlling agent,
    /// which is the one that made the offer; the robot's user fragment names the session.
    fn by_ufrags(
        &mut self,
        now: Instant,
        ends: Ends,
        known: Option<(u64, Way)>,
        message: &[u8],
    ) -> Option<(u64, Way)> {
        let check = check(message)?;
        let ((receiver, sender), controlling) = (check.ufrags?, check.controlling?);
        let (way, ufrag) = if controlling { (Way::Out, receiver) } else { (Way::In, sender) };
        if let Some(known) = known.filter(|known| known.1 == way)
            && let Some(attempt) = self.known(known.0)
            && attempt.robot_ufrag.as_deref() == Some(ufrag)
        {
            return Some(known);
        }
        let (driver, robot) = way.ends((ends.0.ip(), ends.1.ip()));
        let same = self.newest(|it| it.robot_ufrag.as_deref() == Some(ufrag));
        let id = same
            .or_else(|| self.awaiting(driver, robot))
            .unwrap_or_else(|| self.begin(now, driver, robot));
        self.get(id)?.robot_ufrag.get_or_insert_with(|| ufrag.to_owned());
        self.remember(ends, id, way);
        Some((id, way))
    }

    /// The attempt that has made its offer and shows no checks yet. Either side may check from
    /// another of its addresses than it was signalled with.
    fn awaiting(&self, driver: IpAddr, robot: IpAddr) -> Option<u64> {
        let awaits = |it: &Attempt| it.offered() && it.robot_ufrag.is_none();
        let both = self.newest(|it| awaits(it) && (it.driver, it.robot) == (driver, robot));
        let either = || self.newest(|it| awaits(it) && (it.driver == driver || it.robot == robot));
        both.or_else(either).or_else(|| self.newest(awaits))
    }

    /// A handshake without checks before it: of the two the robot sends the ClientHello, unless the
    /// other address is known to be a robot's.
    fn by_handshake(&mut self, now: Instant, ends: Ends, payload: &[u8]) -> Option<(u64, Way)> {
        let hello = records(payload).any(|record| record.is_client_hello());
        let (from, to) = (self.robots.contains(&ends.0.ip()), self.robots.contains(&ends.1.ip()));
        let way = match (from, to) {
            (true, false) => Way::In,
            (false, true) => Way::Out,
            _ if hello => Way::In,
            _ => return None,
        };
        let (driver, robot) = way.ends((ends.0.ip(), ends.1.ip()));
        let same = self.newest(|it| (it.driver, it.robot) == (driver, robot));
        let id = same.unwrap_or_else(|| self.begin(now, driver, robot));
        self.remember(ends, id, way);
        Some((id, way))
    }

    fn remember(&mut self, ends: Ends, attempt: u64, way: Way) {
        if self.udp.len() >= MAX_FLOWS {
            self.udp.clear();
        }
        self.udp.insert(ends, (attempt, way));
        self.udp.insert((ends.1, ends.0), (attempt, way.back()));
    }

    fn unreachable(&mut self, now: Instant, ends: Ends, reason: Unreachable) {
        if let Some(TcpFlow { attempt, exchange, from_robot: false }) = self.tcp.get(&ends).copied()
        {
            let exchange = self.get(attempt).and_then(|it| it.exchanges.get_mut(exchange));
            exchange.into_iter().for_each(|it| it.unreachable = Some(reason));
        } else if let Some((attempt, Way::Out)) = self.udp.get(&ends).copied()
            && let Some(attempt) = self.get(attempt)
            && attempt.unreachable.len() < MAX_UNREACHABLE
            && attempt.observed.checks.first.is_some_and(|first| now < first + AT_FIRST)
        {
            attempt.unreachable.insert(ends.1, reason);
        }
    }
}
