//! One TCP connection to a signalling port: when it was asked for, taken, used and closed.

use std::net::SocketAddr;
use std::time::Instant;

use super::stream::Stream;
use crate::capture::packets::Segment;
use crate::facts::{PortReason, Unreachable};
use crate::robot::{con_notify, legacy};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::capture) enum Path {
    ConNotify,
    ConIng,
    /// The exchange of older firmware.
    Offer,
    /// Something that no driver asks of a robot.
    Other,
}

impl Path {
    /// The rest of a path is the robot's.
    pub(in crate::capture) fn name(self) -> &'static str {
        match self {
            Self::ConNotify => "POST /con_notify",
            Self::ConIng => "POST /con_ing_…",
            Self::Offer => "POST /offer",
            Self::Other => "request",
        }
    }
}

#[derive(Debug)]
pub(in crate::capture) struct Exchange {
    pub robot: SocketAddr,
    pub syn: Option<Instant>,
    pub syn_ack: Option<Instant>,
    /// RST in reply to SYN.
    pub refused: Option<Instant>,
    pub unreachable: Option<Unreachable>,
    pub request: Option<Instant>,
    pub first_byte: Option<Instant>,
    pub last_byte: Option<Instant>,
    /// The robot's FIN or RST.
    pub closed_by_robot: Option<Instant>,
    pub closed_by_driver: Option<Instant>,
    pub(super) asked: Stream,
    pub(super) answered: Stream,
}

/// Whether a segment may begin an exchange: one to a signalling port, or a request that only a robot
/// is sent.
pub(in crate::capture) fn begins(to: u16, segment: &Segment<'_>) -> bool {
    let known = [con_notify::PORT, legacy::PORT].contains(&to) && segment.syn && !segment.ack;
    let path = path_of(segment.payload);
    known || path.is_some_and(|path| path != Path::Other)
}

impl Exchange {
    pub(in crate::capture) fn with(robot: SocketAddr) -> Self {
        Self {
            robot,
            syn: None,
            syn_ack: None,
            refused: None,
            unreachable: None,
            request: None,
            first_byte: None,
            last_byte: None,
            closed_by_robot: None,
            closed_by_driver: None,
            asked: Stream::default(),
            answered: Stream::default(),
        }
    }

    pub(in crate::capture) fn take(
        &mut self,
        now: Instant,
        from_robot: bool,
        segment: &Segment<'_>,
    ) {
        let closes = segment.fin || segment.rst;
        if !from_robot {
            if segment.syn {
                self.syn.get_or_insert(now);
            }
            if self.asked.take(segment) {
                self.request.get_or_insert(now);
            }
            if closes {
                self.closed_by_driver.get_or_insert(now);
            }
            return;
        }
        if segment.rst && self.syn_ack.is_none() && self.request.is_none() {
            self.refused.get_or_insert(now);
        }
        if segment.syn {
            self.syn_ack.get_or_insert(now);
        }
        if self.answered.take(segment) {
            self.first_byte.get_or_insert(now);
            self.last_byte = Some(now);
        }
        if closes {
            self.closed_by_robot.get_or_insert(now);
        }
    }

    pub(in crate::capture) fn path(&self) -> Option<Path> {
        path_of(&self.asked.bytes)
    }

    /// When the first of it was seen.
    pub(in crate::capture) fn began(&self) -> Option<Instant> {
        self.syn.or(self.request)
    }

    /// The request's length and the answer's, bytes.
    pub(in crate::capture) fn lengths(&self) -> (u64, u64) {
        (self.asked.length(), self.answered.length())
    }

    /// How the port answered; `None` while it has not and still may.
    pub(in crate::capture) fn port(&self, end: Instant, deadline_s: f64) -> Option<PortReason> {
        if self.syn_ack.is_some() || self.first_byte.is_some() {
            return Some(PortReason::Open);
        }
        if self.refused.is_some() || self.unreachable == Some(Unreachable::Port) {
            return Some(PortReason::ConnRefused);
        }
        match self.unreachable {
            Some(Unreachable::Net) => return Some(PortReason::NetUnreachable),
            Some(_) => return Some(PortReason::HostUnreachable),
            None => {}
        }
        let waited = end.saturating_duration_since(self.syn?).as_secs_f64();
        (waited >= deadline_s).then_some(PortReason::NoResponse)
    }
}

fn path_of(request: &[u8]) -> Option<Path> {
    let rest = request.strip_prefix(b"POST ")?;
    let path = rest.split(|byte| *byte == b' ').next().unwrap_or_default();
    Some(match path {
        path if path == con_notify::PATH.as_bytes() => Path::ConNotify,
        path if path == legacy::PATH.as_bytes() => Path::Offer,
        path if path.starts_with(b"/con_ing_") => Path::ConIng,
        _ => Path::Other,
    })
}
