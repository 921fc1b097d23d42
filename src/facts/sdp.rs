//! What `sdp` measured.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::http::{BrokenAnswer, HttpDialect};
use crate::stack::sdp::SessionDescription;
use crate::stack::sdp_lint::lint;
use crate::text::redact::printable;

/// When the exchange of offer and answer got how far.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SdpTimings {
    /// The `/con_notify` request before it.
    pub con_notify_ms: Option<f64>,
    /// The offer's POST, until the answer's end.
    pub con_ing_ms: Option<f64>,
}

/// What the exchange of offer and answer showed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SdpEvidence {
    /// Why the stage failed.
    pub reason: Option<SdpReason>,
    /// The status of the answer to the offer, where it is the reason.
    pub http_status: Option<u16>,
    /// Without an answer: whether the connection was closed on the offer, and the repeat as HTTP/1.0
    /// brought no answer either (true), or nothing came before the deadline (false).
    pub closed: Option<bool>,
    /// How an answer that began fell short; null where a whole one came, or none.
    pub broken: Option<BrokenAnswer>,
    /// The form of request that the robot answered.
    pub dialect: Option<HttpDialect>,
    /// Hash names of the offer's `a=fingerprint` lines, in order, of its last m-section.
    pub offer_fingerprints: Option<Vec<String>>,
    /// What the robot answered.
    pub answer: Option<AnswerEvidence>,
    /// Offers sent again after a `reject`, where that was asked for.
    pub busy_retries: Option<Vec<BusyRetry>>,
}

/// One more offer after the first was rejected.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BusyRetry {
    /// When it was sent, s after the first reject.
    pub after_s: f64,
    /// Whether it was rejected as well; null where it got no answer at all.
    pub rejected: Option<bool>,
}

/// Why the exchange of offer and answer failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SdpReason {
    /// data2 is 3 and no device key was given.
    AesKeyMissing,
    /// The device key does not open the blob (data2 3).
    AesKeyRejected,
    /// The static key does not open the blob (data2 2).
    BlobUndecipherable,
    /// The blob holds no RSA key that can be read.
    RsaKeyBad,
    /// The path of the offer's POST cannot be computed.
    PathBad,
    /// The offer was not answered.
    NoAnswer,
    /// The offer was answered with a status other than 200.
    HttpStatus,
    /// The answer does not decrypt with our session key.
    AnswerUndecipherable,
    /// The decrypted answer is not the JSON object we know.
    AnswerNotJson,
    /// The answer holds no SDP.
    AnswerEmpty,
    /// `reject`: the robot's one slot is taken.
    Busy,
    /// The SDP cannot lead to a data channel.
    AnswerUnusable,
}

/// What the robot's answer said.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AnswerEvidence {
    /// `a=setup`.
    pub setup: Option<String>,
    /// Hash names of the `a=fingerprint` lines.
    pub fingerprint_algorithms: Option<Vec<String>>,
    /// The candidates, `ip:port type`.
    pub candidates: Option<Vec<String>>,
    /// `a=sctp-port`, or the port of the legacy form.
    pub sctp_port: Option<u16>,
    /// Codes of what is odd or wrong in the answer.
    pub lint: Option<Vec<String>>,
}

const MAX_CANDIDATES: usize = 16;

impl AnswerEvidence {
    /// What an answer to this offer says. `http_address` is where the robot was reached by HTTP.
    pub fn of(
        offer: &SessionDescription,
        answer: &SessionDescription,
        http_address: Option<IpAddr>,
    ) -> Self {
        let transport = answer.transport();
        let lints = lint(offer, answer, http_address);
        Self {
            setup: transport.setup.map(|setup| printable(setup, 16)),
            fingerprint_algorithms: Some(
                answer.fingerprints().iter().map(|line| printable(&line.algorithm, 16)).collect(),
            ),
            candidates: Some(
                answer.candidates().iter().take(MAX_CANDIDATES).map(ToString::to_string).collect(),
            ),
            sctp_port: answer.application().and_then(|section| section.sctp_port),
            lint: Some(lints.iter().map(|lint| lint.code().to_owned()).collect()),
        }
    }
}
