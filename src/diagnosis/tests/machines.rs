//! Whole machines: what `env` makes of each, no more and no less.

use super::*;
use crate::catalogue::fact_table;
use crate::facts::HostEvidence;
use crate::facts::outcome::{RobotFacts, Status};
use crate::host::facts::{Question, gather};
use crate::host::recorded::{machine, systems};
use crate::stages::host;
use crate::text::language::Language;
use Status::{Pass, Warn};
use std::net::IpAddr;
use std::time::Duration;

/// The robot in the Wi-Fi that it makes itself.
const WIFI: &str = "192.168.12.1";

/// The robot at the end of its cable.
const CABLE: &str = "192.168.123.161";

/// What `env` says of a machine, asked for a robot: `code severity side`, and the stage's status.
type Row = (&'static str, &'static str, Status, &'static [&'static str]);

const NOTHING: &[&str] = &[];
const BRIDGE: &[&str] = &["G2-ENV-DOCKER-BRIDGE warning host"];

/// Every recorded system in both of a robot's usual places.
const ROWS: &[Row] = &[
    ("ci-runner", WIFI, Pass, NOTHING),
    ("ci-runner", CABLE, Pass, NOTHING),
    ("docker-bridge", WIFI, Warn, BRIDGE),
    ("docker-bridge", CABLE, Warn, BRIDGE),
    ("docker-host", WIFI, Pass, NOTHING),
    ("docker-host", CABLE, Pass, NOTHING),
    ("fedora-firewalld", WIFI, Pass, NOTHING),
    ("fedora-firewalld", CABLE, Pass, NOTHING),
    ("fedora-server-firewalld", WIFI, Warn, &["G2-ENV-FW-UFW warning host"]),
    ("fedora-server-firewalld", CABLE, Warn, &["G2-ENV-FW-UFW warning host"]),
    ("kubernetes-pod", WIFI, Warn, BRIDGE),
    ("kubernetes-pod", CABLE, Warn, BRIDGE),
    ("macos-15", WIFI, Pass, NOTHING),
    ("macos-15", CABLE, Pass, NOTHING),
    ("podman-pasta", WIFI, Warn, BRIDGE),
    ("podman-pasta", CABLE, Warn, BRIDGE),
    ("podman-rootless", WIFI, Warn, BRIDGE),
    ("podman-rootless", CABLE, Warn, BRIDGE),
    ("ubuntu-22.04", WIFI, Pass, NOTHING),
    ("ubuntu-22.04", CABLE, Pass, NOTHING),
    ("ubuntu-24.04", WIFI, Pass, NOTHING),
    ("ubuntu-24.04", CABLE, Pass, NOTHING),
    ("ubuntu-docker-tailscale", WIFI, Pass, NOTHING),
    ("ubuntu-docker-tailscale", CABLE, Pass, NOTHING),
    // In the robot's own Wi-Fi, and its exit node takes everything all the same.
    (
        "ubuntu-tailscale-exit-node",
        WIFI,
        Warn,
        &["G2-ENV-VPN-ROUTE warning host", "G2-LINK-MTU warning network"],
    ),
    (
        "ubuntu-tailscale-exit-node",
        CABLE,
        Warn,
        &["G2-LINK-MTU warning network", "G2-ENV-VPN-ROUTE warning host"],
    ),
    ("vm-nat", WIFI, Warn, &["G2-ENV-VM-NAT warning host"]),
    ("vm-nat", CABLE, Warn, &["G2-ENV-VM-NAT warning host"]),
    ("vm-two-bridged-nics", WIFI, Warn, &["G2-ENV-DUAL-IP warning host"]),
    ("vm-two-bridged-nics", CABLE, Pass, NOTHING),
    (
        "wsl2-mirrored",
        WIFI,
        Warn,
        &["G2-ENV-HYPERV-FW warning host", "G2-ENV-FW-WINDOWS info host"],
    ),
    ("wsl2-mirrored", CABLE, Warn, &["G2-ENV-HYPERV-FW warning host"]),
    ("wsl2-mirrored-silent", WIFI, Pass, &["G2-ENV-HYPERV-FW info host"]),
    ("wsl2-mirrored-silent", CABLE, Pass, &["G2-ENV-HYPERV-FW info host"]),
    ("wsl2-nat", WIFI, Warn, &["G2-ENV-WSL-NAT warning host"]),
    ("wsl2-nat", CABLE, Warn, &["G2-ENV-WSL-NAT warning host"]),
];

fn looked(system: &str, robot: &str) -> (HostEvidence, RobotFacts) {
    let address: IpAddr = robot.parse().expect("an address");
    let question = Question {
        robot: Some(address),
        chosen: None,
        limit: Duration::from_secs(60),
        at_leisure: true,
    };
    let robot = RobotFacts { host: robot.into(), address: Some(address), ..RobotFacts::default() };
    (gather(&machine(system), &question), robot)
}

fn told(system: &str, robot: &str) -> (Status, Vec<String>) {
    let (evidence, robot) = looked(system, robot);
    let found = diagnose(&Case { host: Some(&evidence), ..Case::live(&[], &robot) });
    let told = |each: &Finding| {
        format!("{} {:?} {:?}", each.code(), each.severity, each.side).to_lowercase()
    };
    (host::status(&evidence, robot.address), found.iter().map(told).collect())
}

#[test]
fn env_says_of_each_machine_what_is_wrong_and_nothing_else() {
    let differing: Vec<_> = ROWS
        .iter()
        .filter_map(|(system, robot, status, expected)| {
            let told = told(system, robot);
            let expected: Vec<_> = expected.iter().map(|each| each.to_lowercase()).collect();
            (told != (*status, expected)).then_some((system, robot, told))
        })
        .collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

#[test]
fn every_recorded_machine_is_asked_for_both_robots() {
    let asked = |robot: &str| -> Vec<String> {
        let rows = ROWS.iter().filter(|row| row.1 == robot);
        rows.map(|row| row.0.to_owned()).collect()
    };
    let mut systems = systems();
    systems.sort_by_key(|system| ROWS.iter().position(|row| row.0 == system));
    assert_eq!(asked(WIFI), systems);
    assert_eq!(asked(CABLE), systems);
}

/// What each system tells of its Wi-Fi, as its row of the report says it.
#[test]
fn each_system_tells_of_its_wifi_what_it_knows() {
    for (system, robot, expected) in [
        (
            "ubuntu-22.04",
            WIFI,
            Some("wlp2s0: 5 GHz, channel 36, signal -52 dBm, 780 Mbit/s, power saving on"),
        ),
        ("ubuntu-24.04", CABLE, None),
        ("ubuntu-24.04", WIFI, None),
        ("macos-15", WIFI, Some("en0: 5 GHz, channel 36, signal -52 dBm, 866 Mbit/s")),
        ("wsl2-mirrored", WIFI, Some("Wi-Fi: channel 36, signal -57 dBm, 780 Mbit/s")),
        ("wsl2-nat", WIFI, None),
        ("docker-host", WIFI, None),
    ] {
        let (evidence, _) = looked(system, robot);
        let rows = fact_table::of_host(&evidence);
        let row = rows.iter().find(|row| row.name == "wifi").expect("it has a row");
        let told = row.lines.first().map(|line| line.text.get(Language::English));
        assert_eq!(told, expected, "{system}");
        let json = serde_json::to_string(&evidence).expect("it is JSON");
        assert!(!json.contains("Go2_12345") && !json.contains("02:00:00:00:00:05"), "{system}");
    }
}

/// What each is, as its row of the report says it: the facts behind the findings.
#[test]
fn each_machine_is_known_for_what_it_is() {
    for (system, virtual_machine, network, cloud, container) in [
        ("ci-runner", Some("hyper-v"), None, Some("azure"), None),
        ("docker-bridge", Some("none"), None, None, Some("bridge")),
        ("docker-host", Some("none"), None, None, Some("host")),
        ("kubernetes-pod", Some("kvm"), None, Some("aws"), Some("bridge")),
        ("macos-15", None, None, None, None),
        ("podman-pasta", Some("none"), None, None, Some("user")),
        ("podman-rootless", Some("none"), None, None, Some("user")),
        ("ubuntu-22.04", Some("none"), None, None, None),
        ("vm-nat", Some("virtualbox"), Some("nat"), None, None),
        ("vm-two-bridged-nics", Some("virtualbox"), None, None, None),
        ("wsl2-nat", None, None, None, None),
    ] {
        let place = looked(system, WIFI).0.place.expect("it was looked for");
        let seen = (
            place.virtual_machine.as_deref(),
            place.virtual_network.as_deref(),
            place.cloud.as_deref(),
            place.container_network.as_deref(),
        );
        assert_eq!(seen, (virtual_machine, network, cloud, container), "{system}");
    }
    for (system, mode, inferred) in [
        ("wsl2-nat", "nat", false),
        ("wsl2-mirrored", "mirrored", false),
        ("wsl2-mirrored-silent", "mirrored", true),
    ] {
        let wsl = looked(system, WIFI).0.wsl.expect("it is WSL");
        assert_eq!((wsl.networking.as_deref(), wsl.inferred), (Some(mode), Some(inferred)));
    }
    let mac = looked("macos-15", WIFI).0.place.expect("it was looked for");
    assert_eq!(mac.macos_version.as_deref(), Some("15.5"));
    assert_eq!(mac.started_from.as_deref(), Some("vscode"));
}
