//! Whether the driver's own files compile: Python judges, and nothing of them is run or written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::files::ProjectFiles;
use super::python::Python;
use super::sources::{Sources, relative};
use super::{LONGEST, MOST_TOLD, SOURCE_LIMIT};
use crate::facts::UncompiledFacts;
use crate::host::machine::Machine;
use crate::host::notes::{Notes, not_understood};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

const FACT: &str = "driver.uncompiled";

/// How long Python may take over all files together: 20 ms to start, and 1 to 5 ms a file.
const DEADLINE: Duration = Duration::from_secs(2);

/// Files of the driver that are judged, and what is read of all together, bytes.
const MOST_FILES: usize = 400;
const ALL_FILES_LIMIT: usize = 16 * 1024 * 1024;

/// Errors that every version of Python 3 makes of the same source.
const OF_EVERY_VERSION: [&str; 2] = ["TabError", "IndentationError"];

/// Compiles each source of its input, which stands behind a line with its number and its length,
/// and prints what is wrong with it: its number, the line, Python's name for the error, its
/// message.
const COMPILE: &str = "import sys, warnings
warnings.simplefilter('ignore')
for head in sys.stdin.buffer:
    number, length = map(int, head.split())
    source = sys.stdin.buffer.read(length)
    try:
        compile(source, 'source', 'exec', dont_inherit=True)
    except Exception as error:
        message = getattr(error, 'msg', None) or str(error)
        line = getattr(error, 'lineno', None) or 0
        print(number, line, type(error).__name__, ascii(message)[1:-1], sep='\\t')
print('done')
";

/// Judges the files of the driver; `None` where there are none, or they could not be judged. The
/// first of `pythons` would run them; where it may not be asked, another tells what every version
/// refuses.
pub(super) fn look(
    machine: &dyn Machine,
    project: &ProjectFiles,
    sources: &Sources,
    pythons: &[Python],
    until: Instant,
    notes: &mut Notes,
) -> Option<Vec<UncompiledFacts>> {
    let (files, mut complete) = of_driver(machine, project, sources);
    if files.is_empty() {
        let reason = phrase!(
            "no file of the project imports aiortc or the published driver",
            "專案中沒有檔案匯入 aiortc 或已發布的驅動程式"
        );
        return notes.missing(FACT, reason);
    }
    let judge = pythons.iter().find_map(|python| {
        let (major, minor) = python.minor?;
        Some((trusted(machine, project, python)?, python, format!("{major}.{minor}")))
    });
    let Some((program, python, version)) = judge else {
        let reason = phrase!(
            "there is no Python outside the project that could compile its files",
            "專案之外沒有 Python 可以用來編譯它的檔案"
        );
        return notes.missing(FACT, reason);
    };
    let mut input = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let source = machine.read(file, SOURCE_LIMIT).unwrap_or_default();
        if source.len() == SOURCE_LIMIT || input.len() + source.len() > ALL_FILES_LIMIT {
            complete = false;
            continue;
        }
        input.extend(format!("{number} {}\n", source.len()).bytes());
        input.extend(source);
    }
    let left = until.saturating_duration_since(Instant::now()).min(DEADLINE);
    let arguments = ["-I", "-S", "-B", "-c", COMPILE];
    let said = notes.read(FACT, machine.run_with_input(&program, &arguments, &input, left))?;
    let told = parse(project, &files, &said, &version);
    let mut told =
        notes.read(FACT, told.ok_or_else(|| not_understood(&format!("Python {version}"))))?;
    if Some(python) != pythons.first() {
        told.retain(|it| OF_EVERY_VERSION.contains(&it.error.as_str()));
        complete = false;
    }
    if told.is_empty() && !complete {
        let reason = phrase!(
            "Python {version} finds nothing wrong with {} files, but not every file was compiled by \
             the Python that would run it",
            "Python {version} 看不出 {} 個檔案有問題，但並非每個檔案都由實際執行它的 Python 編譯過",
            files.len()
        );
        return notes.missing(FACT, reason);
    }
    let source = phrase!(
        "{} compiled by Python {version}",
        "{}，由 Python {version} 編譯",
        Phrase::count(files.len() as u64, "file", "個檔案")
    );
    notes.source(FACT, source);
    Some(told)
}

/// Each source that imports the driver's libraries, and with it its whole package: one file
/// that does not compile stops them all. And whether these are all that there are.
fn of_driver(
    machine: &dyn Machine,
    project: &ProjectFiles,
    sources: &Sources,
) -> (Vec<PathBuf>, bool) {
    let mut packages: BTreeSet<&Path> = BTreeSet::new();
    for file in &sources.of_driver {
        let folders = file.ancestors().skip(1).take_while(|folder| {
            folder.starts_with(&project.root) && machine.is_file(&folder.join("__init__.py"))
        });
        packages.extend(folders.last());
    }
    let in_package = |file: &Path| file.ancestors().any(|folder| packages.contains(folder));
    let files = project.sources.iter();
    let mut files: Vec<PathBuf> = files
        .filter(|file| sources.of_driver.contains(file) || in_package(file))
        .cloned()
        .collect();
    let complete = sources.complete && files.len() <= MOST_FILES;
    files.truncate(MOST_FILES);
    (files, complete)
}

/// The interpreter itself, if it is one that this machine's user has installed: a project that
/// was only downloaded may bring a program called python.
fn trusted(machine: &dyn Machine, project: &ProjectFiles, python: &Python) -> Option<PathBuf> {
    let real = machine.real_path(&python.executable).ok()?;
    let root = machine.real_path(&project.root).ok()?;
    let named = real.file_name()?.to_str()?.to_ascii_lowercase().starts_with("python");
    // macOS's own would ask for its developer tools.
    let asks = machine.os() == "macos" && real == Path::new("/usr/bin/python3");
    (named && !asks && !real.starts_with(root)).then_some(real)
}

/// What Python printed of each file; `None` where it did not come to its end.
fn parse(
    project: &ProjectFiles,
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

#[cfg(test)]
mod tests;
