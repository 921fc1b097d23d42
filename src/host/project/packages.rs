//! Installed packages, by their metadata: nothing is imported.

use std::path::{Path, PathBuf};

use crate::host::machine::{Kind, Machine};

pub(super) const MOST_ENTRIES: usize = 20_000;

/// What is read of a package's metadata; the version stands near the top.
const METADATA_LIMIT: usize = 64 * 1024;

pub(super) const PACKAGES: [&str; 5] =
    ["aiortc", "aioice", "numpy", "unitree_webrtc_connect", "av"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Copy {
    pub package: &'static str,
    pub version: Option<String>,
    pub folder: PathBuf,
    /// Whether the module itself lies there, or only its metadata.
    pub has_module: bool,
}

/// Every copy of the packages of interest in these folders, in their order.
pub(super) fn copies(machine: &dyn Machine, folders: &[PathBuf]) -> Vec<Copy> {
    folders.iter().flat_map(|folder| in_folder(machine, folder)).collect()
}

/// The copy that an import would take: the first module; where there is none
/// (a module found by a hook), the first metadata.
pub(super) fn used<'a>(copies: &'a [Copy], package: &str) -> Option<&'a Copy> {
    let of_package = || copies.iter().filter(|copy| copy.package == package);
    of_package().find(|copy| copy.has_module).or_else(|| of_package().next())
}

/// The version that an import would meet: that of an editable installation
/// stands in another folder than its module.
pub(super) fn used_version(copies: &[Copy], package: &str) -> Option<String> {
    let used = used(copies, package)?;
    let mut metadata = copies.iter().filter(|copy| copy.package == package && !copy.has_module);
    used.version.clone().or_else(|| metadata.find_map(|copy| copy.version.clone()))
}

fn in_folder(machine: &dyn Machine, folder: &Path) -> Vec<Copy> {
    let entries = machine.list(folder, MOST_ENTRIES).unwrap_or_default();
    let mut found = Vec::new();
    for package in PACKAGES {
        let names = entries.iter().map(|entry| entry.name.as_str());
        let metadata: Vec<&str> = names.filter(|name| metadata_of(name) == Some(package)).collect();
        let has_module =
            entries.iter().any(|entry| entry.name == package && entry.kind != Kind::File)
                && machine.is_file(&folder.join(package).join("__init__.py"));
        let version = match metadata[..] {
            [] if !has_module => continue,
            [one] => metadata_version(machine, folder, one),
            // Two of them are what an interrupted installation leaves behind.
            _ => None,
        };
        let version = version.or_else(|| module_version(machine, folder, package));
        found.push(Copy { package, version, folder: folder.to_owned(), has_module });
    }
    found
}

/// The package whose metadata an entry is: `aiortc-1.9.0.dist-info`,
/// `numpy-1.21.5.egg-info`, `unitree_webrtc_connect.egg-info`.
fn metadata_of(entry: &str) -> Option<&'static str> {
    let stem = entry.strip_suffix(".dist-info").or_else(|| entry.strip_suffix(".egg-info"))?;
    let name = stem.split('-').next()?;
    PACKAGES.into_iter().find(|package| name.replace('.', "_").eq_ignore_ascii_case(package))
}

/// The lines of a package's metadata above its description.
pub(super) fn metadata_head(machine: &dyn Machine, place: &Path) -> Option<Vec<String>> {
    let files = [place.join("METADATA"), place.join("PKG-INFO"), place.into()];
    let text = files.iter().find_map(|file| machine.read_text(file, METADATA_LIMIT).ok())?;
    Some(text.lines().take_while(|line| !line.is_empty()).map(Into::into).collect())
}

fn metadata_version(machine: &dyn Machine, folder: &Path, entry: &str) -> Option<String> {
    let head = metadata_head(machine, &folder.join(entry));
    let header = head.iter().flatten().find_map(|line| line.strip_prefix("Version:"));
    // `numpy-1.21.5-py3.10.egg-info`: the second of three parts.
    let stem = entry.strip_suffix(".dist-info").or_else(|| entry.strip_suffix(".egg-info"));
    let in_name = || stem?.split('-').nth(1);
    header.or_else(in_name).and_then(sound_version)
}

/// `__version__ = "1.9.0"` of the module itself.
fn module_version(machine: &dyn Machine, folder: &Path, package: &str) -> Option<String> {
    let file = folder.join(package).join("__init__.py");
    let text = machine.read_text(&file, METADATA_LIMIT).ok()?;
    text.lines().find_map(|line| {
        let value = line.strip_prefix("__version__")?.trim_start().strip_prefix('=')?;
        sound_version(value.trim().trim_matches(['"', '\'']))
    })
}

/// A version as PEP 440 has them, short and of harmless characters.
fn sound_version(text: &str) -> Option<String> {
    let text = text.trim();
    let sound = (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".+!-_".contains(&byte));
    sound.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::FakeMachine;

    fn found(machine: &FakeMachine, folders: &[&str]) -> Vec<Copy> {
        let folders: Vec<PathBuf> = folders.iter().map(PathBuf::from).collect();
        copies(machine, &folders)
    }

    #[test]
    fn the_first_module_on_the_path_is_the_one_that_is_used() {
        let machine = FakeMachine::new()
            .package("/user", "aiortc", "1.14.0", "")
            .package("/system", "aiortc", "1.9.0", "")
            .package("/system", "aioice", "0.9.0", "");
        let copies = found(&machine, &["/user", "/system", "/missing"]);
        assert_eq!(copies.len(), 3);
        assert_eq!(used_version(&copies, "aiortc").as_deref(), Some("1.14.0"));
        assert_eq!(used_version(&copies, "aioice").as_deref(), Some("0.9.0"));
        assert_eq!(used_version(&copies, "numpy"), None);
    }

    #[test]
    fn debian_and_editable_installations_tell_their_versions_too() {
        let machine = FakeMachine::new()
            .file("/dist/numpy-1.21.5.egg-info/PKG-INFO", "Name: numpy\nVersion: 1.21.5\n")
            .file("/dist/numpy/__init__.py", "")
            .file("/dist/aioice-0.7.7.egg-info", "Name: aioice\nVersion: 0.7.7\n")
            .file("/site/unitree_webrtc_connect-2.2.0.dist-info/METADATA", "Version: 2.2.0\n")
            .file("/src/driver/unitree_webrtc_connect/__init__.py", "import aioice\n");
        let copies = found(&machine, &["/dist", "/site", "/src/driver"]);
        assert_eq!(used_version(&copies, "numpy").as_deref(), Some("1.21.5"));
        assert_eq!(used_version(&copies, "aioice").as_deref(), Some("0.7.7"));
        assert_eq!(used_version(&copies, "unitree_webrtc_connect").as_deref(), Some("2.2.0"));
        let driver = used(&copies, "unitree_webrtc_connect").map(|copy| copy.folder.as_path());
        assert_eq!(driver, Some(Path::new("/src/driver")), "where its source is");
    }

    #[test]
    fn a_module_speaks_for_itself_where_its_metadata_is_missing_or_double() {
        let machine = FakeMachine::new()
            .file("/a/aioice/__init__.py", "from .ice import x\n__version__ = \"0.10.1\"\n")
            .package("/b", "aiortc", "1.14.0", "__version__ = '1.9.0'\n")
            .file("/b/aiortc-1.9.0.dist-info/METADATA", "Version: 1.9.0\n");
        let copies = found(&machine, &["/a", "/b"]);
        assert_eq!(used_version(&copies, "aioice").as_deref(), Some("0.10.1"));
        assert_eq!(used_version(&copies, "aiortc").as_deref(), Some("1.9.0"));
    }

    #[test]
    fn hostile_metadata_is_no_version() {
        let long = format!("Version: {}\n", "1".repeat(200));
        for metadata in ["Version: 1.0\u{1b}[2J\n", "\nVersion: 1.0\n", "", &long] {
            let machine = FakeMachine::new().file("/a/aiortc.egg-info/PKG-INFO", metadata);
            assert_eq!(used_version(&found(&machine, &["/a"]), "aiortc"), None, "{metadata:?}");
        }
    }
}
