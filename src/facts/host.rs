//! What is known of this machine and of the driver on it.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::dds::DdsEvidence;
use super::driver::DriverFacts;
use super::firewall::FirewallFacts;
use super::multicast::MulticastFacts;
use super::network::InterfaceFacts;
use super::others::OtherProcess;
use super::place::{ClockFacts, PlaceFacts, WindowsFacts};
use super::ros::RosFacts;
use super::wifi::WifiFacts;
use crate::text::language::Language;
use crate::text::phrase::Phrase;

/// `host` has no timings of its own.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HostTimings {}

/// What `host` saw.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HostEvidence {
    /// `linux`, `macos`, `windows`.
    pub os: Option<String>,
    /// The Windows Subsystem for Linux; `None` elsewhere or where it was not looked for.
    pub wsl: Option<WslFacts>,
    /// The kernel's route to the robot.
    pub route: Option<RouteFacts>,
    /// Its interfaces: each that has an address, and each device.
    pub interfaces: Option<Vec<InterfaceFacts>>,
    /// The Wi-Fi of the interface towards the robot; null where that is no Wi-Fi, or was not read. On
    /// macOS, and in WSL, it takes seconds to ask: `env` alone does.
    pub wifi: Option<WifiFacts>,
    /// The kernel's route to each multicast group that a search queries.
    pub multicast: Option<Vec<MulticastFacts>>,
    /// Its firewall; `None` where none was looked for.
    pub firewall: Option<FirewallFacts>,
    /// `CONN_TYPE` of go2_ros2_sdk: `webrtc` or `cyclonedds`.
    pub conn_type: Option<String>,
    /// The variables of ROS 2 and its middleware, read together.
    pub ros: Option<RosFacts>,
    /// Who takes part in DDS on this machine's links: `check --guide` looks, and `env` listens
    /// where the environment speaks of DDS.
    pub dds: Option<DdsEvidence>,
    /// The WebRTC driver that this machine would run.
    pub driver: Option<DriverFacts>,
    /// The container that this program runs in: `docker`, `podman`, `kubernetes`, `lxc`,
    /// or `container` for another; `none` where there is no sign of any.
    pub container: Option<String>,
    /// Virtual machine, cloud, CI, a container's network, macOS.
    pub place: Option<PlaceFacts>,
    /// What Windows says of itself. It takes seconds to ask: `env` alone does.
    pub windows: Option<WindowsFacts>,
    /// The clock.
    pub clock: Option<ClockFacts>,
    /// The other processes here that have a socket to the robot or are drivers: 16 at most. This
    /// program, its parents and its children are none.
    pub others: Option<Vec<OtherProcess>>,
    /// What each fact was taken from; facts are named as in this object, `driver.aiortc`.
    pub sources: Option<Vec<FactNote>>,
    /// Why a fact is missing.
    pub unread: Option<Vec<FactNote>>,
}

/// A note on one fact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FactNote {
    /// The fact's name, `driver.aiortc` for instance.
    pub fact: String,
    /// Its source, or the reason for which it is missing.
    #[serde(serialize_with = "in_english", deserialize_with = "as_it_is")]
    #[schemars(with = "String")]
    pub note: Phrase,
}

fn in_english<S: Serializer>(note: &Phrase, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(note.get(Language::English))
}

fn as_it_is<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Phrase, D::Error> {
    String::deserialize(deserializer).map(Phrase::same)
}

/// The Windows Subsystem for Linux that this program runs in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WslFacts {
    /// 1 or 2.
    pub version: Option<u8>,
    /// `nat`, `mirrored`, `bridged`, `virtioproxy`, `none`.
    pub networking: Option<String>,
    /// Whether the mode is inferred from addresses and routes, where WSL did not tell it.
    pub inferred: Option<bool>,
}

/// The kernel's route to the robot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RouteFacts {
    /// Whether a route exists.
    pub exists: Option<bool>,
    /// The interface that packets leave by.
    pub interface: Option<String>,
    /// The source address that they carry.
    pub source: Option<String>,
    /// The router that they go to; `None` as well where the robot is in an attached network.
    pub gateway: Option<String>,
    /// Whether the robot's address lies in an attached network.
    pub on_link: Option<bool>,
}
