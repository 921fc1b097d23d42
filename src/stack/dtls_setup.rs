//! What a DTLS layer is made of, and the library's configuration that follows from it.

use std::sync::Arc;
use std::time::Duration;

use rtc_crypto::RTCCryptoProvider;
use rtc_dtls::cipher_suite::CipherSuiteId;
use rtc_dtls::config::{ClientAuthType, ConfigBuilder, ExtendedMasterSecretType, HandshakeConfig};
use rtc_dtls::crypto::Certificate;
use rtc_dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc_shared::error::Error as RtcError;
use rtc_srtp::protection_profile::ProtectionProfile;

use super::client_hello;
use super::config::{DtlsOptions, DtlsRole};
use super::tap::AlertLog;

pub(super) struct DtlsSetup {
    pub role: DtlsRole,
    /// SHA-256 that the peer announced, hex with colons.
    pub announced: String,
    pub certificate: Certificate,
    pub options: DtlsOptions,
    pub provider: Arc<dyn RTCCryptoProvider>,
    pub alert_log: AlertLog,
    pub flight_interval: Duration,
}

pub(super) fn handshake_config(setup: &DtlsSetup) -> Result<Arc<HandshakeConfig>, RtcError> {
    let srtp_profiles = match setup.options.without_srtp {
        true => Vec::new(),
        false => vec![
            SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
            SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_32,
        ],
    };
    let config = ConfigBuilder::default()
        .with_crypto_provider(setup.provider.clone())
        .with_certificates(vec![setup.certificate.clone()])
        .with_cipher_suites(vec![
            CipherSuiteId::Tls_Ecdhe_Ecdsa_With_Aes_128_Gcm_Sha256,
            CipherSuiteId::Tls_Ecdhe_Rsa_With_Aes_128_Gcm_Sha256,
            CipherSuiteId::Tls_Ecdhe_Ecdsa_With_ChaCha20_Poly1305_Sha256,
            CipherSuiteId::Tls_Ecdhe_Rsa_With_ChaCha20_Poly1305_Sha256,
        ])
        .with_srtp_protection_profiles(srtp_profiles)
        // 0 is the library's own default.
        .with_mtu(setup.options.fragment_at.unwrap_or_default())
        .with_client_auth(ClientAuthType::RequireAnyClientCert)
        // The robot's certificate is self-signed; the fingerprint alone says whose it is.
        .with_insecure_skip_verify(true)
        .with_extended_master_secret(ExtendedMasterSecretType::Request)
        .with_flight_interval(setup.flight_interval)
        .build(setup.role == DtlsRole::Client, None)?;
    Ok(Arc::new(config))
}

pub(super) fn srtp_name(profile: SrtpProtectionProfile) -> Option<String> {
    match profile {
        SrtpProtectionProfile::Unsupported => None,
        agreed => Some(client_hello::srtp_name(agreed as u16)),
    }
}

/// How SRTP protects by an agreed profile. Those of AES-256 are not offered.
pub(super) fn srtp_profile(agreed: SrtpProtectionProfile) -> Option<ProtectionProfile> {
    match agreed {
        SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm => Some(ProtectionProfile::AeadAes128Gcm),
        SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80 => {
            Some(ProtectionProfile::Aes128CmHmacSha1_80)
        }
        SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_32 => {
            Some(ProtectionProfile::Aes128CmHmacSha1_32)
        }
        _ => None,
    }
}
