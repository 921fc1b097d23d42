//! Everything that this room can tell.

use std::net::IpAddr;
use std::thread;
use std::time::{Duration, Instant};

use super::firewall::Between;
use super::machine::Machine;
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
/// project. Programs of the last two take their time, so these go on side by side.
pub fn gather(machine: &dyn Machine, question: &Question) -> HostEvidence {
    let Question { robot, chosen, limit, at_leisure } = *question;
    let until = Instant::now() + limit;
    let network = network::look(machine, robot, chosen, until);
    let place = place::look(machine, network.interfaces.as_deref(), at_leisure);
    let between = Between::on(robot, network.route.as_ref());
    let (firewall, project) = thread::scope(|scope| {
        let wsl = place.wsl.as_ref();
        let firewall =
            scope.spawn(move || firewall::look(machine, between, wsl, at_leisure, until));
        let project = project::look(machine, robot, until);
        (firewall.join().unwrap_or_default(), project)
    });
    let notes = [network.notes, place.notes, project.notes, firewall.notes];
    let (sources, unread): (Vec<_>, Vec<_>) =
        notes.into_iter().map(|notes| (notes.sources, notes.unread)).unzip();
    HostEvidence {
        os: Some(machine.os().to_owned()),
        wsl: place.wsl,
        route: network.route,
        interfaces: network.interfaces,
        multicast: network.multicast,
        firewall: firewall.rules,
        conn_type: project.conn_type,
        ros: project.ros,
        driver: Some(project.driver),
        container: place.container,
        place: Some(place.place),
        windows: firewall.windows,
        clock: Some(place.clock),
        others: network.others,
        sources: Some(sources.concat()),
        unread: Some(unread.concat()),
    }
}

#[cfg(test)]
mod tests;
