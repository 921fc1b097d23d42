//! Which of our own addresses a run speaks from.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

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

/// Of the addresses of one interface, the one to reach `towards` from: of its family, and an
/// address that the interface gave itself only where there is no other or the robot is on that
/// link, for it reaches no further.
pub fn among(addresses: &[IpAddr], towards: IpAddr) -> Option<IpAddr> {
    let family = addresses.iter().filter(|address| address.is_ipv4() == towards.is_ipv4());
    family.min_by_key(|address| is_link_local(address) != is_link_local(&towards)).copied()
}

/// Whether an address is one of this machine's.
pub fn is_of_this_machine(address: IpAddr) -> bool {
    let own = if_addrs::get_if_addrs().unwrap_or_default();
    address.is_loopback() || own.iter().any(|each| each.ip() == address)
}

fn is_link_local(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => address.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn the_address_is_of_the_robots_family_and_link_local_last() {
        let eth0 = ["169.254.9.9", "192.168.123.99", "fe80::9"].map(ip);
        let robot = ip("192.168.123.161");
        assert_eq!(among(&eth0, robot), Some(ip("192.168.123.99")));
        assert_eq!(among(&[ip("169.254.7.7")], robot), Some(ip("169.254.7.7")));
        assert_eq!(among(&eth0, ip("fe80::1")), Some(ip("fe80::9")));
        assert_eq!(among(&eth0, ip("169.254.1.1")), Some(ip("169.254.9.9")));
        assert_eq!(among(&[ip("fe80::9")], robot), None);
    }

    #[test]
    fn loopback_is_reached_from_loopback() {
        assert_eq!(by_route(ip("127.0.0.1")).unwrap(), ip("127.0.0.1"));
    }
}
