//! Where this program runs, in one look.

pub mod clock;
pub mod container;
pub mod macos;
pub mod virtual_machine;
pub mod wsl;

use super::machine::Machine;
use super::notes::Notes;
use crate::facts::{InterfaceFacts, PlaceFacts, WslFacts};

/// Variables by which a service tells its jobs who runs them.
const JOBS: [(&str, &str); 3] =
    [("GITHUB_ACTIONS", "github-actions"), ("GITLAB_CI", "gitlab-ci"), ("CI", "ci")];

/// Looks around. WSL2 is a virtual machine too, and is told as WSL.
pub fn look(
    machine: &dyn Machine,
    wsl: Option<&WslFacts>,
    kind: Option<&str>,
    interfaces: Option<&[InterfaceFacts]>,
    notes: &mut Notes,
) -> PlaceFacts {
    let guest = match wsl {
        None => virtual_machine::look(machine, notes),
        Some(_) => virtual_machine::Found::default(),
    };
    let contained = kind.is_some_and(|kind| kind != "none");
    let hypervisor = guest.machine.as_deref().filter(|kind| *kind != "none");
    // A container's own networks are not those that the hypervisor keeps.
    let hypervisor = hypervisor.filter(|_| !contained);
    let virtual_network =
        hypervisor.and_then(|kind| virtual_machine::network(machine, kind, notes));
    let container_network = match interfaces.filter(|_| contained) {
        Some(interfaces) => container::network(machine, interfaces, notes),
        None => None,
    };
    let job = JOBS.iter().find(|(name, _)| machine.variable(name).is_some_and(is_set));
    if let Some((variable, _)) = job {
        notes.source("place.ci", format_args!("the variable {variable}"));
    }
    PlaceFacts {
        virtual_machine: guest.machine,
        virtual_network,
        cloud: guest.cloud,
        container_network,
        ci: job.map(|(_, service)| (*service).into()),
        macos_version: macos::version(machine, notes),
        started_from: macos::started_from(machine, notes),
    }
}

fn is_set(value: String) -> bool {
    !matches!(value.to_lowercase().as_str(), "false" | "0")
}
