//! The encrypted records after the handshake: nothing but who sent them, when, and how long they
//! are. That is enough to know an INIT that nobody answers.

use std::time::Instant;

use crate::stack::Way;
use crate::stack::record::{APPLICATION_DATA, records};

/// The driver's first records, which are looked at one by one.
const MAX_FIRST: usize = 64;

/// A retransmission timer of SCTP (RFC 9260, section 6.3) is never below this, s.
const SHORTEST_PAUSE_S: f64 = 0.8;
/// So often one and the same packet is sent before it is clear that nobody answers it.
const CLEARLY_UNANSWERED: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    pub at: Instant,
    /// The record's content, explicit nonce and tag included.
    pub bytes: usize,
}

#[derive(Debug, Default)]
pub struct Records {
    /// The driver's first.
    pub first: Vec<Sent>,
    pub sent: u64,
    pub received: u64,
    pub bytes_received: u64,
    pub first_received: Option<Instant>,
    pub last_received: Option<Instant>,
}

/// An SCTP INIT by its size and its rhythm.
#[derive(Debug, Clone, PartialEq)]
pub struct Inits {
    pub times: Vec<Instant>,
    /// The length of each record, bytes.
    pub bytes: usize,
    /// The mean pause between two, s.
    pub pause_s: f64,
}

impl Records {
    pub(super) fn take(
        &mut self,
        now: Instant,
        way: Way,
        datagram: &[u8],
        finished: Option<Instant>,
    ) {
        for record in records(datagram) {
            if record.content_type != APPLICATION_DATA || record.epoch == 0 {
                continue;
            }
            match way {
                Way::Out => {
                    self.sent += 1;
                    if finished.is_some() && self.first.len() < MAX_FIRST {
                        self.first.push(Sent { at: now, bytes: record.body.len() });
                    }
                }
                Way::In => {
                    self.received += 1;
                    self.bytes_received += record.body.len() as u64;
                    self.first_received.get_or_insert(now);
                    self.last_received = Some(now);
                }
            }
        }
    }

    /// The driver's packet that is sent over and over, and to which no record came back. Anything
    /// else would have been an answer, and another packet would have another length.
    pub fn unanswered_inits(&self) -> Option<Inits> {
        let bytes = self.first.first()?.bytes;
        // What follows in the end is the driver's goodbye.
        let alike = self.first.iter().take_while(|sent| sent.bytes == bytes).count();
        if self.received > 0 || alike < CLEARLY_UNANSWERED {
            return None;
        }
        let inits = &self.first[..alike];
        let pause = |two: &[Sent]| two[1].at.saturating_duration_since(two[0].at).as_secs_f64();
        let pauses: Vec<f64> = inits.windows(2).map(pause).collect();
        let slow = pauses.iter().all(|pause| *pause >= SHORTEST_PAUSE_S);
        let pause_s = pauses.iter().sum::<f64>() / pauses.len() as f64;
        let times = inits.iter().map(|sent| sent.at).collect();
        slow.then_some(Inits { times, bytes, pause_s })
    }
}
