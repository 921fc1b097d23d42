//! The robot's side of RSA: a key whose public half con_notify tells.
//!
//! Two ends of ours have one: the simulated robot, whose key is committed and public on purpose, and
//! the proxy, whose key lives as long as its process.
#![expect(
    clippy::disallowed_types,
    reason = "the one place for private-key operations; docs/decisions/0016 says for whom"
)]

use std::fmt;

use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey};
use rsa::rand_core::OsRng;
use rsa::{Pkcs1v15Encrypt, RsaPrivateKey, traits::PublicKeyParts};

use crate::text::redact::MASK;

/// As long as a robot's, bits.
const BITS: usize = 2048;

/// Why there is no key: a defect of ours, or a system without randomness.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the private key cannot be used: {0}")]
pub struct KeyError(String);

pub struct PrivateKey(RsaPrivateKey);

impl PrivateKey {
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        RsaPrivateKey::from_pkcs8_pem(pem).map(Self).map_err(|error| KeyError(error.to_string()))
    }

    /// A new one, of the system's randomness. Takes 80 to 260 ms.
    pub fn generate() -> Result<Self, KeyError> {
        RsaPrivateKey::new(&mut OsRng, BITS).map(Self).map_err(|error| KeyError(error.to_string()))
    }

    /// The public half, DER SPKI.
    pub fn public_der(&self) -> Result<Vec<u8>, KeyError> {
        match self.0.to_public_key().to_public_key_der() {
            Ok(document) => Ok(document.into_vec()),
            Err(error) => Err(KeyError(error.to_string())),
        }
    }

    /// Size of the key, and of each block that it decrypts, bytes.
    pub fn size(&self) -> usize {
        self.0.size()
    }

    /// Decrypts one PKCS#1 v1.5 block, blinded; `None` when it is not for this key.
    pub fn decrypt(&self, block: &[u8]) -> Option<Vec<u8>> {
        self.0.decrypt_blinded(&mut OsRng, Pkcs1v15Encrypt, block).ok()
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PrivateKey({MASK})")
    }
}

#[cfg(test)]
mod tests {
    use rsa::RsaPublicKey;
    use rsa::pkcs8::DecodePublicKey;

    use super::*;

    fn key() -> PrivateKey {
        PrivateKey(crate::robot::test_vectors::private_key())
    }

    #[test]
    fn what_is_encrypted_with_the_public_half_is_read() {
        let key = key();
        let public = RsaPublicKey::from_public_key_der(&key.public_der().unwrap()).unwrap();
        let block = public.encrypt(&mut OsRng, Pkcs1v15Encrypt, b"0123").unwrap();
        assert_eq!(block.len(), key.size());
        assert_eq!(key.decrypt(&block).as_deref(), Some(&b"0123"[..]));
    }

    #[test]
    fn what_is_not_for_this_key_is_refused() {
        let key = key();
        for hostile in [&[][..], &[7; 255], &[7; 256], &[7; 257]] {
            assert_eq!(key.decrypt(hostile), None);
        }
    }

    #[test]
    fn two_keys_are_never_the_same_and_show_nothing_of_themselves() {
        let (one, other) = (PrivateKey::generate().unwrap(), PrivateKey::generate().unwrap());
        assert_ne!(one.public_der(), other.public_der());
        assert_eq!(one.size(), BITS / 8);
        assert_eq!(format!("{one:?}"), "PrivateKey(***)");
    }
}
