//! What is masked: how each kind of secret is known, and what stands in its place.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde::Serialize;

use crate::facts::network::is_of_local_use;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::MASK;

/// A kind of secret or of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A device key, the robot's sealed key, a session's key.
    Key,
    IcePassword,
    /// The user fragment of a session, which names it in every STUN check.
    IceUser,
    /// An account's token or password.
    Token,
    /// A robot's serial number: whoever knows it can claim the robot.
    Serial,
    Mail,
    Mac,
    /// The name of a Wi-Fi.
    Ssid,
    PublicAddress,
    /// An address of somebody's own network, in a capture alone.
    LocalAddress,
    /// Who is logged in, as paths tell it.
    User,
}

/// How the values of a kind are found: group 1 of the pattern is the value.
pub(super) const PATTERNS: [(Kind, &str); 22] = [
    (Kind::IcePassword, r#"(?i)ice-pwd:\s*([^\s\\"']+)"#),
    (Kind::IcePassword, r#"(?i)\bice_?-?(?:pwd|password)["']?\s*[:=]\s*["']?([^\s\\"',}]+)"#),
    (Kind::IceUser, r#"(?i)ice-ufrag:\s*([^\s\\"']{4,256})"#),
    (Kind::IceUser, r"\bufrag ([A-Za-z0-9+/]{4,256})\b"),
    (Kind::Key, r#"(?i)["']data1["']\s*:\s*\\?["']([^"'\\]{16,})"#),
    (
        Kind::Key,
        r#"(?i)aes[_-]?(?:128[_-]?)?key["']?\s*(?:[:=]{1,2}|\s)\s*["']?([^\s\\"',;)}]{4,})"#,
    ),
    (Kind::Key, r"(?i)\(key=([^)\s]+)\)"),
    (Kind::Key, r"(?i)\b([0-9a-f]{32})\b"),
    (Kind::Key, r"CLIENT_RANDOM [0-9a-fA-F]{64} ([0-9a-fA-F]{96})"),
    (
        Kind::Token,
        r#"(?i)\b[a-z_-]*(?:token|passwd|password|secret)["']?\s*(?::|=|:=)\s*\\?["']?(?:Bearer )?([^\s\\"',;&}]{4,})"#,
    ),
    (Kind::Token, r#"(?i)--[a-z-]*(?:token|passwd|password|secret)[ =]["']?([^\s"']{4,})"#),
    (Kind::Token, r"(?i)\bBearer\s+([A-Za-z0-9._~+/=-]{8,})"),
    (Kind::Serial, r"\b([A-Z][0-9]{2}[A-Z][0-9]{4}[A-Z0-9]{8})\b"),
    (Kind::Serial, r#"(?i)\\?["']sn\\?["']\s*:\s*\\?["']([A-Za-z0-9]{8,32})"#),
    (
        Kind::Serial,
        r"(?i)(?:serial number|serial|discovered device)\s*[:=]\s*([A-Za-z0-9]{8,32})\b",
    ),
    (Kind::Mail, r"\b([A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z0-9.-]*[A-Za-z])\b"),
    (Kind::Mac, r"(?i)(?:^|[^0-9a-f:-])([0-9a-f]{2}(?::[0-9a-f]{2}){5,})\b"),
    (Kind::Mac, r"(?i)(?:^|[^0-9a-f:-])([0-9a-f]{2}(?:-[0-9a-f]{2}){5,})\b"),
    (Kind::Ssid, r#"(?i)\be?ssid\\?["']?\s*[:=]\s*\\?["']([^"'\\]{1,32})"#),
    (Kind::Ssid, r#"(?i)\be?ssid\s*[:=]\s*([^\s"'\\,;]{1,32})"#),
    (Kind::User, r#"(?i)(?:/home/|/Users/|[A-Z]:\\{1,2}Users\\{1,2})([^/\\\s"':,;<>|]{1,64})"#),
    (Kind::User, r#"(?m)\b(?:USER|LOGNAME|USERNAME)=([^\s"']{1,64})"#),
];

/// Names of users that say nothing of anybody.
const NOBODY: [&str; 12] = [
    "root", "runner", "ubuntu", "debian", "unitree", "pi", "user", "nobody", "shared", "public",
    "default", "vagrant",
];

/// Characters of an address; a longer chain is a fingerprint.
const MAC: usize = 17;

impl Kind {
    /// What it is called.
    pub fn words(self) -> Phrase {
        match self {
            Kind::Key => phrase!("key", "金鑰"),
            Kind::IcePassword => phrase!("ICE password", "ICE 密碼"),
            Kind::IceUser => phrase!("ICE user name", "ICE 使用者名稱"),
            Kind::Token => phrase!("token or password", "token 或密碼"),
            Kind::Serial => phrase!("serial number", "序號"),
            Kind::Mail => phrase!("mail address", "電子郵件地址"),
            Kind::Mac => phrase!("MAC address", "MAC 位址"),
            Kind::Ssid => phrase!("Wi-Fi name", "Wi-Fi 名稱"),
            Kind::PublicAddress => phrase!("public address", "公開位址"),
            Kind::LocalAddress => phrase!("private address", "私有位址"),
            Kind::User => phrase!("user name", "使用者名稱"),
        }
    }

    /// Whether its values are names that somebody chose, and so may be words of ours.
    pub(super) fn is_name(self) -> bool {
        matches!(self, Kind::User | Kind::Ssid | Kind::IceUser)
    }

    /// What stands in place of the `number`th value of it. Where a program reads it again it keeps
    /// its form: addresses are of the ranges that are kept for documentation (RFC 5737, RFC 3849,
    /// RFC 7042).
    pub(super) fn stand_in(self, value: &str, number: usize) -> String {
        match self {
            // Texts keep local addresses; those of a capture have stand-ins of their own.
            Kind::Key | Kind::IcePassword | Kind::Token | Kind::LocalAddress => MASK.into(),
            Kind::IceUser => format!("UFRAG-{number}"),
            Kind::Serial => format!("SERIAL-{number}"),
            Kind::Mail => format!("MAIL-{number}"),
            Kind::Mac => format!("00:00:5e:00:53:{:02x}", number % 256),
            Kind::Ssid => format!("SSID-{number}"),
            Kind::PublicAddress if value.contains(':') => format!("2001:db8::{number:x}"),
            Kind::PublicAddress => Ipv4Addr::new(203, 0, 113, (number % 256) as u8).to_string(),
            Kind::User => format!("USER-{number}"),
        }
    }

    /// Whether a value that fits the pattern is one: what was masked before is none, nor is what
    /// says nothing.
    pub(super) fn counts(self, value: &str) -> bool {
        let stands_in =
            ["SERIAL-", "SSID-", "USER-", "MAIL-", "UFRAG-"].iter().any(|it| value.starts_with(it));
        if value == MASK || stands_in || value.starts_with("HEX32") {
            return false;
        }
        match self {
            Kind::User => !NOBODY.contains(&value.to_ascii_lowercase().as_str()),
            Kind::Serial => value.bytes().any(|byte| byte.is_ascii_digit()),
            Kind::Mac => {
                let digits = value.to_ascii_lowercase().replace('-', ":");
                let plain = ["00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"].contains(&digits.as_str());
                digits.len() == MAC && !plain && !digits.starts_with("00:00:5e:00:53:")
            }
            Kind::Key | Kind::Token | Kind::IcePassword => !matches!(
                value.to_ascii_lowercase().as_str(),
                "none" | "null" | "true" | "false" | "required" | "missing" | "rejected"
            ),
            Kind::Mail | Kind::Ssid | Kind::IceUser | Kind::PublicAddress | Kind::LocalAddress => {
                true
            }
        }
    }
}

/// Whether an address tells where somebody is.
pub(super) fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let documentation =
        matches!((first, second, third), (192, 0, 2) | (198, 51, 100) | (203, 0, 113));
    // Versions are written as addresses are: those of 0.x and 1.x are no hosts of users.
    let is_host = (2..224).contains(&first) && first != 127;
    is_host && !documentation && !is_of_local_use(address)
}

/// The MAC address that an IPv6 address was made of (modified EUI-64; RFC 4291, appendix A), as
/// text.
pub(super) fn embedded_mac(address: Ipv6Addr) -> Option<String> {
    let [.., a, b, c, 0xff, 0xfe, d, e, f] = address.octets() else { return None };
    let bytes = [a ^ 2, b, c, d, e, f].map(|byte| format!("{byte:02x}"));
    Some(bytes.join(":"))
}

/// The address with the MAC address that stands in for its own.
pub(super) fn with_mac_of_stand_in(address: Ipv6Addr, stand_in: &str) -> Option<Ipv6Addr> {
    let bytes = stand_in.split(':').map(|byte| u8::from_str_radix(byte, 16).ok());
    let bytes: Vec<u8> = bytes.collect::<Option<_>>()?;
    let [a, b, c, d, e, f] = bytes.try_into().ok()?;
    let mut octets = address.octets();
    octets[8..].copy_from_slice(&[a ^ 2, b, c, 0xff, 0xfe, d, e, f]);
    Some(octets.into())
}

/// Of IPv6 these are the addresses that are handed out (RFC 4291), but for documentation's.
pub(super) fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    (0x2000..0x4000).contains(&first) && (first, second) != (0x2001, 0xdb8)
}
