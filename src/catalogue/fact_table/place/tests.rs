//! What people read of the place, of machines as they are.

use std::time::Duration;

use crate::catalogue::fact_table::{Fact, Line, of_host};
use crate::host::facts::{Question, gather};
use crate::host::recorded::machine;
use crate::text::language::Language;

/// The rows of a machine: those that everybody sees, and those for `-v` alone.
fn rows_of(system: &str, language: Language) -> (Vec<String>, Vec<String>) {
    let robot = "192.168.12.1".parse().ok();
    let limit = Duration::from_secs(60);
    let question = Question { robot, chosen: None, limit, at_leisure: true };
    let facts = of_host(&gather(&machine(system), &question));
    let lines = facts.iter().flat_map(|fact| fact.lines.iter().map(move |line| (fact, line)));
    let (minor, major): (Vec<_>, Vec<_>) = lines.partition(|(_, line)| line.minor);
    let shown = |lines: Vec<(&Fact, &Line)>| -> Vec<String> {
        let text = |(fact, line): (&Fact, &Line)| {
            format!("{}: {}", fact.label.get(language), line.text.get(language))
        };
        lines.into_iter().map(text).collect()
    };
    (shown(major), shown(minor))
}

fn begins(rows: &[String], with: &str) -> bool {
    rows.iter().any(|row| row.starts_with(with))
}

#[test]
fn one_line_says_where_this_is_and_three_more_what_becomes_of_packets() {
    for (system, line) in [
        ("wsl2-nat", "what that means: WSL2 has its own address"),
        ("wsl2-mirrored", "what that means: WSL2 has the addresses of Windows"),
        ("docker-bridge", "what that means: the container has its own address"),
        ("docker-host", "what that means: the container uses the network of its host"),
        ("podman-rootless", "what that means: an unprivileged program"),
        ("vm-nat", "what that means: the hypervisor translates"),
        ("ci-runner", "what that means: a rented machine"),
    ] {
        let (major, minor) = rows_of(system, Language::English);
        assert!(begins(&major, line), "{system}: {major:#?}");
        for name in ["TCP: ", "UDP: ", "multicast: "] {
            assert!(begins(&minor, name) && !begins(&major, name), "{system}: {minor:#?}");
        }
        let (major, minor) = rows_of(system, Language::Taiwan);
        assert!(begins(&major, "這代表: ") && begins(&minor, "多播: "), "{system}: {major:#?}");
    }
    let (major, minor) = rows_of("ubuntu-22.04", Language::English);
    assert!(!begins(&major, "what that means") && !begins(&minor, "TCP"), "nothing is in between");
}

#[test]
fn each_fact_has_its_row() {
    let shows = |system: &str, row: &str| {
        let (major, minor) = rows_of(system, Language::English);
        let all: Vec<_> = major.into_iter().chain(minor).collect();
        assert!(all.iter().any(|shown| shown == row), "{system}, {row}: {all:#?}");
    };
    shows("wsl2-nat", "WSL networking: nat");
    shows("wsl2-mirrored-silent", "WSL networking: mirrored, inferred");
    shows("wsl2-mirrored", "Hyper-V firewall: blocks unsolicited packets");
    shows("wsl2-mirrored", "Windows network: 192.168.12.222/24: public");
    shows("vm-two-bridged-nics", "virtual machine: virtualbox");
    shows("ubuntu-22.04", "virtual machine: no");
    shows("ubuntu-22.04", "network time: yes");
    shows("ci-runner", "virtual machine: hyper-v (azure)");
    shows("ci-runner", "CI: github-actions");
    shows("kubernetes-pod", "container: kubernetes");
    shows("podman-rootless", "its network: user");
    shows("vm-nat", "its network: translated");
    shows("macos-15", "macOS: 15.5");
    shows("macos-15", "started from: vscode");
}
