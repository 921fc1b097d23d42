//! The certificate of one connection: self-signed, P-256, thrown away afterwards; or one that was
//! made beforehand.

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_ECDSA_P256_SHA256};
use rtc_crypto::RTCCrypto;
use rtc_dtls::crypto::{Certificate, CryptoPrivateKey};

#[derive(Debug, Clone, Copy)]
pub struct Prepared {
    pub certificate: &'static [u8],
    pub key: &'static str,
}

pub(super) fn prepared(
    prepared: Prepared,
    crypto: &dyn RTCCrypto,
) -> Result<Certificate, Box<dyn std::error::Error>> {
    let key = KeyPair::from_pem(prepared.key)?;
    Ok(Certificate {
        certificate: vec![prepared.certificate.into()],
        private_key: CryptoPrivateKey::from_key_pair(&key, crypto)?,
    })
}

pub(super) fn self_signed(
    common_name: &str,
    crypto: &dyn RTCCrypto,
) -> Result<Certificate, Box<dyn std::error::Error>> {
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, common_name);
    let certificate = params.self_signed(&key)?;
    Ok(Certificate {
        certificate: vec![certificate.der().to_owned()],
        private_key: CryptoPrivateKey::from_key_pair(&key, crypto)?,
    })
}
