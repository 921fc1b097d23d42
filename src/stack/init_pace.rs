//! INITs at the pace of another client.
//!
//! RFC 9260 doubles the pause between them; aiortc repeats an INIT every 3 s and gives up after the
//! ninth. Where its offer is imitated, its patience is imitated as well: only then do the guide's
//! "nine INITs, 27 s" show themselves again.

use std::time::{Duration, Instant};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InitPace {
    pub interval: Duration,
    pub inits: u32,
}

/// Repeats the first INIT at a pace; the library's own repeats are held back.
#[derive(Debug)]
pub(super) struct Pacer {
    pace: InitPace,
    init: Option<Vec<u8>>,
    sent: u32,
    next: Option<Instant>,
}

impl Pacer {
    pub(super) fn new(pace: InitPace) -> Self {
        Self { pace, init: None, sent: 0, next: None }
    }

    /// Whether an INIT of the library's goes out: the first one does.
    pub(super) fn admits(&mut self, now: Instant, init: &[u8]) -> bool {
        if self.init.is_some() {
            return false;
        }
        self.init = Some(init.to_vec());
        self.count(now);
        true
    }

    fn count(&mut self, now: Instant) {
        self.sent += 1;
        self.next = (self.sent < self.pace.inits).then(|| now + self.pace.interval);
    }

    pub(super) fn due(&mut self, now: Instant) -> Option<Vec<u8>> {
        if self.next.is_none_or(|at| at > now) {
            return None;
        }
        self.count(now);
        self.init.clone()
    }

    pub(super) fn stop(&mut self) {
        self.next = None;
    }

    pub(super) fn next(&self) -> Option<Instant> {
        self.next
    }
}
