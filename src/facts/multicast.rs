//! By which interface this machine's multicast leaves, and what tunnels have to do with it.

use std::net::Ipv4Addr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::HostEvidence;
use super::network::InterfaceFacts;

/// The kernel's way to one group that robots listen to. A driver that searches for a robot leaves
/// the choice of the interface to the kernel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MulticastFacts {
    /// The group: 231.1.1.1 is the Go2's, 231.1.1.2 and 239.255.1.1 are those of G1 and R1.
    pub group: Ipv4Addr,
    /// Whether there is a way at all.
    pub exists: Option<bool>,
    /// The interface that questions leave by.
    pub interface: Option<String>,
    /// The source address that they carry; none that tells who the user is.
    pub source: Option<Ipv4Addr>,
}

impl HostEvidence {
    pub fn tunnel_to_robot(&self) -> Option<&InterfaceFacts> {
        self.interface_used().filter(|used| used.tunnel == Some(true) && !self.is_carried())
    }

    /// The tunnel that a search for the Go2 would leave by.
    pub fn tunnel_of_search(&self) -> Option<&InterfaceFacts> {
        let by = self.multicast.iter().flatten().next()?.interface.as_ref()?;
        let found = self.interfaces.iter().flatten().find(|each| each.name == *by);
        found.filter(|each| each.tunnel == Some(true) && !self.is_carried())
    }

    /// Whether this is a container whose only way out is a program that carries its packets: its tap
    /// is no VPN.
    fn is_carried(&self) -> bool {
        let network = self.place.as_ref().and_then(|place| place.container_network.as_deref());
        network == Some("user")
    }
}
