//! The network of this machine: interfaces, routes, neighbours, and who else uses it to reach the
//! robot.

mod interfaces;
mod iproute;
mod multicast;
pub mod neighbour;
mod other_clients;
mod route;
mod tunnel;

use std::net::IpAddr;
use std::time::Instant;

use super::machine::{Machine, ipv4};
use super::notes::Notes;
use crate::facts::{InterfaceFacts, MulticastFacts, OtherProcess, RouteFacts};
use crate::robot::discovery::GROUPS;

/// The longest name of an interface or a router, in characters.
const MAX_NAME: usize = 64;

#[derive(Debug, Clone, Default)]
pub struct Network {
    pub route: Option<RouteFacts>,
    pub interfaces: Option<Vec<InterfaceFacts>>,
    pub multicast: Option<Vec<MulticastFacts>>,
    pub others: Option<Vec<OtherProcess>>,
    pub notes: Notes,
}

/// Looks at the way to `robot` and to the groups that a search asks; `chosen` is the user's own
/// source address. Processes are looked at until `until`.
pub fn look(
    machine: &dyn Machine,
    robot: Option<IpAddr>,
    chosen: Option<IpAddr>,
    until: Instant,
) -> Network {
    let mut notes = Notes::default();
    let towards: Vec<_> = robot.and_then(ipv4).into_iter().chain(GROUPS).collect();
    let said = iproute::ask(machine, &towards);
    Network {
        route: route::look(machine, robot, chosen, &said, &mut notes),
        interfaces: interfaces::look(machine, &said, &mut notes),
        multicast: multicast::look(machine, &said, &mut notes),
        others: other_clients::look(machine, robot, until, &mut notes),
        notes,
    }
}
