//! Everything this room can tell, in one look.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::machine::Machine;
use super::notes::Notes;
use super::{clock, container, driver, interfaces, place, route, windows, wsl};
use crate::evidence::HostEvidence;
use crate::redact::printable;

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
    let route = route::look(machine, question.robot, question.chosen, &mut notes);
    let interfaces = interfaces::look(machine, &mut notes);
    let wsl = wsl::look(machine, &mut notes);
    let container = container::look(machine, &mut notes);
    let place =
        place::look(machine, wsl.as_ref(), container.as_deref(), interfaces.as_deref(), &mut notes);
    let clock = clock::look(machine, question.at_leisure, &mut notes);
    let conn_type = machine.variable("CONN_TYPE").map(|value| printable(value, 40));
    let driver = driver::look(machine, until, &mut notes);
    // Last, since it may take the longest.
    let windows = match question.at_leisure {
        true => windows::look(machine, wsl.as_ref(), &mut notes),
        false => None,
    };
    HostEvidence {
        os: Some(machine.os().to_owned()),
        wsl,
        route,
        interfaces,
        conn_type,
        driver: Some(driver),
        container,
        place: Some(place),
        windows,
        clock: Some(clock),
        sources: Some(notes.sources),
        unread: Some(notes.unread),
    }
}

#[cfg(test)]
#[path = "facts/tests.rs"]
mod tests;
