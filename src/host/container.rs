//! Whether this program runs in a container.

use std::path::Path;

use super::machine::Machine;
use super::notes::Notes;

/// Files that container engines leave in each container.
const MARKS: [(&str, &str); 2] = [("/.dockerenv", "docker"), ("/run/.containerenv", "podman")];

/// Words in the path of the first process's control group (version 1).
const GROUPS: [(&str, &str); 4] =
    [("kubepods", "kubernetes"), ("docker", "docker"), ("libpod", "podman"), ("lxc", "lxc")];

/// The first process's control group.
const CGROUP: &str = "/proc/1/cgroup";

/// What of it is read.
const LIMIT: usize = 16 * 1024;

/// The container's kind; `none` where there is no sign of any, unknown beside Linux.
pub fn look(machine: &dyn Machine, notes: &mut Notes) -> Option<String> {
    if machine.os() != "linux" {
        return None;
    }
    if let Some((mark, kind)) = MARKS.iter().find(|(mark, _)| machine.is_file(Path::new(mark))) {
        notes.source("container", mark);
        return Some((*kind).into());
    }
    // podman, systemd-nspawn and lxc tell their processes by this variable.
    if let Some(kind) = machine.variable("container") {
        notes.source("container", "the variable container");
        let known = ["docker", "podman", "lxc", "kubernetes"];
        let kind = known.iter().find(|known| **known == kind).unwrap_or(&"container");
        return Some((*kind).into());
    }
    let groups = machine.read_text(Path::new(CGROUP), LIMIT).unwrap_or_default();
    match GROUPS.iter().find(|(word, _)| groups.contains(word)) {
        Some((_, kind)) => {
            notes.source("container", CGROUP);
            Some((*kind).into())
        }
        None => Some("none".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::FakeMachine;

    fn looked(machine: FakeMachine) -> Option<String> {
        look(&machine, &mut Notes::default())
    }

    #[test]
    fn each_engine_is_known_by_its_mark() {
        let bare = FakeMachine::new;
        let cases = [
            (bare(), "none"),
            (bare().file("/.dockerenv", ""), "docker"),
            (bare().file("/run/.containerenv", "engine=podman"), "podman"),
            (bare().variable("container", "lxc"), "lxc"),
            (bare().variable("container", "systemd-nspawn"), "container"),
            (bare().file(CGROUP, "4:memory:/docker/3f9a\n"), "docker"),
            (bare().file(CGROUP, "1:cpu:/kubepods/besteffort/pod1/docker-3f\n"), "kubernetes"),
            (bare().file(CGROUP, "0::/init.scope\n"), "none"),
        ];
        for (machine, expected) in cases {
            let shown = format!("{machine:?}");
            assert_eq!(looked(machine).as_deref(), Some(expected), "{shown}");
        }
    }
}
