//! Stand-ins for the addresses of local use in a capture.
//!
//! Whoever reads the capture must still see who is whose neighbour, and what kind of address it is:
//! addresses of one network stay in one network, and link-local ones stay link-local.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Addresses that are told apart; a capture of somebody's scan has any number.
const MOST: usize = 65_535;

/// The first bits of an address, which those of its network share: 24, of IPv6 64.
type Network = (bool, u64);

#[derive(Debug, Default)]
pub(super) struct LocalAddresses {
    known: HashMap<IpAddr, IpAddr>,
    /// The number of each network, and how many addresses of it are known.
    networks: HashMap<Network, (u16, u16)>,
}

impl LocalAddresses {
    /// The stand-in of an address; `None` where it tells nothing of anybody: loopback, multicast, and
    /// what is no host.
    pub(super) fn stand_in(&mut self, address: IpAddr) -> Option<IpAddr> {
        let is_broadcast = address == IpAddr::V4(Ipv4Addr::BROADCAST);
        if address.is_loopback()
            || address.is_unspecified()
            || address.is_multicast()
            || is_broadcast
        {
            return None;
        }
        if let Some(known) = self.known.get(&address) {
            return Some(*known);
        }
        if self.known.len() == MOST {
            return Some(instead(address, u16::MAX, u16::MAX));
        }
        let count = self.networks.len() as u16;
        let (network, hosts) = self.networks.entry(network(address)).or_insert((count, 0));
        *hosts = hosts.wrapping_add(1);
        let stand_in = instead(address, *network, *hosts);
        self.known.insert(address, stand_in);
        Some(stand_in)
    }
}

fn network(address: IpAddr) -> Network {
    match address {
        IpAddr::V4(it) => (true, (it.to_bits() >> 8).into()),
        IpAddr::V6(it) => (false, (it.to_bits() >> 64) as u64),
    }
}

/// The address of this host in this network, both by number.
fn instead(address: IpAddr, network: u16, host: u16) -> IpAddr {
    let [high, low] = network.to_be_bytes();
    let last = host as u8;
    match address {
        IpAddr::V4(it) if it.is_link_local() => Ipv4Addr::new(169, 254, low, last).into(),
        IpAddr::V4(_) => Ipv4Addr::new(10, 99_u8.wrapping_add(high), low, last).into(),
        IpAddr::V6(it) if it.is_unicast_link_local() => {
            Ipv6Addr::new(0xfe80, 0, 0, 0, 0, 0, 0x99, host).into()
        }
        IpAddr::V6(_) => Ipv6Addr::new(0xfd99, 0, 0, network, 0, 0, 0, host).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_stay_neighbours_and_the_same_address_stays_the_same() {
        let mut all = LocalAddresses::default();
        let mut instead = |text: &str| {
            let address = text.parse().expect("an address");
            all.stand_in(address).unwrap_or(address).to_string()
        };
        let given = [
            ("192.168.12.1", "10.99.0.1"),
            ("192.168.12.87", "10.99.0.2"),
            ("192.168.123.161", "10.99.1.1"),
            ("169.254.7.9", "169.254.2.1"),
            ("192.168.12.87", "10.99.0.2"),
            ("fd12:3456:789a:1::7", "fd99:0:0:3::1"),
            ("fe80::3e22:fbff:fe01:203", "fe80::99:1"),
            ("fe80::1", "fe80::99:2"),
            ("127.0.0.1", "127.0.0.1"),
            ("::1", "::1"),
            ("224.0.0.251", "224.0.0.251"),
            ("255.255.255.255", "255.255.255.255"),
            ("0.0.0.0", "0.0.0.0"),
        ];
        for (address, expected) in given {
            assert_eq!(instead(address), expected, "{address}");
        }
    }

    #[test]
    fn a_scan_of_everything_fills_no_memory() {
        let mut all = LocalAddresses::default();
        for bits in 0..200_000_u32 {
            all.stand_in(Ipv4Addr::from_bits(0x0a00_0000 + bits * 251).into());
        }
        assert_eq!(all.known.len(), MOST);
    }
}
