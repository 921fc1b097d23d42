//! Every Python that could be meant besides those that could run the driver
//! from here: who installs aiortc somewhere else wonders why nothing changes.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::packages::copies;
use super::python::{Python, environment, of_executable, same};
use crate::host::machine::{Kind, Machine};

const MOST_PYTHONS: usize = 48;

const MOST_ENVIRONMENTS: usize = 64;

/// The minor versions of Python 3 that are looked for by name.
const MINORS: std::ops::RangeInclusive<u32> = 8..=15;

const SYSTEM: [&str; 3] =
    ["/usr/bin/python3", "/usr/local/bin/python3", "/opt/homebrew/bin/python3"];

/// Who keeps environments, the variable that says where with what lies below, where that usually is
/// below the home folder, and whether an environment without the driver's packages is of no interest:
/// one for each tool.
type Keeper = (&'static str, (&'static str, &'static str), &'static [&'static str], bool);

const KEEPERS: [Keeper; 4] = [
    ("pyenv", ("PYENV_ROOT", "versions"), &[".pyenv/versions"], false),
    ("pipx", ("PIPX_HOME", "venvs"), &[".local/share/pipx/venvs", ".local/pipx/venvs"], true),
    ("uv-tool", ("UV_TOOL_DIR", ""), &[".local/share/uv/tools"], true),
    (
        "poetry",
        ("POETRY_VIRTUALENVS_PATH", ""),
        &[".cache/pypoetry/virtualenvs", "Library/Caches/pypoetry/virtualenvs"],
        true,
    ),
];

/// The Pythons of this machine that are none of `known`, each once, and
/// whether there was time for all.
pub(super) fn others(
    machine: &dyn Machine,
    project: Option<&Path>,
    known: &[Python],
    until: Instant,
) -> (Vec<Python>, bool) {
    let mut candidates: Vec<(PathBuf, &'static str, bool)> = Vec::new();
    let current = machine.current_folder().filter(|_| project.is_some());
    for folder in current.iter().map(PathBuf::as_path).chain(project) {
        candidates.extend(environments(machine, folder).map(|it| (it, "project", false)));
    }
    for (found_by, (variable, below), usual, tools) in KEEPERS {
        let folders: Vec<PathBuf> = match (machine.variable(variable), machine.home()) {
            (Some(folder), _) => vec![Path::new(&folder).join(below)],
            (None, Some(home)) => usual.iter().map(|usual| home.join(usual)).collect(),
            (None, None) => Vec::new(),
        };
        for folder in folders {
            candidates.extend(environments(machine, &folder).map(|it| (it, found_by, tools)));
        }
    }
    let (mut found, mut complete) = (Vec::<Python>::new(), true);
    let take = |found: &mut Vec<Python>, python: Option<Python>, tool: bool| {
        let Some(python) = python else { return };
        let new = !known.iter().chain(found.iter()).any(|other| same(machine, other, &python));
        if new && (!tool || !copies(machine, &python.path).is_empty()) {
            found.push(python);
        }
    };
    for (prefix, found_by, tool) in candidates {
        if found.len() == MOST_PYTHONS || Instant::now() >= until {
            complete = false;
            break;
        }
        take(&mut found, environment(machine, &prefix, found_by), tool);
    }
    for folder in machine.path_folders() {
        if Instant::now() >= until {
            return (found, false);
        }
        let names = std::iter::once("python3".to_owned());
        for name in names.chain(MINORS.map(|minor| format!("python3.{minor}"))) {
            let executable = folder.join(name);
            if found.len() < MOST_PYTHONS && machine.is_file(&executable) {
                take(&mut found, of_executable(machine, &executable, "path"), false);
            }
        }
    }
    for executable in SYSTEM.map(Path::new) {
        if machine.is_file(executable) {
            take(&mut found, of_executable(machine, executable, "system"), false);
        }
    }
    (found, complete)
}

/// The folders in a folder, each of which may be an environment. pyenv makes links to those
/// that it has elsewhere.
fn environments(machine: &dyn Machine, folder: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let mut entries = machine.list(folder, MOST_ENVIRONMENTS * 8).unwrap_or_default();
    entries.retain(|entry| [Kind::Folder, Kind::Link].contains(&entry.kind));
    entries.sort_unstable_by(|one, other| one.name.cmp(&other.name));
    entries.truncate(MOST_ENVIRONMENTS);
    let folder = folder.to_owned();
    entries.into_iter().map(move |entry| folder.join(entry.name))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::host::fake::FakeMachine;
    use crate::host::notes::Notes;
    use crate::host::project::python::pythons;

    fn venv(machine: FakeMachine, folder: &str) -> FakeMachine {
        machine
            .file(&format!("{folder}/pyvenv.cfg"), "home = /usr/bin\nversion = 3.11.2\n")
            .link(&format!("{folder}/bin/python3"), "/usr/bin/python3.11")
            .file(&format!("{folder}/lib/python3.11/site-packages/pip/__init__.py"), "")
    }

    fn debian() -> FakeMachine {
        FakeMachine::new()
            .variable("HOME", "/home/a")
            .variable("PATH", "/usr/bin")
            .file("/usr/bin/python3.11", "\u{7f}ELF")
            .link("/usr/bin/python3", "python3.11")
            .file("/usr/lib/python3.11/os.py", "")
    }

    fn found(machine: &FakeMachine) -> Vec<(String, String)> {
        let project = crate::host::project::files::root(machine);
        let known = pythons(machine, project.as_deref(), &mut Notes::default());
        let until = Instant::now() + Duration::from_secs(60);
        let (found, complete) = others(machine, project.as_deref(), &known, until);
        assert!(complete);
        let words = |it: Python| {
            let facts = it.facts;
            (facts.found_by.unwrap_or_default(), facts.executable.unwrap_or_default())
        };
        found.into_iter().map(words).collect()
    }

    fn pair(found_by: &str, executable: &str) -> (String, String) {
        (found_by.into(), executable.into())
    }

    #[test]
    fn the_only_python_is_no_other_one() {
        assert_eq!(found(&debian()), []);
    }

    #[test]
    fn environments_are_found_where_each_tool_keeps_them() {
        let machine = venv(debian(), "/home/a/ws/.venv").file("/home/a/ws/setup.py", "");
        let machine = venv(machine, "/home/a/ws/old-env").started_in("/home/a/ws");
        let machine = venv(machine, "/home/a/.local/share/uv/tools/ruff");
        let machine = venv(machine, "/home/a/.local/share/pipx/venvs/go2-tool")
            .package(
                "/home/a/.local/share/pipx/venvs/go2-tool/lib/python3.11/site-packages",
                "aiortc",
                "1.14.0",
                "",
            )
            .file("/home/a/.pyenv/versions/3.12.1/bin/python3.12", "\u{7f}ELF")
            .link("/home/a/.pyenv/versions/3.12.1/bin/python3", "python3.12");
        assert_eq!(
            found(&machine),
            [
                pair("project", "~/ws/old-env/bin/python3"),
                pair("pyenv", "~/.pyenv/versions/3.12.1/bin/python3"),
                pair("pipx", "~/.local/share/pipx/venvs/go2-tool/bin/python3"),
            ],
            "a tool without the driver's packages is no driver's Python"
        );
        let moved = machine.variable("PYENV_ROOT", "/opt/pyenv");
        assert!(!found(&moved).iter().any(|(by, _)| by == "pyenv"));
    }

    #[test]
    fn two_versions_side_by_side_are_two() {
        let machine = venv(debian(), "/home/a/ws/.venv")
            .file("/home/a/ws/setup.py", "")
            .started_in("/home/a/ws")
            .file("/usr/bin/python3.13", "\u{7f}ELF")
            .file("/usr/local/bin/python3.12", "\u{7f}ELF")
            .link("/usr/local/bin/python3", "python3.12");
        assert_eq!(
            found(&machine),
            [pair("path", "/usr/bin/python3.13"), pair("system", "/usr/local/bin/python3")]
        );
    }
}
