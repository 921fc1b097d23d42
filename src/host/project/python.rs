//! Which Python would run the driver, and where it would import from.
//!
//! Nothing is run where the files tell: an interpreter takes 20 ms to start,
//! and one with a broken environment may take forever.

use std::path::{Component, Path, PathBuf};
use std::time::Duration;

use super::import_path::{Venv, import_path};
use crate::facts::PythonFacts;
use crate::host::machine::Machine;
use crate::host::notes::{Notes, shown_path};
use crate::text::phrase::phrase;

/// How long an interpreter may take to say what it is.
const DEADLINE: Duration = Duration::from_millis(400);

/// What is asked of an interpreter that cannot be known from its files.
const IDENTIFY: &str =
    "import sys; print('%d.%d.%d' % sys.version_info[:3], sys.prefix, sys.executable, sep='\\n')";

/// The configuration that makes a folder a virtual environment (PEP 405).
const VENV_CONFIG: &str = "pyvenv.cfg";

/// Where colcon puts the node of go2_ros2_sdk, below the workspace: with a
/// folder for each package, and merged.
const NODES: [&str; 2] = [
    "install/go2_robot_sdk/lib/go2_robot_sdk/go2_driver_node",
    "install/lib/go2_robot_sdk/go2_driver_node",
];

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Python {
    pub facts: PythonFacts,
    pub executable: PathBuf,
    pub prefix: PathBuf,
    /// Whether that is a virtual environment, and whether it sees the base's packages.
    pub venv: Option<Venv>,
    pub minor: Option<(u32, u32)>,
    /// The folders that it imports from, in their order.
    pub path: Vec<PathBuf>,
}

/// Every Python that could run the driver, the likeliest first: the one that
/// the installed ROS 2 node names, for `ros2 launch` starts that whatever is
/// active; the active environment, the project's own, and `python3`.
pub(super) fn pythons(
    machine: &dyn Machine,
    project: Option<&Path>,
    notes: &mut Notes,
) -> Vec<Python> {
    let mut found: Vec<Python> = Vec::new();
    found.extend(project.and_then(|project| of_the_node(machine, project)));
    for (name, found_by) in active_first(machine) {
        if let Some(prefix) = machine.variable(name) {
            match environment(machine, Path::new(&prefix), found_by) {
                Some(python) => found.push(python),
                None => notes.unread(
                    "driver.python",
                    phrase!(
                        "{name} names an environment that does not exist",
                        "{name} 指定的環境不存在"
                    ),
                ),
            }
        }
    }
    found.extend(project.and_then(|project| of_the_project(machine, project)));
    // Asking a script on the path who it is costs a start: only where nothing else is known.
    found.extend(on_path(machine, found.is_empty(), notes));
    found.into_iter().fold(Vec::new(), |mut known, python| {
        if !known.iter().any(|other| same(machine, other, &python)) {
            known.push(python);
        }
        known
    })
}

/// Whether two are one: Debian keeps several versions in one folder.
pub(super) fn same(machine: &dyn Machine, one: &Python, other: &Python) -> bool {
    let real = |it: &Python| machine.real_path(&it.prefix).unwrap_or_else(|_| it.prefix.clone());
    one.minor == other.minor && real(one) == real(other)
}

/// The variables of active environments; the one whose `bin` comes first on
/// the path is the one in use where both are set.
fn active_first(machine: &dyn Machine) -> [(&'static str, &'static str); 2] {
    let [venv, conda] = [("VIRTUAL_ENV", "virtual-env"), ("CONDA_PREFIX", "conda")];
    let place = |(name, _): (&str, &str)| {
        let bin = Path::new(&machine.variable(name)?).join("bin");
        machine.path_folders().iter().position(|folder| *folder == bin)
    };
    match (place(venv), place(conda)) {
        (Some(venv_at), Some(conda_at)) if conda_at < venv_at => [conda, venv],
        (None, Some(_)) => [conda, venv],
        _ => [venv, conda],
    }
}

pub(super) fn environment(machine: &dyn Machine, prefix: &Path, found_by: &str) -> Option<Python> {
    let executable = ["bin/python3", "bin/python", "Scripts/python.exe", "python.exe"]
        .map(|name| prefix.join(name))
        .into_iter()
        .find(|path| machine.is_file(path))?;
    Some(of_prefix(machine, prefix, &executable, found_by))
}

fn of_prefix(machine: &dyn Machine, prefix: &Path, executable: &Path, found_by: &str) -> Python {
    let config = machine.read_text(&prefix.join(VENV_CONFIG), 16 * 1024).ok();
    let setting = |name: &str| {
        config.as_deref()?.lines().find_map(|line| {
            let (key, value) = line.split_once('=')?;
            key.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        })
    };
    let written = setting("version_info").or_else(|| setting("version"));
    let version = written
        .and_then(|version| three_numbers(&version))
        .or_else(|| conda_version(machine, prefix))
        .or_else(|| folder_version(machine, prefix, executable));
    let venv = config.as_ref().map(|_| Venv {
        home: setting("home").map(PathBuf::from),
        system_packages: setting("include-system-site-packages")
            .is_some_and(|value| value.eq_ignore_ascii_case("true")),
    });
    let minor = version.as_deref().and_then(minor);
    Python {
        path: import_path(machine, prefix, executable, venv.as_ref(), minor),
        minor,
        facts: PythonFacts {
            executable: Some(shown_path(machine, executable)),
            version,
            found_by: Some(found_by.into()),
        },
        executable: executable.to_owned(),
        prefix: prefix.to_owned(),
        venv,
    }
}

/// `3.11.7` of `3.11.7.final.0`.
fn three_numbers(version: &str) -> Option<String> {
    let is_number = |part: &&str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let numbers: Vec<&str> = version.split('.').take(3).take_while(is_number).collect();
    (numbers.len() >= 2).then(|| numbers.join("."))
}

fn minor(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// conda keeps a file for each package, `python-3.11.7-h955ad1f_0.json`.
fn conda_version(machine: &dyn Machine, prefix: &Path) -> Option<String> {
    machine.list(&prefix.join("conda-meta"), 4096).ok()?.iter().find_map(|entry| {
        let rest = entry.name.strip_prefix("python-")?;
        entry.name.ends_with(".json").then(|| three_numbers(rest.split('-').next()?))?
    })
}

/// The version in the interpreter's own name, else that of the one library folder `lib/python3.N`.
fn folder_version(machine: &dyn Machine, prefix: &Path, executable: &Path) -> Option<String> {
    let numbered = |name: &str| three_numbers(name.strip_prefix("python")?);
    let real = machine.real_path(executable).ok();
    let name = real.as_deref().and_then(Path::file_name).map(|name| name.to_string_lossy());
    if let Some(version) = name.as_deref().and_then(numbered) {
        return Some(version);
    }
    let entries = machine.list(&prefix.join("lib"), 4096).ok()?;
    let mut versions = entries.iter().filter_map(|entry| numbered(&entry.name));
    versions.next().filter(|_| versions.next().is_none())
}

/// The interpreter in the first line of the installed node.
fn of_the_node(machine: &dyn Machine, project: &Path) -> Option<Python> {
    let head = NODES.iter().find_map(|node| machine.read_text(&project.join(node), 512).ok())?;
    let mut words = head.lines().next()?.strip_prefix("#!")?.split_whitespace();
    let executable = match Path::new(words.next()?) {
        env if env.file_name()? == "env" => first_on_path(machine, words.next()?)?,
        interpreter => interpreter.to_owned(),
    };
    of_executable(machine, &executable, "ros2-install")
}

/// The environment that lies in the project, active or not.
fn of_the_project(machine: &dyn Machine, project: &Path) -> Option<Python> {
    let folders = machine.current_folder().into_iter().chain([project.to_owned()]);
    let mut prefixes = folders.flat_map(|it| [it.join(".venv"), it.join("venv")]);
    prefixes.find_map(|prefix| environment(machine, &prefix, "project"))
}

fn first_on_path(machine: &dyn Machine, name: &str) -> Option<PathBuf> {
    machine.path_folders().iter().map(|folder| folder.join(name)).find(|path| machine.is_file(path))
}

fn on_path(machine: &dyn Machine, may_ask: bool, notes: &mut Notes) -> Option<Python> {
    let executable = first_on_path(machine, "python3").or_else(|| first_on_path(machine, "python"));
    let nowhere = || phrase!("no python3 on the path", "PATH 中沒有 python3");
    let executable = notes.read("driver.python", executable.ok_or_else(nowhere))?;
    let told =
        of_executable(machine, &executable, "path").or_else(|| behind_pyenv(machine, &executable));
    if told.is_some() || !may_ask {
        return told;
    }
    if machine.os() == "macos" && executable == Path::new("/usr/bin/python3") {
        let reason = phrase!(
            "macOS's own python3 would ask for its developer tools",
            "macOS 內建的 python3 會要求安裝開發者工具"
        );
        return notes.missing("driver.python", reason);
    }
    let said = machine.run(&executable, &["-I", "-S", "-c", IDENTIFY], DEADLINE);
    identified(machine, &notes.read("driver.python", said)?)
}

/// What an interpreter's place tells; `None` for a script that only starts
/// another one, as version managers install them.
pub(super) fn of_executable(
    machine: &dyn Machine,
    executable: &Path,
    found_by: &str,
) -> Option<Python> {
    let beside = executable.parent()?.parent()?;
    if machine.is_file(&beside.join(VENV_CONFIG)) {
        return Some(of_prefix(machine, beside, executable, found_by));
    }
    let real = machine.real_path(executable).ok()?;
    if machine.read(&real, 2).ok()? == b"#!" {
        return None;
    }
    let prefix = real.parent()?.parent()?;
    let python = of_prefix(machine, prefix, executable, found_by);
    python.minor.is_some().then_some(python)
}

/// pyenv puts one script before every version that it has installed, and reads
/// the chosen one from a variable, from the folders around the current one, or
/// from its own folder. So can we, without starting two shells and a Python.
fn behind_pyenv(machine: &dyn Machine, shim: &Path) -> Option<Python> {
    let shims = shim.parent().filter(|folder| folder.ends_with("shims"))?;
    let root = shims.parent()?;
    let versions = root.join("versions");
    let written = |file: PathBuf| machine.read_text(&file, 1024).ok();
    let current = machine.current_folder().unwrap_or_default();
    let chosen = machine
        .variable("PYENV_VERSION")
        .or_else(|| current.ancestors().find_map(|it| written(it.join(".python-version"))))
        .or_else(|| written(root.join("version")))?;
    let version = chosen.split([':', '\n', ' ', '\t']).find(|word| !word.is_empty())?;
    // Names of environments are folder names; anything else is not followed.
    if version.contains(['/', '\\']) || version.starts_with('.') {
        return None;
    }
    environment(machine, &versions.join(version.trim_end()), "path")
}

/// The Python that [`IDENTIFY`] made print its version, its prefix and its path.
fn identified(machine: &dyn Machine, said: &str) -> Option<Python> {
    let mut lines = said.lines();
    let version = three_numbers(lines.next()?.trim())?;
    let (prefix, executable) = (PathBuf::from(lines.next()?), PathBuf::from(lines.next()?));
    let sound = |path: &Path| {
        path.is_absolute() && !path.components().any(|part| part == Component::ParentDir)
    };
    if !sound(&prefix) || !sound(&executable) {
        return None;
    }
    // -S keeps it from finding out that it is that of a virtual environment.
    let venv = executable.parent()?.parent()?;
    let prefix = if machine.is_file(&venv.join(VENV_CONFIG)) { venv } else { &prefix };
    let mut python = of_prefix(machine, prefix, &executable, "path");
    python.minor = minor(&version);
    python.facts.version = Some(version);
    python.path = import_path(machine, prefix, &executable, python.venv.as_ref(), python.minor);
    Some(python)
}

#[cfg(test)]
mod tests;
