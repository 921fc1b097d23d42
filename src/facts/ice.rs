//! What `ice` measured.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// Datagrams that this machine itself refused to send; null where there were none.
    pub send_refusals: Option<SendRefusals>,
}

/// Datagrams that did not leave this machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SendRefusals {
    /// How many.
    pub count: u64,
    /// The kernel's last word on it.
    pub reason: SendRefusal,
}

/// Why the kernel refused to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SendRefusal {
    /// It is not permitted: so Linux tells of a packet that its own firewall drops on the way out.
    Forbidden,
    /// It knows no way there.
    NoRoute,
    /// Something else.
    Other,
}

/// What the path lost of our connectivity checks once their pair had answered twice. What was sent
/// before the robot listened, to nominate, or is still on its way is not counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckLoss {
    /// Checks answered.
    pub answered: u64,
    /// Checks that were not answered although a later one was.
    pub lost: u64,
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
    /// Binding requests received that carry other credentials than this session's.
    pub requests_refused: Option<u64>,
    /// When the last binding request came, ms after our checks began.
    pub last_request_ms: Option<f64>,
    /// Answers to our requests that came from another address than was asked.
    pub responses_from_elsewhere: Option<u64>,
    /// Where the first of them came from, `ip:port`.
    pub elsewhere: Option<String>,
    /// What came back for a datagram to that address instead of an answer. Null says nothing: few
    /// hosts and no firewall that drops send such errors.
    pub unreachable: Option<Unreachable>,
}

/// An ICMP error, or what the kernel knows without sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unreachable {
    /// The host is there, the port is closed; or a firewall rejects in its name.
    Port,
    /// No device has that address, or a router has no route to it.
    Host,
    /// This machine has no route to it.
    Net,
}

/// Connectivity checks in both directions, over every pair.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CheckCounts {
    /// Binding requests sent.
    pub sent: u64,
    /// Success responses received.
    pub answered: u64,
    /// Binding requests received.
    pub received: u64,
    /// Those of them that carry other credentials than this session's.
    pub refused: u64,
}
