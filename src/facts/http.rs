//! What `http` measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::network::Neighbour;

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
    /// How an answer that began fell short; null where a whole one came, or none.
    pub broken: Option<BrokenAnswer>,
    /// How the robot's key blob is encrypted: 1 plain, 2 static key, 3 device key.
    pub data2: Option<u8>,
    /// How it was encrypted when this robot was met before; null where that is not known.
    pub previous_data2: Option<u8>,
    /// How each signalling port answered a TCP connect.
    pub ports: Option<Vec<PortState>>,
    /// With data2 3 and a key at hand: does the key open the blob? (Needs no slot.)
    pub device_key_accepted: Option<bool>,
    /// Where no port answered: whether the robot's address answers ARP on this machine's link.
    pub neighbour: Option<Neighbour>,
    /// The answer's `Server` header, where it has one: robots have none.
    pub server: Option<String>,
    /// Where a redirect leads: scheme, host and port. Paths may hold what is private.
    pub redirect: Option<String>,
    /// How long the body of an answer with status 200 is, bytes.
    pub body_bytes: Option<u64>,
    /// Whether that body is a web page.
    pub html: Option<bool>,
    /// With `--wait`: how long nothing answered, ms from the first try to the one reported here;
    /// null where the first was the last.
    pub waited_ms: Option<f64>,
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
    /// The kernel reports the host as unreachable (EHOSTUNREACH).
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

/// How an HTTP answer that began fell short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BrokenAnswer {
    /// Status 200 came, and the connection was closed within the body.
    CutShort,
    /// Status 200 came, and the body was still coming at the deadline.
    Unfinished,
    /// Status 200 came, and the body's chunks are malformed.
    BadChunks,
    /// Status 200 came, with more than 1 MiB of body.
    TooLarge,
    /// What came is not HTTP, or its head is longer than what is read.
    NotHttp,
}

impl BrokenAnswer {
    /// The reason that an answer failed for, which has fewer words.
    pub fn reason(self) -> HttpReason {
        match self {
            BrokenAnswer::Unfinished => HttpReason::NoResponse,
            BrokenAnswer::CutShort => HttpReason::ClosedWithoutAnswer,
            BrokenAnswer::TooLarge => HttpReason::BodyTooLarge,
            // Nothing that the robot would send, just like a body that is no base64.
            BrokenAnswer::BadChunks | BrokenAnswer::NotHttp => HttpReason::NotBase64,
        }
    }
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
    /// The kernel reports the host as unreachable (EHOSTUNREACH).
    HostUnreachable,
    /// The kernel has no route to the network.
    NetUnreachable,
}
