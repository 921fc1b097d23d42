//! SCTP chunks (RFC 9260) in clear, and the data channel's messages in them (RFC 8831, 8832).

use std::borrow::Cow;

use super::repeats::Repeats;
use super::seen::{Layer, Seen};
use crate::stack::channel::{self, Dcep};
use crate::stack::event::Way;
use crate::stack::packet::{self, Chunk, PPID_DCEP, chunk};
use crate::stack::sctp_cause::cause_name;
use crate::text::redact::printable;

/// A DATA chunk's flag: the beginning of its message.
const BEGINNING: u8 = 2;
/// The longest label shown, characters.
const MAX_LABEL: usize = 40;

/// Kind of the chunk, and what tells it from others of its kind: a tag, a TSN.
#[derive(Debug, Default)]
pub(super) struct Association(Repeats<(u8, u32)>);

impl Association {
    pub(super) fn packet<'a>(
        &mut self,
        way: Way,
        packet: &'a [u8],
        each: &mut dyn FnMut(Seen<'a>),
    ) {
        packet::chunks(packet).for_each(|chunk| each(self.chunk(way, packet, &chunk)));
    }

    fn chunk<'a>(&mut self, way: Way, packet: &[u8], chunk: &Chunk<'a>) -> Seen<'a> {
        let identity = match chunk.kind {
            chunk::DATA => chunk.tsn(),
            chunk::INIT | chunk::INIT_ACK => chunk.initial_tsn(),
            chunk::COOKIE_ECHO | chunk::COOKIE_ACK => packet::verification_tag(packet),
            _ => None,
        };
        let repeated = identity.is_some_and(|identity| self.0.note(way, (chunk.kind, identity)));
        let seen = match chunk.kind {
            chunk::DATA => data(chunk),
            _ => Seen { detail: causes(chunk), ..named(chunk) },
        };
        seen.repeated(repeated)
    }
}

fn named<'a>(chunk: &Chunk<'a>) -> Seen<'a> {
    Seen::new(Layer::Sctp, chunk_name(chunk.kind), chunk.value.len() + 4)
}

/// A message's beginning is the message; what follows of it are chunks.
fn data<'a>(chunk: &Chunk<'a>) -> Seen<'a> {
    let Some((ppid, payload)) = chunk.payload().filter(|_| chunk.flags & BEGINNING != 0) else {
        return named(chunk);
    };
    if ppid != PPID_DCEP {
        let seen = Seen::new(Layer::Message, ppid_name(ppid), payload.len());
        return Seen { payload: Some(payload), ..seen };
    }
    match channel::parse(payload) {
        Some(Dcep::Open { label, .. }) => {
            Seen::new(Layer::Dcep, "DATA_CHANNEL_OPEN", payload.len())
                .detail(printable(label, MAX_LABEL))
        }
        Some(Dcep::Ack) => Seen::new(Layer::Dcep, "DATA_CHANNEL_ACK", payload.len()),
        None => Seen::new(Layer::Dcep, "DCEP", payload.len()),
    }
}

fn ppid_name(ppid: u32) -> Cow<'static, str> {
    match ppid {
        51 | 56 => "text".into(),
        53 | 57 => "binary".into(),
        other => format!("PPID {other}").into(),
    }
}

fn causes(chunk: &Chunk<'_>) -> Option<Cow<'static, str>> {
    if ![chunk::ABORT, chunk::ERROR].contains(&chunk.kind) {
        return None;
    }
    let names: Vec<_> = packet::causes(chunk.value).map(|(code, _)| cause_name(code)).collect();
    (!names.is_empty()).then(|| names.join(", ").into())
}

/// The name of a chunk (RFC 9260, section 3.2; RFC 6525; RFC 3758).
fn chunk_name(kind: u8) -> Cow<'static, str> {
    match kind {
        chunk::DATA => "DATA".into(),
        chunk::INIT => "INIT".into(),
        chunk::INIT_ACK => "INIT-ACK".into(),
        chunk::SACK => "SACK".into(),
        chunk::HEARTBEAT => "HEARTBEAT".into(),
        5 => "HEARTBEAT-ACK".into(),
        chunk::ABORT => "ABORT".into(),
        chunk::SHUTDOWN => "SHUTDOWN".into(),
        chunk::SHUTDOWN_ACK => "SHUTDOWN-ACK".into(),
        chunk::ERROR => "ERROR".into(),
        chunk::COOKIE_ECHO => "COOKIE-ECHO".into(),
        chunk::COOKIE_ACK => "COOKIE-ACK".into(),
        chunk::SHUTDOWN_COMPLETE => "SHUTDOWN-COMPLETE".into(),
        chunk::RE_CONFIG => "RE-CONFIG".into(),
        chunk::FORWARD_TSN => "FORWARD-TSN".into(),
        other => format!("chunk {other}").into(),
    }
}
