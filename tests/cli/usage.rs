//! Wrong usage: exit status 2, the remedy in the message, nothing on stdout.

use predicates::prelude::*;
use predicates::str::contains;

use crate::go2doctor;

#[test]
fn wrong_usage_is_status_2_with_the_remedy() {
    let cases: [(&[&str], &str); 26] = [
        (&[], "Usage:"),
        (&["chek"], "check"),
        (&["check", "--robt", "x"], "--robot"),
        (&["check", "--robot", "10.0.0.1,10.0.0.2"], "one at a time"),
        (&["check", "--robot", "10.0.0.1", "--robot", "10.0.0.2"], "one at a time"),
        (&["check", "--robot", "http://10.0.0.1"], "192.168.12.1 for instance"),
        (&["check", "10.0.0.1", "10.0.0.2"], "one at a time"),
        (&["check", "10.0.0.1", "--robot", "10.0.0.2"], "two robots"),
        (&["check", "sim:sctp-silnt"], "did you mean `sctp-silent`?"),
        (&["help", "chek"], "check"),
        (&["--robot"], "--robot"),
        (&["check", "--robot", "sim:hungry"], "--list-faults"),
        (&["probe-http", "--aes-key", "0011"], "unitree-fetch-aes-key"),
        (&["check", "--signal-port", "0"], "from 1 to 65535"),
        (&["check", "--offer", "aiortc"], "go2doctor, data-only"),
        (&["check", "--timeout", "0"], "above 0"),
        (&["check", "--window", "x"], "give seconds"),
        (&["check", "--window", "10x"], "with s, m or h"),
        (&["check", "--wait", "0"], "above 0"),
        (&["check", "--format", "xml"], "human, json, jsonl"),
        (&["check", "--color", "red"], "auto, always, never"),
        (&["check", "--export", "report.json"], "json=report.json"),
        (&["check", "--export", "json=/no/such/folder/report.json"], "a folder that exists"),
        (&["check", "--interface", "no-such-nic"], "127.0.0.1"),
        (&["simulate", "--data2", "3"], "--device-key"),
        (&["simulate", "--listen", "none"], "--legacy-listen 127.0.0.1:8081"),
    ];
    for (arguments, remedy) in cases {
        go2doctor().args(arguments).assert().code(2).stdout("").stderr(contains(remedy));
    }
}

#[test]
fn a_malformed_variable_is_status_2_by_its_name() {
    let cases = [
        ("GO2DOCTOR_ROBOT", "a b"),
        ("ROBOT_IP", "10.0.0.1,10.0.0.2"),
        ("UNITREE_ROBOT_IP", "10.0.0"),
        ("GO2DOCTOR_SIGNAL_PORT", "signal"),
        ("GO2DOCTOR_LEGACY_PORT", "-1"),
        ("UNITREE_AES_128_KEY", "0011"),
        ("ROBOT_AES_KEY", "zz"),
        ("GO2_AES_KEY", "0"),
        ("GO2DOCTOR_LOG", "go2doctor=loudly"),
    ];
    for (name, value) in cases {
        go2doctor().arg("ping").env(name, value).assert().code(2).stdout("").stderr(contains(name));
    }
}

#[test]
fn a_key_is_never_repeated() {
    go2doctor()
        .args(["check", "--aes-key", "feedface"])
        .assert()
        .code(2)
        .stderr(contains("feedface").not());
}

#[test]
fn a_path_that_cannot_be_written_is_found_before_anything_is_sent() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let good = folder.path().join("good.json");
    let bad = folder.path().join("missing").join("bad.json");
    go2doctor()
        .args(["check", "--robot", "sim"])
        .arg(format!("--export=json={}", good.display()))
        .arg(format!("--export=json={}", bad.display()))
        .assert()
        .code(2)
        .stdout("")
        .stderr(contains("bad.json"));
}

#[test]
fn the_robot_may_stand_right_after_the_command() {
    for arguments in [&["sdp", "sim"][..], &["sdp", "sim", "--robot", "sim"], &["http", "sim"]] {
        go2doctor().args(arguments).assert().code(0);
    }
    let broken = go2doctor().args(["http", "sim:con-notify-404"]).assert().code(1);
    broken.stdout(contains("sim:con-notify-404"));
}

#[test]
fn a_slot_that_is_waited_for_is_taken_once_it_is_free() {
    let waited = go2doctor()
        .args(["sdp", "sim:busy:4.5", "--wait-slot", "--format", "json"])
        .assert()
        .code(0);
    let report: serde_json::Value =
        serde_json::from_slice(&waited.get_output().stdout).expect("a report");
    let sdp = &report["stages"][3];
    assert_eq!([&sdp["name"], &sdp["status"]], ["sdp", "warn"], "{sdp:#}");
    let tries = sdp["evidence"]["busy_retries"].as_array().expect("it was tried again");
    let rejected: Vec<_> = tries.iter().map(|each| each["rejected"].as_bool()).collect();
    assert_eq!(rejected, [Some(true), Some(false)], "{tries:?}");
    go2doctor().args(["sdp", "sim", "--wait-slot", "--retry-busy"]).assert().code(2);
}

#[test]
fn what_the_stock_client_cannot_see_is_left_out() {
    let arguments = ["sctp", "sim", "--client", "stock", "--timeout", "0.6"];
    let shown = go2doctor().args(arguments).assert().code(1).stdout(contains("association"));
    shown.stdout(contains("none came").not());
}

#[test]
fn help_and_version_may_be_words() {
    let said =
        |arguments: &[&str]| go2doctor().args(arguments).assert().code(0).get_output().clone();
    assert_eq!(said(&["help"]).stdout, said(&["--help"]).stdout);
    assert_eq!(said(&["help", "sctp"]).stdout, said(&["sctp", "--help"]).stdout);
    assert_eq!(said(&["version"]).stdout, said(&["--version"]).stdout);
    let chinese = said(&["--lang", "zh-TW", "sctp", "--help"]).stdout;
    assert_eq!(said(&["--lang", "zh-TW", "help", "sctp"]).stdout, chinese);
    assert_eq!(said(&["help", "sctp", "--lang", "zh-TW"]).stdout, chinese);
    assert_eq!(
        said(&["-q", "--lang=zh-TW", "help"]).stdout,
        said(&["help", "--lang=zh-TW"]).stdout
    );
    assert_eq!(said(&["--color", "never", "version"]).stdout, said(&["--version"]).stdout);
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_cannot_be_written_is_status_74() {
    let full = std::fs::File::options().write(true).open("/dev/full").expect("it is there");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_go2doctor"));
    let child = child.args(["http", "sim"]).env_clear().stdout(full);
    assert_eq!(child.status().expect("it runs").code(), Some(74));
    go2doctor().args(["http", "sim", "--export", "json=/dev/full"]).assert().code(74);
}

#[test]
fn of_a_mistyped_command_the_nearest_is_named_and_no_other() {
    for (typed, meant) in [("chek", "check"), ("explian", "explain"), ("simulat", "simulate")] {
        let done = go2doctor().arg(typed).assert().code(2);
        let told = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(told.contains(&format!("a similar subcommand exists: '{meant}'")), "{told}");
        let done = go2doctor().args([typed, "--lang", "zh-TW"]).assert().code(2);
        let told = String::from_utf8_lossy(&done.get_output().stderr).into_owned();
        assert!(told.contains(&format!("相近的有：{meant}\n")), "{told}");
    }
}
