//! The files that requirements files include with `-r` and `-c`, as far as they lie in the project.

use std::path::{Component, Path, PathBuf};

use super::files::ProjectFiles;
use crate::host::machine::Machine;

const MOST_FILES: usize = 100;

/// The project's requirements files and those that they include, each once, with its text.
///
/// A line may name any file of this machine, or a link to one; what lies
/// outside the project's folder is not opened.
pub(super) fn with_included(
    machine: &dyn Machine,
    project: &ProjectFiles,
    limit: usize,
) -> Vec<(PathBuf, String)> {
    let root = machine.real_path(&project.root).unwrap_or_else(|_| project.root.clone());
    let mut waiting = project.requirements.clone();
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut read = Vec::new();
    let mut next = 0;
    while let Some(file) = waiting.get(next).cloned() {
        next += 1;
        let Ok(real) = machine.real_path(&file) else { continue };
        if read.len() == MOST_FILES || seen.contains(&real) || !real.starts_with(&root) {
            continue;
        }
        let Ok(text) = machine.read_text(&file, limit) else { continue };
        let folder = real.parent().unwrap_or(&real);
        waiting.extend(
            text.lines().filter_map(included).take(MOST_FILES).map(|it| normal(&folder.join(it))),
        );
        seen.push(real);
        read.push((file, text));
    }
    read
}

/// `-r other.txt`, `--requirement other.txt`, `-c constraints.txt`, `--constraint=c.txt`.
fn included(line: &str) -> Option<&str> {
    let line = line.trim();
    let rest = ["--requirement", "--constraint", "-r", "-c"]
        .iter()
        .find_map(|option| line.strip_prefix(option))?;
    let name = rest.trim_start_matches([' ', '\t', '=']).split([' ', '\t', '#']).next()?;
    (!name.is_empty() && !name.contains("://")).then_some(name)
}

/// The path without `..`, told from its text alone: its folder has no links.
pub(super) fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => _ = normal.pop(),
            Component::CurDir => {}
            part => normal.push(part),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::host::fake::FakeMachine;
    use crate::host::project::files::search;

    fn read(machine: &FakeMachine) -> Vec<String> {
        let until = Instant::now() + Duration::from_secs(60);
        let project = search(machine, "/home/a/ws".as_ref(), until);
        let files = with_included(machine, &project, 4096);
        files.into_iter().map(|(file, _)| file.display().to_string()).collect()
    }

    #[test]
    fn what_a_file_includes_is_read_once_however_it_is_written() {
        let machine = FakeMachine::new()
            .file("/home/a/ws/requirements.txt", "-r deps/base.txt\n-c pinned.txt # these\n")
            .file("/home/a/ws/deps/base.txt", "--requirement=../more.txt\n-rmore2.txt\n")
            .file("/home/a/ws/more.txt", "-r requirements.txt\naiortc\n")
            .file("/home/a/ws/deps/more2.txt", "")
            .file("/home/a/ws/pinned.txt", "-r https://example.org/x.txt\n-r\n-r missing.txt\n");
        let files = read(&machine);
        let names = ["requirements", "deps/base", "pinned", "more", "deps/more2"];
        for name in names {
            let times = files.iter().filter(|file| file.contains(&format!("{name}.txt"))).count();
            assert_eq!(times, 1, "{name} in {files:?}");
        }
        assert_eq!(files.len(), names.len());
    }

    #[test]
    fn nothing_outside_the_project_is_opened() {
        let machine = FakeMachine::new()
            .file("/home/a/ws/requirements.txt", "-r /etc/secret.txt\n-r ../own.txt\n-r l.txt\n")
            .file("/etc/secret.txt", "aiortc==6.6.6")
            .file("/home/a/own.txt", "aiortc==6.6.6")
            .link("/home/a/ws/l.txt", "/etc/secret.txt");
        assert_eq!(read(&machine), ["/home/a/ws/requirements.txt"]);
    }
}
