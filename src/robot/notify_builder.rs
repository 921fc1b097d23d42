//! The other side of [`con_notify`](super::con_notify): the answer of a robot.

use aes_gcm::aead::Aead as _;
use aes_gcm::{Aes128Gcm, KeyInit as _};

use super::base64_text;
use super::con_notify::{Data2, FILLER_LENGTH, NONCE_LENGTH, STATIC_KEY, TAG_LENGTH};
use super::device_key::DeviceKey;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrapping {
    Plain,
    StaticKey,
    DeviceKey(DeviceKey),
}

impl Wrapping {
    pub fn data2(&self) -> Data2 {
        match self {
            Self::Plain => Data2::Plain,
            Self::StaticKey => Data2::StaticKey,
            Self::DeviceKey(_) => Data2::DeviceKey,
        }
    }
}

/// The letters that spell the path `/con_ing_…` of these digits (each 0 to 9).
pub fn path_letters(digits: [u8; FILLER_LENGTH / 2]) -> [char; FILLER_LENGTH / 2] {
    digits.map(|digit| char::from(b'A' + digit % 10))
}

/// The body of an answer to `POST /con_notify`. `spki` is the robot's public key as DER, `letters`
/// spell its path, see [`path_letters`]; the filler and the nonce come from `rng`.
pub fn notify_body(
    spki: &[u8],
    letters: [char; FILLER_LENGTH / 2],
    wrapping: &Wrapping,
    rng: &mut fastrand::Rng,
) -> String {
    let mut blob: String = (0..FILLER_LENGTH).map(|_| rng.alphanumeric()).collect();
    blob.push_str(&base64_text::encode(spki));
    for letter in letters {
        blob.push(rng.alphanumeric());
        blob.push(letter);
    }
    let data1 = match wrapping {
        Wrapping::Plain => blob,
        Wrapping::StaticKey => seal(&blob, &STATIC_KEY, rng),
        Wrapping::DeviceKey(key) => seal(&blob, key.expose(), rng),
    };
    let data2 = wrapping.data2().number();
    base64_text::encode(serde_json::json!({ "data1": data1, "data2": data2 }).to_string())
}

fn seal(text: &str, key: &[u8; 16], rng: &mut fastrand::Rng) -> String {
    let mut nonce = [0; NONCE_LENGTH];
    rng.fill(&mut nonce);
    let mut sealed = Aes128Gcm::new(key.into())
        .encrypt((&nonce).into(), text.as_bytes())
        .expect("AES-GCM seals anything shorter than 64 GiB");
    let tag = sealed.split_off(sealed.len() - TAG_LENGTH);
    base64_text::encode([sealed.as_slice(), &nonce, &tag].concat())
}

#[cfg(test)]
mod tests {
    use rsa::RsaPublicKey;
    use rsa::pkcs8::EncodePublicKey as _;

    use crate::robot::con_notify::ConNotify;
    use crate::robot::test_vectors::{device_key, private_key};

    use super::*;

    #[test]
    fn what_a_robot_builds_a_client_opens() {
        let public_key = RsaPublicKey::from(private_key());
        let spki = public_key.to_public_key_der().expect("a public key encodes");
        let mut rng = fastrand::Rng::with_seed(1);
        for wrapping in [Wrapping::Plain, Wrapping::StaticKey, Wrapping::DeviceKey(device_key())] {
            let body =
                notify_body(spki.as_bytes(), path_letters([9, 0, 3, 2, 7]), &wrapping, &mut rng);
            let notify = ConNotify::parse(body.as_bytes()).expect("an answer");
            assert_eq!(notify.data2, wrapping.data2());
            let opened = notify.open(Some(&device_key())).expect("a blob that opens");
            assert_eq!(opened.path, "/con_ing_90327");
            assert_eq!(opened.public_key, public_key);
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_answer() {
        let body = |seed| {
            let mut rng = fastrand::Rng::with_seed(seed);
            notify_body(b"key", ['B'; 5], &Wrapping::StaticKey, &mut rng)
        };
        assert_eq!(body(5), body(5));
        assert_ne!(body(5), body(6));
    }
}
