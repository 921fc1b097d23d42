//! Where this program runs: virtual machine, container, WSL, macOS, CI, and the clock there.

mod clock;
mod container;
mod macos;
mod virtual_machine;
mod wsl;

use super::machine::Machine;
use super::notes::{Notes, by_variable};
use crate::facts::{ClockFacts, InterfaceFacts, PlaceFacts, WslFacts};

const JOBS: [(&str, &str); 3] =
    [("GITHUB_ACTIONS", "github-actions"), ("GITLAB_CI", "gitlab-ci"), ("CI", "ci")];

#[derive(Debug, Clone, Default)]
pub struct Place {
    pub wsl: Option<WslFacts>,
    /// The container's kind; `none` where there is no sign of any.
    pub container: Option<String>,
    pub place: PlaceFacts,
    pub clock: ClockFacts,
    pub notes: Notes,
}

/// Looks around, with the interfaces that are known; `at_leisure` where a service may be asked
/// that takes its time.
pub fn look(
    machine: &dyn Machine,
    interfaces: Option<&[InterfaceFacts]>,
    at_leisure: bool,
) -> Place {
    let mut notes = Notes::default();
    let wsl = wsl::look(machine, &mut notes);
    let container = container::look(machine, &mut notes);
    let contained = container.as_deref().filter(|kind| *kind != "none");
    let place = surroundings(machine, wsl.is_some(), contained, interfaces, &mut notes);
    let clock = clock::look(machine, at_leisure, &mut notes);
    Place { wsl, container, place, clock, notes }
}

/// WSL2 is a virtual machine too, and is told as WSL.
fn surroundings(
    machine: &dyn Machine,
    in_wsl: bool,
    contained: Option<&str>,
    interfaces: Option<&[InterfaceFacts]>,
    notes: &mut Notes,
) -> PlaceFacts {
    let (virtual_machine, cloud) = match in_wsl {
        false => virtual_machine::look(machine, notes),
        true => (None, None),
    };
    // A container's own networks are not those that the hypervisor keeps.
    let hypervisor = virtual_machine.as_deref();
    let hypervisor = hypervisor.filter(|kind| *kind != "none" && contained.is_none());
    let virtual_network =
        hypervisor.and_then(|kind| virtual_machine::network(machine, kind, notes));
    let container_network = contained
        .zip(interfaces)
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
