//! The DTLS handshake as it goes by in clear (RFC 6347, section 4.2).

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use crate::stack::Way;
use crate::stack::client_hello::{self, ClientHello};
use crate::stack::handshake::{Assembler, CERTIFICATE, Message, SERVER_HELLO, fragments, leaf};
use crate::stack::record::{
    ALERT, Alert, CHANGE_CIPHER_SPEC, CLIENT_HELLO, FragmentId, HANDSHAKE, Record, records,
};
use crate::stack::server_hello::{self, ServerHello};

/// Alerts that are kept; a connection has one or two.
const MAX_ALERTS: usize = 16;
/// Fragments whose repeats are counted.
const MAX_FRAGMENTS: usize = 1024;

/// One direction.
#[derive(Debug, Default)]
pub struct Side {
    pub client_hellos: u32,
    pub client_hello: Option<ClientHello>,
    /// DER, as it went by.
    pub certificate: Option<Vec<u8>>,
    /// The largest datagram of the handshake, bytes.
    pub largest: usize,
    pub first: Option<Instant>,
    /// When its first encrypted handshake message went: its Finished.
    finished: Option<Instant>,
    changed_cipher: bool,
    messages: Assembler,
    fragments: HashMap<FragmentId, u32>,
}

impl Side {
    /// How often a flight was sent again: the repeats of the fragment that was repeated most.
    pub fn retransmits(&self) -> u32 {
        self.fragments.values().max().map_or(0, |most| most - 1)
    }

    /// Takes a handshake record in clear; the messages that it completes.
    fn take(&mut self, record: &Record<'_>) -> Vec<Message> {
        for header in fragments(record).map(|fragment| fragment.header) {
            self.client_hellos += u32::from(header.kind == CLIENT_HELLO && header.offset == 0);
            let id = header.id();
            if self.fragments.len() < MAX_FRAGMENTS || self.fragments.contains_key(&id) {
                *self.fragments.entry(id).or_default() += 1;
            }
        }
        let messages = self.messages.take(record);
        for message in &messages {
            match message.kind {
                CLIENT_HELLO => self.client_hello = client_hello::parse(&message.body),
                CERTIFICATE => self.certificate = leaf(&message.body).map(<[u8]>::to_vec),
                _ => {}
            }
        }
        messages
    }
}

/// An alert, in clear or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenAlert {
    pub way: Way,
    pub at: Instant,
    /// `None` where it was encrypted.
    pub alert: Option<Alert>,
}

#[derive(Debug, Default)]
pub struct Handshake {
    pub driver: Side,
    pub robot: Side,
    pub server_hello: Option<ServerHello>,
    pub alerts: Vec<SeenAlert>,
    /// Handshake messages in clear by their type, repeats included; a message in several
    /// fragments counts as often.
    pub messages: BTreeMap<u8, u64>,
}

impl Handshake {
    pub(super) fn take(&mut self, now: Instant, way: Way, datagram: &[u8]) {
        let finished = self.finished().is_some();
        let side = match way {
            Way::Out => &mut self.driver,
            Way::In => &mut self.robot,
        };
        side.first.get_or_insert(now);
        for record in records(datagram) {
            match (record.content_type, record.epoch) {
                (HANDSHAKE, 0) => {
                    side.largest = side.largest.max(datagram.len());
                    for fragment in fragments(&record) {
                        *self.messages.entry(fragment.header.kind).or_default() += 1;
                    }
                    let hello = |message: &Message| message.kind == SERVER_HELLO;
                    if let Some(message) = side.take(&record).into_iter().rfind(hello) {
                        self.server_hello = server_hello::parse(&message.body);
                    }
                }
                (HANDSHAKE, _) => {
                    side.finished.get_or_insert(now);
                }
                (CHANGE_CIPHER_SPEC, _) => side.changed_cipher = true,
                (ALERT, _) if self.alerts.len() < MAX_ALERTS => {
                    // After the handshake an alert in clear proves nothing: anyone can forge it.
                    let alert = record.plain_alert();
                    if alert.is_none() || !finished {
                        self.alerts.push(SeenAlert { way, at: now, alert });
                    }
                }
                _ => {}
            }
        }
    }

    /// When both sides had sent their Finished.
    pub fn finished(&self) -> Option<Instant> {
        let done = |side: &Side| side.finished.filter(|_| side.changed_cipher);
        Some(done(&self.driver)?.max(done(&self.robot)?))
    }

    pub fn is_empty(&self) -> bool {
        self.driver.first.is_none() && self.robot.first.is_none()
    }

    /// The first alert that ended what there was: fatal, a close, or one that is encrypted.
    pub fn ended(&self) -> Option<SeenAlert> {
        let ends = |seen: &&SeenAlert| {
            seen.alert.is_none_or(|alert| {
                alert.level == Alert::FATAL || alert.description == Alert::CLOSE_NOTIFY
            })
        };
        self.alerts.iter().find(ends).copied()
    }

    /// Alerts in clear, of both ways.
    pub fn plain_alerts(&self) -> impl Iterator<Item = (Way, Alert)> {
        self.alerts.iter().filter_map(|seen| Some((seen.way, seen.alert?)))
    }
}
