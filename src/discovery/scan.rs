//! A small network asked address by address, for where multicast does not get through.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::driver::both_ports;
use super::interfaces::Candidate;
use crate::facts::network::same_network;
use crate::facts::{PortReason, RobotSeen};
use crate::text::redact::printable;

/// The widest range: 256 addresses. A robot's network is no wider, and nobody scans more by
/// mistake.
pub const WIDEST: u8 = 24;

const AT_ONCE: usize = 32;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    network: u32,
    prefix: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    #[error("it is not an IPv4 network such as 192.168.12.0/24")]
    Form,
    #[error("it is wider than a /24")]
    TooWide,
}

impl FromStr for Range {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, RangeError> {
        let (address, prefix) = text.split_once('/').ok_or(RangeError::Form)?;
        let address: Ipv4Addr = address.parse().map_err(|_| RangeError::Form)?;
        let prefix: u8 = prefix.parse().map_err(|_| RangeError::Form)?;
        match prefix {
            0..WIDEST => Err(RangeError::TooWide),
            WIDEST..=32 => {
                let mask = u32::MAX << (32 - u32::from(prefix));
                Ok(Self { network: address.to_bits() & mask, prefix })
            }
            _ => Err(RangeError::Form),
        }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Ipv4Addr::from_bits(self.network), self.prefix)
    }
}

impl Range {
    /// The interface whose own network holds all of it: nothing of it is beyond a router.
    pub fn attached<'a>(&self, all: &'a [Candidate]) -> Option<&'a Candidate> {
        let first = Ipv4Addr::from_bits(self.network);
        all.iter().find(|each| {
            each.up
                && !each.point_to_point
                && each.prefix <= self.prefix
                && same_network(each.address.into(), each.prefix, first.into())
        })
    }

    /// The addresses that machines have, less our own and those in which nobody is: of a network
    /// that is no pair, the first and the last.
    fn addresses(&self, own: Ipv4Addr) -> Vec<Ipv4Addr> {
        let last = self.network | !(u32::MAX << (32 - u32::from(self.prefix)));
        let nobody = |bits: u32| self.prefix < 31 && (bits == self.network || bits == last);
        let all = (self.network..=last).filter(|bits| !nobody(*bits)).map(Ipv4Addr::from_bits);
        // On loopback our own address is the only place for a robot.
        all.filter(|address| *address != own || own.is_loopback()).collect()
    }
}

/// Asks both ports of every address from `from`, and returns those with one open, with the number
/// of addresses that were asked. `progress` learns how many of how many are done.
pub async fn scan(
    range: Range,
    from: &Candidate,
    ports: (u16, u16),
    interrupted: &watch::Receiver<bool>,
    mut progress: impl FnMut(usize, usize),
) -> (Vec<RobotSeen>, usize) {
    let addresses = range.addresses(from.address);
    let total = addresses.len();
    let (mut waiting, mut asked) = (addresses.into_iter(), JoinSet::new());
    let (mut found, mut done) = (Vec::new(), 0);
    let source = Some(IpAddr::V4(from.address));
    loop {
        while asked.len() < AT_ONCE && !*interrupted.borrow() {
            let Some(address) = waiting.next() else { break };
            asked.spawn(async move { (address, both_ports(address, source, ports).await) });
        }
        let Some(said) = asked.join_next().await else { break };
        done += 1;
        progress(done, total);
        let Ok((address, said)) = said else { continue };
        if said.iter().any(|port| port.reason == PortReason::Open) {
            found.push(RobotSeen {
                serial: None,
                address,
                claimed: None,
                interface: printable(&from.name, 64),
                latency_ms: None,
                replied_to: None,
                wanted: None,
                ports: said,
            });
        }
    }
    found.sort_by_key(|robot| robot.address);
    (found, done)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(name: &str, address: [u8; 4], prefix: u8) -> Candidate {
        let (name, address) = (name.to_owned(), address.into());
        Candidate { name, address, prefix, up: true, point_to_point: false }
    }

    fn range(text: &str) -> Range {
        text.parse().unwrap()
    }

    #[test]
    fn a_range_is_a_network_of_at_most_256_addresses() {
        assert_eq!(range("192.168.12.77/24").to_string(), "192.168.12.0/24");
        assert_eq!(range("10.0.0.9/32").to_string(), "10.0.0.9/32");
        for text in ["192.168.0.0/23", "10.0.0.0/8", "0.0.0.0/0"] {
            assert_eq!(text.parse::<Range>(), Err(RangeError::TooWide), "{text}");
        }
        for text in
            ["", "192.168.12.1", "192.168.12/24", "::1/128", "10.0.0.0/33", "a/24", "10.0.0.0/-1"]
        {
            assert_eq!(text.parse::<Range>(), Err(RangeError::Form), "{text}");
        }
    }

    #[test]
    fn only_what_an_interface_is_attached_to_is_scanned() {
        let down = Candidate { up: false, ..candidate("eth1", [10, 1, 1, 2], 24) };
        let tunnel = Candidate { point_to_point: true, ..candidate("tun0", [10, 8, 0, 2], 24) };
        let all = [
            candidate("wlan0", [192, 168, 12, 222], 24),
            candidate("eth0", [172, 16, 5, 9], 16),
            candidate("eth2", [10, 2, 2, 2], 28),
            down,
            tunnel,
        ];
        let by = |text: &str| range(text).attached(&all).map(|each| each.name.as_str());
        assert_eq!(by("192.168.12.0/24"), Some("wlan0"));
        assert_eq!(by("192.168.12.128/25"), Some("wlan0"));
        assert_eq!(by("172.16.77.0/24"), Some("eth0"));
        assert_eq!(by("10.2.2.0/28"), Some("eth2"));
        for text in ["192.168.13.0/24", "10.2.2.0/24", "10.1.1.0/24", "10.8.0.0/24", "8.8.8.0/24"] {
            assert_eq!(by(text), None, "{text}");
        }
    }

    #[test]
    fn every_machine_of_a_range_is_asked_but_this_one() {
        let own = Ipv4Addr::new(192, 168, 12, 222);
        let all = range("192.168.12.0/24").addresses(own);
        assert_eq!(all.len(), 253);
        assert_eq!(all.first(), Some(&Ipv4Addr::new(192, 168, 12, 1)));
        assert_eq!(all.last(), Some(&Ipv4Addr::new(192, 168, 12, 254)));
        assert!(!all.contains(&own));
        assert_eq!(range("192.168.12.4/31").addresses(own).len(), 2);
        assert_eq!(range("192.168.12.1/32").addresses(own), [Ipv4Addr::new(192, 168, 12, 1)]);
        assert_eq!(range("127.0.0.1/32").addresses(Ipv4Addr::LOCALHOST), [Ipv4Addr::LOCALHOST]);
        assert_eq!(range("255.255.255.0/24").addresses(own).len(), 254);
    }
}
