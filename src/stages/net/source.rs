//! Which of our own addresses a run speaks from.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use thiserror::Error;

/// Why `--interface` names no usable address. The text lists what there is.
#[derive(Debug, Error)]
pub enum InterfaceError {
    /// The system would not say which interfaces it has.
    #[error("cannot list this machine's interfaces: {0}")]
    List(#[source] io::Error),
    /// No interface is called so.
    #[error("no interface is called {name}; there are: {known}")]
    NoSuchInterface {
        /// As the user typed it, control characters escaped.
        name: String,
        /// Every interface with its addresses.
        known: String,
    },
    /// An address that no interface has.
    #[error("{address} is not an address of this machine; it has: {known}")]
    NotOurs {
        /// As the user typed it.
        address: IpAddr,
        /// Every interface with its addresses.
        known: String,
    },
    /// The interface cannot speak to the robot's address.
    #[error("{name} has no {family} address to reach {towards} from; there are: {known}")]
    NoAddressOfFamily {
        /// The interface or address as the user typed it.
        name: String,
        /// `IPv4` or `IPv6`.
        family: &'static str,
        /// The robot's address.
        towards: IpAddr,
        /// Every interface with its addresses.
        known: String,
    },
}

/// One address of one interface of this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalAddress {
    /// The interface's name.
    pub interface: String,
    /// The address.
    pub address: IpAddr,
}

/// The address from which the kernel would send to `towards`.
///
/// A UDP connect looks the route up and sends nothing. An error means that no
/// address of this machine can reach it.
pub fn by_route(towards: IpAddr) -> io::Result<IpAddr> {
    let any: IpAddr = match towards {
        IpAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        IpAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind(SocketAddr::new(any, 0))?;
    // Any port serves; 9 is discard's, should the datagram ever be sent.
    socket.connect(SocketAddr::new(towards, 9))?;
    Ok(socket.local_addr()?.ip())
}

/// The local address that `--interface NAME|IP` stands for, to reach `towards`.
pub fn by_interface(wanted: &str, towards: IpAddr) -> Result<IpAddr, InterfaceError> {
    choose(&local_addresses()?, wanted, towards)
}

/// Checks `--interface NAME|IP` before the robot's address is known.
pub fn check_interface(wanted: &str) -> Result<(), InterfaceError> {
    candidates(&local_addresses()?, wanted).map(|_| ())
}

/// Every address of every interface.
pub fn local_addresses() -> Result<Vec<LocalAddress>, InterfaceError> {
    let interfaces = if_addrs::get_if_addrs().map_err(InterfaceError::List)?;
    Ok(interfaces
        .into_iter()
        .map(|each| LocalAddress { address: each.ip(), interface: each.name })
        .collect())
}

fn choose(known: &[LocalAddress], wanted: &str, towards: IpAddr) -> Result<IpAddr, InterfaceError> {
    candidates(known, wanted)?
        .into_iter()
        .filter(|address| address.is_ipv4() == towards.is_ipv4())
        // An address that the interface gave itself reaches only its own link:
        // it serves where there is no other, or where the robot is on that link.
        .min_by_key(|address| is_link_local(address) != is_link_local(&towards))
        .ok_or_else(|| InterfaceError::NoAddressOfFamily {
            name: wanted.escape_debug().to_string(),
            family: if towards.is_ipv4() { "IPv4" } else { "IPv6" },
            towards,
            known: listing(known),
        })
}

fn candidates(known: &[LocalAddress], wanted: &str) -> Result<Vec<IpAddr>, InterfaceError> {
    if let Ok(address) = wanted.parse::<IpAddr>() {
        return if known.iter().any(|each| each.address == address) {
            Ok(vec![address])
        } else {
            Err(InterfaceError::NotOurs { address, known: listing(known) })
        };
    }
    let named: Vec<IpAddr> =
        known.iter().filter(|each| each.interface == wanted).map(|each| each.address).collect();
    if named.is_empty() {
        let name = wanted.escape_debug().to_string();
        return Err(InterfaceError::NoSuchInterface { name, known: listing(known) });
    }
    Ok(named)
}

fn is_link_local(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    }
}

fn listing(known: &[LocalAddress]) -> String {
    let each = |local: &LocalAddress| format!("{} {}", local.interface, local.address);
    known.iter().map(each).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn machine() -> Vec<LocalAddress> {
        [
            ("lo", "127.0.0.1"),
            ("eth0", "169.254.9.9"),
            ("eth0", "192.168.123.99"),
            ("eth0", "fe80::9"),
            ("wlan0", "169.254.7.7"),
        ]
        .map(|(interface, address)| LocalAddress {
            interface: interface.into(),
            address: ip(address),
        })
        .to_vec()
    }

    #[test]
    fn a_name_gives_the_address_of_the_robots_family_and_link_local_last() {
        let robot = ip("192.168.123.161");
        assert_eq!(choose(&machine(), "eth0", robot).unwrap(), ip("192.168.123.99"));
        assert_eq!(choose(&machine(), "wlan0", robot).unwrap(), ip("169.254.7.7"));
        assert_eq!(choose(&machine(), "eth0", ip("fe80::1")).unwrap(), ip("fe80::9"));
        assert_eq!(choose(&machine(), "eth0", ip("169.254.1.1")).unwrap(), ip("169.254.9.9"));
    }

    #[test]
    fn an_address_must_be_ours_and_of_the_robots_family() {
        let robot = ip("192.168.123.161");
        assert_eq!(choose(&machine(), "127.0.0.1", robot).unwrap(), ip("127.0.0.1"));
        assert!(matches!(
            choose(&machine(), "10.0.0.1", robot),
            Err(InterfaceError::NotOurs { .. })
        ));
        assert!(matches!(
            choose(&machine(), "fe80::9", robot),
            Err(InterfaceError::NoAddressOfFamily { family: "IPv4", .. })
        ));
    }

    #[test]
    fn an_unknown_name_is_answered_with_what_there_is() {
        let error = candidates(&machine(), "eth\u{1b}1").unwrap_err().to_string();
        assert!(error.contains("wlan0 169.254.7.7"), "{error}");
        assert!(!error.contains('\u{1b}'), "control characters are escaped: {error}");
    }

    #[test]
    fn loopback_is_reached_from_loopback() {
        assert_eq!(by_route(ip("127.0.0.1")).unwrap(), ip("127.0.0.1"));
        assert!(local_addresses().unwrap().iter().any(|each| each.address.is_loopback()));
    }
}
