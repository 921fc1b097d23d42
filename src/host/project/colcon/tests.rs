use std::time::Duration;

use super::*;
use crate::host::fake::FakeMachine;
use crate::host::project::files::search;

const SITE: &str = "/w/install/go2_robot_sdk/lib/python3.10/site-packages/go2_robot_sdk";
const SOURCE: &str = "/w/src/sdk/go2_robot_sdk/go2_robot_sdk";

fn manifest(machine: FakeMachine, folder: &str, name: &str) -> FakeMachine {
    let text = format!("<package format=\"3\">\n  <name>{name}</name>\n</package>\n");
    machine.file(&format!("{folder}/package.xml"), &text)
}

fn built() -> FakeMachine {
    let machine = manifest(FakeMachine::new(), "/w/src/sdk/go2_robot_sdk", "go2_robot_sdk");
    manifest(machine, "/w/install/go2_robot_sdk/share/go2_robot_sdk", "go2_robot_sdk")
        .file("/w/build/go2_robot_sdk/colcon_build.rc", "0\n")
        .written(&format!("{SOURCE}/node.py"), "a = 1\n", 100)
        .written(&format!("{SITE}/node.py"), "a = 1\n", 200)
}

fn facts(machine: &FakeMachine) -> Option<WorkspaceFacts> {
    let until = Instant::now() + Duration::from_secs(60);
    let project = search(machine, Path::new("/w"), until);
    look(machine, &project, until, &mut Notes::default())
}

fn stale(machine: &FakeMachine) -> Vec<String> {
    facts(machine).and_then(|facts| facts.stale).expect("it was compared")
}

#[test]
fn a_workspace_that_was_just_built_has_nothing_stale() {
    let expected = WorkspaceFacts {
        stale: Some(Vec::new()),
        orphans: Some(Vec::new()),
        failed: Some(Vec::new()),
        linked: Some(false),
    };
    assert_eq!(facts(&built()), Some(expected));
    assert_eq!(facts(&FakeMachine::new().file("/w/src/x.py", "")), None, "nothing was built");
}

#[test]
fn only_a_source_that_is_newer_and_different_is_stale() {
    let edited = built().written(&format!("{SOURCE}/node.py"), "a = 2\n", 300);
    assert_eq!(stale(&edited), ["src/sdk/go2_robot_sdk/go2_robot_sdk/node.py"]);
    let touched = built().written(&format!("{SOURCE}/node.py"), "a = 1\n", 300);
    assert_eq!(stale(&touched), [""; 0], "the same, written by a checkout");
    let patched = built().written(&format!("{SITE}/node.py"), "a = 3\n", 400);
    assert_eq!(stale(&patched), [""; 0], "changed in place, later");
}

#[test]
fn what_is_linked_to_its_sources_is_never_stale() {
    let by_folder = manifest(FakeMachine::new(), "/w/src/sdk/go2_robot_sdk", "go2_robot_sdk")
        .file("/w/install/go2_robot_sdk/lib/go2_robot_sdk/go2_driver_node", "#!/usr/bin/python3\n")
        .written(&format!("{SOURCE}/node.py"), "a = 2\n", 300)
        .link("/w/build/go2_robot_sdk/go2_robot_sdk", SOURCE);
    let seen = facts(&by_folder).expect("a workspace");
    assert_eq!((seen.linked, seen.stale), (Some(true), Some(Vec::new())));
    let by_file = built().link(&format!("{SITE}/node.py"), &format!("{SOURCE}/node.py")).written(
        &format!("{SOURCE}/node.py"),
        "a = 2\n",
        300,
    );
    let seen = facts(&by_file).expect("a workspace");
    assert_eq!((seen.linked, seen.stale), (Some(true), Some(Vec::new())));
}

#[test]
fn packages_that_are_gone_and_builds_that_failed_are_named() {
    let machine = manifest(built(), "/w/install/go2_old/share/go2_old", "go2_old")
        .file("/w/install/_local_setup_util_sh.py", "")
        .file("/w/install/not_a_package/lib/x", "")
        .file("/w/build/go2_interfaces/colcon_build.rc", "1\n")
        .file("/w/build/lidar/colcon_build.rc", "SIGINT\n");
    let seen = facts(&machine).expect("a workspace");
    assert_eq!(seen.orphans, Some(vec!["go2_old".into()]));
    assert_eq!(seen.failed, Some(vec!["go2_interfaces".into(), "lidar".into()]));
}

#[test]
fn a_merged_installation_is_compared_as_well() {
    let site = "/w/install/lib/python3.12/site-packages/go2_robot_sdk";
    let machine = manifest(FakeMachine::new(), "/w/src/go2_robot_sdk", "go2_robot_sdk")
        .written("/w/src/go2_robot_sdk/go2_robot_sdk/node.py", "a = 2\n", 300)
        .written(&format!("{site}/node.py"), "a = 1\n", 200);
    assert_eq!(stale(&machine), ["src/go2_robot_sdk/go2_robot_sdk/node.py"]);
}
