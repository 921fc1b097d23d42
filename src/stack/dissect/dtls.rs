//! DTLS records (RFC 6347): handshake messages, alerts, and the sizes of what is encrypted.

use std::borrow::Cow;

use super::repeats::Repeats;
use super::seen::{Layer, Seen};
use crate::stack::client_hello;
use crate::stack::event::Way;
use crate::stack::record::{
    self, ALERT, APPLICATION_DATA, Alert, CHANGE_CIPHER_SPEC, CLIENT_HELLO, FragmentHeader,
    FragmentId, HANDSHAKE, Record,
};

/// Its type, message sequence and offset do not tell a ChangeCipherSpec, which has none.
const NO_FRAGMENT: u32 = u32::MAX;

#[derive(Debug, Default)]
pub(super) struct Handshake(Repeats<FragmentId>);

impl Handshake {
    pub(super) fn record<'a>(&mut self, way: Way, record: &Record<'a>) -> Option<Seen<'a>> {
        let seen = |name: Cow<'static, str>| Seen::new(Layer::Dtls, name, record.bytes.len());
        match (record.content_type, record.epoch) {
            (HANDSHAKE, 0) => self.fragment(way, record),
            // The one handshake message that RFC 5246 has after ChangeCipherSpec.
            (HANDSHAKE, epoch) => {
                let repeated = self.0.note(way, (HANDSHAKE, epoch, NO_FRAGMENT));
                Some(seen("Finished".into()).detail("encrypted").repeated(repeated))
            }
            (CHANGE_CIPHER_SPEC, epoch) => {
                let repeated = self.0.note(way, (CHANGE_CIPHER_SPEC, epoch, NO_FRAGMENT));
                Some(seen("ChangeCipherSpec".into()).repeated(repeated))
            }
            (ALERT, 0) => Some(alert(record.plain_alert()?, record.bytes.len())),
            (ALERT, _) => Some(seen("alert".into()).detail("encrypted")),
            (APPLICATION_DATA, _) => Some(seen("application data".into()).detail("encrypted")),
            _ => None,
        }
    }

    fn fragment<'a>(&mut self, way: Way, record: &Record<'a>) -> Option<Seen<'a>> {
        let header = FragmentHeader::read(record.handshake())?;
        let seen = Seen::new(Layer::Dtls, handshake_name(header.kind), record.bytes.len());
        let seen = seen.repeated(self.0.note(way, header.id()));
        Some(Seen { detail: part_of_message(header).or_else(|| cookie(record)), ..seen })
    }
}

/// An alert that was encrypted, in clear.
pub(super) fn decrypted<'a>(content_type: u8, plaintext: &'a [u8]) -> Option<Seen<'a>> {
    match (content_type, plaintext) {
        (ALERT, [level, description, ..]) => {
            let said = Alert { level: *level, description: *description };
            Some(alert(said, plaintext.len()))
        }
        _ => None,
    }
}

fn alert<'a>(alert: Alert, bytes: usize) -> Seen<'a> {
    let name = format!("alert {}", record::alert_name(alert.description));
    let level = if alert.level == Alert::FATAL { "fatal" } else { "warning" };
    Seen::new(Layer::Dtls, name, bytes).detail(level)
}

/// Which bytes of its message a fragment is, where it is not all of it.
fn part_of_message(header: FragmentHeader) -> Option<Cow<'static, str>> {
    let FragmentHeader { length, offset, size, .. } = header;
    (size < length).then(|| format!("bytes {offset} to {} of {length}", offset + size).into())
}

fn cookie(record: &Record<'_>) -> Option<Cow<'static, str>> {
    let (header, body) = record.body.split_at_checked(FragmentHeader::LENGTH)?;
    let hello = (header[0] == CLIENT_HELLO).then(|| client_hello::parts(body))??;
    (!hello.cookie.is_empty()).then(|| "with cookie".into())
}

/// The name of a handshake message (RFC 5246, section 7.4; RFC 6347, section 4.3.2).
fn handshake_name(kind: u8) -> Cow<'static, str> {
    match kind {
        0 => "HelloRequest".into(),
        CLIENT_HELLO => "ClientHello".into(),
        2 => "ServerHello".into(),
        3 => "HelloVerifyRequest".into(),
        4 => "NewSessionTicket".into(),
        11 => "Certificate".into(),
        12 => "ServerKeyExchange".into(),
        13 => "CertificateRequest".into(),
        14 => "ServerHelloDone".into(),
        15 => "CertificateVerify".into(),
        16 => "ClientKeyExchange".into(),
        20 => "Finished".into(),
        other => format!("handshake message {other}").into(),
    }
}
