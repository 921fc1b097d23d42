//! The robot's one slot: who has it, and how long it stays taken after a client left without a
//! word. Pure: time is an argument.

use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use super::options::TimeScale;

/// How long the slot stays taken in each case, as measured on the robot's peer (KVS v1.7.3, v1.8.1
/// and v1.19.1): at least, and at most. Where it differs, the peer looks once in a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldTimes {
    /// The offer was answered and ICE never connects: the peer is `failed` after this.
    pub unconnected: RangeInclusive<Duration>,
    /// A connected client from which nothing comes any more: `disconnected` after 30 s and `failed`
    /// 15 s later.
    pub silent: RangeInclusive<Duration>,
    /// From close_notify or SCTP ABORT to the slot's being free.
    pub teardown: RangeInclusive<Duration>,
}

impl HoldTimes {
    pub fn scaled(scale: TimeScale) -> Self {
        let range = |least_ms, most_ms| {
            scale.of(Duration::from_millis(least_ms))..=scale.of(Duration::from_millis(most_ms))
        };
        Self {
            unconnected: range(10_100, 10_100),
            silent: range(45_100, 46_100),
            teardown: range(2_000, 2_300),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FreedBy {
    /// The client closed: close_notify, SCTP ABORT or SHUTDOWN.
    Closed,
    NeverConnected,
    Silence,
    Alert,
    Refused,
}

/// Who has the slot. Only the client that holds a number may speak for it: a peer that lingers
/// cannot touch its successor's slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientId(pub u64);

/// The slot: free, or one client's.
///
/// There is deliberately no DTLS timeout: a client that answers STUN and never finishes DTLS holds
/// the slot for ever, as it does on the robot (still held after 120 s).
#[derive(Debug)]
pub struct Slot {
    holds: HoldTimes,
    random: fastrand::Rng,
    holder: Option<(ClientId, State)>,
    clients: u64,
}

/// Until when it has the slot, or since when it was not heard.
#[derive(Debug, Clone, Copy)]
enum State {
    /// ICE has not connected yet.
    Answered(Instant),
    Connected(Instant, Duration),
    Closing(Instant),
    /// A client that nobody sees: it came over another way, and stays.
    Unseen,
}

impl Slot {
    /// `random` chooses between the least and the most of the times.
    pub fn new(holds: HoldTimes, random: fastrand::Rng) -> Self {
        Self { holds, random, holder: None, clients: 0 }
    }

    pub fn take(&mut self, now: Instant) -> Option<ClientId> {
        if self.holder.is_some() {
            return None;
        }
        self.clients += 1;
        let client = ClientId(self.clients);
        let until = now + drawn(&mut self.random, &self.holds.unconnected);
        self.holder = Some((client, State::Answered(until)));
        Some(client)
    }

    pub fn holds(&self) -> &HoldTimes {
        &self.holds
    }

    pub fn is_free(&self) -> bool {
        self.holder.is_none()
    }

    pub fn connected(&mut self, now: Instant, client: ClientId) {
        let hold = drawn(&mut self.random, &self.holds.silent);
        if let Some(state @ State::Answered(_)) = self.state_of(client) {
            *state = State::Connected(now, hold);
        }
    }

    /// Anything came from a connected client: STUN, DTLS or media alike.
    pub fn heard(&mut self, now: Instant, client: ClientId) {
        if let Some(State::Connected(heard, _)) = self.state_of(client) {
            *heard = now;
        }
    }

    /// The client closed; the robot needs a moment to tear its peer down. False when it knew that
    /// already.
    pub fn closing(&mut self, now: Instant, client: ClientId) -> bool {
        let until = now + drawn(&mut self.random, &self.holds.teardown);
        match self.state_of(client) {
            None | Some(State::Closing(_) | State::Unseen) => false,
            Some(state) => {
                *state = State::Closing(until);
                true
            }
        }
    }

    /// The robot could not answer this client after all, or refused it by an alert: free at once.
    pub fn refuse(&mut self, client: ClientId) {
        if self.state_of(client).is_some() {
            self.holder = None;
        }
    }

    pub fn take_over(&mut self, client: ClientId) {
        if self.state_of(client).is_some() {
            self.clients += 1;
            let client = ClientId(self.clients);
            self.holder = Some((client, State::Unseen));
        }
    }

    pub fn poll_timeout(&self) -> Option<Instant> {
        match self.holder?.1 {
            State::Answered(until) | State::Closing(until) => Some(until),
            State::Connected(heard, hold) => Some(heard + hold),
            State::Unseen => None,
        }
    }

    pub fn handle_timeout(&mut self, now: Instant) -> Option<FreedBy> {
        if self.poll_timeout()? > now {
            return None;
        }
        self.holder.take().map(|(_, state)| match state {
            State::Answered(_) => FreedBy::NeverConnected,
            State::Connected(..) => FreedBy::Silence,
            // An unseen client never leaves; its state has no time to come.
            State::Closing(_) | State::Unseen => FreedBy::Closed,
        })
    }

    fn state_of(&mut self, client: ClientId) -> Option<&mut State> {
        self.holder.as_mut().filter(|(holder, _)| *holder == client).map(|(_, state)| state)
    }
}

fn drawn(random: &mut fastrand::Rng, range: &RangeInclusive<Duration>) -> Duration {
    *range.start() + (*range.end() - *range.start()).mul_f64(random.f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);
    const S: Duration = Duration::from_secs(1);

    fn slot(scale: TimeScale, seed: u64) -> Slot {
        Slot::new(HoldTimes::scaled(scale), fastrand::Rng::with_seed(seed))
    }

    /// How long the slot stays taken after `leave` in each of many cases: the least and the most,
    /// on the robot's own clock.
    fn held(scale: f64, leave: fn(&mut Slot, ClientId, Instant)) -> (Duration, Duration) {
        let start = Instant::now();
        let times = (0..500).map(|seed| {
            let mut slot = slot(TimeScale::new(scale).unwrap(), seed);
            let client = slot.take(start).unwrap();
            leave(&mut slot, client, start);
            let free = slot.poll_timeout().unwrap();
            assert_eq!(slot.handle_timeout(free - MS / 1000), None);
            assert!(slot.handle_timeout(free).is_some() && slot.is_free());
            (free - start).div_f64(scale)
        });
        let times: Vec<_> = times.collect();
        (*times.iter().min().unwrap(), *times.iter().max().unwrap())
    }

    fn taken() -> (Slot, ClientId, Instant) {
        let start = Instant::now();
        let mut slot = slot(TimeScale::NORMAL, 0);
        let client = slot.take(start).unwrap();
        (slot, client, start)
    }

    #[test]
    fn a_second_client_finds_it_taken() {
        let (mut slot, _, start) = taken();
        assert_eq!(slot.take(start + S), None);
        assert!(!slot.is_free());
    }

    #[test]
    fn each_way_to_leave_holds_it_as_long_as_was_measured_and_time_scale_shortens_them_all() {
        for scale in [1.0, 0.1] {
            let (least, most) = held(scale, |_, _, _| {});
            assert_eq!((least, most), (10_100 * MS, 10_100 * MS), "no pair came up");
            let (least, most) = held(scale, |slot, client, now| slot.connected(now, client));
            assert!(least >= 45_100 * MS && most <= 46_100 * MS, "{least:?} {most:?}");
            assert!(most - least > 900 * MS, "{least:?} {most:?}");
            let (least, most) = held(scale, |slot, client, now| {
                slot.connected(now, client);
                assert!(slot.closing(now, client));
            });
            assert!(least >= 2_000 * MS && most <= 2_300 * MS, "{least:?} {most:?}");
            assert!(most - least > 250 * MS, "{least:?} {most:?}");
        }
    }

    #[test]
    fn why_it_became_free_is_told() {
        let (mut slot, client, start) = taken();
        assert_eq!(slot.handle_timeout(start + 11 * S), Some(FreedBy::NeverConnected));
        slot.connected(start, client);
        assert!(slot.is_free(), "the former client has no say any more");
        let client = slot.take(start).unwrap();
        slot.connected(start, client);
        assert_eq!(slot.handle_timeout(start + 47 * S), Some(FreedBy::Silence));
        let client = slot.take(start).unwrap();
        assert!(slot.closing(start, client));
        assert_eq!(slot.handle_timeout(start + 3 * S), Some(FreedBy::Closed));
    }

    #[test]
    fn packets_before_a_pair_do_not_prolong_the_10_s() {
        let (mut slot, client, start) = taken();
        slot.heard(start + 9 * S, client);
        assert_eq!(slot.handle_timeout(start + 11 * S), Some(FreedBy::NeverConnected));
    }

    #[test]
    fn a_connected_client_that_vanishes_is_waited_for_from_the_last_that_was_heard() {
        let (mut slot, client, start) = taken();
        slot.connected(start + S, client);
        slot.heard(start + 2 * S, client);
        assert_eq!(slot.handle_timeout(start + 47 * S), None);
        assert_eq!(slot.handle_timeout(start + 49 * S), Some(FreedBy::Silence));
    }

    #[test]
    fn stun_without_dtls_holds_it_for_ever() {
        let (mut slot, client, start) = taken();
        slot.connected(start, client);
        for second in 1..3600 {
            slot.heard(start + second * S, client);
            assert_eq!(slot.handle_timeout(start + second * S), None);
        }
        assert!(!slot.is_free());
    }

    #[test]
    fn a_second_close_does_not_prolong_the_teardown() {
        let (mut slot, client, start) = taken();
        slot.connected(start, client);
        assert!(slot.closing(start + S, client));
        let free = slot.poll_timeout();
        assert!(!slot.closing(start + S + 100 * MS, client));
        slot.heard(start + S + 100 * MS, client);
        assert_eq!(slot.poll_timeout(), free);
    }

    #[test]
    fn a_client_that_takes_over_keeps_it() {
        let (mut slot, client, start) = taken();
        slot.connected(start, client);
        slot.take_over(client);
        assert!(!slot.closing(start + S, client));
        assert_eq!(slot.handle_timeout(start + 86_400 * S), None);
        assert_eq!(slot.take(start + 86_400 * S), None);
        slot.take_over(client);
        slot.refuse(client);
        assert!(!slot.is_free(), "the former client has no say any more");
    }

    #[test]
    fn a_former_client_cannot_touch_its_successor() {
        let (mut slot, first, start) = taken();
        slot.refuse(first);
        assert!(slot.is_free());
        let second = slot.take(start).unwrap();
        slot.refuse(first);
        assert!(!slot.closing(start, first));
        slot.connected(start, first);
        assert_ne!(first, second);
        assert_eq!(slot.poll_timeout(), Some(start + 10_100 * MS));
    }
}
