//! `POST /con_notify`: the robot's public key, wrapped in one of three ways.
//!
//! The body is base64 of `{"data1", "data2"}`. `data2` says how `data1` is wrapped: 1 (or absent)
//! plain, 2 by a key that is the same in all robots, 3 by a key of the robot's own. Unwrapped it is
//! text: 10 filler characters, the public key as base64 of DER SPKI, and 10 characters that hide
//! the path at which the robot takes offers. Asking does not take the robot's slot.

use aes_gcm::aead::Aead as _;
use aes_gcm::{Aes128Gcm, KeyInit as _};
use rsa::RsaPublicKey;
use rsa::pkcs8::DecodePublicKey as _;
use rsa::traits::PublicKeyParts as _;
use serde_json::Value;

use crate::text::redact::printable;

use super::base64_text;
use super::device_key::DeviceKey;

/// Where a robot takes the request, and the offers of its newer form.
pub const PORT: u16 = 9991;
pub const PATH: &str = "/con_notify";

/// The key of `data2` 2, the same in every robot of that firmware.
pub(super) const STATIC_KEY: [u8; 16] =
    [232, 86, 130, 189, 22, 84, 155, 0, 142, 4, 166, 104, 43, 179, 235, 227];

/// Length of the GCM nonce, bytes.
pub(super) const NONCE_LENGTH: usize = 12;
/// Length of the GCM tag, bytes.
pub(super) const TAG_LENGTH: usize = 16;
/// Filler characters on each side of the public key.
pub(super) const FILLER_LENGTH: usize = 10;

/// A key of fewer bytes cannot carry PKCS#1 v1.5 padding worth the name.
const MIN_KEY_BYTES: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data2 {
    /// 1, or no `data2` at all: not encrypted.
    Plain,
    /// 2: AES-128-GCM with the key that all robots share.
    StaticKey,
    /// 3: AES-128-GCM with the robot's own key.
    DeviceKey,
}

impl Data2 {
    pub fn number(self) -> u8 {
        match self {
            Self::Plain => 1,
            Self::StaticKey => 2,
            Self::DeviceKey => 3,
        }
    }

    pub fn from_number(number: u64) -> Option<Self> {
        match number {
            1 => Some(Self::Plain),
            2 => Some(Self::StaticKey),
            3 => Some(Self::DeviceKey),
            _ => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotifyError {
    /// Not base64, or base64 of something that is not UTF-8 text.
    #[error("the body is not base64 text")]
    NotBase64,
    /// Not JSON, or JSON without a text in `data1`.
    #[error("the decoded body is not JSON with a text `data1`")]
    NotJson,
    /// `data2` is none of 1, 2, 3. Carries what it is, escaped and bounded.
    #[error("data2 is {0}, not 1, 2 or 3")]
    UnknownData2(String),
}

/// The answer was read, and its key blob cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// `data2` is 3 and no key is at hand.
    #[error("the blob needs the robot's own key, and none was given")]
    KeyMissing,
    /// `data2` is 3 and the tag does not verify under the key given.
    #[error("the key given is not this robot's")]
    KeyRejected,
    /// The static key does not open the blob, or it is no sealed text at all.
    #[error("the blob cannot be decrypted")]
    Undecipherable,
    /// No RSA key between the filler characters.
    #[error("the blob holds no usable RSA key")]
    RsaKeyBad,
    /// The last ten characters do not spell a path.
    #[error("the path cannot be computed from the blob")]
    PathBad,
}

/// A parsed answer to `POST /con_notify`, its blob still closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConNotify {
    pub data2: Data2,
    data1: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignallingKey {
    pub public_key: RsaPublicKey,
    /// Where the offer goes: `/con_ing_` and five digits.
    pub path: String,
}

impl ConNotify {
    pub fn parse(body: &[u8]) -> Result<Self, NotifyError> {
        let text = base64_text::decode(body).map_err(|_| NotifyError::NotBase64)?;
        let text = String::from_utf8(text).map_err(|_| NotifyError::NotBase64)?;
        let Ok(Value::Object(mut fields)) = serde_json::from_str(&text) else {
            return Err(NotifyError::NotJson);
        };
        let Some(Value::String(data1)) = fields.remove("data1") else {
            return Err(NotifyError::NotJson);
        };
        let data2 = match fields.get("data2") {
            None | Some(Value::Null) => Data2::Plain,
            Some(value) => parse_data2(value)
                .ok_or_else(|| NotifyError::UnknownData2(printable(value.to_string(), 32)))?,
        };
        Ok(Self { data2, data1 })
    }

    /// Unwraps the blob and reads the key and the path in it. `device_key` is looked at only where
    /// `data2` is 3.
    pub fn open(&self, device_key: Option<&DeviceKey>) -> Result<SignallingKey, OpenError> {
        let text = match self.data2 {
            Data2::Plain => self.data1.clone(),
            Data2::StaticKey => self.decrypt(&STATIC_KEY, || OpenError::Undecipherable)?,
            Data2::DeviceKey => {
                let key = device_key.ok_or(OpenError::KeyMissing)?;
                self.decrypt(key.expose(), || OpenError::KeyRejected)?
            }
        };
        read_blob(&text)
    }

    /// `refused` is the error of a well-formed blob whose tag does not verify.
    fn decrypt(&self, key: &[u8; 16], refused: fn() -> OpenError) -> Result<String, OpenError> {
        let blob =
            base64_text::decode(self.data1.as_bytes()).map_err(|_| OpenError::Undecipherable)?;
        let tail = NONCE_LENGTH + TAG_LENGTH;
        let split = blob.len().checked_sub(tail).ok_or(OpenError::Undecipherable)?;
        let (ciphertext, tail) = blob.split_at(split);
        let (nonce, tag) = tail.split_at(NONCE_LENGTH);
        let sealed = [ciphertext, tag].concat();
        let text = Aes128Gcm::new(key.into())
            .decrypt(nonce.into(), sealed.as_slice())
            .map_err(|_| refused())?;
        String::from_utf8(text).map_err(|_| OpenError::Undecipherable)
    }
}

fn parse_data2(value: &Value) -> Option<Data2> {
    let number = match value {
        Value::Number(number) => number.as_u64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    Data2::from_number(number)
}

fn read_blob(text: &str) -> Result<SignallingKey, OpenError> {
    let text = text.trim();
    let encoded = (text.len().checked_sub(FILLER_LENGTH))
        .and_then(|end| text.get(FILLER_LENGTH..end))
        .ok_or(OpenError::RsaKeyBad)?;
    let der = base64_text::decode(encoded.as_bytes()).map_err(|_| OpenError::RsaKeyBad)?;
    let public_key = RsaPublicKey::from_public_key_der(&der).map_err(|_| OpenError::RsaKeyBad)?;
    if public_key.size() < MIN_KEY_BYTES {
        return Err(OpenError::RsaKeyBad);
    }
    let tail = &text[text.len() - FILLER_LENGTH..];
    Ok(SignallingKey { public_key, path: read_path(tail)? })
}

/// Five pairs: a filler character and a letter, A for 0 to J for 9. The public drivers disagree on
/// any other letter (one skips it, one takes it for 0), so none is guessed at here.
fn read_path(tail: &str) -> Result<String, OpenError> {
    let digits: Option<String> = tail
        .chars()
        .skip(1)
        .step_by(2)
        .map(|letter| matches!(letter, 'A'..='J').then(|| char::from(letter as u8 - b'A' + b'0')))
        .collect();
    Ok(format!("/con_ing_{}", digits.ok_or(OpenError::PathBad)?))
}

#[cfg(test)]
mod tests {
    use crate::robot::test_vectors::{corrupted, device_key, vectors};

    use super::*;

    fn notify(fields: &str) -> Vec<u8> {
        base64_text::encode(fields).into_bytes()
    }

    #[test]
    fn every_form_of_the_vectors_opens_to_the_same_key_and_path() {
        let vectors = vectors();
        let modulus = vectors["modulus_hex"].as_str().expect("a modulus");
        let forms = vectors["notify"].as_object().expect("a map");
        assert_eq!(forms.len(), 6);
        for (name, body) in forms {
            let body = body.as_str().expect("a body");
            let notify = ConNotify::parse(body.as_bytes()).expect(name);
            let expected = match name.split('_').next() {
                Some("static") => Data2::StaticKey,
                Some("device") => Data2::DeviceKey,
                _ => Data2::Plain,
            };
            assert_eq!(notify.data2, expected, "{name}");
            let opened = notify.open(Some(&device_key())).expect(name);
            assert_eq!(opened.public_key.n().to_str_radix(16), modulus, "{name}");
            assert_eq!(vectors["path"], opened.path, "{name}");
        }
    }

    #[test]
    fn bodies_that_are_not_text_or_not_base64_are_told_apart_from_bad_json() {
        let parse = |body: &[u8]| ConNotify::parse(body).expect_err("not an answer");
        assert_eq!(parse(b""), NotifyError::NotBase64);
        assert_eq!(parse(b"<html>hello</html>"), NotifyError::NotBase64);
        assert_eq!(parse(&[0xff, 0xfe, 0x00]), NotifyError::NotBase64);
        assert_eq!(parse(base64_text::encode([0xff, 0xfe]).as_bytes()), NotifyError::NotBase64);
        for json in ["hello", "[]", "{}", r#"{"data1":5}"#, r#"{"data2":2}"#, "{\"data1\":"] {
            assert_eq!(parse(&notify(json)), NotifyError::NotJson, "{json}");
        }
    }

    #[test]
    fn data2_is_a_number_or_a_number_as_text() {
        let data2 = |value: &str| {
            let body = notify(&format!(r#"{{"data1":"x","data2":{value}}}"#));
            ConNotify::parse(&body).map(|notify| notify.data2.number())
        };
        assert_eq!(data2("3"), Ok(3));
        assert_eq!(data2("\"2\""), Ok(2));
        assert_eq!(data2("null"), Ok(1));
        for odd in ["4", "0", "-1", "true", "[2]", "\"two\"", "1e999"] {
            assert!(data2(odd).is_err(), "{odd}");
        }
        assert_eq!(data2("4"), Err(NotifyError::UnknownData2("4".into())));
        let shown = data2("\"\\u001b[2J\"").expect_err("unknown").to_string();
        assert!(!shown.contains('\x1b'), "{shown:?}");
    }

    #[test]
    fn a_missing_key_is_told_apart_from_a_wrong_one() {
        let vectors = vectors();
        let body = vectors["notify"]["device"].as_str().expect("a body");
        let notify = ConNotify::parse(body.as_bytes()).expect("an answer");
        assert_eq!(notify.open(None), Err(OpenError::KeyMissing));
        let other = "ffffffffffffffffffffffffffffffff".parse().expect("32 hex characters");
        assert_eq!(notify.open(Some(&other)), Err(OpenError::KeyRejected));
    }

    #[test]
    fn blobs_that_cannot_be_opened_say_why() {
        let open = |data1: &str, data2: u8| {
            let body = notify(&format!(r#"{{"data1":"{data1}","data2":{data2}}}"#));
            ConNotify::parse(&body).expect("an answer").open(Some(&device_key()))
        };
        let junk = base64_text::encode([7; 80]);
        assert_eq!(open(&junk, 2), Err(OpenError::Undecipherable));
        assert_eq!(open(&junk, 3), Err(OpenError::KeyRejected));
        assert_eq!(open("AAAA", 3), Err(OpenError::Undecipherable));
        assert_eq!(open("***", 2), Err(OpenError::Undecipherable));
        assert_eq!(open(&junk, 1), Err(OpenError::RsaKeyBad));
        assert_eq!(open("short", 1), Err(OpenError::RsaKeyBad));
        assert_eq!(open("電電電電電電電電電電電電", 1), Err(OpenError::RsaKeyBad));
    }

    #[test]
    fn a_letter_beyond_j_is_no_path() {
        assert_eq!(read_path("xAxBxCxDxE").as_deref(), Ok("/con_ing_01234"));
        assert_eq!(read_path("JFJGJHJIJJ").as_deref(), Ok("/con_ing_56789"));
        for tail in ["xAxBxCxDxK", "xAxBxCxDx4", "xAxBxCxDxa", "xAxBxCxDx電"] {
            assert_eq!(read_path(tail), Err(OpenError::PathBad), "{tail}");
        }
    }

    #[test]
    fn corrupted_answers_never_panic() {
        let vectors = vectors();
        let mut rng = fastrand::Rng::with_seed(11);
        for body in vectors["notify"].as_object().expect("a map").values() {
            let body = body.as_str().expect("a body").as_bytes();
            let json = base64_text::decode(body).expect("base64");
            for _ in 0..200 {
                let inner = base64_text::encode(corrupted(&json, &mut rng));
                for body in [corrupted(body, &mut rng), inner.into_bytes()] {
                    let _ = ConNotify::parse(&body).map(|n| n.open(Some(&device_key())));
                }
            }
        }
    }
}
