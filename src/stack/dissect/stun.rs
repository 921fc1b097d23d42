//! STUN messages (RFC 8489) by type, with what an ICE check says beside it (RFC 8445).

use std::borrow::Cow;

use super::repeats::Repeats;
use super::seen::{Layer, Seen};
use crate::stack::event::Way;
use crate::stack::stun_counts::{error_code, transaction_id, uses_candidate};
use crate::stack::stun_reply::error_name;

#[derive(Debug, Default)]
pub(super) struct Transactions(Repeats<(u16, [u8; 12])>);

impl Transactions {
    pub(super) fn message<'a>(&mut self, way: Way, message: &'a [u8]) -> Seen<'a> {
        let kind = message.first_chunk().map_or(0, |kind| u16::from_be_bytes(*kind));
        let seen = Seen::new(Layer::Stun, name(kind), message.len());
        let repeated = transaction_id(message).is_some_and(|id| self.0.note(way, (kind, id)));
        Seen { detail: detail(kind, message), ..seen.repeated(repeated) }
    }
}

fn name(kind: u16) -> Cow<'static, str> {
    match kind {
        0x0001 => "Binding request".into(),
        0x0011 => "Binding indication".into(),
        0x0101 => "Binding success".into(),
        0x0111 => "Binding error".into(),
        other => format!("STUN {other:#06x}").into(),
    }
}

fn detail(kind: u16, message: &[u8]) -> Option<String> {
    match kind {
        0x0001 if uses_candidate(message) => Some("USE-CANDIDATE".into()),
        0x0111 => {
            let code = error_code(message)?;
            Some(format!("{code} {}", error_name(code)).trim_end().to_owned())
        }
        _ => None,
    }
}
