//! How long each connectivity check took, read off the wire as it went by.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::stack::Way;
use crate::stack::event::Pair;
use crate::stack::stun_header::{binding, message_type, transaction_id};

/// Checks whose answer is still waited for; older ones are forgotten.
const MAX_OUTSTANDING: usize = 64;

/// Round trips that nobody has taken yet; older ones are forgotten.
const MAX_KEPT: usize = 256;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RoundTrip {
    pub pair: Pair,
    pub sent: Instant,
    pub took: Duration,
}

/// An answer counts once, and from the address that was asked alone.
#[derive(Debug, Default)]
pub(super) struct RoundTrips {
    outstanding: VecDeque<([u8; 12], Pair, Instant)>,
    done: VecDeque<RoundTrip>,
}

impl RoundTrips {
    pub(super) fn record(&mut self, now: Instant, way: Way, pair: Pair, datagram: &[u8]) {
        let (Some(kind), Some(id)) = (message_type(datagram), transaction_id(datagram)) else {
            return;
        };
        match (kind, way) {
            (binding::REQUEST, Way::Out) => {
                push(&mut self.outstanding, MAX_OUTSTANDING, (id, pair, now));
            }
            (binding::SUCCESS, Way::In) => {
                let asked = self.outstanding.iter().position(|each| (each.0, each.1) == (id, pair));
                let asked = asked.and_then(|at| self.outstanding.remove(at));
                if let Some((_, _, sent)) = asked {
                    let took = now.saturating_duration_since(sent);
                    push(&mut self.done, MAX_KEPT, RoundTrip { pair, sent, took });
                }
            }
            _ => {}
        }
    }

    /// Those that ended since the last time.
    pub(super) fn take(&mut self) -> Vec<RoundTrip> {
        self.done.drain(..).collect()
    }
}

fn push<T>(queue: &mut VecDeque<T>, limit: usize, value: T) {
    if queue.len() == limit {
        queue.pop_front();
    }
    queue.push_back(value);
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;

    fn pair(port: u16) -> Pair {
        let address = |port| SocketAddr::from(([192, 168, 12, 1], port));
        (address(1), address(port))
    }

    fn message(kind: u16, id: u16) -> Vec<u8> {
        let mut message = vec![0; 20];
        message[..2].copy_from_slice(&kind.to_be_bytes());
        message[4..8].copy_from_slice(&[0x21, 0x12, 0xA4, 0x42]);
        message[8..10].copy_from_slice(&id.to_be_bytes());
        message
    }

    #[test]
    fn an_answer_counts_once_and_from_the_address_that_was_asked() {
        let (start, mut trips) = (Instant::now(), RoundTrips::default());
        let at = |ms| start + Duration::from_millis(ms);
        trips.record(at(0), Way::Out, pair(9), &message(binding::REQUEST, 1));
        trips.record(at(3), Way::In, pair(8), &message(binding::SUCCESS, 1));
        trips.record(at(4), Way::In, pair(9), &message(binding::ERROR, 1));
        trips.record(at(5), Way::In, pair(9), &message(binding::SUCCESS, 2));
        trips.record(at(7), Way::In, pair(9), &message(binding::SUCCESS, 1));
        trips.record(at(9), Way::In, pair(9), &message(binding::SUCCESS, 1));
        trips.record(at(9), Way::In, pair(9), b"no STUN");
        let took = Duration::from_millis(7);
        assert_eq!(trips.take(), [RoundTrip { pair: pair(9), sent: start, took }]);
        assert_eq!(trips.take(), []);
    }

    #[test]
    fn nothing_grows_without_end() {
        let (start, mut trips) = (Instant::now(), RoundTrips::default());
        for id in 0..2000 {
            trips.record(start, Way::Out, pair(9), &message(binding::REQUEST, id));
            trips.record(start, Way::In, pair(9), &message(binding::SUCCESS, id));
            trips.record(start, Way::Out, pair(9), &message(binding::REQUEST, id));
        }
        assert_eq!((trips.outstanding.len(), trips.take().len()), (MAX_OUTSTANDING, MAX_KEPT));
    }
}
