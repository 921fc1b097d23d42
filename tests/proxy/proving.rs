//! `--prove`: the same driver without the mending and with it, and one verdict.

use crate::stand::{DEVICE_KEY, Robot, codes, free_port, go2doctor, through};

const GO2DOCTOR: &str = env!("CARGO_BIN_EXE_go2doctor");

/// A driver whose offer robots of before 2022's KVS drop.
const DRIVER: [&str; 8] = [
    GO2DOCTOR,
    "check",
    "--signal-port={signal_port}",
    "--legacy-port=1",
    "--offer=aiortc-1.16-data",
    "--timeout=5",
    "--format=json",
    "-q",
];

#[test]
fn what_the_mending_changed_is_the_verdict() {
    // The same port twice: the first run has to have given it back.
    let listen = format!("127.0.0.1:{}", free_port());
    let output = go2doctor()
        .args(["proxy", "--robot", "sim:kvs-2022", "--listen", &listen, "--prove"])
        .args(["--legacy-listen", "none", "--format", "json", "--"])
        .args(DRIVER)
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    let warned = told.find("happens twice").unwrap_or_else(|| panic!("{told}"));
    assert!(warned < told.find("running ").unwrap(), "it is said first: {told}");
    assert_eq!(told.matches("running ").count(), 2, "{told}");

    let without = &report["proxy"]["without_mending"];
    assert_eq!(without["verdict"], "fail", "{report:#}");
    assert_eq!(without["failed_stage"], "sctp");
    assert_eq!(without["finding"], "G2-ENV-AIORTC-FPS");
    assert_ne!(without["confidence"], "possible");
    assert_eq!(without["ended"]["exit_status"], 1);
    assert_eq!(without["would_change"][0]["code"], "fingerprints");
    assert_eq!(codes(&report, "changes"), ["fingerprints"]);
    assert_eq!(report["driver"]["exit_status"], 0);
    assert!(report["failed_stage"].is_null(), "{report:#}");
}

#[test]
fn it_is_told_in_a_sentence_and_the_next_step_keeps_the_mending() {
    for (lang, verdict) in [
        ("en", "Without mending the driver failed at phase 4/4 SCTP; with it nothing failed"),
        ("zh-TW", "不修補時，驅動程式於 階段 4/4 SCTP 失敗；修補後沒有失敗"),
    ] {
        let output = go2doctor()
            .args(["--lang", lang, "proxy", "--prove", "--robot", "sim:kvs-2022", "--mend"])
            .args(["--listen", "127.0.0.1:0", "--legacy-listen", "none", "--"])
            .args(DRIVER)
            .output()
            .unwrap();
        let report = String::from_utf8_lossy(&output.stdout);
        let told = report.replace('\n', " ");
        let told = if lang == "en" { told } else { report.replace('\n', "") };
        assert!(told.contains(verdict), "{report}");
        assert!(report.contains("[G2-ENV-AIORTC-FPS]"), "{report}");
        let next = report.lines().last().unwrap();
        assert!(next.contains("go2doctor proxy --mend=fingerprints "), "{report}");
    }
}

#[test]
fn a_driver_that_sees_no_offer_through_without_the_key_does_so_with_it() {
    let robot =
        Robot::start(&["--listen", "127.0.0.1:0", "--data2", "3", "--device-key", DEVICE_KEY]);
    let words = robot.arguments();
    let mut arguments: Vec<&str> = words.iter().map(String::as_str).collect();
    arguments.extend(["--aes-key", DEVICE_KEY, "--prove", "--mend=key"]);
    let driver = [GO2DOCTOR, "sctp", "--signal-port={signal_port}", "--legacy-port=1", "-q"];
    let (_, report) = through(&arguments, &driver);
    let without = &report["proxy"]["without_mending"];
    assert_eq!(without["verdict"], "inconclusive", "{report:#}");
    assert_eq!(without["ended"]["exit_status"], 1);
    assert_eq!(codes(&report, "changes"), ["key"]);
    assert_eq!(report["driver"]["exit_status"], 0, "{report:#}");
}

#[test]
fn a_driver_that_needs_nothing_is_told_so() {
    let mut driver = DRIVER;
    driver[4] = "--offer=aiortc-1.9-data";
    let (_, report) = through(&["--robot", "sim:kvs-2022", "--prove"], &driver);
    assert_eq!(codes(&report, "changes").len(), 0);
    assert!(report["failed_stage"].is_null(), "{report:#}");
    assert!(report["proxy"]["without_mending"]["failed_stage"].is_null(), "{report:#}");
}

#[test]
fn without_a_driver_there_is_nothing_to_prove() {
    let output = go2doctor().args(["proxy", "--prove"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
}
