//! Whole machines, as users have them.

use super::*;
use crate::facts::outcome::Status;
use crate::facts::{DriverFacts, FactNote};
use crate::host::fake::FakeMachine;
use crate::host::recorded::{self, systems};
use crate::stages::host;
use crate::text::language::Language;

const ROBOT: &str = "192.168.12.1";

/// aiortc's own list of hashes since 1.11.0.
const THREE: &str = "\nX509_DIGEST_ALGORITHMS = {\n    \"sha-256\": a(),\n    \"sha-384\": b(),\n    \
                     \"sha-512\": c(),\n}\n";

fn look(machine: &FakeMachine) -> HostEvidence {
    let robot = ROBOT.parse().ok();
    gather(
        machine,
        &Question { robot, chosen: None, limit: Duration::from_secs(60), at_leisure: true },
    )
}

fn status(evidence: &HostEvidence) -> Status {
    host::status(evidence, ROBOT.parse().ok())
}

fn driver(evidence: &HostEvidence) -> &DriverFacts {
    evidence.driver.as_ref().expect("the driver was looked for")
}

/// Ubuntu 22.04 in the robot's Wi-Fi, nothing installed.
fn ubuntu() -> FakeMachine {
    FakeMachine::new()
        .variable("HOME", "/home/alice")
        .variable("PATH", "/usr/bin:/bin")
        .file("/proc/sys/kernel/osrelease", "6.8.0-45-generic\n")
        .file("/proc/cpuinfo", "flags\t\t: fpu vme lm\n")
        .file("/sys/class/dmi/id/sys_vendor", "LENOVO\n")
        .file("/run/systemd/timesync/synchronized", "")
        .file("/proc/1/stat", "1 (systemd) S 0 1 1 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 12 1 2\n")
        .file("/proc/1/cmdline", "/sbin/init\0")
        .file("/proc/net/tcp", "  sl  local_address rem_address   st\n")
        .file("/usr/bin/python3.10", "\u{7f}ELF")
        .link("/usr/bin/python3", "python3.10")
        .address("wlan0", "192.168.12.222", 24)
}

/// With the guide's workspace, aiortc of that version and an active environment.
fn with_workspace(machine: FakeMachine, aiortc: &str, node: &str) -> FakeMachine {
    let site = "/home/alice/ros2_ws/.venv/lib/python3.10/site-packages";
    machine
        .started_in("/home/alice/ros2_ws")
        .variable("VIRTUAL_ENV", "/home/alice/ros2_ws/.venv")
        .file("/home/alice/ros2_ws/.venv/pyvenv.cfg", "home = /usr/bin\nversion = 3.10.12\n")
        .link("/home/alice/ros2_ws/.venv/bin/python3", "/usr/bin/python3.10")
        .package(site, "aiortc", aiortc, "")
        .file(&format!("{site}/aiortc/rtcdtlstransport.py"), THREE)
        .package(site, "aioice", "0.10.1", "")
        .package(site, "numpy", "1.26.4", "")
        .file("/home/alice/ros2_ws/install/setup.bash", "")
        .file("/home/alice/ros2_ws/src/sdk/requirements.txt", "aiortc>=1.9.0\n")
        .file("/home/alice/ros2_ws/src/sdk/sdk/go2_connection.py", node)
}

const STUN: &str = "from aiortc import RTCPeerConnection, RTCConfiguration, RTCIceServer\n\
                    stun = RTCIceServer(urls=[\"stun:stun.l.google.com:19302\"])\n";

#[test]
fn a_plain_ubuntu_has_nothing_wrong_and_nothing_claimed() {
    let evidence = look(&ubuntu());
    assert_eq!(status(&evidence), Status::Pass);
    assert_eq!((evidence.os.as_deref(), evidence.wsl.as_ref()), (Some("linux"), None));
    assert_eq!(evidence.container.as_deref(), Some("none"));
    let route = evidence.route.as_ref().expect("a route");
    assert_eq!(route.interface.as_deref(), Some("wlan0"));
    let driver = driver(&evidence);
    let unknown = (&driver.aiortc, &driver.pins, &driver.ice_servers, &driver.sha256_patch);
    assert_eq!(unknown, (&None, &None, &None, &None));
    let unread: Vec<_> = evidence.unread.iter().flatten().map(|note| note.fact.as_str()).collect();
    assert_eq!(
        unread,
        [
            "interfaces.dynamic",
            "driver.aiortc",
            "driver.aioice",
            "driver.pins",
            "driver.ice_servers",
            "firewall"
        ],
        "what is missing says why"
    );
}

#[test]
fn the_guides_broken_workspace_is_told_in_full() {
    let evidence = look(&with_workspace(ubuntu(), "1.14.0", STUN));
    assert_eq!(status(&evidence), Status::Warn);
    let driver = driver(&evidence);
    assert_eq!(driver.aiortc.as_deref(), Some("1.14.0"));
    assert_eq!(driver.aioice.as_deref(), Some("0.10.1"));
    assert_eq!(driver.numpy.as_deref(), Some("1.26.4"));
    assert_eq!(driver.unitree_webrtc_connect, None);
    assert_eq!(driver.sha256_patch, Some(false));
    assert_eq!(driver.credentials_shared, Some(false));
    assert_eq!(driver.offered_fingerprints.as_ref().map(Vec::len), Some(3));
    assert_eq!(driver.project.as_deref(), Some("~/ros2_ws"));
    let python = driver.python.as_ref().expect("a Python");
    assert_eq!(python.executable.as_deref(), Some("~/ros2_ws/.venv/bin/python3"));
    assert_eq!(python.found_by.as_deref(), Some("virtual-env"));
    let servers = driver.ice_servers.as_ref().expect("the sources were read");
    assert_eq!((servers[0].file.as_str(), servers[0].line), ("src/sdk/sdk/go2_connection.py", 2));
    let pins = driver.pins.as_ref().expect("the requirements were read");
    assert_eq!((pins[0].exact, pins[0].satisfied), (Some(false), Some(true)));
    let sources: Vec<_> = evidence.sources.iter().flatten().collect();
    let source = |fact: &str| sources.iter().find(|note| note.fact == fact);
    assert!(source("driver.sha256_patch").is_some() && source("driver.aiortc").is_some());
    let told = serde_json::to_string(&evidence).expect("evidence is JSON");
    assert!(!told.contains("alice"), "nobody's name is told: {told}");
}

#[test]
fn a_workspace_that_patches_aiortc_itself_has_nothing_wrong() {
    let node = "import aiortc, aioice\naioice.Connection = Connection\n\
                aiortc.rtcdtlstransport.X509_DIGEST_ALGORITHMS = {'sha-256': hashes.SHA256()}\n";
    let evidence = look(&with_workspace(ubuntu(), "1.14.0", node));
    assert_eq!(status(&evidence), Status::Pass);
    let driver = driver(&evidence);
    assert_eq!((driver.sha256_patch, driver.credentials_shared), (Some(true), Some(true)));
    assert_eq!(driver.offered_fingerprints, Some(vec!["sha-256".to_owned()]));
    assert_eq!(driver.ice_servers.as_ref().map(Vec::len), Some(0), "looked for, and none");
}

#[test]
fn two_copies_of_a_package_on_one_path_are_a_warning() {
    let extra = "/home/alice/lib";
    let machine = with_workspace(ubuntu(), "1.16.0", "import aioice\n")
        .variable("PYTHONPATH", extra)
        .package(extra, "aioice", "0.7.7", "");
    let evidence = look(&machine);
    let driver = driver(&evidence);
    assert_eq!(driver.aioice.as_deref(), Some("0.7.7"), "the variable comes first");
    let copies: Vec<_> =
        driver.copies.iter().flatten().filter(|it| it.package == "aioice").collect();
    assert_eq!(copies.len(), 2);
    assert!(copies[0].used && !copies[1].used && copies[1].on_path);
    assert_eq!(status(&evidence), Status::Warn);
}

#[test]
fn a_copy_in_another_python_is_listed_and_does_not_count() {
    let machine =
        with_workspace(ubuntu(), "1.9.0", "import aiortc, aioice\naioice.Connection = C\n")
            .file("/home/alice/ros2_ws/src/sdk/requirements.txt", "aiortc==1.9.0\n")
            .package("/usr/lib/python3/dist-packages", "aiortc", "1.14.0", "");
    let evidence = look(&machine);
    let driver = driver(&evidence);
    assert_eq!(driver.aiortc.as_deref(), Some("1.9.0"));
    let other = driver.copies.iter().flatten().find(|it| it.version.as_deref() == Some("1.14.0"));
    assert!(other.is_some_and(|copy| !copy.used && !copy.on_path));
    assert_eq!(status(&evidence), Status::Pass);
}

#[test]
fn wsl2_is_known_with_its_networking_mode() {
    let wsl = |mode: &str| {
        ubuntu()
            .file("/proc/sys/kernel/osrelease", "5.15.167.4-microsoft-standard-WSL2\n")
            .variable("WSL_DISTRO_NAME", "Ubuntu")
            .program("wslinfo", mode)
    };
    for (mode, expected) in [("nat", Status::Warn), ("mirrored", Status::Pass)] {
        let evidence = look(&wsl(mode));
        let seen = evidence.wsl.as_ref().and_then(|wsl| wsl.networking.as_deref());
        assert_eq!((seen, status(&evidence)), (Some(mode), expected));
    }
}

#[test]
fn a_container_is_known() {
    assert_eq!(look(&ubuntu().file("/.dockerenv", "")).container.as_deref(), Some("docker"));
}

#[test]
fn condas_packages_are_those_of_the_driver() {
    let site = "/opt/conda/lib/python3.11/site-packages";
    let machine = ubuntu()
        .variable("CONDA_PREFIX", "/opt/conda")
        .file("/opt/conda/bin/python3.11", "\u{7f}ELF")
        .link("/opt/conda/bin/python3", "python3.11")
        .file("/opt/conda/conda-meta/python-3.11.7-h955ad1f_0.json", "{}")
        .package(site, "aiortc", "1.14.0", "")
        .file(&format!("{site}/aiortc/rtcdtlstransport.py"), THREE);
    let evidence = look(&machine);
    let driver = driver(&evidence);
    assert_eq!(driver.aiortc.as_deref(), Some("1.14.0"));
    let python = driver.python.as_ref().expect("a Python");
    assert_eq!(python.found_by.as_deref(), Some("conda"));
    assert_eq!(driver.sha256_patch, None, "no project: a driver elsewhere may patch it");
    assert_eq!(status(&evidence), Status::Pass);
}

#[test]
fn without_python_and_without_a_network_only_the_network_fails() {
    let evidence = look(&FakeMachine::new());
    assert_eq!(driver(&evidence).python, None);
    assert_eq!(evidence.route.as_ref().and_then(|route| route.exists), Some(false));
    assert_eq!(status(&evidence), Status::Fail);
}

#[test]
fn conn_type_is_told_harmless() {
    let evidence = look(&ubuntu().variable("CONN_TYPE", "cyclone\u{1b}dds"));
    assert_eq!(evidence.conn_type.as_deref(), Some("cyclone\\u{1b}dds"));
}

#[test]
fn a_workspace_with_everything_wrong_is_told_in_full_and_harmlessly() {
    let source = "/home/alice/ros2_ws/src/sdk/go2_robot_sdk";
    let node = "/home/alice/ros2_ws/install/go2_robot_sdk/lib/go2_robot_sdk/go2_driver_node";
    let machine =
        with_workspace(ubuntu(), "1.9.0", "import aiortc\nif x:\n        a = 1\n\tb = 2\n")
            .file(node, "#!/usr/bin/python3\n")
            .program("/usr/bin/python3.10", "0\t4\tTabError\tinconsistent use\ndone\n")
            .package("/usr/lib/python3/dist-packages", "aiortc", "1.14.0", "")
            .file(&format!("{source}/package.xml"), "<package><name>go2_robot_sdk</name></package>")
            .file(
                "/home/alice/ros2_ws/src/sdk/.gitmodules",
                "[submodule \"a\"]\npath = ext/aioice\n",
            )
            .file(
                "/home/alice/ros2_ws/src/sdk/uv.lock",
                "[[package]]\nname = \"aiortc\"\nversion = \"1.9.0\"\n",
            )
            .file("/home/alice/ros2_ws/build/go2_robot_sdk/colcon_build.rc", "1\n")
            .variable("RMW_IMPLEMENTATION", "rmw_cyclonedds_cpp")
            .variable(
                "CYCLONEDDS_URI",
                "<x password='hunter2'><NetworkInterface name=\"eth7\"/></x>",
            );
    let evidence = look(&machine);
    assert_eq!(status(&evidence), Status::Warn);
    let driver = driver(&evidence);
    assert_eq!(driver.aiortc.as_deref(), Some("1.14.0"), "the node's, whatever is active");
    assert!(driver.other_environment().is_some());
    let lock = &driver.locks.as_ref().expect("it was read")[0];
    assert_eq!((lock.installed, lock.demanded), (Some(false), Some(true)));
    assert_eq!(driver.missing_submodules().len(), 1);
    let uncompiled = driver.uncompiled.as_ref().expect("it was judged");
    assert_eq!((uncompiled[0].line, uncompiled[0].judge.as_str()), (Some(4), "3.10"));
    let failed = driver.workspace.as_ref().and_then(|workspace| workspace.failed.clone());
    assert_eq!(failed, Some(vec!["go2_robot_sdk".to_owned()]));
    assert_eq!(evidence.ros_problems().len(), 1);
    let noted: Vec<_> = evidence.sources.iter().flatten().map(|note| note.fact.as_str()).collect();
    for fact in
        ["ros", "driver.locks", "driver.submodules", "driver.uncompiled", "driver.workspace"]
    {
        assert!(noted.contains(&fact), "{fact} has no source in {noted:?}");
    }
    let told = serde_json::to_string(&evidence).expect("evidence is JSON");
    assert!(!told.contains("alice") && !told.contains("hunter2"), "{told}");
}

#[test]
fn an_aiortc_without_a_driver_beside_it_is_told_with_what_to_do() {
    let site = "/home/alice/env/lib/python3.10/site-packages";
    let machine = ubuntu()
        .started_in("/home/alice")
        .variable("VIRTUAL_ENV", "/home/alice/env")
        .file("/home/alice/env/pyvenv.cfg", "home = /usr/bin\nversion = 3.10.12\n")
        .link("/home/alice/env/bin/python3", "/usr/bin/python3.10")
        .package(site, "aiortc", "1.14.0", "")
        .file(&format!("{site}/aiortc/rtcdtlstransport.py"), THREE);
    let evidence = look(&machine);
    let patch = evidence.unread.iter().flatten().find(|note| note.fact == "driver.sha256_patch");
    let told = patch.expect("it is not known").note.get(Language::English);
    assert!(told.contains("3 fingerprints") && told.contains("check -- CMD"), "{told}");
}

#[test]
fn why_something_is_not_known_is_told_in_the_users_language() {
    for name in systems() {
        let evidence = look(&recorded::machine(&name));
        for FactNote { fact, note } in evidence.unread.iter().flatten() {
            let (english, taiwan) = (note.get(Language::English), note.get(Language::Taiwan));
            assert!(english.is_ascii(), "{name}: {fact}: {english}");
            let translated = taiwan.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(translated, "{name}: {fact}: {taiwan}");
            let report = serde_json::to_value(FactNote { fact: fact.clone(), note: note.clone() });
            assert_eq!(report.expect("it is JSON")["note"], english);
        }
    }
}
