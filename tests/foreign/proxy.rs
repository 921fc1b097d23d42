//! Real drivers through the proxy: mended where they fail, unchanged where they do not.
//!
//! Drivers that have the robot's ports in their source, or ask both, get a proxy with those ports: at
//! a loopback address of its own.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::agreement::DEVICE_KEY;
use crate::node_drivers::DRIVERS;
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

/// The report of a proxy at 127.80.`net`.1, on the ports of a real robot, with this driver.
fn at_real_ports(net: u8, robot: &Peer, proxy: &[&str], driver: &mut Command) -> Value {
    let legacy = robot.legacy_port().unwrap_or(1).to_string();
    let output = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args(["proxy", "--format", "json", "--robot", "127.0.0.1", "--legacy-port", &legacy])
        .args(["--listen", &format!("127.80.{net}.1:9991")])
        .args(["--legacy-listen", &format!("127.80.{net}.1:8081")])
        .args(["--signal-port", &robot.signal_port().to_string()])
        .args(proxy)
        .arg("--")
        .arg(driver.get_program())
        .args(driver.get_args())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {stderr}"))
}

fn simulated(robot: &[&str]) -> Peer {
    Peer::simulate(&[&["--time-scale", "0.1"], robot].concat())
}

/// A script as robot owners write them, on the published client; `None`: no Python.
fn published(net: u8, robot: &[&str], proxy: &[&str], packages: Packages) -> Option<Value> {
    venv::interpreter(packages)?;
    published_at(net, &simulated(robot), proxy, packages)
}

fn published_at(net: u8, robot: &Peer, proxy: &[&str], packages: Packages) -> Option<Value> {
    let mut script = Command::new(venv::interpreter(packages)?);
    script
        .args(["-u", "-B", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/python/script.py")])
        .args(["--host", &format!("127.80.{net}.1"), "--own-address", &format!("127.80.{net}.2")])
        .args(["--listen", "2"]);
    Some(at_real_ports(net, robot, proxy, &mut script))
}

fn changes(report: &Value) -> Vec<&str> {
    let changes = report["proxy"]["changes"].as_array().unwrap();
    changes.iter().map(|change| change["code"].as_str().unwrap()).collect()
}

fn status<'a>(report: &'a Value, stage: &str) -> &'a Value {
    let stages = report["stages"].as_array().unwrap();
    &stages.iter().find(|it| it["name"] == stage).unwrap()["status"]
}

/// All of it was seen: the relay shows DTLS, the driver's log validation.
fn validated(report: &Value) {
    for stage in ["ice", "dtls", "sctp", "validation"] {
        assert_eq!(*status(report, stage), "pass", "{stage}: {report:#}");
    }
    assert_eq!(report["driver"]["exit_status"], 0, "{report:#}");
}

#[test]
fn the_published_client_of_today_and_of_2025_pass_unchanged() {
    for (net, packages) in [(1, Packages::Client), (2, Packages::Client20)] {
        let Some(report) = published(net, &[], &[], packages) else { return };
        validated(&report);
        assert_eq!(changes(&report), [""; 0], "{packages:?}");
    }
}

#[test]
fn the_client_of_2025_reaches_firmware_that_wants_a_key_where_the_key_is_lent() {
    let robot = ["--data2", "3", "--device-key", DEVICE_KEY];
    let key = ["--aes-key", DEVICE_KEY];
    let Some(bare) = published(3, &robot, &key, Packages::Client20) else { return };
    assert_eq!(bare["proxy"]["offers"], 0, "{bare:#}");
    let lent = [&key[..], &["--mend"]].concat();
    let Some(mended) = published(3, &robot, &lent, Packages::Client20) else { return };
    validated(&mended);
    // It asks port 8081 first, and finds it open at the proxy.
    assert_eq!(changes(&mended), ["dialect", "key"], "{mended:#}");
    // Which ports it found open are the proxy's, and say nothing of the robot.
    let found = mended["findings"].as_array().unwrap();
    assert!(found.iter().all(|it| it["stage"] != "http"), "{mended:#}");
}

#[test]
fn the_client_of_today_reaches_firmware_that_knows_only_the_old_signalling() {
    let robot = ["--fault", "legacy", "--legacy-listen", "127.0.0.1:0"];
    let Some(report) = published(4, &robot, &[], Packages::Client) else { return };
    validated(&report);
    assert_eq!(changes(&report), [""; 0]);
}

#[test]
fn robots_on_other_stacks_are_reached_through_the_proxy_as_well() {
    for (net, packages) in [(8, Packages::Aiortc19), (9, Packages::Aiortc116)] {
        let Some(robot) = Peer::robot(packages, &["--data2", "2"]) else { return };
        let Some(report) = published_at(net, &robot, &[], Packages::Client) else { return };
        for stage in ["ice", "dtls", "sctp", "validation"] {
            assert_eq!(*status(&report, stage), "pass", "{packages:?} {stage}: {report:#}");
        }
        assert_eq!(changes(&report), [""; 0], "{packages:?}");
    }
}

/// The driver in JavaScript, on one of two stacks that are not Python's; `None`: no Node.
fn in_javascript(net: u8, robot: &str, stack: &str) -> Option<Value> {
    let drivers = DRIVERS.folder()?;
    let [proxy, own] = [1, 2].map(|host| format!("127.80.{net}.{host}"));
    let mut driver = Command::new("node");
    driver.arg(drivers.join("driver.mjs")).args([
        stack,
        &format!("http://{proxy}:9991"),
        &own,
        "2",
    ]);
    let robot = simulated(&["--fault", robot]);
    let report = at_real_ports(net, &robot, &["--mend"], &mut driver);
    for stage in ["ice", "dtls"] {
        assert_eq!(*status(&report, stage), "pass", "{stack}: {report:#}");
    }
    assert_eq!(changes(&report), [""; 0], "{stack}");
    Some(report)
}

/// Data flows, which only the driver sees.
fn works(report: &Value) {
    assert_eq!(report["driver"]["exit_status"], 0, "{report:#}");
    assert!(report["proxy"]["relayed"]["records_received"].as_u64() > Some(5), "{report:#}");
}

#[test]
fn a_driver_on_werift_passes_unchanged() {
    let Some(report) = in_javascript(5, "kvs-2022", "werift") else { return };
    works(&report);
}

#[test]
fn a_driver_on_libdatachannel_passes_unchanged_where_the_robot_acknowledges_its_channel() {
    let Some(report) = in_javascript(6, "kvs-2026", "libdatachannel") else { return };
    works(&report);
}

#[test]
fn a_driver_on_libdatachannel_that_waits_for_an_acknowledgement_is_told_so() {
    let Some(report) = in_javascript(7, "kvs-2022", "libdatachannel") else { return };
    assert_eq!(report["driver"]["exit_status"], 1, "{report:#}");
    assert_eq!(report["failed_stage"], "sctp", "{report:#}");
    let sctp = report["stages"].as_array().unwrap().iter().find(|it| it["name"] == "sctp").unwrap();
    assert_eq!(sctp["summary"], "association up, but the OPEN of the channel is not answered");
}

#[test]
fn an_offer_without_its_envelope_reaches_the_robot_where_that_is_mended() {
    let driver = ["plain_offerer.py", "--data-only", "--bare-sdp", "--patience", "9"];
    let Some(bare) = driven(&[], &[], Packages::Aiortc19, &driver) else { return };
    assert_eq!(bare["driver"]["exit_status"], 1, "{bare:#}");
    assert_eq!(bare["proxy"]["would_change"][0]["code"], "envelope", "{bare:#}");
    let Some(mended) = driven(&[], &["--mend=envelope"], Packages::Aiortc19, &driver) else {
        return;
    };
    // Its log does not tell of validation; it ends well once data has come.
    for stage in ["ice", "dtls", "sctp"] {
        assert_eq!(*status(&mended, stage), "pass", "{stage}: {mended:#}");
    }
    assert_eq!(mended["driver"]["exit_status"], 0, "{mended:#}");
    assert_eq!(changes(&mended), ["envelope"]);
    assert_eq!(mended["proxy"]["changes"][0]["before"], "SDP");
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
        (Packages::Aiortc116, &["plain_offerer.py", "--data-only"]),
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
