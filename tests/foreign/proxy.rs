//! Real drivers through the proxy: mended where they fail, unchanged where they do not.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::agreement::DEVICE_KEY;
use crate::peer::Peer;
use crate::venv::{self, Packages};

/// The report of a proxy before a simulated robot, with a Python driver; `None`: no Python.
fn driven(robot: &[&str], proxy: &[&str], packages: Packages, driver: &[&str]) -> Option<Value> {
    let python = venv::interpreter(packages)?;
    let robot = Peer::simulate(&[&["--time-scale", "0.1"], robot].concat());
    let output = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args(["proxy", "--listen", "127.0.0.1:0", "--legacy-listen", "none", "--format", "json"])
        .args(["--robot", "127.0.0.1", "--legacy-port", "1"])
        .args(["--signal-port", &robot.signal_port().to_string()])
        .args(proxy)
        .arg("--")
        .arg(&python)
        .arg("-B")
        .arg(venv::script(driver[0]))
        .args(["--signal-port", "{signal_port}"])
        .args(&driver[1..])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    Some(serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {stderr}")))
}

/// Plain aiortc before KVS of 2022, bare and mended: which kinds it takes to validate.
fn plain(packages: Packages, arguments: &[&str], kinds: &[&str]) {
    let driver = [&["plain_offerer.py", "--patience", "9"], arguments].concat();
    for (proxy, works) in [(&[][..], kinds.is_empty()), (&["--mend"], true)] {
        let robot = ["--fault", "kvs-2022"];
        let Some(report) = driven(&robot, proxy, packages, &driver) else { return };
        let list = if proxy.is_empty() { "would_change" } else { "changes" };
        let changes = report["proxy"][list].as_array().unwrap();
        let codes: Vec<_> = changes.iter().map(|change| change["code"].as_str().unwrap()).collect();
        assert_eq!(codes, kinds, "{proxy:?} {report:#}");
        let ended = &report["driver"]["exit_status"];
        assert_eq!(*ended == 0, works, "{proxy:?} ended with {ended}: {report:#}");
        let sctp = report["stages"].as_array().unwrap().iter().find(|it| it["name"] == "sctp");
        assert_eq!(sctp.unwrap()["status"] == "pass", works, "{proxy:?} {report:#}");
    }
}

#[test]
fn aiortc_1_9_with_media_needs_its_credentials_mended_and_with_data_alone_nothing() {
    plain(Packages::Aiortc19, &[], &["credentials"]);
    plain(Packages::Aiortc19, &["--data-only"], &[]);
}

#[test]
fn aiortc_1_14_needs_both_mended_with_media_and_its_fingerprints_with_data_alone() {
    plain(Packages::Aiortc114, &[], &["fingerprints", "credentials"]);
    plain(Packages::Aiortc114, &["--data-only"], &["fingerprints"]);
}

#[test]
fn aiortc_1_16_needs_its_fingerprints_mended() {
    plain(Packages::Aiortc116, &[], &["fingerprints"]);
    plain(Packages::Aiortc116, &["--data-only"], &["fingerprints"]);
}

/// Where a driver's connection ends, and the first finding, its confidence with it.
fn ends(proxy: &[&str], packages: Packages, driver: &[&str]) -> Option<(Value, Value, Value)> {
    let driver = [&["plain_offerer.py", "--patience", "12"], driver].concat();
    let report = driven(&["--fault", "kvs-2022"], proxy, packages, &driver)?;
    let first = &report["findings"][0];
    let relayed = !report["proxy"]["relayed"].is_null();
    assert_eq!(relayed, !proxy.contains(&"--signalling-only"), "{report:#}");
    Some((report["failed_stage"].clone(), first["code"].clone(), first["confidence"].clone()))
}

#[test]
fn a_driver_breaks_at_the_same_rung_with_the_relay_and_without() {
    for (packages, driver) in [
        (Packages::Aiortc19, &[][..]),
        (Packages::Aiortc114, &[]),
        (Packages::Aiortc114, &["--data-only"]),
        (Packages::Aiortc116, &[]),
    ] {
        let Some(past) = ends(&["--signalling-only"], packages, driver) else { return };
        let Some(through) = ends(&[], packages, driver) else { return };
        assert!(past.0.is_string(), "{packages:?} {driver:?}");
        assert_eq!((past.0, past.1), (through.0, through.1), "{packages:?} {driver:?}");
    }
}

#[test]
fn the_certificate_that_passes_makes_the_last_fingerprint_certain() {
    let Some((stage, code, confidence)) = ends(&[], Packages::Aiortc116, &[]) else { return };
    assert_eq!((stage, code), ("sctp".into(), "G2-ENV-AIORTC-FPS".into()));
    assert_eq!(confidence, "certain");
}

#[test]
fn a_robot_that_takes_three_fingerprints_serves_them_unmended() {
    for (packages, driver) in [
        (Packages::Aiortc114, &["plain_offerer.py", "--data-only"][..]),
        (Packages::Aiortc116, &["plain_offerer.py"]),
    ] {
        let Some(report) = driven(&["--fault", "kvs-2026"], &[], packages, driver) else { return };
        assert_eq!(report["driver"]["exit_status"], 0, "{report:#}");
        assert_eq!(report["proxy"]["changes"], serde_json::json!([]));
    }
}

#[test]
fn the_published_client_without_the_key_reaches_a_robot_that_has_one() {
    let robot = ["--data2", "3", "--device-key", DEVICE_KEY];
    let proxy = ["--aes-key", DEVICE_KEY, "--mend=key"];
    let Some(report) = driven(&robot, &proxy, Packages::Client, &["client.py"]) else { return };
    assert_eq!(report["driver"]["exit_status"], 0, "{report:#}");
    assert_eq!(report["proxy"]["changes"][0]["code"], "key");
    assert_eq!(report["proxy"]["presented_data2"], 2);
}
