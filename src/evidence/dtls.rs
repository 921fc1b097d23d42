//! What `dtls` measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ice::CheckLoss;

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
    /// Flights that we sent again.
    pub retransmits: Option<u32>,
    /// Alerts of both directions.
    pub alerts: Option<Vec<AlertEvidence>>,
    /// The robot's certificate.
    pub peer_certificate: Option<CertificateEvidence>,
    /// Whether the certificate is the one that the answer announced.
    pub fingerprint_match: Option<bool>,
    /// What became of the connectivity checks up to the end of this stage.
    pub check_loss: Option<CheckLoss>,
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

/// The robot's certificate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CertificateEvidence {
    /// Common name of the subject.
    pub subject_cn: Option<String>,
    /// SHA-256 of the certificate, upper-case hex with colons.
    pub sha256: String,
    /// The key's type, `EC P-256` for instance.
    pub key: Option<String>,
}
