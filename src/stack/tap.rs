//! A crypto provider that looks over the DTLS layer's shoulder.
//!
//! Encrypted alerts never reach the caller of `rtc-dtls`: it answers them and says only that
//! something ended. Every record passes the AEAD in clear, so a wrapper around the provider sees
//! them (RFC 5246, section 6.2.3.3: the additional data names the record's type).

use std::sync::{Arc, Mutex, PoisonError};

use rtc_crypto::{
    ActiveKeyExchange, AeadAlgorithm, AeadCipher, BlockCipherAlgorithm, CbcAlgorithm, CbcCipher,
    CryptoAlgorithm, CryptoError, HashAlgorithm, HmacAlgorithm, KeyExchangeAlgorithm, Mac,
    PublicKey, RTCCrypto, RTCCryptoProvider, RTCRandom, SignatureScheme, SigningKey, StreamCipher,
    StreamCipherAlgorithm,
};

use super::event::Way;
use super::record::{ALERT, Alert};

/// Encrypted alerts seen since the last look.
#[derive(Clone, Default)]
pub struct AlertLog(Arc<Mutex<Vec<(Way, Alert)>>>);

impl AlertLog {
    pub fn drain(&self) -> Vec<(Way, Alert)> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn push(&self, way: Way, alert: Alert) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((way, alert));
    }
}

pub struct TapProvider {
    inner: Arc<dyn RTCCryptoProvider>,
    crypto: TapCrypto,
}

impl TapProvider {
    /// Wraps a provider; what is seen goes to `log`.
    pub fn wrap(inner: Arc<dyn RTCCryptoProvider>, log: AlertLog) -> Arc<dyn RTCCryptoProvider> {
        Arc::new(Self { crypto: TapCrypto { inner: inner.clone(), log }, inner })
    }
}

impl RTCCryptoProvider for TapProvider {
    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn crypto(&self) -> &dyn RTCCrypto {
        &self.crypto
    }

    fn random(&self) -> &dyn RTCRandom {
        self.inner.random()
    }
}

struct TapCrypto {
    inner: Arc<dyn RTCCryptoProvider>,
    log: AlertLog,
}

type Result<T> = std::result::Result<T, CryptoError>;

/// Only `new_aead` does more than hand on.
impl RTCCrypto for TapCrypto {
    fn new_aead(&self, algorithm: AeadAlgorithm, key: &[u8]) -> Result<Box<dyn AeadCipher>> {
        let inner = self.inner.crypto().new_aead(algorithm, key)?;
        Ok(Box::new(TapAead { inner, log: self.log.clone() }))
    }

    fn supports(&self, algorithm: CryptoAlgorithm) -> bool {
        self.inner.crypto().supports(algorithm)
    }

    fn hash(&self, algorithm: HashAlgorithm, data: &[u8]) -> Result<Vec<u8>> {
        self.inner.crypto().hash(algorithm, data)
    }

    fn block_encrypt(
        &self,
        algorithm: BlockCipherAlgorithm,
        key: &[u8],
        block: &mut [u8],
    ) -> Result<()> {
        self.inner.crypto().block_encrypt(algorithm, key, block)
    }

    fn new_hmac(&self, algorithm: HmacAlgorithm, key: &[u8]) -> Result<Box<dyn Mac>> {
        self.inner.crypto().new_hmac(algorithm, key)
    }

    fn new_stream_cipher(
        &self,
        algorithm: StreamCipherAlgorithm,
        key: &[u8],
    ) -> Result<Box<dyn StreamCipher>> {
        self.inner.crypto().new_stream_cipher(algorithm, key)
    }

    fn new_cbc(&self, algorithm: CbcAlgorithm, key: &[u8]) -> Result<Box<dyn CbcCipher>> {
        self.inner.crypto().new_cbc(algorithm, key)
    }

    fn start_key_exchange(
        &self,
        algorithm: KeyExchangeAlgorithm,
    ) -> Result<Box<dyn ActiveKeyExchange>> {
        self.inner.crypto().start_key_exchange(algorithm)
    }

    fn generate_signing_key(&self, scheme: SignatureScheme) -> Result<Arc<dyn SigningKey>> {
        self.inner.crypto().generate_signing_key(scheme)
    }

    fn import_signing_key(
        &self,
        scheme: SignatureScheme,
        pkcs8_der: &[u8],
    ) -> Result<Arc<dyn SigningKey>> {
        self.inner.crypto().import_signing_key(scheme, pkcs8_der)
    }

    fn verify_signature(
        &self,
        scheme: SignatureScheme,
        public_key: PublicKey<'_>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<()> {
        self.inner.crypto().verify_signature(scheme, public_key, message, signature)
    }
}

struct TapAead {
    inner: Box<dyn AeadCipher>,
    log: AlertLog,
}

impl TapAead {
    /// The additional data of a DTLS 1.2 record: epoch and sequence number (8 bytes), type, version
    /// `fe fd`, length.
    fn look(&self, way: Way, additional: &[u8], plaintext: &[u8]) {
        let is_alert = additional.len() == 13 && additional[8..11] == [ALERT, 0xfe, 0xfd];
        if let (true, [level, description, ..]) = (is_alert, plaintext) {
            self.log.push(way, Alert { level: *level, description: *description });
        }
    }
}

impl AeadCipher for TapAead {
    fn tag_len(&self) -> usize {
        self.inner.tag_len()
    }

    fn seal_in_place(
        &mut self,
        nonce: &[u8],
        aad: &[u8],
        plaintext_and_ciphertext: &mut [u8],
        tag_out: &mut [u8],
    ) -> Result<()> {
        self.look(Way::Out, aad, plaintext_and_ciphertext);
        self.inner.seal_in_place(nonce, aad, plaintext_and_ciphertext, tag_out)
    }

    fn open_in_place(
        &mut self,
        nonce: &[u8],
        aad: &[u8],
        ciphertext_and_plaintext: &mut [u8],
        tag: &[u8],
    ) -> Result<()> {
        self.inner.open_in_place(nonce, aad, ciphertext_and_plaintext, tag)?;
        self.look(Way::In, aad, ciphertext_and_plaintext);
        Ok(())
    }
}
