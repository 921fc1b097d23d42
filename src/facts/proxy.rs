//! What a proxy between a driver and the robot saw and changed.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::CaptureFacts;

/// A kind of mending.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Mending {
    /// The sha-256 fingerprint alone, in upper case.
    Fingerprints,
    /// The ICE credentials and the candidates of the section whose transport the driver keeps.
    Credentials,
    /// The robot's device key, lent to a driver without one.
    Key,
    /// con_notify for a driver that knows only /offer, and the reverse.
    Dialect,
    /// The form of a request that the robot understands.
    Envelope,
}

/// What was changed on the way, or would have been: as it came, and as it went on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub kind: Mending,
    pub before: String,
    pub after: String,
}

/// What stays as it is, and stands in the way all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Unmended {
    /// There is no sha-256 fingerprint to keep, and none is made up.
    NoSha256,
    /// The credentials differ, and no BUNDLE group says whose transport is kept.
    NoBundle,
    /// The robot's answer begins its BUNDLE group elsewhere: the driver keeps another transport.
    AnswerBeginsElsewhere,
    /// The driver insists on being the DTLS client, and so does the robot.
    InsistsOnActive,
}

/// What passed between drivers and the robot.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ProxyRun {
    /// Where con_notify was answered; `None` where it was not.
    pub listen: Option<SocketAddr>,
    /// The same for the legacy /offer.
    pub legacy_listen: Option<SocketAddr>,
    /// What was to be mended.
    pub mended: Vec<Mending>,
    /// data2 as it was presented to drivers.
    pub presented: Option<u8>,
    /// What drivers requested, `POST /con_notify`, the first of them.
    pub requests: Vec<String>,
    /// Offers that were carried to the robot.
    pub offers: u64,
    /// Those of the last offer.
    pub changes: Vec<Change>,
    /// What mending would have changed in the last offer, and was not asked to.
    pub would_change: Vec<Change>,
    pub unmended: Vec<Unmended>,
    /// What only its packets show of the last connection; `None` where none was relayed.
    pub relayed: Option<CaptureFacts>,
    /// The options, as typed, that the same place between the two needs again.
    pub place: Vec<String>,
}

/// What happens while a proxy stands.
#[derive(Debug, Clone)]
pub enum ProxyEvent {
    /// A driver is about to be run twice, with nothing mended first.
    Proving,
    /// The second time is next, with the mending: the robot may need so long, ms, to free its slot.
    ProvingMended { ms: f64 },
    /// It is ready: nothing is asked before.
    Listening(Box<ProxyRun>),
    /// A request was refused for what it is, or who sent it.
    Refused { client: SocketAddr, why: Refusal },
    /// An offer was refused: another driver's connection is being relayed.
    Busy { client: SocketAddr },
    /// Its sockets could not be had: the connection itself goes past us.
    NotRelayed { client: SocketAddr, why: String },
    /// An offer was carried, and this came of it.
    Carried { client: SocketAddr, answered: bool, rejected: bool, changes: Vec<Change> },
}

/// Why a request is refused with 403.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Its `Host` is not where the proxy listens.
    Host,
    /// A web page sent it.
    Origin,
    /// Its sender is not among those that may connect.
    Address,
}
