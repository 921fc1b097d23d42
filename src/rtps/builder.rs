//! What we send as a participant: that we are there, what we lack, and that we go.
//!
//! We write and read nothing, and say so: of the built-in endpoints we have those alone that make
//! others tell us about themselves.

use std::net::SocketAddrV4;

use super::guid::{EntityId, GuidPrefix, Vendor};
use super::message::{ACKNACK, DATA, INFO_DST};
use super::parameters;

/// How long others keep us in mind should our goodbye get lost, s.
pub const LEASE_S: u32 = 10;

/// Participant announcer and detector, publications detector, subscriptions detector (9.3.2.12).
const BUILT_IN: u32 = 0x01 | 0x02 | 0x08 | 0x20;

const LITTLE: u8 = 0x01;

/// Of the whole family the oldest that all understand.
const VERSION: [u8; 2] = [2, 1];

/// The announcement of our participant, which others reach at `unicast`.
pub fn announcement(
    own: GuidPrefix,
    unicast: SocketAddrV4,
    domain: u16,
    name: &str,
    number: u32,
) -> Vec<u8> {
    let mut list = Vec::new();
    push(&mut list, parameters::PROTOCOL_VERSION, &[VERSION[0], VERSION[1], 0, 0]);
    push(&mut list, parameters::VENDOR_ID, &[0, 0, 0, 0]);
    push(&mut list, parameters::PARTICIPANT_GUID, &participant(own));
    let locator = locator(unicast);
    push(&mut list, parameters::METATRAFFIC_UNICAST_LOCATOR, &locator);
    push(&mut list, parameters::DEFAULT_UNICAST_LOCATOR, &locator);
    push(&mut list, parameters::LEASE_DURATION, &[LEASE_S.to_le_bytes(), [0; 4]].concat());
    push(&mut list, parameters::BUILTIN_ENDPOINT_SET, &BUILT_IN.to_le_bytes());
    push(&mut list, parameters::DOMAIN_ID, &u32::from(domain).to_le_bytes());
    let length = u32::try_from(name.len() + 1).unwrap_or(0).to_le_bytes();
    push(&mut list, parameters::ENTITY_NAME, &[&length, name.as_bytes(), &[0]].concat());
    end(&mut list);
    sample(own, &[], &list, number, 0x04)
}

/// That our participant is no more.
pub fn goodbye(own: GuidPrefix, number: u32) -> Vec<u8> {
    let mut inline = Vec::new();
    push(&mut inline, parameters::KEY_HASH, &participant(own));
    // Disposed and unregistered.
    push(&mut inline, parameters::STATUS_INFO, &[0, 0, 0, 3]);
    end(&mut inline);
    let mut key = Vec::new();
    push(&mut key, parameters::PARTICIPANT_GUID, &participant(own));
    end(&mut key);
    sample(own, &inline, &key, number, 0x08)
}

/// What we have of one built-in writer of `other`: everything before `base`, and nothing of what is
/// in `missing` (ascending, at most 256 beyond `base`), which it is to send.
pub fn acknowledgement(
    own: GuidPrefix,
    other: GuidPrefix,
    writer: EntityId,
    base: i64,
    missing: &[i64],
    count: u32,
) -> Vec<u8> {
    let reader = match writer {
        EntityId::PUBLICATIONS_WRITER => EntityId::PUBLICATIONS_READER,
        _ => EntityId::SUBSCRIPTIONS_READER,
    };
    let bits: Vec<u32> = missing
        .iter()
        .filter_map(|number| u32::try_from(number.checked_sub(base)?).ok())
        .filter(|bit| *bit < 256)
        .collect();
    let width = bits.iter().max().map_or(0, |bit| bit + 1);
    let mut words = vec![0_u32; (width as usize).div_ceil(32)];
    for bit in bits {
        words[bit as usize / 32] |= 1 << (31 - bit % 32);
    }
    let mut body = [reader.0, writer.0].concat();
    number(&mut body, base);
    body.extend(width.to_le_bytes());
    body.extend(words.iter().flat_map(|word| word.to_le_bytes()));
    body.extend(count.to_le_bytes());
    let mut message = header(own);
    submessage(&mut message, INFO_DST, LITTLE, &other.0);
    // Not final: the writer answers with a heartbeat, so that we know how much there is.
    submessage(&mut message, ACKNACK, LITTLE, &body);
    message
}

/// A sample of our participant's writer, `kind` being the flag of data or of a key alone.
fn sample(own: GuidPrefix, inline: &[u8], list: &[u8], at: u32, kind: u8) -> Vec<u8> {
    let mut body = vec![0, 0, 16, 0];
    body.extend(EntityId::UNKNOWN.0);
    body.extend(EntityId::PARTICIPANT_WRITER.0);
    number(&mut body, at.into());
    body.extend(inline);
    // PL_CDR in this order.
    body.extend([0, 3, 0, 0]);
    body.extend(list);
    let inline = if inline.is_empty() { 0 } else { 0x02 };
    let mut message = header(own);
    submessage(&mut message, DATA, LITTLE | inline | kind, &body);
    message
}

fn header(own: GuidPrefix) -> Vec<u8> {
    [b"RTPS", &VERSION[..], &Vendor::UNKNOWN.0, &own.0].concat()
}

fn submessage(message: &mut Vec<u8>, kind: u8, flags: u8, body: &[u8]) {
    let length = u16::try_from(body.len()).expect("what we send is short").to_le_bytes();
    message.extend([kind, flags]);
    message.extend(length);
    message.extend(body);
}

fn push(list: &mut Vec<u8>, id: u16, value: &[u8]) {
    let length = value.len().next_multiple_of(4);
    list.extend(id.to_le_bytes());
    list.extend(u16::try_from(length).expect("what we send is short").to_le_bytes());
    list.extend(value);
    list.resize(list.len() + length - value.len(), 0);
}

fn end(list: &mut Vec<u8>) {
    push(list, parameters::SENTINEL, &[]);
}

fn number(bytes: &mut Vec<u8>, number: i64) {
    let number = number.cast_unsigned();
    bytes.extend(((number >> 32) as u32).to_le_bytes());
    bytes.extend((number as u32).to_le_bytes());
}

fn participant(own: GuidPrefix) -> [u8; 16] {
    let mut guid = [0; 16];
    guid[..12].copy_from_slice(&own.0);
    guid[12..].copy_from_slice(&EntityId::PARTICIPANT.0);
    guid
}

fn locator(at: SocketAddrV4) -> Vec<u8> {
    let kind = 1_u32.to_le_bytes();
    let port = u32::from(at.port()).to_le_bytes();
    [&kind[..], &port, &[0; 12], &at.ip().octets()].concat()
}
