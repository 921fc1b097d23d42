//! Certificates that a robot may show instead of one made for the connection.
//!
//! The robot's library signs its own certificate with SHA-1, which no tool of ours can make, so
//! these were made beforehand and are committed with their keys, which are public on purpose:
//!
//! ```text
//! openssl req -x509 -new -key KEY -sha1 -days 36500 -outform DER \
//!     -subj /O=KVS-WebRTC-Client/CN=KVS-WebRTC-Client
//! ```

use crate::stack::certificate::Prepared;

use super::fault::Fault;
use super::fault_setting::Faults;
use super::key::PEM as RSA_KEY;

const EC_KEY: &str = include_str!("certificates/ec_key.pem");

pub(super) fn shown(faults: &Faults) -> Option<Prepared> {
    let (certificate, key): (&[u8], _) = if faults.has(Fault::DtlsCertificateRsa) {
        (include_bytes!("certificates/rsa_sha256.der"), RSA_KEY)
    } else if faults.has(Fault::DtlsCertificateRsaSha1) {
        (include_bytes!("certificates/rsa_sha1.der"), RSA_KEY)
    } else if faults.has(Fault::DtlsCertificateEcdsaSha1) {
        (include_bytes!("certificates/ecdsa_sha1.der"), EC_KEY)
    } else {
        return None;
    };
    Some(Prepared { certificate, key })
}
