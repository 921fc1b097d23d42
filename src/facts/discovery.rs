//! What a search for robots saw.

use std::net::Ipv4Addr;

use serde::Serialize;

use super::firewall::FirewallFacts;
use super::http::PortState;
use super::network::{is_of_local_use, same_network};
use crate::robot::discovery::Serial;

/// What a search saw. Nothing of it depends on a robot being there.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DiscoveryEvidence {
    /// How long replies were waited for, ms.
    pub waited_ms: f64,
    pub serial_asked: bool,
    /// Every IPv4 address of this machine that came into question, with what became of it.
    pub interfaces: Vec<SearchedInterface>,
    /// Who replied, in the order of their replies.
    pub robots: Vec<RobotSeen>,
    /// What was asked address by address, and how many addresses that were; `None` where nothing was.
    pub scanned: Option<(String, usize)>,
    /// Datagrams on the reply port that were no replies of a robot.
    pub ignored: u32,
    pub machine: SearchMachine,
}

#[derive(Debug, Clone, PartialEq)]
pub struct SearchedInterface {
    pub name: String,
    pub address: Ipv4Addr,
    pub prefix: u8,
    /// Why no question went out from it; `None` where one did.
    pub unused: Option<Unused>,
    pub questions: u32,
    pub replies: u32,
}

impl SearchedInterface {
    /// The address, where it may be told: a public one says who the user is.
    pub fn told_address(&self) -> Option<Ipv4Addr> {
        Some(self.address).filter(|own| own.is_loopback() || is_of_local_use(*own))
    }

    /// Whether `other` lies in its network.
    pub fn covers(&self, other: Ipv4Addr) -> bool {
        same_network(self.address.into(), self.prefix, other.into())
    }
}

/// Why no question went out from an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unused {
    /// It leads nowhere but here, and nobody asked for it.
    Loopback,
    Down,
    /// It is a tunnel: there is one machine at its other end, and no robot.
    Tunnel,
    PortBusy,
    Refused,
    Unsent,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RobotSeen {
    /// Its serial number; `None` where only its ports were found. A report tells it on request.
    #[serde(skip)]
    pub serial: Option<Serial>,
    pub address: Ipv4Addr,
    /// The address in its reply, where that is not where it is reached.
    #[serde(rename = "claimed_address")]
    pub claimed: Option<Ipv4Addr>,
    pub interface: String,
    /// From the first question to the first reply, ms.
    pub latency_ms: Option<f64>,
    /// What it replied to; `None` where it did not.
    pub replied_to: Option<Asked>,
    /// Whether it is the one that was asked for; `None` where none was.
    pub wanted: Option<bool>,
    /// What the signalling ports said, that of con_notify first.
    pub ports: Vec<PortState>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Asked {
    General,
    BySerial,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchMachine {
    /// The networking mode of WSL2 where this runs in it and it is known.
    pub wsl2: Option<String>,
    pub container: Option<String>,
    /// How that is joined to its host's network, as in the evidence of `host`.
    pub container_network: Option<String>,
    /// The hypervisor, where it translates the addresses of this virtual machine.
    pub translated_by: Option<String>,
    /// The interface by which the system itself would send to the Go2's group, and whether it is
    /// a tunnel: drivers leave the choice to it.
    pub by_route: Option<(String, bool)>,
    /// Its firewall, looked at where nobody replied.
    pub firewall: Option<FirewallFacts>,
}
