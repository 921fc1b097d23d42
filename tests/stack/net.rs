//! Two endpoints, a doctor's and a robot's, joined by a seeded network on a virtual clock.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use go2doctor::proxy::relay::switch::{Seat, Switch};
use go2doctor::stack::{
    Endpoint, EndpointConfig, Event, LocalDescription, OpenedBy, RemoteDescription, Setup, Way,
};
use go2doctor::text::redact::Secret;

/// The doctor's index and the robot's.
pub(crate) const DOCTOR: usize = 0;
/// See [`DOCTOR`].
pub(crate) const ROBOT: usize = 1;

/// The relay's sockets, by the end that each faces.
const RELAY: [&str; 2] = ["10.0.0.9:1000", "10.0.0.9:2000"];
/// Added to the index of its sender: a datagram that is under way to the relay.
const TO_RELAY: usize = 2;

const CHALLENGE: &[u8] = b"challenge";
const ANSWER: &[u8] = b"answer";
const OK: &[u8] = b"Validation Ok.";

/// What the network does to datagrams.
#[derive(Clone, Copy)]
pub(crate) struct Weather {
    /// Share of datagrams lost, each way.
    pub loss: f64,
    /// Share of datagrams that arrive twice.
    pub duplication: f64,
    /// Share of datagrams with a byte flipped or cut off.
    pub corruption: f64,
    /// One-way delay.
    pub delay: Duration,
    /// Up to this much more delay, which reorders.
    pub jitter: Duration,
}

impl Weather {
    /// A good LAN.
    pub(crate) fn fair() -> Self {
        Self {
            loss: 0.0,
            duplication: 0.0,
            corruption: 0.0,
            delay: Duration::from_millis(1),
            jitter: Duration::ZERO,
        }
    }
}

/// Sees each datagram with its sender; `false` drops it.
pub(crate) type Gate<'a> = Box<dyn FnMut(usize, &[u8]) -> bool + 'a>;

/// A datagram under way: when it arrives, its number, for whom, what.
type Flight = (Instant, u64, usize, Vec<u8>);

/// What each side saw, with the time since the start.
pub(crate) type Log = Vec<(Duration, usize, Event)>;

/// See the module.
pub(crate) struct Net<'a> {
    pub ends: [Endpoint; 2],
    pub log: Log,
    start: Instant,
    now: Instant,
    weather: Weather,
    random: fastrand::Rng,
    queue: BinaryHeap<Reverse<Flight>>,
    sequence: u64,
    gate: Gate<'a>,
    relay: Option<Switch>,
    /// An end that is stopped from the first time on, and goes on at the second.
    stopped: Option<(usize, Instant, Instant)>,
}

fn address(end: usize) -> SocketAddr {
    SocketAddr::from(([10, 0, 0, 1 + end as u8], 5000))
}

fn socket(facing: usize) -> SocketAddr {
    RELAY[facing].parse().expect("an address")
}

fn remote(local: LocalDescription, setup: Setup) -> RemoteDescription {
    RemoteDescription {
        ufrag: local.ufrag,
        pwd: local.pwd,
        fingerprint: local.fingerprint,
        candidates: local.candidates,
        address: None,
        setup,
    }
}

impl<'a> Net<'a> {
    pub(crate) fn new(seed: u64, weather: Weather) -> Self {
        Self::with(seed, weather, |_| {}, |_, _| {})
    }

    /// `configure` changes the robot's configuration, `falsify` what each side (by index) is told
    /// of the other.
    pub(crate) fn with(
        seed: u64,
        weather: Weather,
        configure: impl FnOnce(&mut EndpointConfig),
        falsify: impl Fn(usize, &mut RemoteDescription),
    ) -> Self {
        Self::of(seed, weather, |_| {}, configure, falsify)
    }

    /// Changes the configuration of both sides.
    pub(crate) fn between(
        seed: u64,
        weather: Weather,
        doctor: impl FnOnce(&mut EndpointConfig),
        robot: impl FnOnce(&mut EndpointConfig),
    ) -> Self {
        Self::of(seed, weather, doctor, robot, |_, _| {})
    }

    fn of(
        seed: u64,
        weather: Weather,
        configure_doctor: impl FnOnce(&mut EndpointConfig),
        configure_robot: impl FnOnce(&mut EndpointConfig),
        falsify: impl Fn(usize, &mut RemoteDescription),
    ) -> Self {
        let start = Instant::now();
        let mut robot = EndpointConfig::answerer(vec![address(ROBOT)]);
        configure_robot(&mut robot);
        let mut doctor = EndpointConfig::offerer(vec![address(DOCTOR)]);
        configure_doctor(&mut doctor);
        let mut ends =
            [doctor, robot].map(|config| Endpoint::new(start, config).expect("an endpoint"));
        let [mut to_doctor, mut to_robot] = [
            remote(ends[ROBOT].local(), Setup::Active),
            remote(ends[DOCTOR].local(), Setup::ActPass),
        ];
        falsify(DOCTOR, &mut to_doctor);
        falsify(ROBOT, &mut to_robot);
        ends[ROBOT].start(start, to_robot).expect("the robot starts");
        ends[DOCTOR].start(start, to_doctor).expect("the doctor starts");
        Self {
            ends,
            log: Vec::new(),
            start,
            now: start,
            weather,
            random: fastrand::Rng::with_seed(seed),
            queue: BinaryHeap::new(),
            sequence: 0,
            gate: Box::new(|_, _| true),
            relay: None,
            stopped: None,
        }
    }

    /// The two meet through a relay, with this weather on both of its sides.
    pub(crate) fn relayed(seed: u64, weather: Weather) -> Self {
        let passwords = RefCell::new([const { Vec::new() }; 2]);
        let net = Self::with(
            seed,
            weather,
            |_| {},
            |end, other| {
                passwords.borrow_mut()[1 - end].push(Secret::new(other.pwd.clone()));
                let [own, stand_in] = [address(1 - end), socket(end)];
                let place = |it: SocketAddr| format!(" {} {} ", it.ip(), it.port());
                for candidate in &mut other.candidates {
                    *candidate = candidate.replace(&place(own), &place(stand_in));
                }
            },
        );
        let [doctors, robots] = passwords.into_inner();
        let seat = |end: usize| vec![Seat::of(socket(end), address(1 - end))];
        let switch = Switch::with_passwords(
            address(ROBOT).ip(),
            (seat(DOCTOR), doctors),
            (seat(ROBOT), robots),
        );
        Self { relay: Some(switch), ..net }
    }

    pub(crate) fn gate(mut self, gate: impl FnMut(usize, &[u8]) -> bool + 'a) -> Self {
        self.gate = Box::new(gate);
        self
    }

    /// Stops the process of `end` (SIGSTOP, a laptop's lid): what arrives waits in its socket, and no
    /// timer of its runs.
    pub(crate) fn stop(mut self, end: usize, at: Duration, pause: Duration) -> Self {
        self.stopped = Some((end, self.start + at, self.start + at + pause));
        self
    }

    /// When a stopped end goes on; `at` for all others.
    fn awake(&self, end: usize, at: Instant) -> Instant {
        match self.stopped {
            Some((stopped, from, until)) if stopped == end && (from..until).contains(&at) => until,
            _ => at,
        }
    }

    /// Runs until the doctor is validated or the time is up. Returns when that was.
    pub(crate) fn run(&mut self, limit: Duration) -> Option<Duration> {
        self.run_until(limit, |log| {
            log.iter().any(|(_, end, event)| *end == DOCTOR && is_message(event, OK))
        })
    }

    /// Runs until `done` is satisfied with the log or the time is up.
    pub(crate) fn run_until(
        &mut self,
        limit: Duration,
        done: impl Fn(&Log) -> bool,
    ) -> Option<Duration> {
        loop {
            self.carry();
            if done(&self.log) {
                return Some(self.now - self.start);
            }
            let arrival = self.queue.peek().map(|Reverse((at, ..))| *at);
            let timers = [DOCTOR, ROBOT].map(|end| {
                let at = self.ends[end].poll_timeout()?;
                Some(self.awake(end, at.max(self.now)))
            });
            let next = timers.into_iter().chain([arrival]).flatten().min()?;
            if next.max(self.now) - self.start > limit {
                return None;
            }
            self.now = self.now.max(next);
            if arrival.is_some_and(|at| at <= self.now) {
                let Some(Reverse((_, _, to, datagram))) = self.queue.pop() else { continue };
                if to >= TO_RELAY {
                    self.pass(to - TO_RELAY, &datagram);
                    continue;
                }
                let direct = self.relay.is_none();
                let (local, peer) =
                    (address(to), if direct { address(1 - to) } else { socket(to) });
                self.ends[to].handle_datagram(self.now, local, peer, &datagram);
            } else {
                for end in [DOCTOR, ROBOT] {
                    let due = self.ends[end].poll_timeout().is_some_and(|at| at <= self.now);
                    if due && self.awake(end, self.now) == self.now {
                        self.ends[end].handle_timeout(self.now);
                    }
                }
            }
        }
    }

    /// Takes what both ends want sent and said.
    fn carry(&mut self) {
        for end in [DOCTOR, ROBOT] {
            while let Some((at, event)) = self.ends[end].poll_event() {
                self.react(end, &event);
                self.log.push((at - self.start, end, event));
            }
            while let Some(transmit) = self.ends[end].poll_transmit() {
                if (self.gate)(end, &transmit.payload) {
                    let to = if self.relay.is_some() { TO_RELAY + end } else { 1 - end };
                    self.send(to, transmit.payload);
                }
            }
        }
    }

    /// What the relay makes of a datagram of `from`'s.
    fn pass(&mut self, from: usize, datagram: &[u8]) {
        let Some(relay) = &mut self.relay else { return };
        let way = if from == DOCTOR { Way::Out } else { Way::In };
        if let Some(passed) = relay.take(way, 0, address(from), datagram) {
            let bytes = passed.bytes.into_owned();
            self.send(1 - from, bytes);
        }
    }

    /// The application on both sides: challenge, answer, Ok.
    fn react(&mut self, end: usize, event: &Event) {
        let reply = match event {
            Event::PeerOpened { .. } => CHALLENGE,
            event if is_message(event, CHALLENGE) => ANSWER,
            event if is_message(event, ANSWER) => OK,
            _ => return,
        };
        self.ends[end].send(self.now, true, reply).expect("a channel");
    }

    fn send(&mut self, to: usize, mut datagram: Vec<u8>) {
        if self.random.f64() < self.weather.loss {
            return;
        }
        if self.random.f64() < self.weather.corruption {
            let at = self.random.usize(..datagram.len());
            match self.random.u8(..4) {
                0 => datagram.truncate(at),
                _ => datagram[at] ^= self.random.u8(1..),
            }
        }
        let copies = 1 + usize::from(self.random.f64() < self.weather.duplication);
        for _ in 0..copies {
            let delay = self.weather.delay + self.weather.jitter.mul_f64(self.random.f64());
            self.sequence += 1;
            let at = self.awake(to, self.now + delay);
            self.queue.push(Reverse((at, self.sequence, to, datagram.clone())));
        }
    }

    /// When `end` first saw an event, since the start.
    pub(crate) fn at(&self, end: usize, wanted: impl Fn(&Event) -> bool) -> Option<Duration> {
        self.log.iter().find(|(_, who, event)| *who == end && wanted(event)).map(|(at, ..)| *at)
    }

    /// How the doctor's channel opened.
    pub(crate) fn opened_by(&self) -> Option<OpenedBy> {
        self.log.iter().find_map(|(_, _, event)| match event {
            Event::ChannelUsable(sign) => Some(*sign),
            _ => None,
        })
    }

    /// The first failure that `end` saw.
    pub(crate) fn failure(&self, end: usize) -> Option<&go2doctor::stack::StackError> {
        self.log.iter().find_map(|(_, who, event)| match event {
            Event::Failed(error) if *who == end => Some(error),
            _ => None,
        })
    }

    /// The virtual time since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.now - self.start
    }

    /// Lets time pass in which nothing happens.
    pub(crate) fn pass_time(&mut self, until: Duration) {
        self.now = self.now.max(self.start + until);
    }

    /// The virtual time.
    pub(crate) fn now(&self) -> Instant {
        self.now
    }
}

fn is_message(event: &Event, wanted: &[u8]) -> bool {
    matches!(event, Event::Message { data, .. } if data == wanted)
}
