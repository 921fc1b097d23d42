//! What is known of this machine's interfaces, and of the robot among its neighbours.

use std::net::{IpAddr, Ipv4Addr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::HostEvidence;
use crate::text::phrase::{Phrase, phrase};

/// One interface of this machine; loopback is none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InterfaceFacts {
    /// Its name.
    pub name: String,
    /// Its IPv4 addresses of private and link-local use (RFC 1918, RFC 3927, RFC 6598). A robot
    /// is reached by no other, and a public one tells who the user is.
    pub addresses: Vec<AddressFacts>,
    /// Whether it is switched on.
    pub up: Option<bool>,
    /// Whether it has a link: a connected cable, an associated Wi-Fi.
    pub carrier: Option<bool>,
    /// The largest IP packet that it carries, bytes.
    pub mtu: Option<u32>,
    /// Whether there is a device behind it, or only software.
    pub physical: Option<bool>,
    /// Whether it is a radio.
    pub wireless: Option<bool>,
    /// Whether it is a tunnel, as a VPN has: what enters it leaves elsewhere.
    pub tunnel: Option<bool>,
}

/// One IPv4 address of an interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AddressFacts {
    /// The address.
    pub address: Ipv4Addr,
    /// The length of its network's prefix, bits.
    pub prefix: u8,
    /// Whether it was leased for a time, as DHCP does; false is an address without an end, as one
    /// that was set by hand.
    pub dynamic: Option<bool>,
}

impl AddressFacts {
    pub fn new(address: Ipv4Addr, prefix: u8) -> Self {
        Self { address, prefix, dynamic: None }
    }

    /// For people: `192.168.12.57/24 (leased)`.
    pub fn in_words(&self) -> Phrase {
        let address = format!("{}/{}", self.address, self.prefix);
        match self.dynamic {
            Some(true) => phrase!("{} (leased)", "{}（DHCP 配發）", address),
            Some(false) => phrase!("{} (set by hand)", "{}（手動設定）", address),
            None => Phrase::same(address),
        }
    }

    /// Whether `other` lies in the network of this address.
    pub fn covers(&self, other: Ipv4Addr) -> bool {
        same_network(self.address.into(), self.prefix, other.into())
    }
}

/// What this machine's neighbour table (ARP) says of the robot's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Neighbour {
    /// It has answered since the run began.
    Reachable,
    /// It is known from before the run and may have gone since.
    Stale,
    /// ARP requests for it get no reply.
    Failed,
}

/// Who answers ARP on the link on which the robot does not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LinkNeighbours {
    /// Whether the router there has answered since the run began; null where there is none, or nobody
    /// has asked it meanwhile.
    pub router_answers: Option<bool>,
    /// How many other devices there have answered within the last half minute.
    pub others_answer: Option<u32>,
}

pub fn is_of_local_use(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    // RFC 6598: what providers and VPNs such as Tailscale give out.
    let shared = first == 100 && (64..128).contains(&second);
    address.is_private() || address.is_link_local() || shared
}

/// Whether two addresses of one family share the first `prefix` bits.
pub fn same_network(ours: IpAddr, prefix: u8, other: IpAddr) -> bool {
    let high = |bits: u128, width: u8| {
        let host = u32::from(width.saturating_sub(prefix));
        bits.checked_shr(host).unwrap_or(0)
    };
    match (ours, other) {
        (IpAddr::V4(ours), IpAddr::V4(other)) => {
            high(ours.to_bits().into(), 32) == high(other.to_bits().into(), 32)
        }
        (IpAddr::V6(ours), IpAddr::V6(other)) => {
            high(ours.to_bits(), 128) == high(other.to_bits(), 128)
        }
        _ => false,
    }
}

impl HostEvidence {
    /// Every address of every interface; none where they were not read.
    pub fn addresses(&self) -> impl Iterator<Item = (&InterfaceFacts, AddressFacts)> {
        let each = self.interfaces.iter().flatten();
        each.flat_map(|interface| interface.addresses.iter().map(move |own| (interface, *own)))
    }

    /// The addresses whose network `robot` lies in, on interfaces that are not known to be down.
    pub fn attached_to(
        &self,
        robot: Ipv4Addr,
    ) -> impl Iterator<Item = (&InterfaceFacts, AddressFacts)> {
        self.addresses().filter(move |(interface, own)| {
            own.covers(robot) && interface.up != Some(false) && interface.carrier != Some(false)
        })
    }

    pub fn interface_used(&self) -> Option<&InterfaceFacts> {
        let name = self.route.as_ref()?.interface.as_ref()?;
        self.interfaces.iter().flatten().find(|interface| interface.name == *name)
    }

    /// An interface with several addresses in the robot's network: a socket is bound to either.
    pub fn with_several_addresses(&self, robot: Ipv4Addr) -> Option<&InterfaceFacts> {
        self.interfaces.iter().flatten().find(|interface| {
            interface.addresses.iter().filter(|own| own.covers(robot)).count() > 1
        })
    }

    /// Names of the interfaces in the robot's network, where there are several: answers may come
    /// in by another than the one that was asked by.
    pub fn several_interfaces(&self, robot: Ipv4Addr) -> Option<Vec<&str>> {
        let mut names: Vec<_> =
            self.attached_to(robot).map(|(each, _)| each.name.as_str()).collect();
        names.dedup();
        (names.len() > 1).then_some(names)
    }

    /// The address that the interface towards the robot gave itself because nobody else did.
    pub fn self_given_address(&self, robot: Ipv4Addr) -> Option<Ipv4Addr> {
        let own = self.interface_used()?.addresses.iter().map(|own| own.address);
        own.into_iter().find(|own| own.is_link_local() && !robot.is_link_local())
    }

    /// The interface towards the robot and the size of its packets, bytes, where a driver's
    /// largest ones are larger.
    pub fn too_narrow(&self) -> Option<(&InterfaceFacts, u32)> {
        let used = self.interface_used()?;
        Some((used, used.mtu.filter(|mtu| *mtu < ENOUGH)?))
    }

    /// Whether this is a container that neither sees the devices of its host nor has an address
    /// in the robot's network, or one whose packets another program carries.
    pub fn is_bridged_container(&self, robot: Ipv4Addr) -> bool {
        let Some(interfaces) = &self.interfaces else { return false };
        let contained = self.container.as_deref().is_some_and(|kind| kind != "none");
        let network = self.place.as_ref().and_then(|place| place.container_network.as_deref());
        // Docker Desktop's host is a virtual machine with a card, and not the user's own.
        let alone = network == Some("desktop")
            || !interfaces.iter().any(|interface| interface.physical == Some(true));
        // pasta gives a container the addresses of its host, and carries what belongs to them.
        let hidden =
            network == Some("user") || alone && !self.addresses().any(|(_, own)| own.covers(robot));
        contained && hidden
    }
}

/// What a driver's largest packets need, bytes: 1200 of SCTP and what is around them.
const ENOUGH: u32 = 1350;

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("a literal address")
    }

    #[test]
    fn a_network_is_its_prefix() {
        for (ours, prefix, other, same) in [
            ("192.168.12.222", 24, "192.168.12.1", true),
            ("192.168.12.222", 24, "192.168.13.1", false),
            ("192.168.12.222", 16, "192.168.13.1", true),
            ("192.168.12.222", 32, "192.168.12.1", false),
            ("10.1.1.1", 0, "192.168.13.1", true),
            ("10.1.1.1", 200, "10.1.1.2", false),
            ("fe80::1", 64, "fe80::2", true),
            ("fe80::1", 64, "192.168.12.1", false),
        ] {
            assert_eq!(same_network(ip(ours), prefix, ip(other)), same, "{ours}/{prefix} {other}");
        }
    }

    #[test]
    fn only_what_is_joined_attaches() {
        let interface = |name: &str, address: [u8; 4], carrier| InterfaceFacts {
            name: name.into(),
            addresses: vec![AddressFacts::new(address.into(), 24)],
            carrier,
            ..InterfaceFacts::default()
        };
        let machine = HostEvidence {
            interfaces: Some(vec![
                interface("eth0", [192, 168, 12, 50], Some(false)),
                interface("wlan0", [192, 168, 12, 222], Some(true)),
                interface("eth1", [192, 168, 123, 99], None),
            ]),
            ..HostEvidence::default()
        };
        let attached = |robot: [u8; 4]| -> Vec<_> {
            machine.attached_to(robot.into()).map(|(each, _)| each.name.as_str()).collect()
        };
        assert_eq!(attached([192, 168, 12, 1]), ["wlan0"]);
        assert_eq!(attached([192, 168, 123, 161]), ["eth1"]);
        assert_eq!(attached([10, 0, 0, 1]), [""; 0]);
    }
}
