//! Everything this room can tell, in one look.

use std::net::IpAddr;
use std::time::Duration;

use super::machine::Machine;
use super::notes::Notes;
use super::route;
use crate::evidence::HostEvidence;

/// What to look for.
#[derive(Debug, Clone)]
pub struct Question {
    /// The robot's address; `None` where it is only known by name.
    pub robot: Option<IpAddr>,
    /// The user's own choice of a source address.
    pub chosen: Option<IpAddr>,
    /// How long the searches may take together; what is not found by then is not looked for.
    pub limit: Duration,
}

/// Looks at a machine.
pub fn gather(machine: &dyn Machine, question: &Question) -> HostEvidence {
    let mut notes = Notes::default();
    let route = route::look(machine, question.robot, question.chosen, &mut notes);
    HostEvidence {
        os: Some(machine.os().to_owned()),
        route,
        sources: Some(notes.sources),
        unread: Some(notes.unread),
        ..HostEvidence::default()
    }
}
