//! A crypto provider that looks over the DTLS layer's shoulder.
//!
//! Encrypted alerts never reach the caller of `rtc-dtls`: it answers them and says only that
//! something ended. Every record passes the AEAD in clear, so a wrapper around the provider sees
//! them (RFC 5246, section 6.2.3.3: the additional data names the record's type). An observer sees
//! all of them, and the master secret, which passes as the key of an HMAC.

use std::sync::{Arc, Mutex, PoisonError};

use rtc_crypto::{
    ActiveKeyExchange, AeadAlgorithm, AeadCipher, BlockCipherAlgorithm, CbcAlgorithm, CbcCipher,
    CryptoAlgorithm, CryptoError, HashAlgorithm, HmacAlgorithm, KeyExchangeAlgorithm, Mac,
    PublicKey, RTCCrypto, RTCCryptoProvider, RTCRandom, SignatureScheme, SigningKey, StreamCipher,
    StreamCipherAlgorithm,
};

use super::event::Way;
use super::observer::{Observed, Observer, SessionSecrets};
use super::record::{ALERT, Alert};
use crate::text::redact::Secret;

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
    pub fn wrap(
        inner: Arc<dyn RTCCryptoProvider>,
        log: AlertLog,
        observer: Option<Arc<dyn Observer>>,
    ) -> Arc<dyn RTCCryptoProvider> {
        Arc::new(Self { crypto: TapCrypto { inner: inner.clone(), log, observer }, inner })
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
    observer: Option<Arc<dyn Observer>>,
}

type Result<T> = std::result::Result<T, CryptoError>;

/// Only `new_aead` and `new_hmac` do more than hand on.
impl RTCCrypto for TapCrypto {
    fn new_aead(&self, algorithm: AeadAlgorithm, key: &[u8]) -> Result<Box<dyn AeadCipher>> {
        let inner = self.inner.crypto().new_aead(algorithm, key)?;
        Ok(Box::new(TapAead { inner, log: self.log.clone(), observer: self.observer.clone() }))
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
        let inner = self.inner.crypto().new_hmac(algorithm, key)?;
        match (&self.observer, <[u8; 48]>::try_from(key)) {
            (Some(observer), Ok(key)) => {
                Ok(Box::new(TapMac { inner, key: Secret::new(key), observer: observer.clone() }))
            }
            _ => Ok(inner),
        }
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

/// An HMAC with a key of a master secret's length.
struct TapMac {
    inner: Box<dyn Mac>,
    key: Secret<[u8; 48]>,
    observer: Arc<dyn Observer>,
}

impl TapMac {
    /// The keys of a session are made of its master secret by
    /// `"key expansion" + server_random + client_random` (RFC 5246, section 6.3).
    fn look(&self, input: &[&[u8]]) {
        const LABEL: &[u8] = b"key expansion";
        let seed = input.concat();
        let Some(randoms) = seed.strip_prefix(LABEL).filter(|randoms| randoms.len() == 64) else {
            return;
        };
        if let Some(client_random) = randoms.last_chunk() {
            let secrets = SessionSecrets { client_random: *client_random, master_secret: self.key };
            self.observer.observe(&Observed::Secrets(&secrets));
        }
    }
}

impl Mac for TapMac {
    fn output_len(&self) -> usize {
        self.inner.output_len()
    }

    fn sign(&mut self, input: &[&[u8]], output: &mut [u8]) -> Result<()> {
        self.look(input);
        self.inner.sign(input, output)
    }

    fn verify(&mut self, input: &[&[u8]], expected: &[u8]) -> Result<()> {
        self.inner.verify(input, expected)
    }
}

struct TapAead {
    inner: Box<dyn AeadCipher>,
    log: AlertLog,
    observer: Option<Arc<dyn Observer>>,
}

impl TapAead {
    /// The additional data of a DTLS 1.2 record: epoch and sequence number (8 bytes), type, version
    /// `fe fd`, length.
    fn look(&self, way: Way, additional: &[u8], plaintext: &[u8]) {
        if additional.len() != 13 || additional[9..11] != [0xfe, 0xfd] {
            return;
        }
        let content_type = additional[8];
        if let (ALERT, [level, description, ..]) = (content_type, plaintext) {
            self.log.push(way, Alert { level: *level, description: *description });
        }
        if let Some(observer) = &self.observer {
            observer.observe(&Observed::Record { way, content_type, plaintext });
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
