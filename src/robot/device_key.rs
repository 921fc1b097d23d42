//! The AES-128 key that each robot of newer firmware has for itself.

use std::fmt;
use std::str::FromStr;

use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::{MASK, Secret};

/// A robot's own key, needed where con_notify says `data2` 3.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceKey(Secret<[u8; 16]>);

/// The text is not a device key. The text itself stays out of the message: it may be a key with one
/// slip in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.phrase().get(Language::English))]
pub struct DeviceKeyError {
    problem: KeyProblem,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyProblem {
    Length(usize),
    NotHex { position: usize },
}

impl DeviceKeyError {
    pub fn phrase(&self) -> Phrase {
        let problem = match self.problem {
            KeyProblem::Length(1) => phrase!("one has 1 character", "這一個只有 1 個字元"),
            KeyProblem::Length(length) => {
                phrase!("one has {} characters", "這一個有 {} 個字元", length)
            }
            KeyProblem::NotHex { position } => phrase!(
                "one has something else at character {}",
                "這一個的第 {} 個字元不是",
                position
            ),
        };
        phrase!(
            "a device key is 32 hexadecimal characters, this {}; \
             `unitree-fetch-aes-key --email ADDRESS --sn SERIAL --device-type Go2 --region global` \
             (or cn) fetches it once for the account that owns the robot",
            "裝置金鑰是 32 個十六進位字元，{}；\
             `unitree-fetch-aes-key --email ADDRESS --sn SERIAL --device-type Go2 --region global`（或 cn）\
             可為擁有機器人的帳號取得一次金鑰",
            problem
        )
    }
}

impl DeviceKey {
    pub fn expose(&self) -> &[u8; 16] {
        self.0.expose()
    }
}

impl FromStr for DeviceKey {
    type Err = DeviceKeyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_hex = |c: char| c.is_ascii_hexdigit();
        if let Some(index) = text.chars().position(|c| !is_hex(c)) {
            return Err(DeviceKeyError { problem: KeyProblem::NotHex { position: index + 1 } });
        }
        let length = DeviceKeyError { problem: KeyProblem::Length(text.len()) };
        if text.len() != 32 {
            return Err(length);
        }
        let number = u128::from_str_radix(text, 16).map_err(|_| length)?;
        Ok(Self(Secret::new(number.to_be_bytes())))
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceKey({MASK})")
    }
}

impl fmt::Display for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MASK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_of_either_case_is_a_key() {
        let key: DeviceKey = "00112233445566778899AAbbccddeeff".parse().expect("32 hex characters");
        assert_eq!(key.expose()[..3], [0x00, 0x11, 0x22]);
        assert_eq!(key.expose()[15], 0xff);
    }

    #[test]
    fn a_key_never_shows_itself() {
        let key: DeviceKey = "00112233445566778899aabbccddeeff".parse().expect("32 hex characters");
        assert!(!format!("{key:?} {key}").contains('1'));
    }

    #[test]
    fn the_error_says_what_is_wrong_and_how_to_get_a_key() {
        let message = |text: &str| text.parse::<DeviceKey>().expect_err("no key").to_string();
        assert!(message("0011").contains("has 4 characters"));
        assert!(message("0x112233445566778899aabbccddeeff").contains("at character 2"));
        assert!(message("+0112233445566778899aabbccddeeff").contains("at character 1"));
        assert!(message("").contains("has 0 characters"));
        assert!(message("zz").contains("unitree-fetch-aes-key"));
        assert!(!message("secretsecret").contains("secret"));
    }
}
