//! The network interfaces as Linux shows them in `/sys/class/net`, a folder each.

use std::path::{Path, PathBuf};

use super::machine::Machine;

pub(super) const FOLDER: &str = "/sys/class/net";

const MAX_ENTRIES: usize = 512;

/// What is read of a file: it holds a number, or a few lines.
const LIMIT: usize = 512;

/// The names of every interface; none elsewhere than on Linux.
pub(super) fn interfaces(machine: &dyn Machine) -> Vec<String> {
    let entries = machine.list(Path::new(FOLDER), MAX_ENTRIES).unwrap_or_default();
    entries.into_iter().map(|entry| entry.name).collect()
}

/// The folder of an interface. A name is never a way to another folder.
fn folder(name: &str) -> Option<PathBuf> {
    let plain = !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\']);
    plain.then(|| Path::new(FOLDER).join(name))
}

pub(super) fn read(machine: &dyn Machine, name: &str, file: &str) -> Option<String> {
    let text = machine.read_text(&folder(name)?.join(file), LIMIT).ok()?;
    Some(text.trim().to_owned())
}

/// Whether an interface has a file; `None` where the interface itself is not there.
pub(super) fn has(machine: &dyn Machine, name: &str, file: &str) -> Option<bool> {
    let folder = folder(name).filter(|folder| machine.is_folder(folder))?;
    Some(machine.kind(&folder.join(file)).is_some())
}

/// Whether Linux has an interface of that name, with or without an address.
pub(super) fn exists(machine: &dyn Machine, name: &str) -> bool {
    folder(name).is_some_and(|folder| machine.kind(&folder).is_some())
}
