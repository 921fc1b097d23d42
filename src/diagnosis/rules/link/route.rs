//! How this machine is joined to the robot's address.

use std::net::{IpAddr, Ipv4Addr};

use crate::diagnosis::case::{Case, Source};
use crate::facts::{HostEvidence, InterfaceFacts};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Route<'a> {
    /// The robot's address is one of this machine's.
    Own(&'a InterfaceFacts),
    /// The robot is simulated on this machine, or reached by a tunnel to it.
    Loopback,
    /// The robot's address lies in an attached network.
    Attached,
    /// It lies in another one; through this router, where that is known.
    Elsewhere(Option<&'a str>),
    /// This is a machine within another, whose networks cannot be seen from here.
    Hidden,
    Unknown,
}

impl<'a> Route<'a> {
    pub(super) fn of(case: &'a Case<'a>) -> Self {
        let Some(robot) = robot(case) else { return Route::Unknown };
        if robot.is_loopback() {
            return Route::Loopback;
        }
        let Some(machine) = machine(case) else { return Route::Unknown };
        if let Some((interface, _)) = machine.addresses().find(|(_, own)| own.address == robot) {
            return Route::Own(interface);
        }
        let route = machine.route.as_ref();
        let inside = || machine.addresses().any(|(_, own)| own.covers(robot));
        let elsewhere = match route.and_then(|route| route.on_link) {
            Some(on_link) => !on_link,
            None if inside() => false,
            None if machine.interfaces.is_some() => true,
            None => return Route::Unknown,
        };
        match elsewhere {
            false => Route::Attached,
            true if is_hidden(machine, robot) => Route::Hidden,
            true => Route::Elsewhere(route.and_then(|route| route.gateway.as_deref())),
        }
    }
}

pub(super) fn machine<'a>(case: &Case<'a>) -> Option<&'a HostEvidence> {
    case.machine().filter(|_| case.source == Source::Live)
}

/// The robot's address; it has no other than one of IPv4.
pub(in crate::diagnosis::rules) fn robot(case: &Case<'_>) -> Option<Ipv4Addr> {
    match case.address()?.to_canonical() {
        IpAddr::V4(robot) => Some(robot),
        IpAddr::V6(_) => None,
    }
}

/// Whether this machine has its network from another one around it: then its own addresses say
/// nothing of the networks that are joined.
fn is_hidden(machine: &HostEvidence, robot: Ipv4Addr) -> bool {
    machine.wsl.as_ref().is_some_and(|wsl| !wsl.shares_the_network())
        || machine.is_translated_guest()
        || machine.is_bridged_container(robot)
}
