//! The simulated robot's ear for multicast: it replies to whoever searches for it, as a Go2 does.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, SocketAddrV4};
use std::time::Duration;

use socket2::{Domain, Protocol, Socket, Type};
use tokio::net::UdpSocket;

use super::error::SimulatorError;
use super::journal::{Journal, RobotEvent};
use super::options::SimulatorOptions;
use crate::host::machine::ipv4;
use crate::net::source::by_route;
use crate::robot::discovery::{MAX_DATAGRAM, QUESTION_PORT, Question, REPLY_PORT, Reply, Serial};
use crate::robot::model::Model;

/// Serial numbers of the simulated robot go on so after their first letter: the form is a Go2's, and
/// they are made up.
const MADE_UP: &str = "42D0000";

/// Kept apart from the robot's other random values, which must not change with this one.
const STREAM: u64 = 0x6469_7363_6f76_6572;

#[derive(Debug)]
pub struct DiscoveryResponder {
    socket: UdpSocket,
    serial: Serial,
    /// Whether it replies only to who names it.
    wants_name: bool,
    loopback: bool,
}

impl DiscoveryResponder {
    /// Joins the Go2's group on the interface with the address that the robot listens on.
    pub fn bind(options: &SimulatorOptions) -> Result<Self, SimulatorError> {
        let own = [options.listen, options.legacy_listen].into_iter().flatten();
        let mut own = own.filter_map(|address| ipv4(address.ip()));
        let own = own.next().unwrap_or(Ipv4Addr::LOCALHOST);
        let groups = options.model.groups();
        let refused = |error| SimulatorError::Listen(error, (groups[0], QUESTION_PORT).into());
        let socket = join(own, groups).map_err(refused)?;
        Ok(Self {
            socket,
            serial: made_up(options.seed, options.model),
            wants_name: options.model.is_humanoid(),
            loopback: own.is_loopback(),
        })
    }

    pub fn serial(&self) -> &Serial {
        &self.serial
    }

    /// Replies until the future is dropped.
    pub async fn listen(self, journal: Journal) {
        let mut buffer = [0; MAX_DATAGRAM + 1];
        loop {
            let Ok((length, SocketAddr::V4(from))) = self.socket.recv_from(&mut buffer).await
            else {
                // An ICMP error of an earlier reply, which concerns nobody.
                tokio::time::sleep(Duration::from_millis(10)).await;
                continue;
            };
            // Another program's membership may bring questions of other interfaces here.
            let strange = self.loopback && !from.ip().is_loopback();
            let Some(question) = Question::read(&buffer[..length]).filter(|_| !strange) else {
                continue;
            };
            let meant = match &question.serial {
                Some(serial) => *serial == self.serial,
                None => !self.wants_name,
            };
            journal.note(None, RobotEvent::Searched { from: from.into(), replied: meant });
            if meant {
                self.reply(*from.ip()).await;
            }
        }
    }

    async fn reply(&self, asker: Ipv4Addr) {
        let Ok(IpAddr::V4(address)) = by_route(asker.into()) else { return };
        let reply = Reply { serial: self.serial.clone(), address };
        // An asker that has gone needs none.
        let _ = self.socket.send_to(&reply.datagram(), (asker, REPLY_PORT)).await;
    }
}

fn join(own: Ipv4Addr, groups: &[Ipv4Addr]) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::IPV4, Type::DGRAM, Some(Protocol::UDP))?;
    // Several simulated robots on one machine hear the same question.
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    // Bound to its one group, nothing else arrives; Windows cannot bind to one.
    let at = match groups {
        [group] if cfg!(not(windows)) => *group,
        _ => Ipv4Addr::UNSPECIFIED,
    };
    socket.bind(&SocketAddrV4::new(at, QUESTION_PORT).into())?;
    for group in groups {
        socket.join_multicast_v4(group, &own)?;
    }
    UdpSocket::from_std(socket.into())
}

fn made_up(seed: Option<u64>, model: Model) -> Serial {
    let random = seed.map(|seed| fastrand::Rng::with_seed(seed ^ STREAM));
    let mut random = random.unwrap_or_default();
    let rest: String = (0..8)
        .map(|_| char::from(b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"[random.usize(..34)]))
        .collect();
    let letter = if model == Model::Go2 { "B" } else { "E" };
    format!("{letter}{MADE_UP}{rest}").parse().expect("16 letters and digits are a serial number")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seed_governs_the_serial_number() {
        let made_up = |seed| made_up(seed, Model::Go2);
        assert_eq!(made_up(Some(7)), made_up(Some(7)));
        assert_ne!(made_up(Some(7)), made_up(Some(8)));
        assert!(made_up(None).expose().starts_with("B42D0000"));
        assert_eq!(made_up(None).expose().len(), 16);
    }
}
