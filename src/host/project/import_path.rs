//! The folders that a Python imports from, in the order of its module `site`.

use std::path::{Path, PathBuf};

use super::TEXT_LIMIT;
use crate::host::machine::{Kind, Machine};

const MOST_PATH_FILES: usize = 32;

const MOST_FOLDERS: usize = 64;

/// What the `pyvenv.cfg` of a virtual environment says (PEP 405).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Venv {
    pub home: Option<PathBuf>,
    pub system_packages: bool,
}

/// The folders of packages that an interpreter imports from: those of `PYTHONPATH`, the virtual
/// environment's, the user's own, the system's; each followed by those that its path files name.
/// Only folders that are there.
pub(super) fn import_path(
    machine: &dyn Machine,
    prefix: &Path,
    executable: &Path,
    venv: Option<&Venv>,
    version: Option<(u32, u32)>,
) -> Vec<PathBuf> {
    let mut path = Collected { machine, folders: Vec::new(), real: Vec::new() };
    for folder in variable_path(machine) {
        path.add(folder);
    }
    let Some(version) = version else { return path.folders };
    let base = match venv {
        Some(venv) => {
            path.add_sites(site_folders(prefix, version));
            let base = venv.home.as_deref().and_then(Path::parent);
            base.filter(|_| venv.system_packages)
        }
        None => Some(prefix),
    };
    let Some(base) = base else { return path.folders };
    path.add_sites(user_folder(machine, version).into_iter().collect());
    path.add_sites(site_folders(base, version));
    // Homebrew's interpreter lies in a folder of its own and imports from where it is linked.
    if let (None, Some(linked)) = (venv, executable.parent().and_then(Path::parent)) {
        path.add_sites(site_folders(linked, version));
    }
    path.folders
}

struct Collected<'a> {
    machine: &'a dyn Machine,
    folders: Vec<PathBuf>,
    real: Vec<PathBuf>,
}

impl Collected<'_> {
    /// Adds a folder that is there, once: `lib64` is often a link to `lib`.
    fn add(&mut self, folder: PathBuf) -> bool {
        let Ok(real) = self.machine.real_path(&folder) else { return false };
        let new = self.folders.len() < MOST_FOLDERS
            && self.machine.kind(&real) == Some(Kind::Folder)
            && !self.real.contains(&real);
        if new {
            self.folders.push(folder);
            self.real.push(real);
        }
        new
    }

    /// Adds folders of the module `site`: only there path files count.
    fn add_sites(&mut self, folders: Vec<PathBuf>) {
        for folder in folders {
            if self.add(folder.clone()) {
                for named in path_file_folders(self.machine, &folder) {
                    self.add(named);
                }
            }
        }
    }
}

/// The folders of `PYTHONPATH`.
pub(super) fn variable_path(machine: &dyn Machine) -> Vec<PathBuf> {
    let current = machine.current_folder().unwrap_or_default();
    let path = machine.variable("PYTHONPATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).filter(|folder| !folder.as_os_str().is_empty());
    folders.map(|folder| current.join(folder)).take(MOST_FOLDERS).collect()
}

/// The folders of packages below a prefix, Debian's included.
fn site_folders(prefix: &Path, (major, minor): (u32, u32)) -> Vec<PathBuf> {
    let python = format!("python{major}.{minor}");
    let [site, site64] = ["lib", "lib64"].map(|lib| format!("{lib}/{python}/site-packages"));
    let dist = format!("lib/{python}/dist-packages");
    let below = match prefix == Path::new("/usr") {
        true => vec![
            format!("local/{dist}"),
            "lib/python3/dist-packages".into(),
            dist,
            format!("local/{site}"),
            site,
            site64,
        ],
        false => vec![site, site64, "Lib/site-packages".into()],
    };
    below.into_iter().map(|below| prefix.join(below)).collect()
}

/// The user's own packages (PEP 370).
fn user_folder(machine: &dyn Machine, (major, minor): (u32, u32)) -> Option<PathBuf> {
    if machine.variable("PYTHONNOUSERSITE").is_some() {
        return None;
    }
    let below = format!("lib/python{major}.{minor}/site-packages");
    match (machine.variable("PYTHONUSERBASE"), machine.os()) {
        (Some(base), _) => Some(Path::new(&base).join(below)),
        (None, "macos") => {
            let base = machine.home()?.join(format!("Library/Python/{major}.{minor}"));
            Some(base.join("lib/python/site-packages"))
        }
        (None, "linux") => Some(machine.home()?.join(".local").join(below)),
        (None, _) => None,
    }
}

/// The folders named by the `*.pth` files of a folder: editable installations.
fn path_file_folders(machine: &dyn Machine, folder: &Path) -> Vec<PathBuf> {
    let entries = machine.list(folder, super::packages::MOST_ENTRIES).unwrap_or_default();
    let names = entries.into_iter().map(|entry| entry.name);
    let mut names: Vec<_> = names.filter(|name| name.ends_with(".pth")).collect();
    names.sort_unstable();
    names.truncate(MOST_PATH_FILES);
    let text = |name: &String| machine.read_text(&folder.join(name), TEXT_LIMIT).ok();
    let text: String = names.iter().filter_map(text).map(|text| text + "\n").collect();
    let lines = text.lines().map(str::trim_end);
    // A line that begins so is run, not read.
    let read = lines
        .filter(|line| !line.is_empty() && !line.starts_with("import") && !line.starts_with('#'));
    read.map(|line| folder.join(line)).take(MOST_FOLDERS).collect()
}
