//! What is known of where this program runs: what lies between it and a card of its own, and what
//! its system says of itself.

use std::net::Ipv4Addr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::network::same_network;
use super::{HostEvidence, WslFacts};

/// Where this program runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlaceFacts {
    /// The hypervisor of a virtual machine: `virtualbox`, `vmware`, `kvm`, `qemu`, `hyper-v`,
    /// `parallels`, `apple`, `xen`, or `unknown`; `none` where the machine says that it is real.
    pub virtual_machine: Option<String>,
    /// `nat` where the address towards the robot is of a network that the hypervisor keeps for
    /// its guests alone, told by address and router.
    pub virtual_network: Option<String>,
    /// The cloud that the virtual machine is rented from: `aws`, `azure`, `google`, or another.
    pub cloud: Option<String>,
    /// The network of a container: `host`, `bridge`, `user` (translated by a program without
    /// rights), `desktop` (that of Docker Desktop's virtual machine), `none`.
    pub container_network: Option<String>,
    /// The service whose job this is: `github-actions`, `gitlab-ci`, or `ci` for another.
    pub ci: Option<String>,
    /// The version of macOS.
    pub macos_version: Option<String>,
    /// On macOS, what go2doctor was started from: `Apple_Terminal`, `vscode`, `ssh`.
    pub started_from: Option<String>,
}

/// What Windows says of itself, from within WSL too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WindowsFacts {
    /// What the Hyper-V firewall does with packets that come in to WSL unasked: `allow`, `block`,
    /// or `off` where it is not enabled.
    pub hyperv_inbound: Option<String>,
    /// The networks that Windows is in.
    pub networks: Option<Vec<WindowsNetwork>>,
}

/// One network that Windows is in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WindowsNetwork {
    /// How Windows classes it: `public`, `private`, `domainauthenticated`.
    pub category: String,
    /// The address in it.
    pub address: Ipv4Addr,
    /// The length of its network's prefix, bits.
    pub prefix: u8,
}

/// What is known of the clock.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClockFacts {
    /// Whether it shows a day before this version was written, which cannot be.
    pub too_early: Option<bool>,
    /// Whether it is set by network time. Many clocks are right without.
    pub synchronised: Option<bool>,
}

impl WslFacts {
    /// Whether its addresses are not those of Windows, and packets are translated on the way.
    pub fn is_translated(&self) -> bool {
        self.version != Some(1) && matches!(self.networking.as_deref(), Some("nat" | "virtioproxy"))
    }

    /// Whether it shares the network of Windows, so that its addresses tell what is joined.
    pub fn shares_the_network(&self) -> bool {
        self.version == Some(1)
            || matches!(self.networking.as_deref(), Some("mirrored" | "bridged"))
    }

    /// Whether the Hyper-V firewall stands before the addresses of Windows.
    pub fn is_mirrored(&self) -> bool {
        self.version != Some(1) && self.networking.as_deref() == Some("mirrored")
    }
}

impl HostEvidence {
    pub fn hypervisor(&self) -> Option<&str> {
        self.place.as_ref()?.virtual_machine.as_deref().filter(|kind| *kind != "none")
    }

    /// Whether this is a guest behind its hypervisor's address translation.
    pub fn is_translated_guest(&self) -> bool {
        let network = self.place.as_ref().and_then(|place| place.virtual_network.as_deref());
        self.hypervisor().is_some() && network == Some("nat")
    }

    /// Whether this is such a guest, and has no other address in the robot's network.
    pub fn is_hidden_guest(&self, robot: Ipv4Addr) -> bool {
        self.is_translated_guest() && !self.addresses().any(|(_, own)| own.covers(robot))
    }

    /// Whether the Hyper-V firewall is known to drop what the robot sends unasked.
    pub fn hyperv_blocks(&self) -> bool {
        let inbound = self.windows.as_ref().and_then(|it| it.hyperv_inbound.as_deref());
        self.wsl.as_ref().is_some_and(WslFacts::is_mirrored) && inbound == Some("block")
    }

    /// The network of Windows that the robot's address lies in.
    pub fn windows_network(&self, robot: Ipv4Addr) -> Option<&WindowsNetwork> {
        let networks = self.windows.as_ref()?.networks.as_ref()?;
        networks.iter().find(|it| same_network(it.address.into(), it.prefix, robot.into()))
    }
}
