//! Where a datagram goes, and as what: no sockets and no clock.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::net::{IpAddr, SocketAddr};

use crate::stack::Way;
use crate::stack::demux::{self, Kind};
use crate::stack::event::Pair;
use crate::stack::sdp::SessionDescription;
use crate::stack::stun_header::{is_request, transaction_id};
use crate::stack::stun_relayed::remapped;
use crate::stack::stun_reply::is_signed;
use crate::text::redact::Secret;

/// The largest datagram that passes, bytes: a jumbo frame's.
pub const MAX_DATAGRAM: usize = 9216;

/// Passwords of one description that are tried: one, or one for each m-section.
const MAX_PASSWORDS: usize = 8;

/// Requests whose answer is waited for, each way.
const MAX_TRANSACTIONS: usize = 256;

/// One socket of the relay's. It faces one side, and stands there for an address of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    pub local: SocketAddr,
    /// A candidate, or an address that a signed check came from; `None` while it is spare.
    pub stands_for: Option<SocketAddr>,
    /// Whether that address has shown that it belongs to the session.
    admitted: bool,
}

impl Seat {
    pub fn of(local: SocketAddr, candidate: SocketAddr) -> Self {
        Self { local, stands_for: Some(candidate), admitted: false }
    }

    /// For an address that no candidate names: a peer-reflexive one (RFC 8445, section 7.3.1.3).
    pub fn spare(local: SocketAddr) -> Self {
        Self { local, stands_for: None, admitted: false }
    }
}

/// What one side says of itself.
#[derive(Debug, Default)]
struct Side {
    /// The sockets that this side sends to.
    seats: Vec<Seat>,
    passwords: Vec<Secret<String>>,
    /// Requests that came from this side.
    asked: VecDeque<[u8; 12]>,
}

/// A datagram that goes on.
#[derive(Debug, PartialEq, Eq)]
pub struct Passed<'a> {
    /// The driver's own address and the robot's, as if nobody stood between them.
    pub pair: Pair,
    /// Which of the sockets that face the receiver it goes out from.
    pub socket: usize,
    pub to: SocketAddr,
    pub bytes: Cow<'a, [u8]>,
}

#[derive(Debug)]
pub struct Switch {
    robot_address: IpAddr,
    driver: Side,
    robot: Side,
}

impl Switch {
    /// `facing_driver` stand for the robot's addresses, `facing_robot` for the driver's.
    pub fn new(
        robot: IpAddr,
        facing_driver: Vec<Seat>,
        facing_robot: Vec<Seat>,
        offer: &SessionDescription,
        answer: &SessionDescription,
    ) -> Self {
        Self::with_passwords(
            robot,
            (facing_driver, passwords(offer)),
            (facing_robot, passwords(answer)),
        )
    }

    /// Each side's seats and its own passwords.
    pub fn with_passwords(
        robot: IpAddr,
        driver_side: (Vec<Seat>, Vec<Secret<String>>),
        robot_side: (Vec<Seat>, Vec<Secret<String>>),
    ) -> Self {
        let side = |(seats, passwords)| Side { seats, passwords, asked: VecDeque::new() };
        let mut switch = Self {
            robot_address: robot.to_canonical(),
            driver: side(driver_side),
            robot: side(robot_side),
        };
        // Whatever the answer says: to that side we send to the robot alone.
        let robot = switch.robot_address;
        switch.driver.seats.iter_mut().for_each(|seat| {
            seat.stands_for = seat.stands_for.filter(|it| it.ip().to_canonical() == robot);
        });
        switch
    }

    /// What becomes of a datagram that came to the `socket`-th of those that face its sender; `way`
    /// is [`Way::Out`] from the driver to the robot.
    pub fn take<'a>(
        &mut self,
        way: Way,
        socket: usize,
        from: SocketAddr,
        bytes: &'a [u8],
    ) -> Option<Passed<'a>> {
        let kind = demux::kind(bytes);
        let foreign = way == Way::In && from.ip().to_canonical() != self.robot_address;
        if bytes.len() > MAX_DATAGRAM || kind == Kind::Unknown || foreign {
            return None;
        }
        let (sender, receiver) = way.ends((&mut self.driver, &mut self.robot));
        let to = sender.seats.get(socket)?.stands_for?;
        let signed = || match kind {
            Kind::Stun if is_request(bytes) => key(&receiver.passwords, bytes).is_some(),
            Kind::Stun => key(&sender.passwords, bytes).is_some(),
            _ => false,
        };
        // An error carries no signature where the two have no password in common.
        let replies = kind == Kind::Stun
            && !is_request(bytes)
            && transaction_id(bytes).is_some_and(|id| receiver.asked.contains(&id));
        let known =
            receiver.seats.iter().position(|seat| seat.stands_for.is_some_and(|it| same(it, from)));
        let through = match known {
            Some(at) if receiver.seats[at].admitted => at,
            Some(at) => match signed() {
                true => {
                    receiver.seats[at].admitted = true;
                    at
                }
                false if replies => at,
                false => return None,
            },
            None => {
                let at = receiver.seats.iter().position(|seat| seat.stands_for.is_none())?;
                if !signed() {
                    return None;
                }
                receiver.seats[at].admitted = true;
                at
            }
        };
        // As it came, the address has the scope that a candidate cannot name.
        receiver.seats[through].stands_for = Some(from);
        let bytes = match kind {
            Kind::Stun if is_request(bytes) => {
                sender.remember(bytes);
                Cow::Borrowed(bytes)
            }
            Kind::Stun => {
                let made = key(&sender.passwords, bytes).and_then(|pwd| remapped(bytes, to, pwd));
                made.map_or(Cow::Borrowed(bytes), Cow::Owned)
            }
            _ => Cow::Borrowed(bytes),
        };
        Some(Passed { pair: way.ends((from, to)), socket: through, to, bytes })
    }
}

impl Side {
    fn remember(&mut self, request: &[u8]) {
        if self.asked.len() == MAX_TRANSACTIONS {
            self.asked.pop_front();
        }
        self.asked.extend(transaction_id(request));
    }
}

/// The password that a message is signed with.
fn key<'a>(passwords: &'a [Secret<String>], message: &[u8]) -> Option<&'a Secret<String>> {
    passwords.iter().find(|pwd| is_signed(message, pwd.expose()))
}

/// The scope of a link-local address is known on one side alone.
fn same(one: SocketAddr, other: SocketAddr) -> bool {
    one.port() == other.port() && one.ip().to_canonical() == other.ip().to_canonical()
}

/// Every password of a description: sections may differ.
fn passwords(description: &SessionDescription) -> Vec<Secret<String>> {
    let sections = description.sections.iter().map(|section| &section.transport);
    let mut found: Vec<Secret<String>> = Vec::new();
    for pwd in sections.chain([&description.transport]).filter_map(|level| level.pwd.as_ref()) {
        if found.len() < MAX_PASSWORDS && !found.iter().any(|it| it.expose() == pwd.expose()) {
            found.push(pwd.clone());
        }
    }
    found
}

#[cfg(test)]
mod tests;
