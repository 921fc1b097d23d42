//! The timeline of a run, as its connection lets it be watched.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use crate::clock;
use crate::facts::timeline::{Layer, Timeline, TimelineBook};
use crate::net::request::{PostAnswer, PostError};
use crate::stack::Way;
use crate::stack::dissect::Seen;
use crate::stack::observer::{Observed, Observer};

use super::round_trips::{RoundTrip, RoundTrips};

/// Keeps the timeline and the round trips of the checks, and hands on to whoever else watches: a capture.
#[derive(Debug)]
pub struct Recorder {
    started: Instant,
    book: Mutex<TimelineBook>,
    trips: Mutex<RoundTrips>,
    also: Option<Arc<dyn Observer>>,
}

impl Default for Recorder {
    fn default() -> Self {
        Self::new(None)
    }
}

impl Recorder {
    /// Starts now.
    pub fn new(also: Option<Arc<dyn Observer>>) -> Self {
        let book = Mutex::new(TimelineBook::that_sees_inside());
        Self { started: clock::now(), book, trips: Mutex::default(), also }
    }

    /// A phase of TCP or HTTP with the robot at `peer`; `bytes` of a body, 0 without one.
    pub(super) fn note(
        &self,
        way: Way,
        layer: Layer,
        peer: SocketAddr,
        name: impl Into<Cow<'static, str>>,
        bytes: usize,
    ) {
        let seen = Seen::new(layer, name, bytes);
        self.write(|book, at_us| book.note(at_us, way, (None, Some(peer)), seen));
    }

    /// An HTTP answer, or that there was none.
    pub(super) fn answer(&self, peer: SocketAddr, posted: &Result<PostAnswer, PostError>) {
        let (name, bytes) = match posted {
            Ok(answer) => (answer.status.to_string(), answer.body.len()),
            Err(error) => match error.status() {
                Some(status) => (status.to_string(), 0),
                None => return,
            },
        };
        self.note(Way::In, Layer::Http, peer, name, bytes);
    }

    /// What went by until now; `None` where nothing did.
    pub(super) fn timeline(&self) -> Option<Timeline> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner).timeline().cloned()
    }

    /// The connectivity checks that were answered since the last time.
    pub(super) fn take_round_trips(&self) -> Vec<RoundTrip> {
        self.trips.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn write(&self, write: impl FnOnce(&mut TimelineBook, u64)) {
        let at = clock::since(self.started).as_micros().try_into().unwrap_or(u64::MAX);
        write(&mut self.book.lock().unwrap_or_else(PoisonError::into_inner), at);
    }
}

impl Observer for Recorder {
    fn observe(&self, observed: &Observed<'_>) {
        match *observed {
            Observed::Datagram { way, local, peer, datagram } => {
                self.write(|book, at_us| book.datagram(at_us, way, (local, peer), datagram));
                let mut trips = self.trips.lock().unwrap_or_else(PoisonError::into_inner);
                trips.record(clock::now(), way, (local, peer), datagram);
            }
            Observed::Record { way, content_type, plaintext } => {
                self.write(|book, at_us| book.decrypted(at_us, way, content_type, plaintext));
            }
            Observed::Secrets(_) | Observed::ToDriver { .. } => {}
        }
        if let Some(also) = &self.also {
            also.observe(observed);
        }
    }
}
