//! The timeline as it grows, in bounded memory: the few are listed, the many counted.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::SocketAddr;

use super::event::{Layer, Timeline, WireEvent};
use super::message;
use crate::stack::dissect::{Dissector, Seen};
use crate::stack::event::{Pair, Way};

/// Our address and the robot's, as far as they are known.
pub type Ends = (Option<SocketAddr>, Option<SocketAddr>);

const UNKNOWN: Ends = (None, None);

/// Every layer has its own room, so that the flood of one does not push out the handshake of
/// another.
const MAX_EVENTS_OF_A_LAYER: usize = 224;

/// Keeps a [`Timeline`]. Times are µs after whatever the caller begins with.
#[derive(Debug, Default)]
pub struct TimelineBook {
    dissector: Dissector,
    list: List,
}

#[derive(Debug, Default)]
struct List {
    timeline: Timeline,
    alike: HashMap<u64, Alike>,
    hasher: RandomState,
    of_layer: HashMap<Layer, usize>,
}

/// Messages that are alike: how many of them are listed, and where the last of those stands.
#[derive(Debug)]
struct Alike {
    listed: usize,
    last: usize,
}

impl TimelineBook {
    /// For a connection whose records come decrypted as well, by [`TimelineBook::decrypted`].
    pub fn that_sees_inside() -> Self {
        Self { dissector: Dissector::that_sees_inside(), ..Self::default() }
    }

    /// A UDP datagram went by.
    pub fn datagram(&mut self, at_us: u64, way: Way, pair: Pair, datagram: &[u8]) {
        let Self { dissector, list } = self;
        let ends = (Some(pair.0), Some(pair.1));
        dissector.datagram(way, datagram, &mut |seen| list.note(at_us, way, ends, seen));
    }

    /// A DTLS record of this type went by, here in clear.
    pub fn decrypted(&mut self, at_us: u64, way: Way, content_type: u8, plaintext: &[u8]) {
        let Self { dissector, list } = self;
        let mut each = |seen: Seen<'_>| list.note(at_us, way, UNKNOWN, seen);
        dissector.decrypted(way, content_type, plaintext, &mut each);
    }

    /// An SCTP packet went by, here in clear.
    pub fn sctp(&mut self, at_us: u64, way: Way, packet: &[u8]) {
        let Self { dissector, list } = self;
        dissector.sctp(way, packet, &mut |seen| list.note(at_us, way, UNKNOWN, seen));
    }

    /// A message of a layer that others read: TCP, HTTP.
    pub fn note(&mut self, at_us: u64, way: Way, ends: Ends, seen: Seen<'_>) {
        self.list.note(at_us, way, ends, seen);
    }

    /// `None` while nothing went by that has a name.
    pub fn timeline(&self) -> Option<&Timeline> {
        (!self.list.timeline.events.is_empty()).then_some(&self.list.timeline)
    }
}

impl List {
    fn note(&mut self, at_us: u64, way: Way, ends: Ends, seen: Seen<'_>) {
        let (name, detail) = match seen.payload {
            Some(payload) => message::named(payload, seen.name),
            None => (seen.name, seen.detail),
        };
        let Seen { layer, bytes, repeated, .. } = seen;
        let key = self.hasher.hash_one((way == Way::In, layer, ends, &name, &detail, repeated));
        let bytes = bytes as u64;
        let listed = listed_of(layer, &name);
        if let Some(alike) = self.alike.get(&key).filter(|alike| alike.listed == listed) {
            let event = &mut self.timeline.events[alike.last];
            event.last_us = Some(at_us);
            event.bytes = event.bytes.saturating_add(bytes);
            event.count += 1;
            return;
        }
        let of_layer = self.of_layer.entry(layer).or_default();
        if *of_layer == MAX_EVENTS_OF_A_LAYER {
            self.timeline.dropped += 1;
            return;
        }
        *of_layer += 1;
        let last = self.timeline.events.len();
        let alike = self.alike.entry(key).or_insert(Alike { listed: 0, last });
        (alike.listed, alike.last) = (alike.listed + 1, last);
        self.timeline.events.push(WireEvent {
            at_us,
            last_us: None,
            direction: way.into(),
            layer,
            local: ends.0.map(|local| local.to_string()),
            remote: ends.1.map(|remote| remote.to_string()),
            bytes,
            name: name.into_owned(),
            detail: detail.map(Cow::into_owned),
            repeated,
            count: 1,
        });
    }
}

/// How many messages that are alike are listed before they are counted. Of a handshake all that
/// tell something, of a flow one.
fn listed_of(layer: Layer, name: &str) -> usize {
    match (layer, name) {
        (Layer::Message | Layer::Rtp | Layer::Rtcp, _) => 1,
        (Layer::Sctp, "DATA" | "SACK" | "HEARTBEAT" | "HEARTBEAT-ACK") => 1,
        (Layer::Stun, _) => 8,
        _ => 32,
    }
}

#[cfg(test)]
mod tests;
