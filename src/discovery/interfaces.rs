//! Which addresses of this machine a search goes out from.

use std::net::{IpAddr, Ipv4Addr};

use crate::facts::{SearchedInterface, Unused};

/// The most addresses that are asked from: a machine with many containers has one for each.
const MAX_ADDRESSES: usize = 16;

/// One IPv4 address of this machine, as the system tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub name: String,
    pub address: Ipv4Addr,
    pub prefix: u8,
    pub up: bool,
    /// Whether there is only one machine at its other end.
    pub point_to_point: bool,
}

pub fn of_this_machine() -> std::io::Result<Vec<Candidate>> {
    let all = if_addrs::get_if_addrs()?.into_iter().filter_map(|each| {
        let if_addrs::IfAddr::V4(own) = &each.addr else { return None };
        Some(Candidate {
            address: own.ip,
            prefix: own.prefixlen,
            up: each.is_oper_up() || each.is_loopback(),
            point_to_point: each.is_p2p(),
            name: each.name,
        })
    });
    Ok(all.collect())
}

/// What is asked from: each address that may lead to a robot, or those that the user `wanted`,
/// whatever they are.
pub fn chosen(all: &[Candidate], wanted: Option<&[IpAddr]>) -> Vec<SearchedInterface> {
    let of_user =
        |each: &&Candidate| wanted.is_none_or(|wanted| wanted.contains(&IpAddr::V4(each.address)));
    let mut used = 0;
    let found = all.iter().filter(of_user).filter_map(|each| {
        let unused = match wanted {
            Some(_) => None,
            None => useless(each),
        };
        used += usize::from(unused.is_none());
        let told = unused.is_some() || used <= MAX_ADDRESSES;
        told.then(|| SearchedInterface {
            name: crate::text::redact::printable(&each.name, 64),
            address: each.address,
            prefix: each.prefix,
            unused,
            questions: 0,
            replies: 0,
        })
    });
    found.collect()
}

fn useless(each: &Candidate) -> Option<Unused> {
    if each.address.is_loopback() {
        Some(Unused::Loopback)
    } else if each.point_to_point {
        Some(Unused::Tunnel)
    } else if !each.up {
        Some(Unused::Down)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(name: &str, address: [u8; 4], up: bool, point_to_point: bool) -> Candidate {
        Candidate { name: name.into(), address: address.into(), prefix: 24, up, point_to_point }
    }

    fn machine() -> Vec<Candidate> {
        vec![
            candidate("lo", [127, 0, 0, 1], true, false),
            candidate("wlan0", [192, 168, 12, 222], true, false),
            candidate("eth0", [192, 168, 123, 99], false, false),
            candidate("tun0", [10, 8, 0, 2], true, true),
            candidate("docker0", [172, 17, 0, 1], true, false),
        ]
    }

    #[test]
    fn every_address_that_may_lead_to_a_robot_is_asked_from() {
        let chosen = chosen(&machine(), None);
        let unused: Vec<_> = chosen.iter().map(|each| each.unused).collect();
        let expected =
            [Some(Unused::Loopback), None, Some(Unused::Down), Some(Unused::Tunnel), None];
        assert_eq!(unused, expected);
    }

    #[test]
    fn what_the_user_wants_is_asked_from_and_nothing_else() {
        for (wanted, name) in [([127, 0, 0, 1], "lo"), ([10, 8, 0, 2], "tun0")] {
            let chosen = chosen(&machine(), Some(&[IpAddr::from(wanted)]));
            assert_eq!(chosen.len(), 1);
            assert_eq!((chosen[0].name.as_str(), chosen[0].unused), (name, None));
        }
        assert!(chosen(&machine(), Some(&[IpAddr::from([10, 0, 0, 1])])).is_empty());
    }

    #[test]
    fn many_interfaces_are_cut() {
        let many: Vec<_> =
            (0..200).map(|number| candidate("veth", [172, 17, number, 1], true, false)).collect();
        assert_eq!(chosen(&many, None).len(), MAX_ADDRESSES);
    }
}
