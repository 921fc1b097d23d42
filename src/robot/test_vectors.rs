//! Values computed by other people's libraries; `make_vectors.py` beside them makes them.
#![expect(clippy::disallowed_types, reason = "the vectors are decrypted with the public test key")]

use rsa::RsaPrivateKey;
use rsa::pkcs8::DecodePrivateKey as _;
use serde_json::Value;

pub(super) use crate::test_support::corrupted;

use super::device_key::DeviceKey;

pub(super) fn vectors() -> Value {
    let text = include_str!("../../tests/fixtures/vectors/vectors.json");
    serde_json::from_str(text).expect("the committed vectors are JSON")
}

pub(super) fn device_key() -> DeviceKey {
    let text = vectors()["device_key"].as_str().expect("a key").to_owned();
    text.parse().expect("32 hex characters")
}

/// The simulated robot's key, public on purpose.
pub(super) fn private_key() -> RsaPrivateKey {
    let pem = include_str!("../simulator/robot_key.pem");
    RsaPrivateKey::from_pkcs8_pem(pem).expect("the committed key is PKCS#8")
}
