//! What a bystander knows of one connection between a driver and a robot, packet by packet.
//!
//! Packets go in with their time and their way, evidence comes out; no file and no clock. `Out` is
//! the driver's way to the robot, as it is this program's in a live run.

mod checks;
mod handshake;
mod packets_in_clear;
mod records;

use std::time::Instant;

pub use checks::Checks;
pub use handshake::Handshake;
pub use packets_in_clear::Association;
pub use records::{Inits, Records};

use crate::stack::Way;
use crate::stack::demux::{self, Kind};
use crate::stack::event::Pair;

/// How long a side may say nothing before it has fallen silent, s: both send a check or a packet
/// more often than that.
const SILENCE_S: f64 = 5.0;

#[derive(Debug, Default)]
pub struct Observed {
    pub checks: Checks,
    pub handshake: Handshake,
    pub records: Records,
    pub association: Association,
    /// SRTP and SRTCP packets from the robot, and to it.
    pub rtp_in: u64,
    pub rtp_out: u64,
    /// The robot's first SRTP or SRTCP packet.
    pub first_rtp_in: Option<Instant>,
    pub last_in: Option<Instant>,
    pub last_out: Option<Instant>,
}

impl Observed {
    /// Takes a datagram between the driver's address and the robot's.
    pub fn datagram(&mut self, now: Instant, way: Way, pair: Pair, bytes: &[u8]) {
        match way {
            Way::In => self.last_in = Some(now),
            Way::Out => self.last_out = Some(now),
        }
        match demux::kind(bytes) {
            Kind::Stun => self.checks.take(now, way, pair, bytes),
            Kind::Dtls => {
                self.handshake.take(now, way, bytes);
                self.records.take(now, way, bytes, self.handshake.finished());
            }
            Kind::Rtp if way == Way::In => {
                self.rtp_in += 1;
                self.first_rtp_in.get_or_insert(now);
            }
            Kind::Rtp => self.rtp_out += 1,
            Kind::Unknown => {}
        }
    }

    /// Takes a packet of SCTP as it was inside DTLS, where somebody has the keys.
    pub fn sctp_packet(&mut self, now: Instant, way: Way, packet: &[u8]) {
        self.association.take(now, way, packet);
    }

    /// Whether anything was seen.
    pub fn is_empty(&self) -> bool {
        self.last_in.is_none() && self.last_out.is_none()
    }

    /// Who fell silent while the other went on, by `end`, when the last packet was seen.
    pub fn silent_first(&self, end: Instant) -> Option<Way> {
        let silent = |last: Option<Instant>, other: Option<Instant>| {
            let (last, other) = (last?, other?);
            let waited = other.saturating_duration_since(last).as_secs_f64();
            (waited >= SILENCE_S && end >= other).then_some(())
        };
        let robot = silent(self.last_in, self.last_out).map(|()| Way::In);
        robot.or_else(|| silent(self.last_out, self.last_in).map(|()| Way::Out))
    }
}
