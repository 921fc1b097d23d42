//! Counts of STUN messages by candidate pair, read off the wire.
//!
//! The ICE agent forgets its pairs when it fails, answers error responses with silence and counts
//! only what it accepts. A diagnosis needs the contrary, so the endpoint keeps its own book.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::check_loss::CheckLossCount;
use super::event::{Pair, Way};
use super::stun_attributes::error_code;
use super::stun_header::{binding, message_type, transaction_id};

/// A hostile peer may send from any number of ports: pairs beyond this are not kept.
const MAX_PAIRS: usize = 64;
/// Requests whose answer is still waited for; older ones are forgotten.
const MAX_OUTSTANDING: usize = 512;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct PairCounts {
    pub requests_sent: u64,
    pub responses: u64,
    pub requests_received: u64,
    /// Those of them that our agent refused: other credentials than this session's.
    pub requests_refused: u64,
    pub last_request: Option<Instant>,
    pub errors: BTreeMap<u16, u64>,
    /// Answers to requests of ours that came from another address than was asked. They prove no
    /// pair (RFC 8445, section 7.2.5.2.1).
    pub responses_from_elsewhere: u64,
    pub elsewhere: Option<SocketAddr>,
    pub rtt: Option<Duration>,
}

#[derive(Debug, Default)]
pub struct StunCounts {
    pairs: BTreeMap<Pair, PairCounts>,
    outstanding: VecDeque<([u8; 12], Pair, Instant)>,
    first_response: Option<Instant>,
    last_response: Option<Instant>,
    unanswered: u32,
    loss: CheckLossCount,
}

impl StunCounts {
    /// Books one STUN message. True when it answers a request of ours with success.
    pub fn record(&mut self, now: Instant, way: Way, pair: Pair, message: &[u8]) -> bool {
        let (Some(kind), Some(id)) = (message_type(message), transaction_id(message)) else {
            return false;
        };
        match (kind, way) {
            (binding::REQUEST, Way::Out) => {
                self.entry(pair, |counts| counts.requests_sent += 1);
                self.unanswered = self.unanswered.saturating_add(1);
                if self.outstanding.len() == MAX_OUTSTANDING {
                    self.outstanding.pop_front();
                }
                self.outstanding.push_back((id, pair, now));
                self.loss.sent(id, pair);
            }
            (binding::REQUEST, Way::In) => self.entry(pair, |counts| {
                counts.requests_received += 1;
                counts.last_request = Some(now);
            }),
            (binding::SUCCESS, Way::In) => return self.response(now, pair, id),
            (binding::ERROR, Way::In) => {
                if let Some(code) = error_code(message) {
                    self.entry(pair, |counts| *counts.errors.entry(code).or_default() += 1);
                }
            }
            _ => {}
        }
        false
    }

    /// Books the refusal of a request that was booked before.
    pub fn refused(&mut self, pair: Pair) {
        self.entry(pair, |counts| counts.requests_refused += 1);
    }

    fn response(&mut self, now: Instant, from: Pair, id: [u8; 12]) -> bool {
        let Some(at) = self.outstanding.iter().position(|(sent, ..)| *sent == id) else {
            return false;
        };
        let (_, pair, sent_at) = self.outstanding[at];
        if from != pair {
            self.entry(pair, |counts| {
                counts.responses_from_elsewhere += 1;
                counts.elsewhere.get_or_insert(from.1);
            });
            return false;
        }
        self.outstanding.remove(at);
        self.loss.answered(id, pair);
        self.entry(pair, |counts| {
            counts.responses += 1;
            counts.rtt = Some(now.saturating_duration_since(sent_at));
        });
        self.first_response.get_or_insert(now);
        self.last_response = Some(now);
        self.unanswered = 0;
        true
    }

    fn entry(&mut self, pair: Pair, change: impl FnOnce(&mut PairCounts)) {
        if self.pairs.len() < MAX_PAIRS || self.pairs.contains_key(&pair) {
            change(self.pairs.entry(pair).or_default());
        }
    }

    pub fn pairs(&self) -> &BTreeMap<Pair, PairCounts> {
        &self.pairs
    }

    pub fn first_response(&self) -> Option<Instant> {
        self.first_response
    }

    /// When the last success response came: the freshness of consent.
    pub fn last_response(&self) -> Option<Instant> {
        self.last_response
    }

    pub fn loss(&self) -> &CheckLossCount {
        &self.loss
    }

    pub fn unanswered_since_response(&self) -> u32 {
        self.unanswered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A STUN message of this type in transaction `id`, without attributes.
    fn message(kind: u16, id: u8) -> Vec<u8> {
        let mut message = kind.to_be_bytes().to_vec();
        message.extend([0, 0, 0x21, 0x12, 0xa4, 0x42]);
        message.extend([id; 12]);
        message
    }

    fn pair(remote: &str) -> Pair {
        ("10.0.0.2:4000".parse().expect("an address"), remote.parse().expect("an address"))
    }

    #[test]
    fn an_answer_from_elsewhere_is_counted_apart_and_proves_nothing() {
        let (now, asked, other) = (Instant::now(), pair("10.0.0.1:5000"), pair("10.0.9.1:5000"));
        let mut stun = StunCounts::default();
        stun.record(now, Way::Out, asked, &message(binding::REQUEST, 1));
        assert!(!stun.record(now, Way::In, other, &message(0x0101, 1)));
        let counts = &stun.pairs()[&asked];
        assert_eq!((counts.responses, counts.responses_from_elsewhere), (0, 1));
        assert_eq!(counts.elsewhere, Some(other.1));
        assert!(!stun.pairs().contains_key(&other));
        assert_eq!((stun.first_response(), stun.unanswered_since_response()), (None, 1));
        // Whoever answered in another's place does not end the transaction.
        assert!(stun.record(now, Way::In, asked, &message(0x0101, 1)));
    }

    #[test]
    fn an_answer_from_where_was_asked_is_one() {
        let (now, asked) = (Instant::now(), pair("10.0.0.1:5000"));
        let mut stun = StunCounts::default();
        stun.record(now, Way::Out, asked, &message(binding::REQUEST, 1));
        assert!(stun.record(now, Way::In, asked, &message(0x0101, 1)));
        assert_eq!((stun.pairs()[&asked].responses, stun.first_response()), (1, Some(now)));
    }

    #[test]
    fn requests_are_counted_with_the_time_of_the_last() {
        let (now, from) = (Instant::now(), pair("10.0.0.1:5000"));
        let later = now + Duration::from_millis(50);
        let mut stun = StunCounts::default();
        stun.record(now, Way::In, from, &message(binding::REQUEST, 1));
        stun.record(later, Way::In, from, &message(binding::REQUEST, 2));
        stun.refused(from);
        let counts = &stun.pairs()[&from];
        assert_eq!((counts.requests_received, counts.requests_refused), (2, 1));
        assert_eq!(counts.last_request, Some(later));
    }

    #[test]
    fn a_peer_that_sends_from_everywhere_fills_no_memory() {
        let now = Instant::now();
        let mut stun = StunCounts::default();
        for port in 1..=1000 {
            let from = pair(&format!("10.0.0.1:{port}"));
            stun.record(now, Way::In, from, &message(binding::REQUEST, 1));
            stun.refused(from);
        }
        assert_eq!(stun.pairs().len(), MAX_PAIRS);
    }
}
