//! What a project demands of aiortc and its kin: `requirements*.txt` and what they include,
//! `pyproject.toml`, conda's `environment.yml`, read with a library for PEP 440.

use std::path::PathBuf;
use std::str::FromStr;

use pep440_rs::{Operator, Version, VersionSpecifiers};

use super::files::ProjectFiles;
use super::includes;
use super::sources::{line_of, relative};
use super::{LONGEST, MOST_TOLD, TEXT_LIMIT};
use crate::facts::{PinFacts, SourceLine};
use crate::host::machine::Machine;
use crate::text::redact::printable;

const LONGEST_LINE: usize = 1000;

/// The packages whose versions matter here, normalised (PEP 503).
const PACKAGES: [&str; 5] = ["aiortc", "aioice", "unitree-webrtc-connect", "av", "numpy"];

/// The demands of a project. `installed` tells the version of a package that
/// is installed, by its normalised name.
pub(super) fn pins(
    machine: &dyn Machine,
    project: &ProjectFiles,
    installed: &dyn Fn(&str) -> Option<String>,
) -> Vec<PinFacts> {
    let mut pins = Vec::new();
    for (file, text) in includes::with_included(machine, project, TEXT_LIMIT) {
        pins.extend(of_requirements(&relative(&project.root, &file), &text));
    }
    let mut read = |files: &[PathBuf], pins_of: fn(&str, &str) -> Vec<PinFacts>| {
        for file in files {
            let text = machine.read_text(file, TEXT_LIMIT).unwrap_or_default();
            pins.extend(pins_of(&relative(&project.root, file), &text));
        }
    };
    read(&project.environments, of_environment);
    read(&project.pyprojects, of_pyproject);
    pins.truncate(MOST_TOLD);
    for pin in &mut pins {
        pin.satisfied =
            installed(&pin.package).and_then(|version| admits(&pin.specifiers, &version));
    }
    pins
}

/// Whether specifiers admit a version; unknown where either is not of PEP 440.
pub(super) fn admits(specifiers: &str, version: &str) -> Option<bool> {
    let specifiers = VersionSpecifiers::from_str(specifiers).ok()?;
    Some(specifiers.contains(&Version::from_str(version).ok()?))
}

/// The demands of conda's `environment.yml`, line by line: `- numpy=1.26` is
/// conda's own form, `- aiortc==1.9.0` below `pip:` is that of requirements.
pub(super) fn of_environment(file: &str, text: &str) -> Vec<PinFacts> {
    let items = (1..).zip(text.lines());
    let items = items.filter_map(|(n, line)| Some((n, line.trim().strip_prefix("- ")?.trim())));
    items
        .filter_map(|(number, item)| {
            let item = item.trim_matches(['"', '\'']);
            // conda's channel before the name, its build behind the version, one sign for equal.
            let item = item.rsplit_once("::").map_or(item, |(_, item)| item);
            let alone = |at: usize| !item[..at].ends_with(['=', '<', '>', '!', '~']);
            let single = item.find('=').filter(|at| alone(*at) && !item[at + 1..].starts_with('='));
            match single {
                None => pin(item, file, number),
                Some(at) => {
                    let version = item[at + 1..].split('=').next().unwrap_or_default();
                    pin(&format!("{}=={version}.*", &item[..at]), file, number)
                }
            }
        })
        .collect()
}

/// The demands of a requirements file (pip's format: one a line, options
/// behind it, a backslash joins lines).
pub(super) fn of_requirements(file: &str, text: &str) -> Vec<PinFacts> {
    let mut pins = Vec::new();
    let mut lines = (1..).zip(text.trim_start_matches('\u{feff}').lines()).peekable();
    while let Some((number, line)) = lines.next() {
        let mut whole = line.to_owned();
        while whole.ends_with('\\') && whole.len() <= LONGEST_LINE {
            whole.pop();
            whole.push_str(lines.next().map(|(_, line)| line).unwrap_or_default());
        }
        let Some(mut pin) = pin(&whole, file, number) else { continue };
        // Behind it in the same line, or in lines of comments below.
        let mut comments: Vec<&str> = Vec::new();
        comments.extend(whole.split_once('#').map(|(_, comment)| comment));
        let is_below =
            |line: &str| line.starts_with([' ', '\t']) && line.trim_start().starts_with('#');
        while let Some((_, line)) = lines.next_if(|(_, line)| is_below(line)) {
            comments.push(line.trim_start().trim_start_matches('#'));
        }
        pin.via = via(&comments);
        pins.push(pin);
    }
    pins
}

/// The names behind `via`: in its own line, or one a line below it.
fn via(comments: &[&str]) -> Option<Vec<String>> {
    let mut names = None;
    for comment in comments {
        let comment = comment.trim();
        let listed = match comment.strip_prefix("via") {
            Some(rest) if rest.is_empty() || rest.starts_with(' ') => {
                names.get_or_insert_with(Vec::new);
                rest
            }
            _ => comment,
        };
        let Some(names) = &mut names else { continue };
        let each = listed.split(',').map(str::trim).filter(|name| !name.is_empty());
        names.extend(each.map(|name| printable(name, LONGEST)));
        names.truncate(MOST_TOLD);
    }
    names.filter(|names| !names.is_empty())
}

/// The demands of a `pyproject.toml`: those of the project (PEP 621), of its
/// extras and groups (PEP 735), of uv's and Poetry's tables.
pub(super) fn of_pyproject(file: &str, text: &str) -> Vec<PinFacts> {
    let Ok(table) = text.parse::<toml::Table>() else { return Vec::new() };
    let at = |path: &[&str]| {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(table.get(*first)?, |value, key| value.get(key))
    };
    let lists = [
        &["project", "dependencies"][..],
        &["project", "optional-dependencies"],
        &["dependency-groups"],
        &["tool", "uv", "dev-dependencies"],
        &["tool", "uv", "constraint-dependencies"],
        &["tool", "uv", "override-dependencies"],
    ];
    let mut written: Vec<&str> = Vec::new();
    for value in lists.iter().filter_map(|path| at(path)) {
        written.extend(strings(value));
    }
    let mut pins: Vec<PinFacts> = written
        .into_iter()
        .filter_map(|requirement| pin(requirement, file, line_of(text, requirement)))
        .collect();
    if let Some(poetry) = at(&["tool", "poetry", "dependencies"]).and_then(toml::Value::as_table) {
        pins.extend(poetry.iter().filter_map(|(name, value)| {
            let demand = value.as_str().or_else(|| value.get("version")?.as_str())?;
            poetry_pin(name, demand, file, line_of(text, &format!("{name} =")))
        }));
    }
    pins
}

fn strings(value: &toml::Value) -> Vec<&str> {
    match value {
        toml::Value::Array(items) => items.iter().filter_map(toml::Value::as_str).collect(),
        toml::Value::Table(groups) => groups.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

fn pin(line: &str, file: &str, number: u64) -> Option<PinFacts> {
    // pip's own options, --hash for instance, are no part of a requirement.
    let line = without_comment(line).split(" --").next().unwrap_or_default().trim();
    let requirement = Requirement::parse(line)?;
    let package = requirement.package;
    let text = match &requirement.specifiers {
        Some(_) => printable(line, LONGEST),
        None => format!("{package} @ …"),
    };
    Some(PinFacts {
        package: package.into(),
        specifiers: requirement.told(),
        at: SourceLine { file: file.into(), line: number, text },
        exact: requirement.specifiers.as_ref().map(is_exact),
        satisfied: None,
        via: None,
    })
}

/// A requirement on one of the packages that matter here (PEP 508): `name[extras] specifiers ;
/// marker`, or `name @ address`.
pub(super) struct Requirement<'a> {
    pub package: &'static str,
    /// None are named where any version will do; `None` where an address stands in their place.
    specifiers: Option<VersionSpecifiers>,
    pub marker: &'a str,
}

impl<'a> Requirement<'a> {
    pub(super) fn parse(requirement: &'a str) -> Option<Self> {
        let requirement = requirement.trim();
        let in_names = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let end = requirement.find(|c| !in_names(c)).unwrap_or(requirement.len());
        let package = of_interest(&requirement[..end])?;
        let mut rest = requirement[end..].trim_start();
        if requirement.len() > LONGEST_LINE {
            return None;
        }
        if let Some(extras) = rest.strip_prefix('[') {
            rest = extras.split_once(']')?.1.trim_start();
        }
        let (wanted, marker) = rest.split_once(';').unwrap_or((rest, ""));
        let specifiers = match wanted.trim().strip_prefix('@') {
            Some("") => return None,
            Some(_) => None,
            None => {
                let wanted = wanted.trim();
                let bare = wanted.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
                Some(VersionSpecifiers::from_str(bare.unwrap_or(wanted)).ok()?)
            }
        };
        Some(Self { package, specifiers, marker: marker.trim() })
    }

    /// Its specifiers as they are told. An address may carry a token, and does not tell a version.
    pub(super) fn told(&self) -> String {
        self.specifiers.as_ref().map_or("@ …".into(), |it| printable(it.to_string(), LONGEST))
    }
}

/// The package's normalised name (PEP 503), where it is one of interest.
pub(super) fn of_interest(name: &str) -> Option<&'static str> {
    let name = name.trim().to_ascii_lowercase().replace(['_', '.'], "-");
    PACKAGES.into_iter().find(|package| *package == name)
}

/// Poetry writes `1.9.0` for `==1.9.0` and has operators of its own, `^` for instance.
fn poetry_pin(name: &str, demand: &str, file: &str, number: u64) -> Option<PinFacts> {
    let demand = demand.trim();
    let as_pep440 = match Version::from_str(demand) {
        Ok(version) => format!("=={version}"),
        Err(_) => demand.to_owned(),
    };
    let exact = VersionSpecifiers::from_str(&as_pep440).ok().map(|all| is_exact(&all));
    let text = printable(format!("{name} = \"{demand}\""), LONGEST);
    Some(PinFacts {
        package: of_interest(name)?.into(),
        specifiers: printable(as_pep440, LONGEST),
        at: SourceLine { file: file.into(), line: number, text },
        exact,
        satisfied: None,
        via: None,
    })
}

/// `==1.9.0` or `===1.9.0`, and nothing that allows another version.
fn is_exact(specifiers: &VersionSpecifiers) -> bool {
    let exact = [Operator::Equal, Operator::ExactEqual];
    specifiers.iter().any(|specifier| exact.contains(specifier.operator()))
}

/// A comment begins at a `#` at the line's start or behind a space.
fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with('#') {
        return "";
    }
    let at = [" #", "\t#"].iter().filter_map(|mark| line.find(mark)).min();
    line[..at.unwrap_or(line.len())].trim()
}

#[cfg(test)]
mod tests;
