//! Whether the driver's own files compile: Python judges, and nothing of them
//! is run or written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::Project;
use super::indentation;
use super::python::Python;
use super::sources::{Sources, relative};
use crate::facts::UncompiledFacts;
use crate::host::machine::Machine;
use crate::host::notes::Notes;
use crate::text::redact::printable;

/// How long Python may take over all files together: 20 ms to start, and 1 to 5 ms a file.
const DEADLINE: Duration = Duration::from_secs(2);

/// Files of the driver that are judged, and the length of their names together, bytes: a command
/// line has a limit, on Windows one of 32 KiB.
const MOST_FILES: usize = 400;
const MOST_NAMES: usize = if cfg!(windows) { 24 * 1024 } else { 64 * 1024 };

/// What is read of one file where the rule of tabs and spaces has to do.
const FILE_LIMIT: usize = 512 * 1024;

/// Files that are told.
const MOST_TOLD: usize = 16;

/// The longest message, in characters.
const LONGEST: usize = 120;

/// Compiles each file named and prints what is wrong with it: its number, the line, Python's
/// name for the error, its message.
const COMPILE: &str = "import sys, warnings
warnings.simplefilter('ignore')
for number, name in enumerate(sys.argv[1:]):
    try:
        with open(name, 'rb') as file:
            source = file.read(524289)
        if len(source) <= 524288:
            compile(source, name, 'exec', dont_inherit=True)
    except OSError:
        pass
    except Exception as error:
        message = getattr(error, 'msg', None) or str(error)
        line = getattr(error, 'lineno', None) or 0
        print(number, line, type(error).__name__, ascii(message)[1:-1], sep='\\t')
print('done')
";

/// Judges the files of the driver; `None` where there are none, or they could not be judged.
pub fn look(
    machine: &dyn Machine,
    project: &Project,
    sources: &Sources,
    python: Option<&Python>,
    until: Instant,
    notes: &mut Notes,
) -> Option<Vec<UncompiledFacts>> {
    let fact = "driver.uncompiled";
    let (files, complete) = of_driver(machine, project, sources);
    if files.is_empty() {
        notes.unread(fact, "no file of the project imports aiortc or the published driver");
        return None;
    }
    let judge = python.and_then(|python| Some((trusted(machine, project, python)?, python)));
    let told = judge.and_then(|(program, python)| {
        let left = until.saturating_duration_since(Instant::now()).min(DEADLINE);
        let names: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
        let mut arguments = vec!["-I", "-S", "-B", "-c", COMPILE];
        arguments.extend(names.iter().map(String::as_str));
        let said = match machine.run(&program, &arguments, left) {
            Ok(said) => said,
            Err(error) => {
                notes.unread(fact, format_args!("{error}; judged by the rule of tabs and spaces"));
                return None;
            }
        };
        let version = python.minor.map(|(major, minor)| format!("{major}.{minor}"))?;
        told(project, &files, &said, &version).map(|told| (told, version))
    });
    if let Some((told, version)) = told {
        if told.is_empty() && !complete {
            let reason = "compile, but the search was cut short";
            notes.unread(fact, format_args!("the {} files that were found {reason}", files.len()));
            return None;
        }
        notes.source(fact, format_args!("{} files compiled by Python {version}", files.len()));
        return Some(told);
    }
    let told = by_rule(machine, project, &files, until);
    let reason = "by the rule of tabs and spaces: no Python could be asked";
    notes.source(fact, format_args!("{} files {reason}", files.len()));
    // The rule sees tabs and spaces and nothing else: its silence is no proof.
    (!told.is_empty()).then_some(told)
}

/// Each source that imports the driver's libraries, and with it its whole package: one file
/// that does not compile stops them all. And whether these are all that there are.
fn of_driver(machine: &dyn Machine, project: &Project, sources: &Sources) -> (Vec<PathBuf>, bool) {
    let mut packages: BTreeSet<&Path> = BTreeSet::new();
    for file in &sources.of_driver {
        let folders = file.ancestors().skip(1).take_while(|folder| {
            folder.starts_with(&project.root) && machine.is_file(&folder.join("__init__.py"))
        });
        packages.extend(folders.last());
    }
    let in_package = |file: &Path| file.ancestors().any(|folder| packages.contains(folder));
    let all: Vec<&PathBuf> = project
        .sources
        .iter()
        .filter(|file| sources.of_driver.contains(file) || in_package(file))
        .collect();
    let mut length = 0;
    let fit = all.iter().take(MOST_FILES).take_while(|file| {
        length += file.as_os_str().len() + 1;
        length <= MOST_NAMES
    });
    let files: Vec<PathBuf> = fit.map(|file| (*file).clone()).collect();
    let complete = sources.complete && files.len() == all.len();
    (files, complete)
}

/// The interpreter itself, if it is one that this machine's user has installed: a project that
/// was only downloaded may bring a program called python.
fn trusted(machine: &dyn Machine, project: &Project, python: &Python) -> Option<PathBuf> {
    let real = machine.real_path(&python.executable).ok()?;
    let root = machine.real_path(&project.root).ok()?;
    let named = real.file_name()?.to_str()?.to_ascii_lowercase().starts_with("python");
    // macOS's own would ask for its developer tools.
    let asks = machine.os() == "macos" && real == Path::new("/usr/bin/python3");
    (named && !asks && !real.starts_with(root)).then_some(real)
}

fn told(
    project: &Project,
    files: &[PathBuf],
    said: &str,
    version: &str,
) -> Option<Vec<UncompiledFacts>> {
    let lines: Vec<&str> = said.lines().collect();
    let (last, lines) = lines.split_last()?;
    if *last != "done" {
        return None;
    }
    let fault = |line: &&str| {
        let mut parts = line.splitn(4, '\t');
        let file = files.get(parts.next()?.parse::<usize>().ok()?)?;
        let number = parts.next()?.parse().ok().filter(|line| *line > 0);
        Some(UncompiledFacts {
            file: relative(&project.root, file),
            line: number,
            error: printable(parts.next()?, LONGEST),
            message: printable(parts.next()?, LONGEST),
            judge: version.into(),
        })
    };
    Some(lines.iter().filter_map(fault).take(MOST_TOLD).collect())
}

fn by_rule(
    machine: &dyn Machine,
    project: &Project,
    files: &[PathBuf],
    until: Instant,
) -> Vec<UncompiledFacts> {
    let judged = files.iter().take_while(|_| Instant::now() < until).filter_map(|file| {
        let text = machine.read_text(file, FILE_LIMIT).ok()?;
        let (line, fault) = indentation::fault(&text)?;
        Some(UncompiledFacts {
            file: relative(&project.root, file),
            line: Some(line),
            error: fault.error().into(),
            message: fault.message().into(),
            judge: "indentation-rule".into(),
        })
    });
    judged.take(MOST_TOLD).collect()
}

#[cfg(test)]
mod tests;
