//! What was heard, as facts: bounded, and fit to print.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::time::Instant;

use super::{Peer, Search};
use crate::facts::network::is_of_local_use;
use crate::facts::{DdsEvidence, DdsLink, DdsParticipant, DdsTopic};
use crate::rtps::guid::{GuidPrefix, Vendor};
use crate::text::redact::printable;

const MAX_TEXT: usize = 128;
const MAX_TOPICS: usize = 512;
const MAX_NODES: usize = 16;

/// The service that every ROS 2 node has, unless its parameters are switched off: the node reads its
/// requests.
const OF_EVERY_NODE: (&str, &str) = ("rq/", "/get_parametersRequest");

impl Search {
    /// `unused` are the addresses that were not listened to.
    pub fn evidence(&self, unused: Vec<DdsLink>, now: Instant) -> DdsEvidence {
        let used = self.links.iter().map(|link| DdsLink {
            interface: link.interface.name.clone(),
            address: link.interface.told_address(),
            unused: None,
        });
        let topics = self.topics();
        let mut participants: Vec<_> =
            self.peers.iter().map(|peer| self.participant_facts(peer)).collect();
        for topic in &topics {
            let (first, last) = OF_EVERY_NODE;
            let node = topic.name.strip_prefix(first).and_then(|it| it.strip_suffix(last));
            for at in node.iter().flat_map(|_| &topic.readers) {
                let nodes = &mut participants[*at].nodes;
                nodes.extend(node.filter(|_| nodes.len() < MAX_NODES).map(str::to_owned));
            }
        }
        DdsEvidence {
            domain: self.wanted.domain,
            listened_ms: now.saturating_duration_since(self.started).as_secs_f64() * 1e3,
            announced: self.announcements > 0,
            links: used.chain(unused).collect(),
            participants,
            topics,
            ignored: self.ignored,
        }
    }

    fn participant_facts(&self, peer: &Peer) -> DdsParticipant {
        let text = |bytes: &Vec<u8>| printable(bytes, MAX_TEXT);
        let here = self.links.iter().any(|link| link.interface.address == peer.from);
        let named = |vendor: Vendor| match vendor.name() {
            Some(name) => name.to_owned(),
            None => format!("{:02x}.{:02x}", vendor.0[0], vendor.0[1]),
        };
        DdsParticipant {
            address: Some(peer.from).filter(|from| may_be_told(*from)),
            here,
            interface: peer.link.map(|link| self.links[link].interface.name.clone()),
            vendor: peer.said.vendor.map(named),
            name: peer.said.name.as_ref().map(text),
            process: peer.said.process.as_ref().map(text),
            nodes: Vec::new(),
            unasked: peer.unasked,
            told_all: self.told_all(peer.said.prefix),
        }
    }

    /// By whichever link it came.
    fn told_all(&self, prefix: GuidPrefix) -> Option<bool> {
        let of_peer = || self.readers.iter().filter(|((_, of, _), _)| *of == prefix);
        let links: std::collections::BTreeSet<_> = of_peer().map(|((link, ..), _)| *link).collect();
        let whole = |link: &usize| {
            of_peer().filter(|((of, ..), _)| of == link).all(|(_, reader)| reader.is_complete())
        };
        (!links.is_empty() && self.announcements > 0).then(|| links.iter().any(whole))
    }

    fn topics(&self) -> Vec<DdsTopic> {
        let mut topics: BTreeMap<String, DdsTopic> = BTreeMap::new();
        for (guid, known) in &self.endpoints {
            let of = |peer: &Peer| peer.said.prefix.0 == guid[..12];
            let Some(at) = self.peers.iter().position(of) else { continue };
            let name = printable(&known.endpoint.topic, MAX_TEXT);
            if topics.len() == MAX_TOPICS && !topics.contains_key(&name) {
                continue;
            }
            let topic = topics.entry(name.clone()).or_default();
            topic.name = name;
            let kind = known.endpoint.kind.as_ref().map(|kind| printable(kind, MAX_TEXT));
            topic.kind = topic.kind.take().or(kind);
            let side = if known.is_writer { &mut topic.writers } else { &mut topic.readers };
            if !side.contains(&at) {
                side.push(at);
            }
        }
        topics.into_values().collect()
    }
}

fn may_be_told(address: Ipv4Addr) -> bool {
    address.is_loopback() || is_of_local_use(address)
}
