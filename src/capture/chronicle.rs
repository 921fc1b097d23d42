//! The timeline of one attempt: the messages of its signalling and of its connection, as they went by.

use std::net::SocketAddr;
use std::time::Instant;

use super::packets::Segment;
use super::signalling::{Exchange, Path};
use crate::facts::timeline::{Layer, Timeline, TimelineBook};
use crate::stack::Way;
use crate::stack::dissect::Seen;
use crate::stack::event::Pair;

/// Keeps an attempt's [`Timeline`]; times are µs after the attempt's first packet.
#[derive(Debug)]
pub(super) struct Chronicle {
    began: Instant,
    book: TimelineBook,
}

impl Chronicle {
    pub(super) fn new(began: Instant) -> Self {
        Self { began, book: TimelineBook::default() }
    }

    pub(super) fn datagram(&mut self, now: Instant, way: Way, pair: Pair, bytes: &[u8]) {
        self.book.datagram(self.at_us(now), way, pair, bytes);
    }

    /// A packet of SCTP as it was inside DTLS.
    pub(super) fn sctp(&mut self, now: Instant, way: Way, packet: &[u8]) {
        self.book.sctp(self.at_us(now), way, packet);
    }

    /// A segment that `exchange` has just taken; `known` is what the exchange knew before it.
    pub(super) fn segment(
        &mut self,
        now: Instant,
        (driver, robot): (SocketAddr, SocketAddr),
        (way, segment): (Way, &Segment<'_>),
        known: Milestones,
        exchange: &Exchange,
    ) {
        let at_us = self.at_us(now);
        let ends = (Some(driver), Some(robot));
        let mut note = |layer, name: &'static str, bytes| {
            self.book.note(at_us, way, ends, Seen::new(layer, name, bytes));
        };
        if segment.syn {
            note(Layer::Tcp, if segment.ack { "SYN, ACK" } else { "SYN" }, 0);
        }
        let now_known = Milestones::of(exchange);
        if now_known.asked && !known.asked {
            note(Layer::Http, exchange.path().map_or("request", Path::name), segment.payload.len());
        }
        if now_known.answered && !known.answered {
            note(Layer::Http, "answer", segment.payload.len());
        }
        if segment.rst {
            note(Layer::Tcp, "RST", 0);
        } else if segment.fin {
            note(Layer::Tcp, "FIN", 0);
        }
    }

    /// `None` where nothing went by that has a name.
    pub(super) fn timeline(&self) -> Option<Timeline> {
        self.book.timeline().cloned()
    }

    fn at_us(&self, now: Instant) -> u64 {
        let since = now.saturating_duration_since(self.began).as_micros();
        since.try_into().unwrap_or(u64::MAX)
    }
}

/// What an exchange has come to: whether its request and its answer have begun.
#[derive(Debug, Clone, Copy)]
pub(super) struct Milestones {
    asked: bool,
    answered: bool,
}

impl Milestones {
    pub(super) fn of(exchange: &Exchange) -> Self {
        Self { asked: exchange.request.is_some(), answered: exchange.first_byte.is_some() }
    }
}
