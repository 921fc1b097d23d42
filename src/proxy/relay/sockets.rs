//! The sockets of one relayed connection: for each side the one address of ours that reaches it.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::net::UdpSocket;

use super::switch::Seat;
use crate::net::source;

/// Candidates of one side that are stood for; a driver has one for each interface and section.
const MAX_CANDIDATES: usize = 16;

/// Addresses beyond the candidates that each side may come from.
const SPARE: usize = 4;

/// Sockets that face one side.
#[derive(Default)]
pub(super) struct Sockets {
    pub seats: Vec<Seat>,
    pub sockets: Vec<Arc<UdpSocket>>,
}

impl Sockets {
    /// One for each of the other side's candidates, and a few for those that it does not name.
    pub(super) async fn bind(ip: IpAddr, stand_for: &[SocketAddr]) -> io::Result<Self> {
        let mut bound = Self::default();
        let named = stand_for.iter().take(MAX_CANDIDATES).copied().map(Some);
        for candidate in named.chain([None; SPARE]) {
            let socket = UdpSocket::bind(SocketAddr::new(ip, 0)).await?;
            let local = socket.local_addr()?;
            bound.seats.push(match candidate {
                Some(candidate) => Seat::of(local, candidate),
                None => Seat::spare(local),
            });
            bound.sockets.push(Arc::new(socket));
        }
        Ok(bound)
    }

    /// The socket's address that stands for a candidate.
    pub(super) fn in_place_of(&self, candidate: SocketAddr) -> Option<SocketAddr> {
        let seat = self.seats.iter().find(|seat| seat.stands_for == Some(candidate))?;
        Some(seat.local)
    }
}

/// Of a driver's candidates those that are sent to: of one family, the robot's where there is such
/// a one, and of no machine but the one that the offer came from.
pub(super) fn reachable(
    candidates: &[SocketAddr],
    client: IpAddr,
    robot: IpAddr,
) -> Vec<SocketAddr> {
    let client = client.to_canonical();
    let is_theirs = |it: &SocketAddr| match client.is_loopback() {
        true => source::is_of_this_machine(it.ip()),
        false => it.ip() == client,
    };
    // Without its scope a link-local address leads nowhere.
    let scoped = |it: &SocketAddr| matches!(it.ip(), IpAddr::V6(ip) if ip.is_unicast_link_local());
    let theirs = candidates.iter().filter(|it| is_theirs(it) && !scoped(it));
    let theirs: Vec<_> = theirs.copied().collect();
    let robots = theirs.iter().find(|it| it.is_ipv4() == robot.is_ipv4());
    let Some(family) = robots.or(theirs.first()).map(SocketAddr::is_ipv4) else { return theirs };
    theirs.into_iter().filter(|it| it.is_ipv4() == family).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(candidates: &[&str], client: &str, robot: &str) -> Vec<String> {
        let candidates: Vec<SocketAddr> = candidates.iter().map(|it| it.parse().unwrap()).collect();
        let found = reachable(&candidates, client.parse().unwrap(), robot.parse().unwrap());
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn nothing_is_sent_to_a_machine_that_the_offer_did_not_come_from() {
        let (ours, others) = ("127.0.0.1:1", "192.0.2.9:1");
        assert_eq!(of(&[ours, others], "127.0.0.1", "127.0.0.1"), [ours]);
        assert_eq!(of(&[ours, others], "192.0.2.9", "127.0.0.1"), [others]);
    }

    #[test]
    fn the_robots_family_is_the_one_to_meet_in() {
        let both = ["[::1]:1", "127.0.0.1:2", "127.0.0.1:3"];
        assert_eq!(of(&both, "127.0.0.1", "127.0.0.1"), ["127.0.0.1:2", "127.0.0.1:3"]);
        assert_eq!(of(&both, "127.0.0.1", "::1"), ["[::1]:1"]);
        assert_eq!(
            of(&["[::1]:1"], "::1", "127.0.0.1"),
            ["[::1]:1"],
            "the other one where it must"
        );
    }
}
