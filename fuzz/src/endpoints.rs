//! A doctor's endpoint and a robot's, in memory and in virtual time, up to the moment at which the
//! robot begins to lie.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use go2doctor::stack::{
    Endpoint, EndpointConfig, Event, LocalDescription, RemoteDescription, Setup, Way, packet,
};

/// How far the two have come when the input arrives.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Unanswered,
    Answered,
    PairSelected,
    Handshaking,
    Associated,
}

const PHASES: [Phase; 5] = [
    Phase::Unanswered,
    Phase::Answered,
    Phase::PairSelected,
    Phase::Handshaking,
    Phase::Associated,
];

/// Inputs that one association is given before a fresh one takes its place: a handshake costs more
/// than all of them.
const INPUTS_PER_ASSOCIATION: u32 = 64;
/// Events that one input of some kilobytes may make at most.
const MAX_EVENTS: usize = 10_000;

const DOCTOR: usize = 0;
const ROBOT: usize = 1;

struct Pair {
    ends: [Endpoint; 2],
    now: Instant,
    /// The verification tag that the doctor expects, as its INIT named it; 0 before.
    tag: Arc<AtomicU32>,
    inputs: u32,
}

fn address(end: usize) -> SocketAddr {
    SocketAddr::from(([10, 0, 0, 1 + end as u8], 5000))
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

impl Pair {
    fn new(phase: Phase) -> Self {
        let now = Instant::now();
        let tag = Arc::new(AtomicU32::new(0));
        let mut doctor = EndpointConfig::offerer(vec![address(DOCTOR)]);
        let seen = tag.clone();
        doctor.sctp_gate = Some(Box::new(move |way, bytes| {
            if let (Way::In, Some(tag)) = (way, packet::verification_tag(bytes)) {
                let _ = seen.compare_exchange(0, tag, Ordering::Relaxed, Ordering::Relaxed);
            }
            true
        }));
        let robot = EndpointConfig::answerer(vec![address(ROBOT)]);
        let ends = [doctor, robot].map(|config| Endpoint::new(now, config).expect("an endpoint"));
        let mut pair = Self { ends, now, tag, inputs: 0 };
        if phase == Phase::Unanswered {
            return pair;
        }
        let [to_doctor, to_robot] = [
            remote(pair.ends[ROBOT].local(), Setup::Active),
            remote(pair.ends[DOCTOR].local(), Setup::ActPass),
        ];
        pair.ends[ROBOT].start(now, to_robot).expect("the robot starts");
        pair.ends[DOCTOR].start(now, to_doctor).expect("the doctor starts");
        let is_reached = |ends: &[Endpoint; 2]| match phase {
            Phase::Unanswered | Phase::Answered => true,
            Phase::PairSelected => ends[DOCTOR].ice().selected().is_some(),
            Phase::Handshaking => {
                ends[DOCTOR].dtls().is_some_and(|dtls| dtls.counts().first_flight_in.is_some())
            }
            Phase::Associated => ends
                .iter()
                .all(|end| end.sctp().is_some_and(|it| it.counts().established.is_some())),
        };
        for _ in 0..1000 {
            if is_reached(&pair.ends) {
                return pair;
            }
            pair.step();
        }
        unreachable!("two sound endpoints find each other within 10 s");
    }

    /// Carries what waits from one to the other, then lets 10 ms pass.
    fn step(&mut self) {
        for end in [DOCTOR, ROBOT] {
            while let Some(sent) = self.ends[end].poll_transmit() {
                let other = 1 - end;
                let (local, peer) = (address(other), address(end));
                self.ends[other].handle_datagram(self.now, local, peer, &sent.payload);
            }
            let mut events = 0;
            while self.ends[end].poll_event().is_some() {
                events += 1;
            }
            assert!(events <= MAX_EVENTS, "{events} events at once");
        }
        self.now += Duration::from_millis(10);
        let now = self.now;
        for end in &mut self.ends {
            if end.poll_timeout().is_some_and(|at| at <= now) {
                end.handle_timeout(now);
            }
        }
    }
}

/// A datagram from the robot's address, in the phase that its first byte chooses.
pub fn datagram(data: &[u8]) {
    let Some((first, datagram)) = data.split_first() else { return };
    let phase = PHASES[usize::from(*first) % PHASES.len()];
    let input = |pair: &mut Pair| {
        let now = pair.now;
        pair.ends[DOCTOR].handle_datagram(now, address(DOCTOR), address(ROBOT), datagram);
        pair.step();
    };
    if phase == Phase::Associated { in_association(input) } else { input(&mut Pair::new(phase)) }
}

/// Chunks that a robot sends within its association: under the tag and the checksum that the
/// doctor expects, inside DTLS.
pub fn sctp_chunks(data: &[u8]) {
    in_association(|pair| {
        let ports = [packet::PORT.to_be_bytes(), packet::PORT.to_be_bytes()].concat();
        let tag = pair.tag.load(Ordering::Relaxed).to_be_bytes();
        let mut bytes = [&ports[..], &tag, &[0; 4], data].concat();
        packet::seal(&mut bytes);
        let now = pair.now;
        pair.ends[ROBOT].send_sctp_packet(now, &bytes);
        pair.step();
        pair.step();
    });
}

/// The answer's candidate.
pub(super) fn told_a_candidate(text: &str) {
    let mut pair = Pair::new(Phase::Unanswered);
    let mut answer = remote(pair.ends[ROBOT].local(), Setup::Active);
    answer.candidates = vec![text.into()];
    let _ = pair.ends[DOCTOR].start(pair.now, answer);
    pair.step();
}

thread_local! {
    static ASSOCIATED: RefCell<Option<Pair>> = const { RefCell::new(None) };
}

fn in_association(input: impl FnOnce(&mut Pair)) {
    // Taken out: a panic leaves none behind.
    let kept = ASSOCIATED.with_borrow_mut(Option::take);
    let fresh = || Pair::new(Phase::Associated);
    let mut pair = kept.filter(|pair| pair.inputs < INPUTS_PER_ASSOCIATION).unwrap_or_else(fresh);
    pair.inputs += 1;
    input(&mut pair);
    if is_alive(&mut pair) {
        ASSOCIATED.set(Some(pair));
    }
}

/// Whether the doctor's association would still carry a message.
fn is_alive(pair: &mut Pair) -> bool {
    let now = pair.now;
    if pair.ends[ROBOT].send(now, true, b"alive").is_err() {
        return false;
    }
    let sent = pair.ends[ROBOT].poll_transmit();
    let Some(sent) = sent else { return false };
    pair.ends[DOCTOR].handle_datagram(now, address(DOCTOR), address(ROBOT), &sent.payload);
    let mut heard = false;
    while let Some((_, event)) = pair.ends[DOCTOR].poll_event() {
        heard |= matches!(event, Event::Message { .. });
    }
    heard
}
