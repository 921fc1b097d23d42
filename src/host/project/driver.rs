//! The driver on this machine: what it is made of, and what it would offer.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::files::{self, ProjectFiles};
use super::offer::would_offer;
use super::packages::{Copy, PACKAGES, copies, used, used_version};
use super::python::{Python, pythons};
use super::sources::Sources;
use super::{
    colcon, compiled, demands, import_path, interpreters, locks, requirements, sources, submodules,
};
use crate::facts::{DriverFacts, PackageCopy, PythonPackages};
use crate::host::machine::Machine;
use crate::host::notes::{Notes, shown_path};
use crate::text::phrase::{Phrase, phrase};

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
    let mut facts = DriverFacts { in_git: files::in_git(machine), ..of(&own) };
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
            let reason =
                phrase!("the current folder belongs to no project", "目前的資料夾不屬於任何專案");
            let facts = ["driver.pins", "driver.ice_servers"];
            facts.iter().for_each(|it| notes.unread(it, reason.clone()));
        }
    }
    would_offer(machine, &own, project.as_ref(), read.as_ref(), &mut facts, notes);
    let (mut raisers, complete) = demands::of_installed(machine, &folders, &installed, until);
    raisers.append(facts.demands.get_or_insert_default());
    facts.demands = Some(raisers);
    let (whole, cut_short) = (
        phrase!("the metadata of what is installed", "已安裝套件的中繼資料"),
        phrase!("not every package's metadata could be read", "沒有讀完所有套件的中繼資料"),
    );
    match complete {
        true => notes.source("driver.demands", whole),
        false => notes.unread("driver.demands", cut_short),
    }
    all_pythons(machine, root.as_deref(), &pythons, &own, until, &mut facts, notes);
    facts
}

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
        // Those that could run the driver are few, and looked into in any case.
        if all.len() >= likely.len().max(1) && Instant::now() >= until {
            complete = false;
            break;
        }
        let of_it = if all.is_empty() { own.to_vec() } else { copies(machine, &python.path) };
        all.push((python, of_it));
    }
    if !complete {
        let reason = phrase!("there are more than those listed", "還有未列出的 Python");
        notes.unread("driver.pythons", reason);
    }
    facts.copies = Some(listed(machine, own, &all));
    facts.pythons = Some(all.iter().enumerate().map(|(at, it)| told(it, at == 0)).collect());
}

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
    let source = phrase!(
        "{} requirements, {} pyproject and {} environment files below {root}",
        "{root} 之下的 {} 個 requirements、{} 個 pyproject、{} 個 environment 檔案",
        project.requirements.len(),
        project.pyprojects.len(),
        project.environments.len()
    );
    notes.source("driver.pins", source);
    let locks = locks::read(machine, project, &pins, installed);
    let number = project.locks.len();
    notes.source(
        "driver.locks",
        phrase!("{number} lock files below {root}", "{root} 之下的 {number} 個鎖定檔"),
    );
    for file in &locks.unread {
        let reason = phrase!("{file} is not in a lock file's format", "{file} 不是鎖定檔的格式");
        notes.unread("driver.locks", reason);
    }
    facts.pins = Some(pins);
    facts.locks = Some(locks.locked);
    facts.demands = Some(locks.demands);
    let submodules = submodules::look(machine, project);
    if !submodules.is_empty() {
        let source = phrase!(
            ".gitmodules, and the folders that it names",
            ".gitmodules，以及它指定的資料夾"
        );
        notes.source("driver.submodules", source);
    }
    facts.submodules = Some(submodules);
    let number = project.sources.len();
    let sources =
        phrase!("{number} Python files below {root}", "{root} 之下的 {number} 個 Python 檔案");
    if read.complete || !read.ice_servers.is_empty() {
        facts.ice_servers = Some(read.ice_servers.clone());
        notes.source("driver.ice_servers", sources);
    } else {
        let reason = phrase!(
            "none found, but the search was incomplete: {}",
            "沒有找到，但也沒有找完：{}",
            sources
        );
        notes.unread("driver.ice_servers", reason);
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
            Some(copy) => notes.source(&fact, Phrase::same(shown_path(machine, &copy.folder))),
            None if python.is_none() => {
                notes.unread(&fact, phrase!("no Python was found", "沒有找到 Python"));
            }
            None if !["aiortc", "aioice"].contains(&package) => {}
            None => {
                notes.unread(&fact, phrase!("not installed in that Python", "該 Python 沒有安裝"));
            }
        }
    }
    let Some(python) = python else { return };
    let active = |name| phrase!("{name}: the environment that is active", "{name}：啟用中的環境");
    let found_by = match python.facts.found_by.as_deref() {
        Some("virtual-env") => active("VIRTUAL_ENV"),
        Some("conda") => active("CONDA_PREFIX"),
        Some("ros2-install") => phrase!(
            "the first line of the installed go2_driver_node, whatever environment is active",
            "已安裝的 go2_driver_node 第一行，與啟用中的環境無關"
        ),
        Some("project") => phrase!(
            "the project's own environment; none is active",
            "專案自己的環境；沒有啟用中的環境"
        ),
        _ => phrase!(
            "the first python3 on the path; no environment is active",
            "PATH 中的第一個 python3；沒有啟用中的環境"
        ),
    };
    notes.source("driver.python", found_by);
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
