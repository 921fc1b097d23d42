//! The facts that a run gathered: one pair of structs a stage, timings and evidence.
//!
//! Everything not measured is `None` and becomes `null` in reports, never 0 or
//! false. Counts are numbers of packets unless said otherwise; timings are
//! milliseconds. The field names are the contract of the JSON report
//! (`docs/report.md`), which is why they live together in this one file.

pub mod host;
pub mod log;
pub mod offer;

use std::collections::BTreeMap;

pub use host::{
    DriverFacts, FactNote, HostEvidence, HostTimings, PackageCopy, PinFacts, PythonFacts,
    RouteFacts, SourceLine, WslFacts,
};
pub use log::{LogDriver, LogFacts, LogMark, LogSign};
pub use offer::OfferFacts;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A rung of the ladder, in the order in which a run climbs it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// This machine and the driver on it: nothing is sent.
    Host,
    /// Is the host there at all? Runs beside the others and never stops them.
    Ping,
    /// The signalling ports and the `/con_notify` probe.
    Http,
    /// Offer and answer, encrypted over HTTP.
    Sdp,
    /// A working pair of candidates (RFC 8445).
    Ice,
    /// The DTLS handshake (RFC 6347) and the peer's fingerprint.
    Dtls,
    /// The SCTP association (RFC 9260) and the channel `data` (RFC 8832).
    Sctp,
    /// The robot's challenge, answered.
    Validation,
    /// Topics arrive, a request is answered, the link stays up.
    Flow,
}

impl Stage {
    /// Every stage this version knows, in ladder order.
    pub const ALL: [Stage; 9] = [
        Stage::Host,
        Stage::Ping,
        Stage::Http,
        Stage::Sdp,
        Stage::Ice,
        Stage::Dtls,
        Stage::Sctp,
        Stage::Validation,
        Stage::Flow,
    ];

    /// The name used in every report.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Host => "host",
            Stage::Ping => "ping",
            Stage::Http => "http",
            Stage::Sdp => "sdp",
            Stage::Ice => "ice",
            Stage::Dtls => "dtls",
            Stage::Sctp => "sctp",
            Stage::Validation => "validation",
            Stage::Flow => "flow",
        }
    }

    /// The debugging guide's phase, 1 to 4, for the four stages in the middle.
    pub fn phase(self) -> Option<u8> {
        match self {
            Stage::Sdp => Some(1),
            Stage::Ice => Some(2),
            Stage::Dtls => Some(3),
            Stage::Sctp => Some(4),
            _ => None,
        }
    }
}

impl std::fmt::Display for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// Timings and evidence of one stage, told apart by the stage's name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "name", rename_all = "lowercase")]
#[expect(missing_docs, reason = "each variant pairs the two structs of its stage")]
pub enum StageFacts {
    Host { timings: HostTimings, evidence: Box<HostEvidence> },
    Ping { timings: PingTimings, evidence: PingEvidence },
    Http { timings: HttpTimings, evidence: HttpEvidence },
    Sdp { timings: SdpTimings, evidence: SdpEvidence },
    Ice { timings: IceTimings, evidence: IceEvidence },
    Dtls { timings: DtlsTimings, evidence: DtlsEvidence },
    Sctp { timings: SctpTimings, evidence: SctpEvidence },
    Validation { timings: ValidationTimings, evidence: ValidationEvidence },
    Flow { timings: FlowTimings, evidence: FlowEvidence },
}

impl StageFacts {
    /// The facts of a stage of which nothing was measured.
    pub fn unknown(stage: Stage) -> Self {
        macro_rules! blank {
            ($variant:ident) => {
                StageFacts::$variant { timings: Default::default(), evidence: Default::default() }
            };
        }
        match stage {
            Stage::Host => blank!(Host),
            Stage::Ping => blank!(Ping),
            Stage::Http => blank!(Http),
            Stage::Sdp => blank!(Sdp),
            Stage::Ice => blank!(Ice),
            Stage::Dtls => blank!(Dtls),
            Stage::Sctp => blank!(Sctp),
            Stage::Validation => blank!(Validation),
            Stage::Flow => blank!(Flow),
        }
    }

    /// The stage that these facts are of.
    pub fn stage(&self) -> Stage {
        match self {
            StageFacts::Host { .. } => Stage::Host,
            StageFacts::Ping { .. } => Stage::Ping,
            StageFacts::Http { .. } => Stage::Http,
            StageFacts::Sdp { .. } => Stage::Sdp,
            StageFacts::Ice { .. } => Stage::Ice,
            StageFacts::Dtls { .. } => Stage::Dtls,
            StageFacts::Sctp { .. } => Stage::Sctp,
            StageFacts::Validation { .. } => Stage::Validation,
            StageFacts::Flow { .. } => Stage::Flow,
        }
    }
}

/// `ping` has no timings of its own; the round trips are evidence.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PingTimings {}

/// What `ping` saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PingEvidence {
    /// How the echo was sent.
    pub method: Option<PingMethod>,
    /// Echo requests (or TCP connects) sent.
    pub sent: Option<u32>,
    /// Replies received; a TCP reset counts as one.
    pub received: Option<u32>,
    /// Shortest round trip, ms.
    pub rtt_min_ms: Option<f64>,
    /// Mean round trip, ms.
    pub rtt_avg_ms: Option<f64>,
    /// Longest round trip, ms.
    pub rtt_max_ms: Option<f64>,
    /// Whether TCP was answered (a reset counts) where ICMP was not, or could not be sent.
    pub tcp_answered: Option<bool>,
    /// Why the measurement could not be made, where it could not.
    pub error: Option<String>,
}

/// How an echo was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PingMethod {
    /// ICMP over a datagram socket, no privilege needed.
    IcmpDatagram,
    /// ICMP over a raw socket.
    IcmpRaw,
    /// TCP connects, where this machine forbids ICMP.
    Tcp,
}

/// When the HTTP probe got how far.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HttpTimings {
    /// Name resolution; null for a literal address.
    pub resolve_ms: Option<f64>,
    /// TCP connect to the signalling port.
    pub connect_ms: Option<f64>,
    /// From the request to the first byte of the answer.
    pub first_byte_ms: Option<f64>,
    /// From the request to the answer's end.
    pub total_ms: Option<f64>,
}

/// What the HTTP probe saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HttpEvidence {
    /// The address asked.
    pub url: Option<String>,
    /// The method used.
    pub method: Option<String>,
    /// The status of the answer.
    pub http_status: Option<u16>,
    /// The form of request that the robot answered.
    pub dialect: Option<HttpDialect>,
    /// Why the stage failed.
    pub reason: Option<HttpReason>,
    /// How the robot's key blob is encrypted: 1 plain, 2 static key, 3 device key.
    pub data2: Option<u8>,
    /// What each signalling port said to a TCP connect.
    pub ports: Option<Vec<PortState>>,
    /// With data2 3 and a key at hand: does the key open the blob? (Needs no slot.)
    pub device_key_accepted: Option<bool>,
}

/// The form of an HTTP request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum HttpDialect {
    /// HTTP/1.1 with title-case header names.
    #[serde(rename = "http/1.1")]
    Http11,
    /// HTTP/1.0 written to a plain socket in one piece.
    #[serde(rename = "http/1.0-raw")]
    Http10Raw,
}

/// Why the HTTP probe failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HttpReason {
    /// TCP reset.
    ConnRefused,
    /// Nothing came before the deadline.
    NoResponse,
    /// The kernel has no way to the host.
    HostUnreachable,
    /// The kernel has no route to the network.
    NetUnreachable,
    /// The name has no address.
    NameNotResolved,
    /// The connection was closed before an answer.
    ClosedWithoutAnswer,
    /// A status other than 200.
    HttpStatus,
    /// More than 1 MiB of body.
    BodyTooLarge,
    /// The body is not base64 text.
    NotBase64,
    /// The decoded body is not the JSON object we know.
    NotJson,
    /// `data2` is none of 1, 2, 3.
    UnknownData2,
}

/// What a port said to a TCP connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PortState {
    /// The port.
    pub port: u16,
    /// `open`, or the reason of [`HttpReason`] for which it is not.
    pub reason: PortReason,
}

/// The outcome of a TCP connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PortReason {
    /// The connection was accepted.
    Open,
    /// TCP reset.
    ConnRefused,
    /// Nothing came before the deadline.
    NoResponse,
    /// The kernel has no way to the host.
    HostUnreachable,
    /// The kernel has no route to the network.
    NetUnreachable,
}

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
    /// `reject`: another client holds the robot's slot.
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

/// When ICE got how far, from the answer on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IceTimings {
    /// Gathering of our candidates, before the offer.
    pub gathering_ms: Option<f64>,
    /// The first STUN response.
    pub first_response_ms: Option<f64>,
    /// The nomination.
    pub nominated_ms: Option<f64>,
}

/// What ICE saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IceEvidence {
    /// The agent's state (RFC 8445): `checking`, `connected`, `failed`, …
    pub state: Option<String>,
    /// Our candidates, `ip:port type`.
    pub local_candidates: Option<Vec<String>>,
    /// The robot's candidates, `ip:port type`.
    pub remote_candidates: Option<Vec<String>>,
    /// Every candidate pair that was tried.
    pub pairs: Option<Vec<PairEvidence>>,
    /// The selected pair, `local -> remote`.
    pub selected: Option<String>,
}

/// One candidate pair.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PairEvidence {
    /// Our side, `ip:port`.
    pub local: String,
    /// The robot's side, `ip:port`.
    pub remote: String,
    /// Binding requests sent.
    pub requests_sent: u64,
    /// Success responses received.
    pub responses: u64,
    /// Binding requests received.
    pub requests_received: u64,
    /// Error responses received, by STUN error code.
    pub errors: BTreeMap<String, u64>,
    /// Round trip of the last answered check, ms.
    pub rtt_ms: Option<f64>,
    /// Whether the pair was nominated.
    pub nominated: bool,
}

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

/// When SCTP got how far, from the DTLS handshake on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SctpTimings {
    /// From our first INIT to the INIT-ACK.
    pub init_to_init_ack_ms: Option<f64>,
    /// From COOKIE-ECHO to COOKIE-ACK.
    pub cookie_ms: Option<f64>,
    /// From our OPEN to a usable channel.
    pub open_to_usable_ms: Option<f64>,
    /// From our first INIT to the established association.
    pub association_ms: Option<f64>,
}

/// What SCTP saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SctpEvidence {
    /// INIT chunks sent.
    pub init_sent: Option<u32>,
    /// INIT chunks received: the robot's own.
    pub init_received: Option<u32>,
    /// INIT-ACK chunks received.
    pub init_ack_received: Option<u32>,
    /// COOKIE-ECHO chunks sent.
    pub cookie_echo_sent: Option<u32>,
    /// COOKIE-ACK chunks received.
    pub cookie_ack_received: Option<u32>,
    /// When each INIT went, ms after the DTLS handshake.
    pub init_sent_at_ms: Option<Vec<f64>>,
    /// An ABORT, of either side.
    pub abort: Option<AbortEvidence>,
    /// DCEP OPEN messages sent.
    pub dcep_open_sent: Option<u32>,
    /// DCEP ACK messages received.
    pub dcep_ack_received: Option<u32>,
    /// What showed that the channel is usable.
    pub opened_by: Option<OpenedBy>,
    /// SRTP and SRTCP packets received.
    pub rtp_packets_received: Option<u64>,
}

/// An ABORT chunk and its causes (RFC 9260, section 3.3.10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AbortEvidence {
    /// Who sent it.
    pub direction: Direction,
    /// The causes it carried.
    pub causes: Vec<AbortCause>,
}

/// One cause of an ABORT.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AbortCause {
    /// The cause code.
    pub code: u16,
    /// The cause's text or the code's name, control characters escaped.
    pub text: String,
}

/// What showed that the channel is usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum OpenedBy {
    /// A DCEP ACK.
    Ack,
    /// A user message on the channel.
    Message,
    /// The SACK of our OPEN.
    Sack,
}

/// When validation got how far, from the usable channel on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ValidationTimings {
    /// The challenge.
    pub challenge_ms: Option<f64>,
    /// `Validation Ok.`
    pub ok_ms: Option<f64>,
}

/// What validation saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ValidationEvidence {
    /// Answers sent.
    pub answers_sent: Option<u32>,
    /// The last error that the robot sent, control characters escaped.
    pub last_error: Option<String>,
}

/// When data began to flow, from the validation on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlowTimings {
    /// The first message on a subscribed topic.
    pub first_message_ms: Option<f64>,
}

/// What flowed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlowEvidence {
    /// How long the stage watched, s.
    pub window_s: Option<f64>,
    /// Each subscribed topic.
    pub topics: Option<Vec<TopicEvidence>>,
    /// Heartbeats that the robot echoed.
    pub heartbeats: Option<u32>,
    /// The non-moving request and its answer.
    pub request: Option<RequestEvidence>,
    /// The link at the window's end.
    pub link: Option<LinkState>,
    /// Faults that the robot itself reported, in its own numbers.
    pub robot_errors: Option<Vec<String>>,
}

/// One subscribed topic.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TopicEvidence {
    /// The topic.
    pub name: String,
    /// Messages received.
    pub messages: u64,
    /// Bytes received.
    pub bytes: u64,
    /// Messages a second; null below two messages.
    pub rate_hz: Option<f64>,
    /// Longest pause between two messages, ms; null below two messages.
    pub longest_gap_ms: Option<f64>,
}

/// The non-moving request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequestEvidence {
    /// The api id asked: 1001 queries the motion switcher.
    pub api_id: u32,
    /// The status code of the answer; null without one.
    pub code: Option<i64>,
    /// From request to answer, ms; null without one.
    pub answer_ms: Option<f64>,
}

/// The link at the end of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LinkState {
    /// Alive.
    Up,
    /// No STUN answer for 2.5 s.
    ConsentLost,
    /// The robot closed it.
    ClosedByPeer,
    /// STUN is answered, but no data comes.
    Silent,
}
