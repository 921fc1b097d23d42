//! The driver on this machine: what it is made of, and what it would offer.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::machine::Machine;
use super::notes::{Notes, shown_path};
use super::offer::{Installed, would_offer};
use super::packages::{Copy, PACKAGES, copies, used, used_version};
use super::python::{Python, pythons};
use super::{import_path, project, requirements, sources};
use crate::evidence::{DriverFacts, PackageCopy};

/// Looks for the driver, until `until` at most.
pub fn look(machine: &dyn Machine, until: Instant, notes: &mut Notes) -> DriverFacts {
    let root = project::root(machine);
    let pythons = pythons(machine, root.as_deref(), notes);
    let found: Vec<Vec<Copy>> =
        pythons.iter().map(|python| copies(machine, &python.path)).collect();
    let own = match found.first() {
        Some(own) => own.clone(),
        None => copies(machine, &import_path::variable_path(machine)),
    };
    let mut facts = DriverFacts { copies: Some(listed(machine, &own, &found)), ..of(&own) };
    note_python(machine, pythons.first(), &own, &mut facts, notes);
    let project = root.as_deref().map(|root| project::search(machine, root, until));
    let read = project.as_ref().map(|project| sources::read(machine, project, until));
    match (&project, &read) {
        (Some(project), Some(read)) => {
            let root = shown_path(machine, &project.root);
            let installed = |package: &str| used_version(&own, &package.replace('-', "_"));
            facts.pins = Some(requirements::pins(machine, project, &installed));
            notes.source(
                "driver.pins",
                format_args!(
                    "{} requirements and {} pyproject files below {root}",
                    project.requirements.len(),
                    project.pyprojects.len()
                ),
            );
            let sources = format!("{} Python files below {root}", project.sources.len());
            if read.complete || !read.ice_servers.is_empty() {
                facts.ice_servers = Some(read.ice_servers.clone());
                notes.source("driver.ice_servers", sources);
            } else {
                notes.unread(
                    "driver.ice_servers",
                    format_args!("none found, but the search was cut short: {sources}"),
                );
            }
            facts.project = Some(root);
        }
        _ => {
            let reason = "the current folder belongs to no project";
            ["driver.pins", "driver.ice_servers"].iter().for_each(|it| notes.unread(it, reason));
        }
    }
    let installed = Installed {
        aiortc: used(&own, "aiortc"),
        aiortc_version: facts.aiortc.as_deref(),
        published: used(&own, "unitree_webrtc_connect"),
    };
    let offer = would_offer(machine, &installed, project.as_ref(), read.as_ref(), notes);
    facts.offered_fingerprints = offer.fingerprints;
    facts.sha256_patch = offer.sha256_patch;
    facts.credentials_shared = offer.credentials_shared;
    facts
}

fn of(own: &[Copy]) -> DriverFacts {
    let [aiortc, aioice, numpy, unitree_webrtc_connect] =
        PACKAGES.map(|package| used_version(own, package));
    DriverFacts { aiortc, aioice, numpy, unitree_webrtc_connect, ..DriverFacts::default() }
}

fn note_python(
    machine: &dyn Machine,
    python: Option<&Python>,
    own: &[Copy],
    facts: &mut DriverFacts,
    notes: &mut Notes,
) {
    for package in PACKAGES {
        let fact = format!("driver.{package}");
        match used(own, package) {
            Some(copy) => notes.source(&fact, shown_path(machine, &copy.folder)),
            None if python.is_none() => notes.unread(&fact, "no Python was found"),
            None if package == "numpy" || package == "unitree_webrtc_connect" => {}
            None => notes.unread(&fact, "not installed in that Python"),
        }
    }
    let Some(python) = python else { return };
    notes.source(
        "driver.python",
        match python.facts.found_by.as_deref() {
            Some("virtual-env") => "VIRTUAL_ENV",
            Some("conda") => "CONDA_PREFIX",
            Some("ros2-install") => "the first line of the installed go2_driver_node",
            Some("project") => "the project's own environment",
            _ => "the first python3 on the path",
        },
    );
    facts.python = Some(python.facts.clone());
}

/// The copies of the packages that matter, those of the driver's Python first.
fn listed(machine: &dyn Machine, own: &[Copy], all: &[Vec<Copy>]) -> Vec<PackageCopy> {
    let mut seen: Vec<(&str, PathBuf)> = Vec::new();
    let mut listed = Vec::new();
    let others = all.iter().skip(1).flatten().map(|copy| (copy, false));
    for (copy, on_path) in own.iter().map(|copy| (copy, true)).chain(others) {
        let real = |folder: &Path| machine.real_path(folder).unwrap_or_else(|_| folder.into());
        let place = (copy.package, real(&copy.folder));
        // Metadata of an editable installation is no copy of its own.
        let is_copy =
            copy.has_module || !own.iter().any(|it| it.package == copy.package && it.has_module);
        if copy.package == "numpy" || !is_copy || seen.contains(&place) {
            continue;
        }
        seen.push(place);
        listed.push(PackageCopy {
            package: copy.package.into(),
            version: copy.version.clone(),
            location: shown_path(machine, &copy.folder),
            used: on_path && used(own, copy.package) == Some(copy),
            on_path,
        });
    }
    listed
}
