//! A datagram taken apart: its sender, and the submessages that matter to discovery (9.4).

use super::guid::{EntityId, GuidPrefix, Vendor};
use super::parameters::{self, ByteOrder, Parameter};

/// More submessages than this in one datagram are not read.
const MAX_SUBMESSAGES: usize = 128;

const HEADER: usize = 20;

pub(super) const ACKNACK: u8 = 0x06;
pub(super) const HEARTBEAT: u8 = 0x07;
pub(super) const GAP: u8 = 0x08;
pub(super) const INFO_TS: u8 = 0x09;
pub(super) const INFO_DST: u8 = 0x0e;
pub(super) const DATA: u8 = 0x15;
const PAD: u8 = 0x01;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message<'a> {
    pub sender: GuidPrefix,
    pub vendor: Vendor,
    /// The version of the protocol, major and minor.
    pub version: (u8, u8),
    pub submessages: Vec<Submessage<'a>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Submessage<'a> {
    /// What follows is meant for this participant alone; for everybody where it is `None`.
    Destination(Option<GuidPrefix>),
    Data(Data<'a>),
    Heartbeat(Heartbeat),
    Gap(Gap),
}

/// One sample of a writer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Data<'a> {
    pub writer: EntityId,
    pub number: i64,
    /// Whether it says that what it names is gone.
    pub disposed: bool,
    /// The key hash among its inline parameters: of an endpoint that is gone, its GUID.
    pub key: Option<[u8; 16]>,
    /// Its encoding's identifier and the rest.
    pub payload: &'a [u8],
}

/// Which samples a writer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heartbeat {
    pub writer: EntityId,
    pub first: i64,
    /// One less than `first` where there is none.
    pub last: i64,
}

/// Samples that a writer has no more, or never had for us: those before `end`, and those marked in
/// `beyond` from there on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    pub writer: EntityId,
    pub start: i64,
    pub end: i64,
    /// The numbers at and after `end` that are missing as well; 256 at most.
    pub beyond: Vec<i64>,
}

impl<'a> Message<'a> {
    /// Reads a datagram; `None` where it is none of RTPS 2. What cannot be understood within it is
    /// left out.
    pub fn read(datagram: &'a [u8]) -> Option<Self> {
        let header = datagram.get(..HEADER)?;
        if header[..4] != *b"RTPS" || header[4] != 2 {
            return None;
        }
        let mut submessages = Vec::new();
        let mut rest = &datagram[HEADER..];
        for _ in 0..MAX_SUBMESSAGES {
            let [kind, flags, ..] = *rest else { break };
            let order = if flags & 1 == 0 { ByteOrder::Big } else { ByteOrder::Little };
            let Some(length) = rest.get(2..).and_then(|rest| order.u16(rest)) else { break };
            let body = &rest[4..];
            // A length of 0 reaches to the end, where the kind has a body at all (9.4.5.1.3).
            let length = match length {
                0 if ![PAD, INFO_TS].contains(&kind) => body.len(),
                length => length.into(),
            };
            let Some((body, after)) = body.split_at_checked(length) else { break };
            submessages.extend(submessage(kind, flags, order, body));
            rest = after;
        }
        Some(Self {
            sender: GuidPrefix(*header[8..].first_chunk()?),
            vendor: Vendor([header[6], header[7]]),
            version: (header[4], header[5]),
            submessages,
        })
    }
}

fn submessage(kind: u8, flags: u8, order: ByteOrder, body: &[u8]) -> Option<Submessage<'_>> {
    Some(match kind {
        INFO_DST => {
            let prefix = GuidPrefix(*body.first_chunk()?);
            Submessage::Destination(Some(prefix).filter(|prefix| *prefix != GuidPrefix::default()))
        }
        DATA => Submessage::Data(data(flags, order, body)?),
        HEARTBEAT => Submessage::Heartbeat(Heartbeat {
            writer: entity(body, 4)?,
            first: order.number(body.get(8..)?)?,
            last: order.number(body.get(16..)?)?,
        }),
        GAP => {
            let end = order.number(body.get(16..)?)?;
            let bits = order.u32(body.get(24..)?)?.min(256);
            let is_marked = |bit: u32| {
                let word = order.u32(body.get(28 + 4 * (bit as usize / 32)..)?)?;
                Some(word >> (31 - bit % 32) & 1 == 1)
            };
            let marked = (0..bits).filter(|bit| is_marked(*bit) == Some(true));
            Submessage::Gap(Gap {
                writer: entity(body, 4)?,
                start: order.number(body.get(8..)?)?,
                end,
                beyond: marked.map(|bit| end.saturating_add(bit.into())).collect(),
            })
        }
        _ => return None,
    })
}

fn entity(body: &[u8], at: usize) -> Option<EntityId> {
    body.get(at..)?.first_chunk().copied().map(EntityId)
}

fn data(flags: u8, order: ByteOrder, body: &[u8]) -> Option<Data<'_>> {
    const INLINE: u8 = 0x02;
    let inline = 4 + usize::from(order.u16(body.get(2..)?)?);
    let mut rest = body.get(inline..)?;
    let mut parameters = Vec::new();
    if flags & INLINE != 0 {
        (parameters, rest) = parameters::read(rest, order)?;
    }
    let find = |id| parameters.iter().find(|it: &&Parameter<'_>| it.id == id);
    // Its flags stand in the last of four bytes, whatever the order (9.6.4.9).
    let status = find(parameters::STATUS_INFO).and_then(|it| it.value.get(3));
    Some(Data {
        writer: entity(body, 8)?,
        number: order.number(body.get(12..)?)?,
        disposed: status.is_some_and(|status| status & 0b11 != 0),
        key: find(parameters::KEY_HASH).and_then(|it| it.value.first_chunk().copied()),
        payload: rest,
    })
}
