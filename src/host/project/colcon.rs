//! What colcon has built in a workspace, beside the sources that are there now.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::files::ProjectFiles;
use super::sources::relative;
use super::{LONGEST, MOST_TOLD, SOURCE_LIMIT, TEXT_LIMIT};
use crate::facts::WorkspaceFacts;
use crate::host::machine::{Kind, Machine};
use crate::host::notes::Notes;
use crate::text::phrase::phrase;
use crate::text::redact::printable;

const MOST_PACKAGES: usize = 500;
const MOST_COMPARED: usize = 1000;

/// A package in the workspace's `src`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Package {
    name: String,
    folder: PathBuf,
}

/// Looks at a workspace; `None` where the project is none, or nothing was built.
pub(super) fn look(
    machine: &dyn Machine,
    project: &ProjectFiles,
    until: Instant,
    notes: &mut Notes,
) -> Option<WorkspaceFacts> {
    let install = project.root.join("install");
    let installed = machine.list(&install, MOST_PACKAGES).ok()?;
    if !machine.is_folder(&project.root.join("src")) || project.packages.is_empty() {
        return None;
    }
    let sources: Vec<Package> =
        project.packages.iter().filter_map(|file| package(machine, file)).collect();
    let orphans = installed.into_iter().filter(|entry| entry.kind == Kind::Folder);
    let orphans = orphans.map(|entry| entry.name).filter(|name| {
        let manifest: PathBuf = [name.as_str(), "share", name, "package.xml"].iter().collect();
        machine.is_file(&install.join(manifest))
            && !sources.iter().any(|package| package.name == *name)
    });
    let cut_short = || phrase!("the search of src was incomplete", "沒有找完 src");
    let orphans = project.complete.then(|| shortened(orphans.collect())).ok_or_else(cut_short);
    let (stale, linked) = compare(machine, project, &sources, until);
    let nothing_to_compare = || {
        phrase!(
            "no Python package of src has a copy in install that could be compared",
            "src 中沒有任何 Python 套件在 install 裡有可比較的副本"
        )
    };
    let source = phrase!(
        "install and build beside src, by content where a source is newer",
        "src 旁的 install 與 build；原始碼較新時比對內容"
    );
    notes.source("driver.workspace", source);
    let stale = stale.map(shortened).ok_or_else(nothing_to_compare);
    Some(WorkspaceFacts {
        stale: notes.read("driver.workspace.stale", stale),
        orphans: notes.read("driver.workspace.orphans", orphans),
        failed: Some(failed(machine, &project.root)),
        linked,
    })
}

fn shortened(mut names: Vec<String>) -> Vec<String> {
    names.sort_unstable();
    names.truncate(MOST_TOLD);
    names.into_iter().map(|name| printable(name, LONGEST)).collect()
}

/// `<name>go2_robot_sdk</name>` of a `package.xml`.
fn package(machine: &dyn Machine, manifest: &Path) -> Option<Package> {
    let text = machine.read_text(manifest, TEXT_LIMIT).ok()?;
    let (_, rest) = text.split_once("<name>")?;
    let name = rest.split_once("</name>")?.0.trim();
    let sound = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    (sound && !name.is_empty())
        .then(|| Some(Package { name: name.into(), folder: manifest.parent()?.into() }))?
}

/// The packages whose last build failed: colcon writes each one's result beside it.
fn failed(machine: &dyn Machine, root: &Path) -> Vec<String> {
    let build = root.join("build");
    let entries = machine.list(&build, MOST_PACKAGES).unwrap_or_default();
    let failed = entries.into_iter().map(|entry| entry.name).filter(|name| {
        let result = machine.read_text(&build.join(name).join("colcon_build.rc"), 64);
        result.is_ok_and(|result| !["0", ""].contains(&result.trim()))
    });
    shortened(failed.collect())
}

/// The sources that differ from their installed copy and are newer, and whether the copies are
/// links. A newer source of the same content was only touched, by a checkout for instance.
fn compare(
    machine: &dyn Machine,
    project: &ProjectFiles,
    packages: &[Package],
    until: Instant,
) -> (Option<Vec<String>>, Option<bool>) {
    let (mut stale, mut compared, mut linked) = (Vec::new(), 0, None);
    for package in packages {
        let own = package.folder.join(&package.name);
        let Some(site) = site_of(machine, &project.root, &package.name) else {
            // With --symlink-install the folder in build is a link to the sources.
            let built = project.root.join("build").join(&package.name).join(&package.name);
            let real = |folder: &Path| machine.real_path(folder).ok();
            if real(&built).is_some() && real(&built) == real(&own) {
                compared += 1;
                linked = Some(linked.unwrap_or(true));
            }
            continue;
        };
        let sources = project.sources.iter().filter(|source| source.starts_with(&own));
        for source in sources {
            if compared == MOST_COMPARED || Instant::now() >= until {
                break;
            }
            let Ok(below) = source.strip_prefix(&package.folder) else { continue };
            let copy = site.join(below);
            // Single files may be links to their sources.
            let Ok(real) = machine.real_path(&copy) else { continue };
            compared += 1;
            let is_link = machine.real_path(source).is_ok_and(|source| source == real);
            linked = Some(linked.unwrap_or(true) && is_link);
            if is_link {
                continue;
            }
            let newer = machine.modified(source) > machine.modified(&copy);
            let text = |file: &Path| machine.read(file, SOURCE_LIMIT).ok();
            if newer && text(source) != text(&copy) {
                stale.push(relative(&project.root, source));
            }
        }
    }
    ((compared > 0).then_some(stale), linked)
}

/// Where the installed Python package lies: `install/NAME/lib/python3.10/site-packages`, Debian's
/// `local/lib/python3.10/dist-packages`, the same without NAME where all are merged.
fn site_of(machine: &dyn Machine, root: &Path, name: &str) -> Option<PathBuf> {
    let install = root.join("install");
    let prefixes = [install.join(name), install];
    let libraries = prefixes.iter().flat_map(|it| [it.join("lib"), it.join("local/lib")]);
    libraries.into_iter().find_map(|library| {
        let entries = machine.list(&library, MOST_PACKAGES).ok()?;
        let pythons = entries.iter().filter(|entry| entry.name.starts_with("python3"));
        pythons.into_iter().find_map(|python| {
            let sites = ["site-packages", "dist-packages"];
            let mut sites = sites.iter().map(|site| library.join(&python.name).join(site));
            sites.find(|site| machine.is_folder(&site.join(name)))
        })
    })
}

#[cfg(test)]
mod tests;
