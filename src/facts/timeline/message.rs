//! What goes over the data channel, named as the robot's application names it.

use std::borrow::Cow;

use crate::robot::message_head::MessageHead;
use crate::text::redact::printable;

const MAX_NAME: usize = 40;
const MAX_TOPIC: usize = 80;

/// Name and topic of a message, of which the beginning is known; `fallback` names what has no type.
pub(super) fn named(
    beginning: &[u8],
    fallback: Cow<'static, str>,
) -> (Cow<'static, str>, Option<Cow<'static, str>>) {
    let head = MessageHead::read(beginning);
    let name = head.kind.map_or(fallback, |kind| printable(kind, MAX_NAME).into());
    let topic = head.topic.filter(|topic| !topic.is_empty());
    (name, topic.map(|topic| printable(topic, MAX_TOPIC).into()))
}
