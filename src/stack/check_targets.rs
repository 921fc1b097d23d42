//! Where connectivity checks may go. An answer names addresses, and whoever wrote it could point
//! us at somebody else.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

/// RFC 8445, section 14.2: a check each 50 ms, for all addresses together.
const PACE: Duration = Duration::from_millis(50);
/// Checks to all addresses that are not the robot's. With what else is sent there (a datagram to each
/// of a few, to hear whether a port is closed) it stays below 200 packets.
const MAX_ELSEWHERE: u32 = 195;
/// Ports below belong to services of the system (RFC 6335, section 6); no ICE agent has one.
const FIRST_USER_PORT: u16 = 1024;

/// Whether an answer may name this address. Loopback is the robot's only where we are there too.
pub fn may_be_named(address: SocketAddr, locals: &[SocketAddr]) -> bool {
    let ip = address.ip().to_canonical();
    let is_one_host = match ip {
        IpAddr::V4(ip) => !ip.is_broadcast() && !ip.is_multicast() && !ip.is_unspecified(),
        IpAddr::V6(ip) => !ip.is_multicast() && !ip.is_unspecified(),
    };
    let loopback_fits =
        !ip.is_loopback() || locals.iter().any(|local| local.ip().to_canonical().is_loopback());
    is_one_host && loopback_fits && address.port() >= FIRST_USER_PORT
}

/// Holds back what goes to addresses that are not the robot's own.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// Where signalling reached the robot; without it every address counts as its own.
    robot: Option<IpAddr>,
    /// Checks sent to each address elsewhere.
    sent: BTreeMap<SocketAddr, u32>,
    next: Option<Instant>,
}

impl Pace {
    pub(super) fn towards(robot: Option<IpAddr>) -> Self {
        Self { robot: robot.map(|ip| ip.to_canonical()), ..Self::default() }
    }

    /// Whether a check may be sent to `peer` now. The addresses elsewhere take turns.
    pub(super) fn admits(&mut self, now: Instant, peer: SocketAddr) -> bool {
        if self.robot.is_none_or(|robot| peer.ip().to_canonical() == robot) {
            return true;
        }
        let sent = self.sent.entry(peer).or_default();
        let fewest = *sent;
        let total: u32 = self.sent.values().sum();
        let its_turn = self.sent.values().all(|other| *other >= fewest);
        if !its_turn || total >= MAX_ELSEWHERE || self.next.is_some_and(|next| now < next) {
            return false;
        }
        *self.sent.entry(peer).or_default() += 1;
        self.next = Some(now + PACE);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(address: &str, local: &str) -> bool {
        let [address, local] = [address, local].map(|text| text.parse().expect("an address"));
        may_be_named(address, &[local])
    }

    #[test]
    fn an_answer_names_one_host_and_no_service() {
        const LOCAL: &str = "192.168.12.7:40000";
        assert!(named("192.168.12.1:44444", LOCAL) && named("[fe80::1]:44444", LOCAL));
        for address in [
            "224.0.0.251:5353",
            "255.255.255.255:44444",
            "0.0.0.0:44444",
            "[ff02::fb]:5353",
            "[::]:44444",
            "[::ffff:224.0.0.1]:44444",
            "192.168.12.1:53",
            "127.0.0.1:44444",
            "[::1]:44444",
        ] {
            assert!(!named(address, LOCAL), "{address}");
        }
        assert!(named("127.0.0.1:44444", "127.0.0.1:40000"));
    }

    #[test]
    fn elsewhere_gets_twenty_a_second_by_turns_and_the_robot_as_many_as_it_likes() {
        let robot: SocketAddr = "192.168.12.1:44444".parse().expect("an address");
        let elsewhere: Vec<SocketAddr> =
            (1..=30).map(|host| SocketAddr::from(([10, 0, 0, host], 44444))).collect();
        let mut pace = Pace::towards(Some(robot.ip()));
        let start = Instant::now();
        let mut sent = BTreeMap::<SocketAddr, u32>::new();
        for round in 0..250 {
            let now = start + Duration::from_millis(20) * round;
            for peer in elsewhere.iter().chain([&robot]) {
                if pace.admits(now, *peer) {
                    *sent.entry(*peer).or_default() += 1;
                }
            }
        }
        assert_eq!(sent.remove(&robot), Some(250));
        let total: u32 = sent.values().sum();
        assert!((80..=100).contains(&total), "{total} in 5 s");
        assert_eq!(sent.len(), elsewhere.len());
        assert!(sent.values().all(|count| (2..=4).contains(count)), "{sent:?}");
    }

    #[test]
    fn elsewhere_is_given_up_in_the_end() {
        let mut pace = Pace::towards(Some(IpAddr::from([192, 168, 12, 1])));
        let start = Instant::now();
        let peer = SocketAddr::from(([10, 0, 0, 1], 44444));
        let sent =
            (0..1000).filter(|second| pace.admits(start + Duration::from_secs(*second), peer));
        assert_eq!(sent.count(), MAX_ELSEWHERE as usize);
    }
}
