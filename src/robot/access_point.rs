//! The Wi-Fi that a robot makes itself.

use std::net::{IpAddr, Ipv4Addr};

/// The robot in its own Wi-Fi.
pub const ACCESS_POINT: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 168, 12, 1));

/// Whether a device of that address has joined the robot's Wi-Fi: there every address but the
/// robot's own is a guest's.
pub fn is_guest(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets()[..3] == [192, 168, 12] && address != ACCESS_POINT,
        IpAddr::V6(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_the_robot_are_guests_of_its_wifi() {
        let cases = [
            ("192.168.12.1", false),
            ("192.168.12.222", true),
            ("::ffff:192.168.12.222", true),
            ("192.168.123.161", false),
            ("fe80::1", false),
        ];
        for (address, guest) in cases {
            assert_eq!(is_guest(address.parse().expect("an address")), guest, "{address}");
        }
    }
}
