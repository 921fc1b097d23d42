//! The network of this machine: interfaces, routes, neighbours, Wi-Fi, and who else uses it to reach
//! the robot.

mod interfaces;
mod iproute;
mod link_neighbours;
mod multicast;
pub mod neighbour;
mod other_clients;
mod route;
mod tunnel;
pub mod wifi;

use std::net::IpAddr;
use std::time::Instant;

use super::machine::{Machine, ipv4};
use super::notes::Notes;
use crate::facts::HostEvidence;
use crate::robot::discovery::GROUPS;

/// The longest name of an interface or a router, in characters.
const MAX_NAME: usize = 64;

/// Looks at the way to `robot` and to the groups that a search asks; `chosen` is the user's own
/// source address. Processes are looked at until `until`.
pub fn look(
    machine: &dyn Machine,
    robot: Option<IpAddr>,
    chosen: Option<IpAddr>,
    until: Instant,
    evidence: &mut HostEvidence,
    notes: &mut Notes,
) {
    let towards: Vec<_> = robot.and_then(ipv4).into_iter().chain(GROUPS).collect();
    let said = iproute::ask(machine, &towards);
    evidence.route = route::look(machine, robot, chosen, &said, notes);
    evidence.interfaces = interfaces::look(machine, &said, notes);
    evidence.multicast = multicast::look(machine, &said, notes);
    evidence.others = other_clients::look(machine, robot, until, notes);
}
