//! The robot's one slot: who has it, and how long it stays taken after a client left without a
//! word. Pure: time is an argument.

use std::time::{Duration, Instant};

use super::options::TimeScale;

/// How long the slot stays taken in each case, as measured on the robot's peer (KVS v1.7.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HoldTimes {
    /// The offer was answered and ICE never connects: the peer is `failed` after this, 10 s.
    pub unconnected: Duration,
    /// A connected client from which nothing comes any more: `disconnected` after 30 s and `failed`
    /// 15 s later, 45 s.
    pub silent: Duration,
    /// From close_notify or SCTP ABORT to the slot's being free, 200 ms; on the real peer it was
    /// never more than 2.2 s.
    pub teardown: Duration,
}

impl HoldTimes {
    pub fn scaled(scale: TimeScale) -> Self {
        Self {
            unconnected: scale.of(Duration::from_secs(10)),
            silent: scale.of(Duration::from_secs(45)),
            teardown: scale.of(Duration::from_millis(200)),
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
    holder: Option<Holder>,
    clients: u64,
}

#[derive(Debug)]
struct Holder {
    client: ClientId,
    state: State,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Answered {
        at: Instant,
    },
    Connected {
        heard: Instant,
    },
    Closing {
        at: Instant,
    },
    /// A client that nobody sees: it came over another way, and stays.
    Unseen,
}

impl Slot {
    pub fn new(holds: HoldTimes) -> Self {
        Self { holds, holder: None, clients: 0 }
    }

    pub fn take(&mut self, now: Instant) -> Option<ClientId> {
        if self.holder.is_some() {
            return None;
        }
        self.clients += 1;
        let client = ClientId(self.clients);
        self.holder = Some(Holder { client, state: State::Answered { at: now } });
        Some(client)
    }

    pub fn holds(&self) -> HoldTimes {
        self.holds
    }

    pub fn is_free(&self) -> bool {
        self.holder.is_none()
    }

    pub fn connected(&mut self, now: Instant, client: ClientId) {
        if let Some(state @ State::Answered { .. }) = self.state_of(client) {
            *state = State::Connected { heard: now };
        }
    }

    /// Anything came from a connected client: STUN, DTLS or media alike.
    pub fn heard(&mut self, now: Instant, client: ClientId) {
        if let Some(State::Connected { heard }) = self.state_of(client) {
            *heard = now;
        }
    }

    /// The client closed; the robot needs a moment to tear its peer down. False when it knew that
    /// already.
    pub fn closing(&mut self, now: Instant, client: ClientId) -> bool {
        match self.state_of(client) {
            None | Some(State::Closing { .. } | State::Unseen) => false,
            Some(state) => {
                *state = State::Closing { at: now };
                true
            }
        }
    }

    /// The robot could not answer this client after all: free at once.
    pub fn refuse(&mut self, client: ClientId) {
        if self.state_of(client).is_some() {
            self.holder = None;
        }
    }

    /// Another client takes the slot from this one, and keeps it.
    pub fn take_over(&mut self, client: ClientId) {
        if self.state_of(client).is_some() {
            self.clients += 1;
            let client = ClientId(self.clients);
            self.holder = Some(Holder { client, state: State::Unseen });
        }
    }

    pub fn poll_timeout(&self) -> Option<Instant> {
        self.holder.as_ref().and_then(|holder| match holder.state {
            State::Answered { at } => Some(at + self.holds.unconnected),
            State::Connected { heard } => Some(heard + self.holds.silent),
            State::Closing { at } => Some(at + self.holds.teardown),
            State::Unseen => None,
        })
    }

    pub fn handle_timeout(&mut self, now: Instant) -> Option<FreedBy> {
        if self.poll_timeout()? > now {
            return None;
        }
        self.holder.take().map(|holder| match holder.state {
            State::Answered { .. } => FreedBy::NeverConnected,
            State::Connected { .. } => FreedBy::Silence,
            // An unseen client never leaves; its state has no time to come.
            State::Closing { .. } | State::Unseen => FreedBy::Closed,
        })
    }

    fn state_of(&mut self, client: ClientId) -> Option<&mut State> {
        self.holder
            .as_mut()
            .filter(|holder| holder.client == client)
            .map(|holder| &mut holder.state)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);
    const S: Duration = Duration::from_secs(1);

    fn taken() -> (Slot, ClientId, Instant) {
        let start = Instant::now();
        let mut slot = Slot::new(HoldTimes::scaled(TimeScale::NORMAL));
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
    fn answered_and_never_connected_is_free_after_10_s() {
        let (mut slot, _, start) = taken();
        assert_eq!(slot.handle_timeout(start + 10 * S - MS), None);
        assert_eq!(slot.handle_timeout(start + 10 * S), Some(FreedBy::NeverConnected));
        assert!(slot.take(start + 10 * S).is_some());
    }

    #[test]
    fn packets_before_a_pair_do_not_prolong_the_10_s() {
        let (mut slot, client, start) = taken();
        slot.heard(start + 9 * S, client);
        assert_eq!(slot.handle_timeout(start + 10 * S), Some(FreedBy::NeverConnected));
    }

    #[test]
    fn a_connected_client_that_vanishes_holds_it_45_s() {
        let (mut slot, client, start) = taken();
        slot.connected(start + S, client);
        slot.heard(start + 2 * S, client);
        assert_eq!(slot.poll_timeout(), Some(start + 47 * S));
        assert_eq!(slot.handle_timeout(start + 47 * S - MS), None);
        assert_eq!(slot.handle_timeout(start + 47 * S), Some(FreedBy::Silence));
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
    fn close_frees_it_after_the_teardown_and_a_second_close_does_not_prolong_it() {
        let (mut slot, client, start) = taken();
        slot.connected(start, client);
        assert!(slot.closing(start + S, client));
        assert!(!slot.closing(start + S + 100 * MS, client));
        slot.heard(start + S + 100 * MS, client);
        assert_eq!(slot.handle_timeout(start + S + 199 * MS), None);
        assert_eq!(slot.handle_timeout(start + S + 200 * MS), Some(FreedBy::Closed));
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
        assert_eq!(slot.poll_timeout(), Some(start + 10 * S));
    }

    #[test]
    fn time_scale_shortens_every_hold() {
        let holds = HoldTimes::scaled(TimeScale::new(0.1).unwrap());
        assert_eq!(holds.unconnected, S);
        assert_eq!(holds.silent, 4500 * MS);
        assert_eq!(holds.teardown, 20 * MS);
    }
}
