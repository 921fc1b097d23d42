//! What lock files lock aiortc and its kin to, and which locked packages demand them.

use std::path::Path;

use super::files::ProjectFiles;
use super::requirements::{Requirement, admits, of_interest};
use super::sources::{line_of, relative};
use super::{LONGEST, MOST_TOLD};
use crate::facts::{DemandFacts, LockFacts, PinFacts, SourceLine};
use crate::host::machine::Machine;
use crate::text::redact::printable;

const FILE_LIMIT: usize = 4 * 1024 * 1024;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Locks {
    pub locked: Vec<LockFacts>,
    pub demands: Vec<DemandFacts>,
    /// Files that could not be read, relative to the project.
    pub unread: Vec<String>,
}

/// Reads the lock files of a project, and holds them against what is demanded and installed.
pub(super) fn read(
    machine: &dyn Machine,
    project: &ProjectFiles,
    pins: &[PinFacts],
    installed: &dyn Fn(&str) -> Option<String>,
) -> Locks {
    let mut locks = Locks::default();
    for path in &project.locks {
        let file = relative(&project.root, path);
        let text = machine.read_text(path, FILE_LIMIT).ok().filter(|text| text.len() < FILE_LIMIT);
        let found = text.and_then(|text| of_file(path, &file, &text));
        let Some(found) = found else {
            locks.unread.push(file);
            continue;
        };
        locks.locked.extend(found.locked);
        locks.demands.extend(found.demands);
    }
    locks.locked.truncate(MOST_TOLD);
    locks.demands.truncate(MOST_TOLD);
    for locked in &mut locks.locked {
        // A workspace has packages that know nothing of each other.
        let beside = |pin: &&PinFacts| {
            let folder = |file: &str| Path::new(file).parent().map(Path::to_owned);
            let (one, other) = (folder(&pin.at.file), folder(&locked.at.file));
            one.zip(other)
                .is_some_and(|(one, other)| one.starts_with(&other) || other.starts_with(&one))
        };
        let of_package = pins.iter().filter(|pin| pin.package == locked.package).filter(beside);
        let admitted = of_package.filter_map(|pin| admits(&pin.specifiers, &locked.version));
        locked.demanded = admitted.reduce(|one, other| one && other);
        let exactly = format!("=={}", locked.version);
        locked.installed = installed(&locked.package)
            .map(|version| admits(&exactly, &version).unwrap_or(version == locked.version));
    }
    for demand in &mut locks.demands {
        demand.satisfied =
            installed(&demand.package).and_then(|version| admits(&demand.specifiers, &version));
    }
    locks
}

/// One lock file; `None` where it is not of its own form.
fn of_file(path: &Path, file: &str, text: &str) -> Option<Locks> {
    if path.ends_with("Pipfile.lock") {
        return of_pipfile(file, text);
    }
    let table = text.parse::<toml::Table>().ok()?;
    // pylock.toml (PEP 751) has the plural.
    let packages = table.get("package").or_else(|| table.get("packages"));
    let packages = packages.and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut locks = Locks::default();
    for package in packages {
        let word = |key: &str| package.get(key).and_then(toml::Value::as_str);
        let Some(name) = word("name") else { continue };
        let version = word("version");
        if let (Some(known), Some(version)) = (of_interest(name), version) {
            let stands = format!("name = \"{name}\"");
            locks.locked.push(locked(known, version, file, line_of(text, &stands)));
        }
        for (demanded, specifiers) in demands_of(package) {
            locks.demands.push(DemandFacts {
                package: demanded.into(),
                by: printable(name, LONGEST),
                by_version: version.map(|version| printable(version, LONGEST)),
                specifiers: printable(specifiers, LONGEST),
                file: file.into(),
                satisfied: None,
            });
        }
    }
    Some(locks)
}

/// Pipfile.lock: JSON, a package a key, `"version": "==1.9.0"`.
fn of_pipfile(file: &str, text: &str) -> Option<Locks> {
    let value: serde_json::Value = serde_json::from_str(text).ok()?;
    let sections = value.as_object()?.iter().filter(|(name, _)| *name != "_meta");
    let packages = sections.filter_map(|(_, section)| section.as_object()).flatten();
    let mut locks = Locks::default();
    for (name, package) in packages {
        let version = package.get("version").and_then(serde_json::Value::as_str);
        if let (Some(known), Some(version)) = (of_interest(name), version) {
            let line = line_of(text, &format!("\"{name}\":"));
            locks.locked.push(locked(known, version.trim_start_matches('='), file, line));
        }
    }
    Some(locks)
}

fn locked(package: &str, version: &str, file: &str, line: u64) -> LockFacts {
    let version = printable(version, LONGEST);
    let text = format!("{package} {version}");
    let at = SourceLine { file: file.into(), line, text };
    LockFacts { package: package.into(), version, at, installed: None, demanded: None }
}

/// What a locked package demands of aiortc and aioice: uv's `metadata.requires-dist` (of the
/// project's own package) and `dependencies`, pdm's list of requirements, Poetry's table.
fn demands_of(package: &toml::Value) -> Vec<(&'static str, String)> {
    let described = package.get("metadata").and_then(|it| it.get("requires-dist"));
    let listed = described.or_else(|| package.get("dependencies"));
    let of_value = |value: &toml::Value| match value {
        toml::Value::String(requirement) => {
            let requirement = Requirement::parse(requirement)?;
            // A marker may restrict it to another Python than this one.
            let always = requirement.marker.is_empty();
            always.then(|| (requirement.package, requirement.told()))
        }
        toml::Value::Table(table) if !table.contains_key("marker") => {
            let specifier = table.get("specifier").and_then(toml::Value::as_str);
            let name = of_interest(table.get("name")?.as_str()?)?;
            Some((name, specifier.unwrap_or_default().to_owned()))
        }
        _ => None,
    };
    let of_entry = |(name, value): (&String, &toml::Value)| {
        let demand = value.as_str().or_else(|| value.get("version")?.as_str()).unwrap_or_default();
        Some((of_interest(name)?, demand.replace('*', "").trim().to_owned()))
    };
    let mut demands: Vec<_> = match listed {
        Some(toml::Value::Array(list)) => list.iter().filter_map(of_value).collect(),
        Some(toml::Value::Table(table)) => table.iter().filter_map(of_entry).collect(),
        _ => Vec::new(),
    };
    demands.retain(|(name, _)| ["aiortc", "aioice"].contains(name));
    demands
}

#[cfg(test)]
mod tests;
