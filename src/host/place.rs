//! Where this program runs: virtual machine, container, WSL, macOS, CI, and the clock there.

mod clock;
mod container;
mod macos;
mod virtual_machine;
mod wsl;

use super::machine::Machine;
use super::notes::{Notes, by_variable};
use crate::facts::{HostEvidence, PlaceFacts};

const JOBS: [(&str, &str); 3] =
    [("GITHUB_ACTIONS", "github-actions"), ("GITLAB_CI", "gitlab-ci"), ("CI", "ci")];

/// Looks around, with the interfaces that are known; `at_leisure` where a service may be asked
/// that takes its time.
pub fn look(
    machine: &dyn Machine,
    at_leisure: bool,
    evidence: &mut HostEvidence,
    notes: &mut Notes,
) {
    evidence.wsl = wsl::look(machine, notes);
    evidence.container = container::look(machine, notes);
    evidence.place = Some(surroundings(machine, evidence, notes));
    evidence.clock = Some(clock::look(machine, at_leisure, notes));
}

/// WSL2 is a virtual machine too, and is told as WSL.
fn surroundings(machine: &dyn Machine, known: &HostEvidence, notes: &mut Notes) -> PlaceFacts {
    let (virtual_machine, cloud) = match &known.wsl {
        None => virtual_machine::look(machine, notes),
        Some(_) => (None, None),
    };
    let contained = known.container.as_deref().filter(|kind| *kind != "none");
    // A container's own networks are not those that the hypervisor keeps.
    let hypervisor = virtual_machine.as_deref();
    let hypervisor = hypervisor.filter(|kind| *kind != "none" && contained.is_none());
    let virtual_network =
        hypervisor.and_then(|kind| virtual_machine::network(machine, kind, notes));
    let container_network = contained
        .zip(known.interfaces.as_deref())
        .and_then(|(kind, interfaces)| container::network(machine, kind, interfaces, notes));
    let job = JOBS.iter().find(|(name, _)| machine.variable(name).is_some_and(is_set));
    if let Some((variable, _)) = job {
        notes.source("place.ci", by_variable(variable));
    }
    PlaceFacts {
        virtual_machine,
        virtual_network,
        cloud,
        container_network,
        ci: job.map(|(_, service)| (*service).into()),
        macos_version: macos::version(machine, notes),
        started_from: macos::started_from(machine, notes),
    }
}

fn is_set(value: String) -> bool {
    !matches!(value.to_lowercase().as_str(), "false" | "0")
}
