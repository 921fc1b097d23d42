//! The search for robots by multicast: one question, one reply, both small JSON objects.
//!
//! The question `{"name":"unitree_dapengche"}`, with `"sn"` where one robot is meant, goes to a
//! multicast group of the model; the robot replies to the asker with `{"sn","ip"}`. Groups, ports
//! and names are those of unitree_webrtc_connect's scanner.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

use serde::{Deserialize, Serialize, Serializer};

use crate::text::redact::Secret;

pub const GO2_GROUP: Ipv4Addr = Ipv4Addr::new(231, 1, 1, 1);

/// Every group that a robot of the family listens to: that of the Go2 first, then those of G1 and
/// R1.
pub const GROUPS: [Ipv4Addr; 3] =
    [GO2_GROUP, Ipv4Addr::new(231, 1, 1, 2), Ipv4Addr::new(239, 255, 1, 1)];

pub const QUESTION_PORT: u16 = 10131;

/// The UDP port of the asker that replies go to, wherever the question came from.
pub const REPLY_PORT: u16 = 10134;

/// The longest datagram that is read, bytes; a reply takes some 50.
pub const MAX_DATAGRAM: usize = 1024;

const NAME: &str = "unitree_dapengche";

/// Serial numbers have 16 characters; what is a little shorter or longer may be of a later model.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=32;

/// A robot's serial number: letters and digits. It is a secret: whoever knows it can claim the
/// robot in the app.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Serial(Secret<String>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a serial number has 8 to 32 letters and digits")]
pub struct NoSerial;

impl Serial {
    /// The number that a host's name looks like: 16 capital letters and digits in the pattern of
    /// Unitree's, `B42D1000` and eight more. Narrow on purpose, for a host may be called anything.
    pub fn of_host(name: &str) -> Option<Self> {
        let pattern = b"A99A9999XXXXXXXX";
        let fits = |(byte, kind): (u8, &u8)| match kind {
            b'A' => byte.is_ascii_uppercase(),
            b'9' => byte.is_ascii_digit(),
            _ => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
        };
        let same = name.len() == pattern.len() && name.bytes().zip(pattern).all(fits);
        same.then(|| name.parse().ok()).flatten()
    }

    /// The number itself, for the wire and for whoever asked to see it.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl FromStr for Serial {
    type Err = NoSerial;

    fn from_str(text: &str) -> Result<Self, NoSerial> {
        let sound = LENGTHS.contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && text.bytes().any(|byte| byte.is_ascii_digit());
        if sound { Ok(Self(Secret::new(text.to_ascii_uppercase()))) } else { Err(NoSerial) }
    }
}

impl fmt::Debug for Serial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Serial {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// The question as it is sent; with a serial number it is meant for one robot.
pub fn question(serial: Option<&Serial>) -> Vec<u8> {
    // Only letters and digits are put in, which need no escape.
    let named = serial.map(|serial| format!(r#","sn":"{}""#, serial.expose()));
    format!(r#"{{"name":"{NAME}"{}}}"#, named.unwrap_or_default()).into_bytes()
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub serial: Option<Serial>,
}

impl Question {
    /// Reads a datagram; `None` where it is no question to a robot.
    pub fn read(datagram: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Wire {
            name: String,
            sn: Option<String>,
        }
        let wire: Wire = json(datagram).ok()?;
        let serial = wire.sn.filter(|sn| !sn.is_empty());
        let serial = serial.map(|sn| sn.parse()).transpose().ok()?;
        (wire.name == NAME).then_some(Self { serial })
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    pub serial: Serial,
    /// Its address as it sees it: a robot in two networks may name the other one.
    pub address: Ipv4Addr,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadReply {
    #[error("it is too long")]
    TooLong,
    /// Not a JSON object with the texts `sn` and `ip`.
    #[error("it is not a JSON object with sn and ip")]
    Form,
    #[error("sn is no serial number")]
    Serial,
    /// `ip` is no address that a machine can have.
    #[error("ip is no address of a machine")]
    Address,
}

impl Reply {
    pub fn read(datagram: &[u8]) -> Result<Self, BadReply> {
        #[derive(Deserialize)]
        struct Wire {
            sn: String,
            ip: String,
        }
        let wire: Wire = json(datagram)?;
        let serial = wire.sn.parse().map_err(|_| BadReply::Serial)?;
        let address: Ipv4Addr = wire.ip.parse().map_err(|_| BadReply::Address)?;
        let nobody = address.is_unspecified() || address.is_multicast() || address.is_broadcast();
        if nobody { Err(BadReply::Address) } else { Ok(Self { serial, address }) }
    }

    pub fn datagram(&self) -> Vec<u8> {
        format!(r#"{{"sn":"{}","ip":"{}"}}"#, self.serial.expose(), self.address).into_bytes()
    }
}

/// What is not asked for is skipped without recursion, so that only the length needs a bound.
fn json<'a, T: Deserialize<'a>>(datagram: &'a [u8]) -> Result<T, BadReply> {
    if datagram.len() > MAX_DATAGRAM {
        return Err(BadReply::TooLong);
    }
    // Firmware written in C may send the NUL that ends its text.
    let text = datagram.strip_suffix(b"\0").unwrap_or(datagram);
    serde_json::from_slice(text).map_err(|_| BadReply::Form)
}

#[cfg(test)]
mod tests;
