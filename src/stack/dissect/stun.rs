//! STUN messages (RFC 8489) by type, with what an ICE check says beside it (RFC 8445).

use std::borrow::Cow;

use super::repeats::Repeats;
use super::seen::{Layer, Seen};
use crate::stack::event::Way;
use crate::stack::stun_attributes::{check, error_code};
use crate::stack::stun_header::{binding, message_type, transaction_id};
use crate::stack::stun_reply::error_name;

#[derive(Debug, Default)]
pub(super) struct Transactions(Repeats<(u16, [u8; 12])>);

impl Transactions {
    pub(super) fn message<'a>(&mut self, way: Way, message: &'a [u8]) -> Seen<'a> {
        let kind = message_type(message).unwrap_or_default();
        let seen = Seen::new(Layer::Stun, name(kind), message.len());
        let repeated = transaction_id(message).is_some_and(|id| self.0.note(way, (kind, id)));
        Seen { detail: detail(kind, message), ..seen.repeated(repeated) }
    }
}

fn name(kind: u16) -> Cow<'static, str> {
    match kind {
        binding::REQUEST => "Binding request".into(),
        binding::INDICATION => "Binding indication".into(),
        binding::SUCCESS => "Binding success".into(),
        binding::ERROR => "Binding error".into(),
        other => format!("STUN {other:#06x}").into(),
    }
}

fn detail(kind: u16, message: &[u8]) -> Option<Cow<'static, str>> {
    match kind {
        binding::REQUEST if check(message).is_some_and(|check| check.nominates) => {
            Some("USE-CANDIDATE".into())
        }
        binding::ERROR => {
            let code = error_code(message)?;
            Some(format!("{code} {}", error_name(code)).trim_end().to_owned().into())
        }
        _ => None,
    }
}
