//! What is known of this machine and of the driver on it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::firewall::FirewallFacts;
use super::multicast::MulticastFacts;
use super::network::InterfaceFacts;
use super::others::OtherProcess;
use super::place::{ClockFacts, PlaceFacts, WindowsFacts};

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
    /// The kernel's way to the robot.
    pub route: Option<RouteFacts>,
    /// Its interfaces: each that has an address, and each device.
    pub interfaces: Option<Vec<InterfaceFacts>>,
    /// The kernel's way to each group that a search for robots asks.
    pub multicast: Option<Vec<MulticastFacts>>,
    /// Its firewall; `None` where none was looked for.
    pub firewall: Option<FirewallFacts>,
    /// `CONN_TYPE` of go2_ros2_sdk: `webrtc` or `cyclonedds`.
    pub conn_type: Option<String>,
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
    pub note: String,
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

/// The kernel's way to the robot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RouteFacts {
    /// Whether there is one at all.
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

/// The WebRTC driver on this machine: what it is made of, and what it would offer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DriverFacts {
    /// The Python interpreter that would run it.
    pub python: Option<PythonFacts>,
    /// Version of aiortc, the WebRTC library of every Python driver.
    pub aiortc: Option<String>,
    /// Version of aioice, its ICE half.
    pub aioice: Option<String>,
    /// Version of numpy.
    pub numpy: Option<String>,
    /// Version of unitree_webrtc_connect, the published driver.
    pub unitree_webrtc_connect: Option<String>,
    /// Hash names of the fingerprints that its offer would carry, in their order.
    pub offered_fingerprints: Option<Vec<String>>,
    /// Whether something reduces a newer aiortc to its sha-256 fingerprint.
    /// `None` where that was not looked for, or cannot be told.
    pub sha256_patch: Option<bool>,
    /// Whether all m-sections of its offer would share their ICE credentials.
    pub credentials_shared: Option<bool>,
    /// STUN or TURN servers configured in the project's sources; empty when there are none.
    pub ice_servers: Option<Vec<SourceLine>>,
    /// What the project demands of aiortc and its kin.
    pub pins: Option<Vec<PinFacts>>,
    /// Every copy of aiortc, aioice and unitree_webrtc_connect in the Pythons of this machine,
    /// those that the driver would use first.
    pub copies: Option<Vec<PackageCopy>>,
    /// The driver project that the current folder belongs to; the home folder is written `~`.
    pub project: Option<String>,
}

/// One installed copy of a package.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PackageCopy {
    /// The package's name, normalised.
    pub package: String,
    /// Its version.
    pub version: Option<String>,
    /// The folder that it lies in.
    pub location: String,
    /// Whether it is the one that the driver's Python would import.
    pub used: bool,
    /// Whether it lies on the driver's path at all; a copy of another Python does not.
    pub on_path: bool,
}

/// A Python interpreter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PythonFacts {
    /// Its path.
    pub executable: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// How it was found: `ros2-install`, `virtual-env`, `conda`, `project`, `path`.
    pub found_by: Option<String>,
}

/// A line of a project's file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SourceLine {
    /// The file, relative to the project.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// What stands there, shortened, control characters escaped.
    pub text: String,
}

/// One requirement on a package (PEP 508).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PinFacts {
    /// The package's name, normalised.
    pub package: String,
    /// Its version specifiers as written; empty when there are none.
    pub specifiers: String,
    /// Where it stands.
    pub at: SourceLine,
    /// Whether it admits exactly one version (`==` or `===`, no wildcard).
    pub exact: Option<bool>,
    /// Whether the installed version satisfies it.
    pub satisfied: Option<bool>,
}
