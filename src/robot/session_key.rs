//! The key of one exchange: AES-256-ECB with PKCS#7 padding, as the robot wants it.

use aes::Aes256;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockDecryptMut as _, BlockEncryptMut as _, KeyInit as _};

use crate::text::redact::Secret;

use super::base64_text;

/// The key under which offer and answer travel: 32 lower-case hexadecimal characters, used as they
/// stand as 32 bytes (not decoded to 16).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionKey(Secret<[u8; 32]>);

impl SessionKey {
    /// From 16 random bytes, which the caller draws.
    pub fn from_entropy(entropy: [u8; 16]) -> Self {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let mut text = [0; 32];
        for (pair, byte) in text.chunks_exact_mut(2).zip(entropy) {
            pair[0] = HEX[usize::from(byte >> 4)];
            pair[1] = HEX[usize::from(byte & 15)];
        }
        Self(Secret::new(text))
    }

    /// From the bytes that a client sent; `None` unless there are 32.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|bytes: [u8; 32]| Self(Secret::new(bytes)))
    }

    pub fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }

    pub fn seal(&self, text: &str) -> String {
        let cipher = ecb::Encryptor::<Aes256>::new(self.expose().into());
        base64_text::encode(cipher.encrypt_padded_vec_mut::<Pkcs7>(text.as_bytes()))
    }

    /// Decodes base64 and decrypts; `None` when either fails. ECB has no integrity: a wrong key
    /// shows only by its padding, or as garbage.
    pub fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        let sealed = base64_text::decode(sealed).ok()?;
        let cipher = ecb::Decryptor::<Aes256>::new(self.expose().into());
        cipher.decrypt_padded_vec_mut::<Pkcs7>(&sealed).ok()
    }
}

#[cfg(test)]
mod tests {
    use crate::robot::test_vectors::{corrupted, vectors};

    use super::*;

    #[test]
    fn entropy_becomes_lower_case_hex() {
        let key = SessionKey::from_entropy(*b"\x00\x01\x0a\xff............");
        assert_eq!(key.expose()[..8], *b"00010aff");
        assert_eq!(SessionKey::from_bytes(key.expose()), Some(key.clone()));
        assert_eq!(SessionKey::from_bytes(b"short"), None);
        assert!(!format!("{key:?}").contains("0aff"));
    }

    #[test]
    fn pycryptodome_computes_the_same() {
        let vectors = &vectors()["con_ing"];
        let text = |name: &str| vectors[name].as_str().expect("a text");
        let key = SessionKey::from_bytes(text("session_key").as_bytes()).expect("32 bytes");
        assert_eq!(key.seal(text("envelope")), text("data1"));
        assert_eq!(
            key.open(text("data1").as_bytes()).as_deref(),
            Some(text("envelope").as_bytes())
        );
    }

    #[test]
    fn text_of_any_length_survives_and_corrupted_text_never_panics() {
        let key = SessionKey::from_entropy([7; 16]);
        let mut rng = fastrand::Rng::with_seed(3);
        for length in 0..70 {
            let text = "x".repeat(length);
            let sealed = key.seal(&text);
            assert_eq!(key.open(sealed.as_bytes()), Some(text.into_bytes()));
            let _ = key.open(&corrupted(sealed.as_bytes(), &mut rng));
        }
        assert_eq!(key.open(base64_text::encode([0; 15]).as_bytes()), None);
        assert_eq!(key.open(b""), None);
    }
}
