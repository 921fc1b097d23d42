//! STUN messages (RFC 8489) with other addresses and other user names.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str;

use rtc_stun::fingerprint::fingerprint_value;

use super::StandIns;
use crate::stack::stun_attributes::{ERROR_CODE, HEADER, USERNAME, attributes};

const FINGERPRINT: u16 = 0x8028;
/// MAPPED-ADDRESS, ALTERNATE-SERVER, RESPONSE-ORIGIN, OTHER-ADDRESS (RFC 8489, RFC 5780).
const ADDRESSES: [u16; 4] = [0x0001, 0x8023, 0x802b, 0x802c];
/// XOR-PEER-ADDRESS, XOR-RELAYED-ADDRESS, XOR-MAPPED-ADDRESS (RFC 8656, RFC 8489).
const XOR_ADDRESSES: [u16; 3] = [0x0012, 0x0016, 0x0020];
/// What tells nothing of anybody: both forms of integrity, UNKNOWN-ATTRIBUTES, PRIORITY,
/// USE-CANDIDATE, ICE-CONTROLLED, ICE-CONTROLLING.
const PLAIN: [u16; 7] = [0x0008, 0x001c, 0x000a, 0x0024, 0x0025, 0x8029, 0x802a];
/// ERROR-CODE, SOFTWARE: what holds a text for people.
const TEXTS: [u16; 2] = [ERROR_CODE, 0x8022];

/// The message with stand-ins. Of attributes that are not known the length alone is kept.
pub(super) fn with_stand_ins(message: &[u8], stand_ins: &mut impl StandIns) -> Vec<u8> {
    let Some((header, _)) = message.split_first_chunk::<HEADER>() else { return Vec::new() };
    let mut out = header.to_vec();
    for (kind, value) in attributes(message) {
        let value = match kind {
            FINGERPRINT => {
                set_length(&mut out, 8);
                let sum = fingerprint_value(&out);
                sum.to_be_bytes().to_vec()
            }
            USERNAME => instead_of_name(value, stand_ins),
            _ if is_address(kind) => match address(kind, value, header) {
                Some(it) => with_address(kind, value, stand_ins.address(it), header),
                None => vec![0; value.len()],
            },
            _ if PLAIN.contains(&kind) => value.to_vec(),
            _ if TEXTS.contains(&kind) => {
                let mut value = value.to_vec();
                stand_ins.blank(&mut value);
                value
            }
            _ => vec![0; value.len()],
        };
        out.extend(kind.to_be_bytes());
        out.extend((value.len() as u16).to_be_bytes());
        out.extend(&value);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    set_length(&mut out, 0);
    out
}

/// Says how long the message is once `more` bytes have been added.
fn set_length(message: &mut [u8], more: usize) {
    let length = (message.len() + more - HEADER) as u16;
    message[2..4].copy_from_slice(&length.to_be_bytes());
}

fn instead_of_name(value: &[u8], stand_ins: &mut impl StandIns) -> Vec<u8> {
    let name = String::from_utf8_lossy(value);
    let halves: Vec<_> = name.split(':').map(|half| stand_ins.user_name(half)).collect();
    let mut name = halves.join(":").into_bytes();
    // RFC 8489, section 14.3.
    name.truncate(512);
    name
}

pub(super) fn user_names(message: &[u8]) -> impl Iterator<Item = &str> {
    let names = attributes(message).filter(|(kind, _)| *kind == USERNAME);
    names.filter_map(|(_, name)| str::from_utf8(name).ok()).flat_map(|name| name.split(':'))
}

pub(super) fn addresses(message: &[u8]) -> impl Iterator<Item = IpAddr> {
    let header = message.first_chunk::<HEADER>();
    let of_attribute = move |(kind, value): (u16, &[u8])| address(kind, value, header?);
    attributes(message).filter_map(of_attribute)
}

fn is_address(kind: u16) -> bool {
    ADDRESSES.contains(&kind) || XOR_ADDRESSES.contains(&kind)
}

/// The address of an attribute that holds one: a byte of nothing, the family, the port, the address.
fn address(kind: u16, value: &[u8], header: &[u8; HEADER]) -> Option<IpAddr> {
    let bytes = is_address(kind).then(|| value.get(4..)).flatten()?;
    let bytes = masked(kind, bytes, header);
    match (value.get(1)?, bytes.len()) {
        (1, 4) => Some(Ipv4Addr::from(<[u8; 4]>::try_from(bytes).ok()?).into()),
        (2, 16) => Some(Ipv6Addr::from(<[u8; 16]>::try_from(bytes).ok()?).into()),
        _ => None,
    }
}

fn with_address(kind: u16, value: &[u8], address: IpAddr, header: &[u8; HEADER]) -> Vec<u8> {
    let (family, octets) = match address {
        IpAddr::V4(it) => (1, it.octets().to_vec()),
        IpAddr::V6(it) => (2, it.octets().to_vec()),
    };
    [&[0, family], &value[2..4], &masked(kind, &octets, header)].concat()
}

/// An address exclusive-or the cookie and the transaction, where the attribute has it so.
fn masked(kind: u16, bytes: &[u8], header: &[u8; HEADER]) -> Vec<u8> {
    match XOR_ADDRESSES.contains(&kind) {
        true => bytes.iter().zip(&header[4..]).map(|(byte, with)| byte ^ with).collect(),
        false => bytes.to_vec(),
    }
}
