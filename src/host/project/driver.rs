//! The driver on this machine: what it is made of, and what it would offer.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::files::{self, ProjectFiles};
use super::offer::{Installed, would_offer};
use super::packages::{Copy, PACKAGES, copies, used, used_version};
use super::python::{Python, pythons};
use super::sources::Sources;
use super::{
    colcon, compiled, demands, import_path, interpreters, locks, requirements, sources, submodules,
};
use crate::facts::{DriverFacts, PackageCopy, PythonPackages};
use crate::host::machine::Machine;
use crate::host::notes::{Notes, shown_path};

/// Looks for the driver, until `until` at most. What decides comes first: where time runs out,
/// it is the other Pythons that are left out.
pub(super) fn look(machine: &dyn Machine, until: Instant, notes: &mut Notes) -> DriverFacts {
    let root = files::root(machine);
    let pythons = pythons(machine, root.as_deref(), notes);
    let python = pythons.first();
    let folders = match python {
        Some(python) => python.path.clone(),
        None => import_path::variable_path(machine),
    };
    let own = copies(machine, &folders);
    let installed = |package: &str| used_version(&own, &package.replace('-', "_"));
    let mut facts = of(&own);
    note_python(machine, python, &own, &mut facts, notes);
    // A quarter of what is left is kept for what is done with the sources.
    let now = Instant::now();
    let reading = now + until.saturating_duration_since(now).mul_f64(0.75);
    let project = root.as_deref().map(|root| files::search(machine, root, reading));
    let read = project.as_ref().map(|project| sources::read(machine, project, reading));
    match (&project, &read) {
        (Some(project), Some(read)) => {
            of_project(machine, project, read, &mut facts, &installed, notes);
            facts.uncompiled = compiled::look(machine, project, read, &pythons, until, notes);
            facts.workspace = colcon::look(machine, project, until, notes);
        }
        _ => {
            let reason = "the current folder belongs to no project";
            ["driver.pins", "driver.ice_servers"].iter().for_each(|it| notes.unread(it, reason));
        }
    }
    let parts = Installed {
        aiortc: used(&own, "aiortc"),
        aiortc_version: facts.aiortc.as_deref(),
        published: used(&own, "unitree_webrtc_connect"),
    };
    let offer = would_offer(machine, &parts, project.as_ref(), read.as_ref(), notes);
    facts.offered_fingerprints = offer.fingerprints;
    facts.sha256_patch = offer.sha256_patch;
    facts.credentials_shared = offer.credentials_shared;
    let (mut raisers, complete) = demands::of_installed(machine, &folders, &installed, until);
    raisers.append(facts.demands.get_or_insert_default());
    facts.demands = Some(raisers);
    match complete {
        true => notes.source("driver.demands", "the metadata of what is installed"),
        false => notes.unread("driver.demands", "not every package's metadata could be read"),
    }
    all_pythons(machine, root.as_deref(), &pythons, &own, until, &mut facts, notes);
    facts
}

/// Every Python that could be meant, and every copy of the packages in them.
fn all_pythons(
    machine: &dyn Machine,
    root: Option<&Path>,
    likely: &[Python],
    own: &[Copy],
    until: Instant,
    facts: &mut DriverFacts,
    notes: &mut Notes,
) {
    let (others, mut complete) = interpreters::others(machine, root, likely, until);
    let mut all: Vec<(&Python, Vec<Copy>)> = Vec::new();
    for python in likely.iter().chain(&others) {
        let of_it = match all.is_empty() {
            true => own.to_vec(),
            // Those that could run the driver are few, and looked into in any case.
            false if all.len() < likely.len() || Instant::now() < until => {
                copies(machine, &python.path)
            }
            false => {
                complete = false;
                break;
            }
        };
        all.push((python, of_it));
    }
    if !complete {
        notes.unread("driver.pythons", "there are more than those that are told");
    }
    facts.copies = Some(listed(machine, own, &all));
    facts.pythons = Some(all.iter().enumerate().map(|(at, it)| told(it, at == 0)).collect());
}

/// What the project's files say.
fn of_project(
    machine: &dyn Machine,
    project: &ProjectFiles,
    read: &Sources,
    facts: &mut DriverFacts,
    installed: &dyn Fn(&str) -> Option<String>,
    notes: &mut Notes,
) {
    let root = shown_path(machine, &project.root);
    let pins = requirements::pins(machine, project, installed);
    notes.source(
        "driver.pins",
        format_args!(
            "{} requirements, {} pyproject and {} environment files below {root}",
            project.requirements.len(),
            project.pyprojects.len(),
            project.environments.len()
        ),
    );
    let locks = locks::read(machine, project, &pins, installed);
    notes.source("driver.locks", format_args!("{} lock files below {root}", project.locks.len()));
    for file in &locks.unread {
        notes.unread("driver.locks", format_args!("{file} is not of a lock file's form"));
    }
    facts.pins = Some(pins);
    facts.locks = Some(locks.locked);
    facts.demands = Some(locks.demands);
    let submodules = submodules::look(machine, project);
    if !submodules.is_empty() {
        notes.source("driver.submodules", ".gitmodules, and the folders that it names");
    }
    facts.submodules = Some(submodules);
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

fn told((python, copies): &(&Python, Vec<Copy>), used: bool) -> PythonPackages {
    let [aiortc, aioice, _, unitree_webrtc_connect, _] =
        PACKAGES.map(|package| used_version(copies, package));
    PythonPackages {
        executable: python.facts.executable.clone(),
        version: python.facts.version.clone(),
        found_by: python.facts.found_by.clone().unwrap_or_default(),
        used,
        aiortc,
        aioice,
        unitree_webrtc_connect,
    }
}

fn of(own: &[Copy]) -> DriverFacts {
    let [aiortc, aioice, numpy, unitree_webrtc_connect, av] =
        PACKAGES.map(|package| used_version(own, package));
    DriverFacts { aiortc, aioice, numpy, av, unitree_webrtc_connect, ..DriverFacts::default() }
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
            None if !["aiortc", "aioice"].contains(&package) => {}
            None => notes.unread(&fact, "not installed in that Python"),
        }
    }
    let Some(python) = python else { return };
    notes.source(
        "driver.python",
        match python.facts.found_by.as_deref() {
            Some("virtual-env") => "VIRTUAL_ENV: the environment that is active",
            Some("conda") => "CONDA_PREFIX: the environment that is active",
            Some("ros2-install") => {
                "the first line of the installed go2_driver_node, whatever environment is active"
            }
            Some("project") => "the project's own environment; none is active",
            _ => "the first python3 on the path; no environment is active",
        },
    );
    facts.python = Some(python.facts.clone());
}

/// The copies of the packages that matter, those of the driver's Python first.
fn listed(machine: &dyn Machine, own: &[Copy], all: &[(&Python, Vec<Copy>)]) -> Vec<PackageCopy> {
    let mut seen: Vec<(&str, PathBuf)> = Vec::new();
    let mut listed = Vec::new();
    let others = all.iter().skip(1).flat_map(|(_, copies)| copies).map(|copy| (copy, false));
    for (copy, on_path) in own.iter().map(|copy| (copy, true)).chain(others) {
        let real = |folder: &Path| machine.real_path(folder).unwrap_or_else(|_| folder.into());
        let place = (copy.package, real(&copy.folder));
        // Metadata of an editable installation is no copy of its own.
        let is_copy =
            copy.has_module || !own.iter().any(|it| it.package == copy.package && it.has_module);
        if ["numpy", "av"].contains(&copy.package) || !is_copy || seen.contains(&place) {
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
