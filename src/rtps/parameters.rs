//! Parameter lists (9.4.2.11), and the values in them that discovery needs.

use std::net::{Ipv4Addr, SocketAddrV4};

/// More parameters than this no announcement has.
const MAX_PARAMETERS: usize = 256;

/// More pairs than this of one list of properties are not read.
const MAX_PROPERTIES: usize = 32;

pub const SENTINEL: u16 = 0x0001;
pub const LEASE_DURATION: u16 = 0x0002;
pub const TOPIC_NAME: u16 = 0x0005;
pub const TYPE_NAME: u16 = 0x0007;
pub const DOMAIN_ID: u16 = 0x000f;
pub const PROTOCOL_VERSION: u16 = 0x0015;
pub const VENDOR_ID: u16 = 0x0016;
pub const DEFAULT_UNICAST_LOCATOR: u16 = 0x0031;
pub const METATRAFFIC_UNICAST_LOCATOR: u16 = 0x0032;
pub const PARTICIPANT_GUID: u16 = 0x0050;
pub const BUILTIN_ENDPOINT_SET: u16 = 0x0058;
pub const PROPERTY_LIST: u16 = 0x0059;
pub const ENDPOINT_GUID: u16 = 0x005a;
pub const ENTITY_NAME: u16 = 0x0062;
pub const KEY_HASH: u16 = 0x0070;
pub const STATUS_INFO: u16 = 0x0071;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteOrder {
    Big,
    Little,
}

impl ByteOrder {
    pub fn u16(self, bytes: &[u8]) -> Option<u16> {
        let bytes = *bytes.first_chunk()?;
        Some(match self {
            Self::Big => u16::from_be_bytes(bytes),
            Self::Little => u16::from_le_bytes(bytes),
        })
    }

    pub fn u32(self, bytes: &[u8]) -> Option<u32> {
        let bytes = *bytes.first_chunk()?;
        Some(match self {
            Self::Big => u32::from_be_bytes(bytes),
            Self::Little => u32::from_le_bytes(bytes),
        })
    }

    /// A sequence number: its high half, then its low one (9.3.2.10).
    pub fn number(self, bytes: &[u8]) -> Option<i64> {
        let (high, low) = (self.u32(bytes)?, self.u32(bytes.get(4..)?)?);
        Some((u64::from(high) << 32 | u64::from(low)).cast_signed())
    }
}

/// One parameter and the order of its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter<'a> {
    pub id: u16,
    pub value: &'a [u8],
    pub order: ByteOrder,
}

/// The parameters up to the sentinel, and what follows it; `None` where the list has no end.
pub fn read(mut bytes: &[u8], order: ByteOrder) -> Option<(Vec<Parameter<'_>>, &[u8])> {
    let mut parameters = Vec::new();
    loop {
        let (id, length) = (order.u16(bytes)?, order.u16(bytes.get(2..)?)?);
        let rest = bytes.get(4..)?;
        if id == SENTINEL {
            return Some((parameters, rest));
        }
        let (value, rest) = rest.split_at_checked(length.into())?;
        if parameters.len() == MAX_PARAMETERS {
            return None;
        }
        parameters.push(Parameter { id, value, order });
        bytes = rest;
    }
}

/// The list in a serialised payload, whose first bytes name its encoding: PL_CDR in either order.
pub fn of_payload(payload: &[u8]) -> Option<Vec<Parameter<'_>>> {
    let order = match payload.first_chunk()? {
        [0, 2] => ByteOrder::Big,
        [0, 3] => ByteOrder::Little,
        _ => return None,
    };
    Some(read(payload.get(4..)?, order)?.0)
}

impl<'a> Parameter<'a> {
    pub fn u32(&self) -> Option<u32> {
        self.order.u32(self.value)
    }

    /// A text without its closing NUL; whatever its bytes are.
    pub fn text(&self) -> Option<&'a [u8]> {
        text(self.value, self.order).map(|(text, _)| text)
    }

    /// An address of UDP over IPv4 that a machine can have.
    pub fn locator(&self) -> Option<SocketAddrV4> {
        const UDP_V4: u32 = 1;
        let address: [u8; 4] = *self.value.get(20..)?.first_chunk()?;
        let address = Ipv4Addr::from(address);
        let port = u16::try_from(self.order.u32(self.value.get(4..)?)?).ok()?;
        let nobody = address.is_unspecified() || address.is_multicast() || address.is_broadcast();
        let sound = self.u32()? == UDP_V4 && port != 0 && !nobody;
        sound.then(|| SocketAddrV4::new(address, port))
    }

    /// Names and values of a list of properties.
    pub fn properties(&self) -> Vec<(&'a [u8], &'a [u8])> {
        let count = self.u32().unwrap_or(0) as usize;
        let mut rest = self.value.get(4..).unwrap_or_default();
        let mut pairs = Vec::new();
        for _ in 0..count.min(MAX_PROPERTIES) {
            let Some((name, after)) = text(rest, self.order) else { break };
            let Some((value, after)) = text(after, self.order) else { break };
            pairs.push((name, value));
            rest = after;
        }
        pairs
    }
}

/// A CDR string: its length with the NUL, its bytes, then padding to the next multiple of four.
fn text(bytes: &[u8], order: ByteOrder) -> Option<(&[u8], &[u8])> {
    let length = order.u32(bytes)? as usize;
    let text = bytes.get(4..)?.get(..length)?;
    let padded = length.checked_next_multiple_of(4)?;
    let rest = bytes.get(4 + padded..).unwrap_or_default();
    Some((text.strip_suffix(b"\0").unwrap_or(text), rest))
}
