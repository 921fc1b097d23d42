//! Counts of STUN messages by candidate pair, read off the wire.
//!
//! The ICE agent forgets its pairs when it fails, answers error responses with
//! silence and counts only what it accepts. A diagnosis needs the contrary, so the
//! endpoint keeps its own book.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rtc_stun::error_code::ErrorCodeAttribute;
use rtc_stun::message::{Getter, Message};

use super::check_loss::CheckLossCount;
use super::event::Way;

/// A hostile peer may send from any number of ports: pairs beyond this are not kept.
const MAX_PAIRS: usize = 64;
/// Requests whose answer is still waited for; older ones are forgotten.
const MAX_OUTSTANDING: usize = 512;

/// The counts of one candidate pair.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PairCounts {
    /// Binding requests sent.
    pub requests_sent: u64,
    /// Success responses received to requests of ours.
    pub responses: u64,
    /// Binding requests received, valid or not.
    pub requests_received: u64,
    /// Error responses received, by code.
    pub errors: BTreeMap<u16, u64>,
    /// Round trip of the last answered request.
    pub rtt: Option<Duration>,
}

/// Local and remote address of a pair.
pub type Pair = (SocketAddr, SocketAddr);

/// See the module.
#[derive(Debug, Default)]
pub struct Ledger {
    pairs: BTreeMap<Pair, PairCounts>,
    outstanding: VecDeque<([u8; 12], Pair, Instant)>,
    first_response: Option<Instant>,
    last_response: Option<Instant>,
    unanswered: u32,
    loss: CheckLossCount,
}

impl Ledger {
    /// Books one STUN message. True when it answers a request of ours with success.
    pub fn record(&mut self, now: Instant, way: Way, pair: Pair, message: &[u8]) -> bool {
        let (Some(kind), Some(id)) = (message.first_chunk::<2>(), transaction_id(message)) else {
            return false;
        };
        match (u16::from_be_bytes(*kind), way) {
            (0x0001, Way::Out) => {
                self.entry(pair, |counts| counts.requests_sent += 1);
                self.unanswered = self.unanswered.saturating_add(1);
                if self.outstanding.len() == MAX_OUTSTANDING {
                    self.outstanding.pop_front();
                }
                self.outstanding.push_back((id, pair, now));
                self.loss.sent(id, pair);
            }
            (0x0001, Way::In) => self.entry(pair, |counts| counts.requests_received += 1),
            (0x0101, Way::In) => return self.response(now, id),
            (0x0111, Way::In) => {
                if let Some(code) = error_code(message) {
                    self.entry(pair, |counts| *counts.errors.entry(code).or_default() += 1);
                }
            }
            _ => {}
        }
        false
    }

    fn response(&mut self, now: Instant, id: [u8; 12]) -> bool {
        let Some(at) = self.outstanding.iter().position(|(sent, ..)| *sent == id) else {
            return false;
        };
        if let Some((_, pair, sent_at)) = self.outstanding.remove(at) {
            self.entry(pair, |counts| {
                counts.responses += 1;
                counts.rtt = Some(now.saturating_duration_since(sent_at));
            });
            self.loss.answered(id, pair);
            self.first_response.get_or_insert(now);
            self.last_response = Some(now);
            self.unanswered = 0;
        }
        true
    }

    fn entry(&mut self, pair: Pair, change: impl FnOnce(&mut PairCounts)) {
        if self.pairs.len() < MAX_PAIRS || self.pairs.contains_key(&pair) {
            change(self.pairs.entry(pair).or_default());
        }
    }

    /// The pairs on which anything was sent or received.
    pub fn pairs(&self) -> &BTreeMap<Pair, PairCounts> {
        &self.pairs
    }

    /// When the first success response came.
    pub fn first_response(&self) -> Option<Instant> {
        self.first_response
    }

    /// When the last success response came: the freshness of consent.
    pub fn last_response(&self) -> Option<Instant> {
        self.last_response
    }

    /// What the path has lost of our requests.
    pub fn loss(&self) -> &CheckLossCount {
        &self.loss
    }

    /// Requests sent since the last success response.
    pub fn unanswered_since_response(&self) -> u32 {
        self.unanswered
    }
}

fn transaction_id(message: &[u8]) -> Option<[u8; 12]> {
    message.get(8..20)?.try_into().ok()
}

fn error_code(datagram: &[u8]) -> Option<u16> {
    let mut message = Message::new();
    message.unmarshal_binary(datagram).ok()?;
    let mut error = ErrorCodeAttribute::default();
    error.get_from(&message).ok()?;
    Some(error.code.0)
}
