//! Counts and times of the SCTP layer, read off its packets in clear.

use std::collections::BTreeSet;
use std::time::Instant;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::event::{Abort, Way};
use super::packet::{self, chunk};

/// Holes in what the peer sent that are remembered; a hostile peer may leave any number.
const MAX_HOLES: usize = 256;
const MAX_ERRORS: usize = 8;
/// INITs whose times are kept: whoever else's packets these are may send any number.
const MAX_INITS: usize = 256;

#[derive(Debug, Clone, Default)]
pub struct SctpCounts {
    pub init_sent: Vec<Instant>,
    pub init_received: u32,
    pub init_ack_received: u32,
    pub init_ack_at: Option<Instant>,
    pub cookie_echo_sent: u32,
    pub cookie_echo_at: Option<Instant>,
    pub cookie_ack_received: u32,
    pub cookie_ack_at: Option<Instant>,
    pub established: Option<Instant>,
    pub abort: Option<(Way, Abort)>,
    pub errors: Vec<(u16, Vec<u8>)>,
    pub stream_reset: bool,
    pub open_sent: u32,
    pub open_at: Option<Instant>,
    pub ack_received: u32,
    pub packets_received: u64,
    pub peer_port: Option<u16>,
    /// Verification tag of our last packet but for INITs: the one that the peer chose.
    pub peer_tag: Option<u32>,
    /// DATA chunks, and how many of them went or came more than once.
    pub data: DataCounts,
}

/// DATA chunks of an association. What was sent again or came out of order is what loss looks like.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DataChunks {
    /// Sent, repeats included.
    pub sent: u64,
    /// Of those, retransmitted: the first copy or its SACK was lost.
    pub resent: u64,
    /// Received, repeats included.
    pub received: u64,
    /// Of those, received a second time: our SACK was lost or late.
    pub duplicates: u64,
    /// Of those, received after a later one: reordered on the path, or lost and retransmitted.
    pub late: u64,
}

impl DataChunks {
    /// Whether anything was sent again or came out of order.
    pub fn is_marked_by_loss(&self) -> bool {
        self.resent + self.duplicates + self.late > 0
    }
}

/// The counts of DATA chunks, and what it takes to tell a repeat.
#[derive(Debug, Clone, Default)]
pub struct DataCounts {
    pub chunks: DataChunks,
    highest_sent: Option<u32>,
    highest_received: Option<u32>,
    holes: BTreeSet<u32>,
}

impl SctpCounts {
    pub fn inbound(&mut self, now: Instant, received: &[u8]) {
        self.packets_received += 1;
        self.peer_port = packet::source_port(received);
        for chunk in packet::chunks(received) {
            match chunk.kind {
                chunk::INIT => {
                    self.init_received += 1;
                    self.data.begins_at(chunk.initial_tsn());
                }
                chunk::INIT_ACK => {
                    self.init_ack_received += 1;
                    self.init_ack_at.get_or_insert(now);
                    self.data.begins_at(chunk.initial_tsn());
                }
                chunk::COOKIE_ACK => {
                    self.cookie_ack_received += 1;
                    self.cookie_ack_at.get_or_insert(now);
                }
                chunk::ERROR => {
                    let room = MAX_ERRORS - self.errors.len();
                    self.errors.extend(packet::causes(chunk.value).take(room));
                }
                chunk::DATA => self.data.received(chunk.tsn()),
                _ => {}
            }
        }
    }

    pub fn outbound(&mut self, now: Instant, sent: &[u8]) {
        if packet::initiate_tag(sent).is_none() {
            self.peer_tag = packet::verification_tag(sent);
        }
        for chunk in packet::chunks(sent) {
            match chunk.kind {
                chunk::INIT if self.init_sent.len() < MAX_INITS => self.init_sent.push(now),
                chunk::COOKIE_ECHO => {
                    self.cookie_echo_sent += 1;
                    self.cookie_echo_at.get_or_insert(now);
                }
                chunk::DATA => self.data.sent(chunk.tsn()),
                _ => {}
            }
        }
    }
}

/// Serial arithmetic (RFC 1982): whether `tsn` comes after `other`.
fn after(tsn: u32, other: u32) -> bool {
    tsn != other && tsn.wrapping_sub(other) < 1 << 31
}

impl DataCounts {
    /// The peer said with which TSN it begins; a repeat of that says nothing new.
    fn begins_at(&mut self, initial: Option<u32>) {
        if self.chunks.received == 0 {
            self.highest_received = initial.map(|initial| initial.wrapping_sub(1));
        }
    }

    fn sent(&mut self, tsn: Option<u32>) {
        let Some(tsn) = tsn else { return };
        self.chunks.sent += 1;
        if self.highest_sent.is_none_or(|highest| after(tsn, highest)) {
            self.highest_sent = Some(tsn);
        } else {
            self.chunks.resent += 1;
        }
    }

    fn received(&mut self, tsn: Option<u32>) {
        let Some(tsn) = tsn else { return };
        self.chunks.received += 1;
        let highest = *self.highest_received.get_or_insert(tsn.wrapping_sub(1));
        if after(tsn, highest) {
            let skipped = tsn.wrapping_sub(highest) as usize - 1;
            let room = MAX_HOLES - self.holes.len();
            self.holes.extend((1..=skipped.min(room) as u32).map(|n| highest.wrapping_add(n)));
            self.highest_received = Some(tsn);
        } else if self.holes.remove(&tsn) {
            self.chunks.late += 1;
        } else {
            self.chunks.duplicates += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(chunks: &[&[u8]]) -> Vec<u8> {
        let mut packet = vec![0; packet::HEADER];
        packet[..2].copy_from_slice(&6000u16.to_be_bytes());
        packet[4..8].copy_from_slice(&7u32.to_be_bytes());
        packet.extend(chunks.concat());
        packet
    }

    fn data(tsn: u32) -> Vec<u8> {
        [&[chunk::DATA, 3, 0, 16][..], &tsn.to_be_bytes(), &[0; 8]].concat()
    }

    fn init_ack(initial_tsn: u32) -> Vec<u8> {
        [&[chunk::INIT_ACK, 0, 0, 20][..], &[0; 12], &initial_tsn.to_be_bytes()].concat()
    }

    #[test]
    fn what_is_sent_again_is_told_from_what_is_new() {
        let (mut counts, now) = (SctpCounts::default(), Instant::now());
        for tsn in [u32::MAX, 0, u32::MAX, 1, 1] {
            counts.outbound(now, &of(&[&data(tsn)]));
        }
        let data = &counts.data.chunks;
        assert_eq!((data.sent, data.resent), (5, 2), "serial numbers wrap");
        assert_eq!(counts.peer_tag, Some(7));
    }

    #[test]
    fn a_hole_that_fills_is_late_and_a_repeat_is_a_duplicate() {
        let (mut counts, now) = (SctpCounts::default(), Instant::now());
        counts.inbound(now, &of(&[&init_ack(10)]));
        counts.inbound(now, &of(&[&data(12), &data(11)]));
        counts.inbound(now, &of(&[&data(12)]));
        counts.inbound(now, &of(&[&data(10)]));
        let data = &counts.data.chunks;
        assert_eq!((data.received, data.late, data.duplicates), (4, 2, 1));
        assert_eq!(counts.peer_port, Some(6000));
    }

    #[test]
    fn a_hostile_jump_of_the_tsn_costs_nothing() {
        let (mut counts, now) = (SctpCounts::default(), Instant::now());
        counts.inbound(now, &of(&[&data(0)]));
        for tsn in [1 << 30, (1 << 31) - 1, u32::MAX - 5] {
            counts.inbound(now, &of(&[&data(tsn)]));
        }
        assert!(counts.data.holes.len() <= MAX_HOLES);
        assert_eq!(counts.data.chunks.received, 4);
    }

    #[test]
    fn the_causes_of_errors_are_kept_up_to_a_number() {
        let (mut counts, now) = (SctpCounts::default(), Instant::now());
        for _ in 0..MAX_ERRORS + 1 {
            counts.inbound(now, &of(&[&[chunk::ERROR, 0, 0, 8, 0, 6, 0, 4]]));
        }
        assert_eq!(counts.errors, vec![(6, Vec::new()); MAX_ERRORS]);
    }
}
