//! The association and the channel, where the packets inside DTLS are at hand: so they lie in
//! go2doctor's own captures.

use std::time::Instant;

use crate::robot::message::{Message, VALIDATION_OK};
use crate::robot::topics::LOW_STATE;
use crate::stack::channel::{self, Dcep, OpenWatch};
use crate::stack::packet::{self, chunk};
use crate::stack::sctp_counts::SctpCounts;
use crate::stack::{OpenedBy, Way};

/// A whole user message in one chunk (RFC 9260, section 3.3.1): beginning and end.
const WHOLE: u8 = 3;

#[derive(Debug, Default)]
pub struct Association {
    pub counts: SctpCounts,
    pub usable: Option<(OpenedBy, Instant)>,
    /// The robot's question by which validation begins.
    pub challenge: Option<Instant>,
    pub answers_sent: u32,
    pub validated: Option<Instant>,
    /// The first and the last message of `rt/lf/lowstate`, and how many there were.
    pub low_state: Option<(Instant, Instant, u64)>,
    watch: OpenWatch,
}

impl Association {
    pub fn is_empty(&self) -> bool {
        self.counts.init_sent.is_empty() && self.counts.packets_received == 0
    }

    pub(super) fn take(&mut self, now: Instant, way: Way, packet: &[u8]) {
        match way {
            Way::Out => {
                self.counts.outbound(now, packet);
                self.watch.outbound(packet);
            }
            Way::In => {
                self.counts.inbound(now, packet);
                self.watch.inbound(packet);
                let up = packet::contains(packet, chunk::COOKIE_ACK)
                    || packet::contains(packet, chunk::COOKIE_ECHO);
                if up {
                    self.counts.established.get_or_insert(now);
                }
                self.counts.stream_reset |= packet::reset_streams(packet).is_some();
            }
        }
        if let Some(abort) = packet::abort(packet) {
            self.counts.abort.get_or_insert((way, abort));
        }
        for chunk in packet::chunks(packet).filter(|chunk| chunk.kind == chunk::DATA) {
            if let Some((protocol, payload)) = chunk.payload() {
                self.message(now, way, protocol, chunk.flags, payload);
            }
        }
        if let Some(sign) = self.watch.verdict() {
            self.usable.get_or_insert((sign, now));
        }
    }

    fn message(&mut self, now: Instant, way: Way, protocol: u32, flags: u8, payload: &[u8]) {
        if protocol == packet::PPID_DCEP {
            match (channel::parse(payload), way) {
                (Some(Dcep::Open { .. }), Way::Out) => {
                    self.counts.open_sent += 1;
                    self.counts.open_at.get_or_insert(now);
                }
                (Some(Dcep::Ack), Way::In) => {
                    self.counts.ack_received += 1;
                    self.watch.acked();
                }
                _ => {}
            }
            return;
        }
        if way == Way::In {
            self.watch.messaged();
        }
        if flags & WHOLE != WHOLE {
            return;
        }
        match (Message::parse(payload), way) {
            (Ok(Message::Validation { data, .. }), Way::In) if data == VALIDATION_OK => {
                self.validated.get_or_insert(now);
            }
            (Ok(Message::Validation { .. }), Way::In) => {
                self.challenge.get_or_insert(now);
            }
            (Ok(Message::Validation { .. }), Way::Out) => self.answers_sent += 1,
            (Ok(Message::Publication { topic, .. }), Way::In) if topic == LOW_STATE.name => {
                let known = self.low_state.get_or_insert((now, now, 0));
                (known.1, known.2) = (now, known.2 + 1);
            }
            _ => {}
        }
    }
}
