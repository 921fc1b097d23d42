//! The simulated robot's RSA key: committed, and public on purpose.
//!
//! Making a fresh one would cost up to 260 ms a start, and seconds in a debug build; a simulated
//! robot has nothing to hide.
#![expect(
    clippy::disallowed_types,
    reason = "the one place for private-key operations: loopback, and a key that everybody has"
)]

use rsa::pkcs8::{DecodePrivateKey, EncodePublicKey};
use rsa::{Pkcs1v15Encrypt, RsaPrivateKey, traits::PublicKeyParts};

pub(super) const PEM: &str = include_str!("robot_key.pem");

/// Why the committed key cannot be used: a defect of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the simulated robot's own key cannot be read: {0}")]
pub struct KeyError(String);

pub struct RobotKey(RsaPrivateKey);

impl RobotKey {
    pub fn committed() -> Result<Self, KeyError> {
        RsaPrivateKey::from_pkcs8_pem(PEM).map(Self).map_err(|error| KeyError(error.to_string()))
    }

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

    /// Decrypts one PKCS#1 v1.5 block; `None` when it is not for this key.
    pub fn decrypt(&self, block: &[u8]) -> Option<Vec<u8>> {
        self.0.decrypt(Pkcs1v15Encrypt, block).ok()
    }
}

#[cfg(test)]
mod tests {
    use rsa::RsaPublicKey;
    use rsa::pkcs8::DecodePublicKey;

    use super::*;

    #[test]
    fn what_is_encrypted_with_the_public_half_is_read() {
        let key = RobotKey::committed().unwrap();
        let public = RsaPublicKey::from_public_key_der(&key.public_der().unwrap()).unwrap();
        let mut random = rsa::rand_core::OsRng;
        let block = public.encrypt(&mut random, Pkcs1v15Encrypt, b"0123").unwrap();
        assert_eq!(block.len(), key.size());
        assert_eq!(key.decrypt(&block).as_deref(), Some(&b"0123"[..]));
    }

    #[test]
    fn what_is_not_for_this_key_is_refused() {
        let key = RobotKey::committed().unwrap();
        for hostile in [&[][..], &[7; 255], &[7; 256], &[7; 257]] {
            assert_eq!(key.decrypt(hostile), None);
        }
    }
}
