//! Everything that this room can tell.

use std::net::IpAddr;
use std::thread;
use std::time::{Duration, Instant};

use super::firewall::Between;
use super::machine::Machine;
use super::notes::Notes;
use super::{firewall, network, place, project};
use crate::facts::HostEvidence;

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

/// Takes four looks at a machine: at its network, at where it is, at its firewall and at the driver
/// project. Programs of the last two, and those that tell of the Wi-Fi, take their time, so these go
/// on side by side.
pub fn gather(machine: &dyn Machine, question: &Question) -> HostEvidence {
    let Question { robot, chosen, limit, at_leisure } = *question;
    let until = Instant::now() + limit;
    let mut evidence =
        HostEvidence { os: Some(machine.os().to_owned()), ..HostEvidence::default() };
    let mut notes = Notes::default();
    network::look(machine, robot, chosen, until, &mut evidence, &mut notes);
    place::look(machine, at_leisure, &mut evidence, &mut notes);
    let between = Between::on(robot, evidence.route.as_ref());
    let (firewall, (wifi, wifi_notes), project) = thread::scope(|scope| {
        let evidence = &evidence;
        let wsl = evidence.wsl.as_ref();
        let firewall =
            scope.spawn(move || firewall::look(machine, between, wsl, at_leisure, until));
        let wifi = scope.spawn(move || {
            let mut notes = Notes::default();
            (network::wifi::look(machine, evidence, at_leisure, &mut notes), notes)
        });
        let project = project::look(machine, robot, until);
        (firewall.join().unwrap_or_default(), wifi.join().unwrap_or_default(), project)
    });
    for more in [wifi_notes, project.notes, firewall.notes] {
        notes.sources.extend(more.sources);
        notes.unread.extend(more.unread);
    }
    HostEvidence {
        wifi,
        firewall: firewall.rules,
        windows: firewall.windows,
        conn_type: project.conn_type,
        ros: project.ros,
        driver: Some(project.driver),
        sources: Some(notes.sources),
        unread: Some(notes.unread),
        ..evidence
    }
}

#[cfg(test)]
mod tests;
