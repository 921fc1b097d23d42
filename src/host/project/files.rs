//! The driver project that the current folder belongs to: where it begins, and which of its files
//! tell something. The search is bounded in depth, in number and in time, and says when it was cut
//! short: then what was not found may still be there.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::host::machine::{Entry, Kind, Machine};

/// How far up a project's beginning is looked for.
const MOST_LEVELS_UP: usize = 8;

const MOST_LEVELS_DOWN: usize = 8;

const MOST_FOLDERS: usize = 3000;
const MOST_ENTRIES: usize = 4000;

const MOST_SOURCES: usize = 2000;
const MOST_REQUIREMENTS: usize = 50;
const MOST_PACKAGES: usize = 500;

/// Lock files that name versions (PEP 751 has `pylock.NAME.toml` too).
const LOCKS: [&str; 5] = ["uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml"];

/// Folders that hold no source of the project's own.
const SKIPPED: [&str; 12] = [
    "build",
    "install",
    "log",
    "node_modules",
    "__pycache__",
    "target",
    "dist",
    "venv",
    "env",
    "site-packages",
    "dist-packages",
    "bin",
];

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ProjectFiles {
    pub root: PathBuf,
    pub sources: Vec<PathBuf>,
    /// `requirements*.txt`, `constraints*.txt` and their like.
    pub requirements: Vec<PathBuf>,
    pub pyprojects: Vec<PathBuf>,
    /// conda's `environment.yml` files.
    pub environments: Vec<PathBuf>,
    pub locks: Vec<PathBuf>,
    /// `.gitmodules` files.
    pub submodules: Vec<PathBuf>,
    /// `package.xml` files: packages of ROS.
    pub packages: Vec<PathBuf>,
    /// Folders called `aioice` with a module in them: a copy of the project's own.
    pub own_aioice: Option<PathBuf>,
    pub complete: bool,
}

/// The folder of the project that the current folder belongs to: the nearest
/// with a sign of one, or the workspace or repository around it.
///
/// Neither the home folder nor the root is a project: too much lies below.
pub(super) fn root(machine: &dyn Machine) -> Option<PathBuf> {
    let current = machine.current_folder()?;
    let home = machine.home();
    let mut nearest: Option<PathBuf> = None;
    for folder in current.ancestors().take(MOST_LEVELS_UP) {
        if Some(folder) == home.as_deref() || folder.parent().is_none() {
            break;
        }
        let entries = machine.list(folder, MOST_ENTRIES).unwrap_or_default();
        let has = |name: &str| entries.iter().any(|entry| entry.name == name);
        let workspace = has("src") && (has("install") || has("build") || has("log"));
        if workspace || has(".git") {
            return Some(folder.to_owned());
        }
        if nearest.is_none() && entries.iter().any(|entry| is_sign(&entry.name)) {
            nearest = Some(folder.to_owned());
        }
    }
    nearest
}

/// Whether the current folder lies in a work tree of git, whose `.git` is a file in a submodule.
pub(super) fn in_git(machine: &dyn Machine) -> Option<bool> {
    let current = machine.current_folder()?;
    Some(current.ancestors().any(|folder| machine.kind(&folder.join(".git")).is_some()))
}

fn is_sign(name: &str) -> bool {
    is_requirements(name)
        || is_lock(name)
        || ["pyproject.toml", "setup.py", "setup.cfg", "package.xml", ".venv"].contains(&name)
}

fn is_requirements(name: &str) -> bool {
    let stem = name.strip_suffix(".txt").or_else(|| name.strip_suffix(".in"));
    let names = ["requirements", "constraints"];
    stem.is_some_and(|it| names.iter().any(|name| it.starts_with(name) || it.ends_with(name)))
}

fn is_lock(name: &str) -> bool {
    LOCKS.contains(&name) || (name.starts_with("pylock.") && name.ends_with(".toml"))
}

/// The files of the project, those near its root first, as far as they are found before `until`.
pub(super) fn search(machine: &dyn Machine, root: &Path, until: Instant) -> ProjectFiles {
    let mut project =
        ProjectFiles { root: root.to_owned(), complete: true, ..ProjectFiles::default() };
    let mut waiting = VecDeque::from([(root.to_owned(), 0)]);
    let mut listed = 0;
    while let Some((folder, depth)) = waiting.pop_front() {
        if listed == MOST_FOLDERS || Instant::now() >= until {
            project.complete = false;
            break;
        }
        listed += 1;
        let mut entries = machine.list(&folder, MOST_ENTRIES).unwrap_or_default();
        if entries.len() == MOST_ENTRIES {
            project.complete = false;
        }
        if depth > 0 && entries.iter().any(|entry| entry.name == "pyvenv.cfg") {
            continue;
        }
        entries.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        let requirements_folder = folder.file_name().is_some_and(|name| name == "requirements");
        for entry in entries {
            let path = folder.join(&entry.name);
            match entry.kind {
                Kind::Folder if is_skipped(&entry) => {}
                Kind::Folder if depth == MOST_LEVELS_DOWN => project.complete = false,
                Kind::Folder => {
                    if entry.name == "aioice" && machine.is_file(&path.join("__init__.py")) {
                        project.own_aioice.get_or_insert_with(|| path.clone());
                    }
                    waiting.push_back((path, depth + 1));
                }
                Kind::File => project.take(&entry.name, path, requirements_folder),
                // A link may lead anywhere, itself included; what it leads to
                // within the project is found where it is.
                Kind::Link | Kind::Other => {}
            }
        }
    }
    project
}

fn is_skipped(folder: &Entry) -> bool {
    folder.name.starts_with('.') || SKIPPED.contains(&folder.name.as_str())
}

impl ProjectFiles {
    fn take(&mut self, name: &str, path: PathBuf, requirements_folder: bool) {
        let (files, most) = match name {
            _ if name.ends_with(".py") => (&mut self.sources, MOST_SOURCES),
            "package.xml" => (&mut self.packages, MOST_PACKAGES),
            "pyproject.toml" => (&mut self.pyprojects, MOST_REQUIREMENTS),
            "environment.yml" | "environment.yaml" => (&mut self.environments, MOST_REQUIREMENTS),
            ".gitmodules" => (&mut self.submodules, MOST_REQUIREMENTS),
            _ if is_lock(name) => (&mut self.locks, MOST_REQUIREMENTS),
            _ if is_requirements(name) || (requirements_folder && name.ends_with(".txt")) => {
                (&mut self.requirements, MOST_REQUIREMENTS)
            }
            _ => return,
        };
        if files.len() == most {
            self.complete = false;
        } else {
            files.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::host::fake::FakeMachine;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    fn workspace() -> FakeMachine {
        FakeMachine::new()
            .variable("HOME", "/home/a")
            .file("/home/a/.bashrc", "")
            .file("/home/a/ws/install/setup.bash", "")
            .file("/home/a/ws/install/lib/driver.py", "")
            .file("/home/a/ws/src/sdk/requirements.txt", "aiortc==1.9.0")
            .file("/home/a/ws/src/sdk/package.xml", "")
            .file("/home/a/ws/src/sdk/sdk/node.py", "")
            .file("/home/a/ws/src/sdk/.venv/lib/x.py", "")
            .file("/home/a/ws/src/sdk/mine/pyvenv.cfg", "")
            .file("/home/a/ws/src/sdk/mine/lib/x.py", "")
            .file("/home/a/ws/src/sdk/aioice/src/aioice/__init__.py", "")
            .file("/home/a/ws/src/tool/pyproject.toml", "")
    }

    #[test]
    fn the_workspace_is_found_from_anywhere_in_it() {
        for folder in ["/home/a/ws", "/home/a/ws/src", "/home/a/ws/src/sdk/sdk"] {
            let found = root(&workspace().started_in(folder));
            assert_eq!(found.as_deref(), Some(Path::new("/home/a/ws")), "{folder}");
        }
        let bare = FakeMachine::new()
            .file("/srv/bot/requirements-dev.txt", "")
            .file("/srv/bot/lib/a.py", "");
        let found = root(&bare.started_in("/srv/bot/lib"));
        assert_eq!(found.as_deref(), Some(Path::new("/srv/bot")));
    }

    #[test]
    fn the_home_folder_and_the_root_are_no_projects() {
        let machine = workspace().file("/home/a/requirements.txt", "").file("/setup.py", "");
        for folder in ["/home/a", "/", "/home"] {
            assert_eq!(root(&machine.clone().started_in(folder)), None, "{folder}");
        }
        assert_eq!(root(&FakeMachine::new()), None, "a current folder that is gone");
    }

    #[test]
    fn a_work_tree_of_git_is_known_from_anywhere_in_it() {
        let machine = FakeMachine::new().file("/a/.git/HEAD", "").file("/b/sub/.git", "gitdir: x");
        for (folder, expected) in
            [("/a", true), ("/a/x/y", true), ("/b", false), ("/b/sub/x", true), ("/", false)]
        {
            assert_eq!(in_git(&machine.clone().started_in(folder)), Some(expected), "{folder}");
        }
        assert_eq!(in_git(&FakeMachine::new()), None);
    }

    #[test]
    fn environments_and_what_is_built_are_left_out() {
        let machine = workspace();
        let project = search(&machine, Path::new("/home/a/ws"), soon());
        assert!(project.complete);
        let names = |files: &[PathBuf]| -> Vec<String> {
            files.iter().map(|file| file.display().to_string()).collect()
        };
        assert_eq!(
            names(&project.sources),
            ["/home/a/ws/src/sdk/sdk/node.py", "/home/a/ws/src/sdk/aioice/src/aioice/__init__.py"]
        );
        assert_eq!(names(&project.requirements), ["/home/a/ws/src/sdk/requirements.txt"]);
        assert_eq!(names(&project.pyprojects), ["/home/a/ws/src/tool/pyproject.toml"]);
        let aioice = project.own_aioice.expect("a copy of its own");
        assert!(aioice.ends_with("aioice/src/aioice"));
    }

    #[test]
    fn a_search_that_was_cut_short_says_so() {
        let late = search(&workspace(), Path::new("/home/a/ws"), Instant::now());
        assert!(!late.complete);
        let deep = "/p".to_owned() + &"/d".repeat(12) + "/x.py";
        let machine = FakeMachine::new().file(&deep, "");
        assert!(!search(&machine, Path::new("/p"), soon()).complete);
        let many = (0..MOST_SOURCES + 1)
            .fold(FakeMachine::new(), |machine, n| machine.file(&format!("/p/{n}.py"), ""));
        let project = search(&many, Path::new("/p"), soon());
        assert_eq!((project.complete, project.sources.len()), (false, MOST_SOURCES));
    }
}
