//! The certificate of one connection: self-signed, P-256, thrown away afterwards.

use rcgen::{CertificateParams, DistinguishedName, DnType, KeyPair, PKCS_ECDSA_P256_SHA256};
use rtc_crypto::RTCCrypto;
use rtc_dtls::crypto::{Certificate, CryptoPrivateKey};

/// Makes one with this common name.
pub fn self_signed(
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
