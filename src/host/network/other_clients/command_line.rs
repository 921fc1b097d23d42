//! Drivers, known by the file that runs. Of the rest of a command line nothing is kept: there may
//! be keys in it.

use std::path::{Path, PathBuf};

use crate::host::machine::Machine;
use crate::host::python_source::{code, imports};

/// What a process may be known by: a program's, a script's, a module's or a ROS package's name.
/// `go2_webrtc_driver` is what unitree_webrtc_connect was called before.
const DRIVERS: [&str; 5] = [
    "go2_driver_node",
    "go2_robot_sdk",
    "unitree_webrtc_connect",
    "go2_webrtc_driver",
    "unitree_ros2",
];

pub(super) const LIMIT: usize = 8 * 1024;
const SCRIPT_LIMIT: usize = 64 * 1024;

/// The driver that the process in `folder` (`/proc/PID`) is, by its command line.
pub(super) fn driver(
    machine: &dyn Machine,
    folder: &Path,
    command_line: &str,
) -> Option<&'static str> {
    let words: Vec<&str> = command_line.split('\0').collect();
    let (program, arguments) = words.split_first()?;
    if !is_python(stem(program)) {
        return named(program, arguments);
    }
    match python_runs(arguments)? {
        Runs::Module(module) => known(module.split('.').next()?),
        Runs::Script(script, rest) => {
            named(script, rest).or_else(|| importing(machine, folder, script))
        }
    }
}

/// By the file's own name; `ros2 launch PACKAGE` and `ros2 run PACKAGE` by the package.
fn named(file: &str, arguments: &[&str]) -> Option<&'static str> {
    match (stem(file), arguments) {
        ("ros2", ["launch" | "run", package, ..]) => known(package),
        (name, _) => known(name),
    }
}

fn known(name: &str) -> Option<&'static str> {
    DRIVERS.into_iter().find(|driver| *driver == name)
}

/// A file's name without its folder and `.py`.
fn stem(file: &str) -> &str {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.strip_suffix(".py").unwrap_or(name)
}

/// `python`, `python3`, `python3.11`.
fn is_python(name: &str) -> bool {
    let version = name.strip_prefix("python");
    version.is_some_and(|version| version.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

enum Runs<'a> {
    Module(&'a str),
    Script(&'a str, &'a [&'a str]),
}

/// The first word that is no option, or the module after `-m`; a program on the command line
/// itself (`-c`) is not looked at.
fn python_runs<'a>(arguments: &'a [&'a str]) -> Option<Runs<'a>> {
    let mut rest = arguments;
    while let [first, after @ ..] = rest {
        rest = match *first {
            "-m" => return after.first().map(|module| Runs::Module(module)),
            "-c" | "-" | "" => return None,
            "-X" | "-W" | "--check-hash-based-pycs" => after.get(1..)?,
            option if option.starts_with('-') => after,
            script => return Some(Runs::Script(script, after)),
        };
    }
    None
}

/// The driver that a script imports, where it may be read. It lies where its process sees it: in
/// another folder, in a container perhaps.
fn importing(machine: &dyn Machine, folder: &Path, script: &str) -> Option<&'static str> {
    let at: PathBuf = match script.strip_prefix('/') {
        Some(below) => folder.join("root").join(below),
        None => folder.join("cwd").join(script),
    };
    let text = machine.read_text(&at, SCRIPT_LIMIT).ok()?;
    let mut lines = text.lines().map(code);
    lines.find_map(|line| DRIVERS.into_iter().find(|driver| imports(line, driver)))
}
