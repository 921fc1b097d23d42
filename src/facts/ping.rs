//! What `ping` measured.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::network::{LinkNeighbours, Neighbour};

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
    /// Of those sent, the ones that were not answered although a later one was, or for half a second;
    /// null where none was answered at all.
    pub lost: Option<u32>,
    /// Of those lost, the last ones, after which nothing was answered any more: a connection that
    /// breaks off has the same effect.
    pub lost_at_end: Option<u32>,
    /// Shortest round trip, ms.
    pub rtt_min_ms: Option<f64>,
    /// Mean round trip, ms.
    pub rtt_avg_ms: Option<f64>,
    /// Longest round trip, ms.
    pub rtt_max_ms: Option<f64>,
    /// Standard deviation of the round trips, ms; null for fewer than two.
    pub rtt_mdev_ms: Option<f64>,
    /// Whether TCP was answered (a reset counts) where ICMP was not, or could not be sent.
    pub tcp_answered: Option<bool>,
    /// Where nothing answered: whether the robot's address answers ARP on this machine's link.
    pub neighbour: Option<Neighbour>,
    /// Where it does not, and has not before: who else on that link does; null where the system does
    /// not tell.
    pub neighbours: Option<LinkNeighbours>,
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
