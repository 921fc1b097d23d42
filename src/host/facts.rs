//! Everything this room can tell, in one look.

use std::net::IpAddr;
use std::thread;
use std::time::{Duration, Instant};

use super::firewall::Between;
use super::firewall::windows;
use super::machine::Machine;
use super::network::{interfaces, iproute, multicast, others, route};
use super::notes::Notes;
use super::place::{clock, container, wsl};
use super::project::{driver, ros};
use super::{firewall, place};
use crate::facts::HostEvidence;
use crate::robot::discovery::GROUPS;
use crate::text::redact::printable;

/// What to look for.
#[derive(Debug, Clone)]
pub struct Question {
    /// The robot's address; `None` where it is only known by name.
    pub robot: Option<IpAddr>,
    /// The user's own choice of a source address.
    pub chosen: Option<IpAddr>,
    /// How long the searches may take together; what is not found by then is not looked for.
    pub limit: Duration,
    /// Whether nothing waits for the answer, as in `env`: then programs are asked that take
    /// seconds to say something.
    pub at_leisure: bool,
}

/// Looks at a machine.
pub fn gather(machine: &dyn Machine, question: &Question) -> HostEvidence {
    let until = Instant::now() + question.limit;
    let mut notes = Notes::default();
    let robot = question.robot.and_then(|robot| match robot.to_canonical() {
        IpAddr::V4(robot) => Some(robot),
        IpAddr::V6(_) => None,
    });
    let towards: Vec<_> = robot.into_iter().chain(GROUPS).collect();
    let said = iproute::ask(machine, &towards);
    let route = route::look(machine, question.robot, question.chosen, &said, &mut notes);
    let interfaces = interfaces::look(machine, &said, &mut notes);
    let multicast = multicast::look(machine, &said, &mut notes);
    let between = Between {
        robot,
        own: route.as_ref().and_then(|route| route.source.as_ref()?.parse().ok()),
        interface: route.as_ref().and_then(|route| route.interface.as_deref()),
    };
    // Its programs have their own time: nothing else waits for them.
    let ((firewall, of_firewall), evidence) = thread::scope(|scope| {
        let firewall = scope.spawn(|| {
            let mut notes = Notes::default();
            (firewall::look(machine, between, until, &mut notes), notes)
        });
        let wsl = wsl::look(machine, &mut notes);
        let container = container::look(machine, &mut notes);
        let kind = container.as_deref();
        let place = place::look(machine, wsl.as_ref(), kind, interfaces.as_deref(), &mut notes);
        let clock = clock::look(machine, question.at_leisure, &mut notes);
        let others = others::look(machine, question.robot, until, &mut notes);
        let conn_type = machine.variable("CONN_TYPE").map(|value| printable(value, 40));
        let ros = ros::look(machine, question.robot, &mut notes);
        let driver = driver::look(machine, until, &mut notes);
        // Last, since it may take the longest.
        let windows = match question.at_leisure {
            true => windows::look(machine, wsl.as_ref(), &mut notes),
            false => None,
        };
        let evidence = HostEvidence {
            os: Some(machine.os().to_owned()),
            wsl,
            conn_type,
            ros,
            driver: Some(driver),
            container,
            place: Some(place),
            windows,
            clock: Some(clock),
            others,
            ..HostEvidence::default()
        };
        (firewall.join().unwrap_or_default(), evidence)
    });
    notes.append(of_firewall);
    HostEvidence {
        route,
        interfaces,
        multicast,
        firewall,
        sources: Some(notes.sources),
        unread: Some(notes.unread),
        ..evidence
    }
}

#[cfg(test)]
mod tests;
