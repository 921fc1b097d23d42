//! `env`: this machine and the driver project on it.

use std::fs;

use serde_json::Value;

use crate::go2doctor;

/// A workspace as the debugging guide describes the broken one.
fn workspace() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let site = folder.path().join(".venv/lib/python3.10/site-packages");
    let write = |path: &std::path::Path, text: &str| {
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder");
        fs::write(path, text).expect("the file can be written");
    };
    write(&folder.path().join(".venv/pyvenv.cfg"), "home = /usr/bin\nversion = 3.10.12\n");
    write(&folder.path().join(".venv/bin/python3"), "");
    write(&site.join("aiortc-1.14.0.dist-info/METADATA"), "Name: aiortc\nVersion: 1.14.0\n");
    write(&site.join("aiortc/__init__.py"), "");
    let list = "\nX509_DIGEST_ALGORITHMS = {\n\"sha-256\": a(),\n\"sha-512\": b(),\n}\n";
    write(&site.join("aiortc/rtcdtlstransport.py"), list);
    write(&folder.path().join("requirements.txt"), "aiortc>=1.9.0\n");
    write(&folder.path().join("driver.py"), "import aiortc\nx = RTCIceServer('stun:a:1')\n");
    folder
}

fn shown(arguments: &[&str]) -> String {
    let folder = workspace();
    let output = go2doctor()
        .args(["env", "--robot", "127.0.0.1"])
        .args(arguments)
        .current_dir(folder.path())
        .assert()
        .code(0)
        .get_output()
        .clone();
    String::from_utf8(output.stdout).expect("reports are UTF-8")
}

#[test]
fn only_the_host_stage_runs_and_it_warns_of_the_offer() {
    let report: Value = serde_json::from_str(&shown(&["--format", "json"])).expect("it is JSON");
    let stages = report["stages"].as_array().expect("stages");
    assert_eq!((&stages[0]["name"], &stages[0]["status"]), (&"host".into(), &"warn".into()));
    assert!(stages[1..].iter().all(|stage| stage["skip_reason"] == "not requested"));
    assert_eq!(report["partial"], true);
    assert_eq!(stages[0]["evidence"]["driver"]["python"]["found_by"], "project");
    let offered = &stages[0]["evidence"]["driver"]["offered_fingerprints"];
    assert_eq!(*offered, serde_json::json!(["sha-256", "sha-512"]));
}

#[test]
fn the_facts_are_shown_and_with_v_their_sources() {
    let plain = shown(&[]);
    for fact in ["1.14.0", "sha-256, sha-512", "driver.py:2", "requirements.txt:1", "not exact"] {
        assert!(plain.contains(fact), "{fact}: {plain}");
    }
    let source = "[the project's own environment; none is active]";
    assert!(!plain.contains(source), "{plain}");
    assert!(shown(&["-v"]).contains(source));
}

#[test]
fn a_warning_is_status_1_where_that_was_asked_for() {
    let folder = workspace();
    go2doctor()
        .args(["env", "--robot", "127.0.0.1", "--strict"])
        .current_dir(folder.path())
        .assert()
        .code(1);
}

/// Every program that this machine's facts may come from, and none of them ever ends.
#[cfg(target_os = "linux")]
#[test]
fn programs_that_hang_are_left_and_each_fact_says_so() {
    use std::os::unix::fs::PermissionsExt;
    use std::time::{Duration, Instant};

    let folder = tempfile::tempdir().expect("a temporary folder");
    for program in ["ip", "nft", "iptables", "iptables-nft", "busctl", "wslinfo"] {
        let path = folder.path().join(program);
        fs::write(&path, "#!/bin/sh\nexec /bin/sleep 30\n").expect("the file can be written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
    }
    let started = Instant::now();
    let output = go2doctor()
        .args(["env", "--robot", "127.0.0.1", "--format", "json"])
        .env("PATH", folder.path())
        .current_dir(folder.path())
        .assert()
        .code(0)
        .get_output()
        .clone();
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
    let report: Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let unread = report["stages"][0]["evidence"]["unread"].as_array().expect("notes");
    let of_leases = unread.iter().find(|note| note["fact"] == "interfaces.dynamic");
    let reason = of_leases.and_then(|note| note["note"].as_str()).unwrap_or_default();
    assert!(reason.contains("did not finish within"), "{unread:#?}");
}

/// `.`, an empty entry and a relative folder of `PATH` lead into the current folder.
#[cfg(target_os = "linux")]
#[test]
fn no_program_of_the_current_folder_is_run() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().expect("a temporary folder");
    let own = folder.path().join("bin");
    fs::create_dir(&own).expect("a folder");
    for program in ["ip", "nft", "busctl", "timedatectl", "systemd-detect-virt", "python3"] {
        for at in [folder.path(), &own] {
            let path = at.join(program);
            fs::write(&path, "#!/bin/sh\necho $0 >> \"${0%/*}/ran\"\n").expect("room");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
        }
    }
    for path in [".", "", ":/nonexistent", "/nonexistent:bin:."] {
        go2doctor()
            .args(["env", "--robot", "127.0.0.1"])
            .env("PATH", path)
            .current_dir(folder.path())
            .assert()
            .code(0);
        for at in [folder.path(), &own] {
            let ran = fs::read_to_string(at.join("ran")).unwrap_or_default();
            assert_eq!(ran, "", "PATH={path:?}");
        }
    }
}

#[test]
fn what_is_wrong_with_the_project_is_named_with_its_place() {
    let folder = workspace();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("uv.lock"), "[[package]]\nname = \"aiortc\"\nversion = \"1.9.0\"\n")
        .expect("a file");
    fs::write(at(".gitmodules"), "[submodule \"a\"]\n\tpath = ext/aioice\n").expect("a file");
    let mixed = "import aiortc\nif x:\n        a = 1\n\tb = 2\n";
    fs::write(at("go2_connection.py"), mixed).expect("a file");
    let told = |language: &str| {
        let output = go2doctor()
            .args(["env", "--robot", "127.0.0.1", "--lang", language])
            .env("RMW_IMPLEMENTATION", "rmw_cyclonedds_cpp")
            .env("CYCLONEDDS_URI", "<p secret='x1'><NetworkInterface name=\"go2none\"/></p>")
            .current_dir(folder.path())
            .assert()
            .code(0)
            .get_output()
            .clone();
        String::from_utf8(output.stdout).expect("reports are UTF-8")
    };
    let (english, taiwan) = (told("en"), told("zh-TW"));
    for shown in [&english, &taiwan] {
        for fact in ["uv.lock:2", "ext/aioice", "go2_connection.py:4: TabError", "go2none"] {
            assert!(shown.contains(fact), "{fact}: {shown}");
        }
        for code in ["PATCH-MISSING", "TABERROR", "PINS", "ROS-DDS"] {
            assert!(shown.contains(&format!("[G2-ENV-{code}]")), "{code}: {shown}");
        }
        assert!(!shown.contains("x1"), "{shown}");
    }
    assert!(english.contains("does not compile") && taiwan.contains("無法編譯"));
}
