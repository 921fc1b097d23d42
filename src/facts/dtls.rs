//! What `dtls` measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ice::{CheckCounts, CheckLoss};
use crate::stack::event::Way;

/// When DTLS got how far, from the nomination on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DtlsTimings {
    /// The first DTLS record from the robot.
    pub first_flight_in_ms: Option<f64>,
    /// The handshake, to its end.
    pub handshake_ms: Option<f64>,
}

/// What DTLS saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DtlsEvidence {
    /// Our role, `client` or `server`.
    pub role: Option<String>,
    /// The negotiated version.
    pub version: Option<String>,
    /// The negotiated cipher suite.
    pub cipher: Option<String>,
    /// The negotiated SRTP profile.
    pub srtp_profile: Option<String>,
    /// ClientHello messages sent.
    pub client_hellos_sent: Option<u32>,
    /// ClientHello messages received.
    pub client_hellos_received: Option<u32>,
    /// What the robot's last ClientHello offered.
    pub client_hello: Option<ClientHelloEvidence>,
    /// Flights that we sent again.
    pub retransmits: Option<u32>,
    /// The largest datagram of our flight, bytes.
    pub largest_flight_bytes: Option<u64>,
    /// Connectivity checks from the start of ICE to the end of this stage: they go on beside the
    /// handshake and show whether the path still stands.
    pub checks: Option<CheckCounts>,
    /// Alerts of both directions.
    pub alerts: Option<Vec<AlertEvidence>>,
    /// The robot's certificate.
    pub peer_certificate: Option<CertificateEvidence>,
    /// Whether the certificate is the one that the answer announced.
    pub fingerprint_match: Option<bool>,
    /// The result of the connectivity checks up to the end of this stage.
    pub check_loss: Option<CheckLoss>,
    /// The client's certificate, where somebody else's handshake was watched.
    #[serde(default)]
    pub client_certificate: Option<CertificateEvidence>,
    /// Whether that certificate is the one that the robot takes from the offer: SHA-256, upper case,
    /// the last line of all; null where the offer was not seen.
    #[serde(default)]
    pub client_fingerprint_match: Option<bool>,
}

/// What a ClientHello offers (RFC 5246, section 7.4.1.2).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClientHelloEvidence {
    /// The highest version that it knows, `DTLS 1.2` for instance.
    pub version: String,
    /// Whether it echoes the cookie of our HelloVerifyRequest, which proves that the request arrived.
    pub has_cookie: bool,
    /// Names of its cipher suites, or their numbers in hex; the preferred first.
    pub cipher_suites: Vec<String>,
    /// Names of its SRTP profiles; null where it offers none.
    pub srtp_profiles: Option<Vec<String>>,
}

/// A DTLS alert (RFC 5246, section 7.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AlertEvidence {
    /// Who sent it.
    pub direction: Direction,
    /// `warning` or `fatal`.
    pub level: String,
    /// The description's name, `protocol_version` for instance.
    pub description: String,
}

/// Who sent a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The robot.
    In,
    /// This program.
    Out,
}

impl From<Way> for Direction {
    fn from(way: Way) -> Self {
        match way {
            Way::In => Self::In,
            Way::Out => Self::Out,
        }
    }
}

/// The robot's certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CertificateEvidence {
    /// Common name of the subject.
    pub subject_cn: Option<String>,
    /// SHA-256 of the certificate, upper-case hex with colons.
    pub sha256: String,
    /// The key's type, `EC P-256` for instance.
    pub key: Option<String>,
    /// How the certificate itself is signed, `ecdsa-with-SHA1` for instance.
    pub signature: Option<String>,
}
