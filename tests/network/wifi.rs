//! A radio that the tests make up: the kernel's folder that marks one, and an `iw` that speaks for it.
//! The link, the robot and go2doctor are real.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;
use tempfile::TempDir;

use crate::lab::{Lab, ROBOT};

/// Of the access point it names another one each time that it is asked for the link.
const IW: &str = r#"#!/bin/sh
case "$4" in power_save) echo "Power save: on"; exit;; esac
echo x >> "$0.asked"
echo "Connected to 02:00:00:00:00:0$(($(wc -l < "$0.asked") % 2)) (on dog0)"
printf '\tSSID: TheDoes\n\tfreq: 2437\n\tsignal: -80 dBm\n\ttx bitrate: 6.5 MBit/s\n'
"#;

/// A lab whose cable is a radio to whoever looks.
struct Radio {
    lab: Lab,
    programs: TempDir,
}

impl Radio {
    fn with_robot(faults: &[&str]) -> Option<Self> {
        let lab = Lab::with_robot(faults)?;
        lab.near.shell("mount -t tmpfs net /sys/class/net; mkdir -p /sys/class/net/dog0/wireless");
        let programs = tempfile::tempdir().expect("a temporary folder");
        let iw = programs.path().join("iw");
        fs::write(&iw, IW).expect("it can be written");
        fs::set_permissions(&iw, fs::Permissions::from_mode(0o755)).expect("it is ours");
        Some(Self { lab, programs })
    }

    fn check(&self, more: &[&str]) -> Value {
        let text = self.told("json", more);
        serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"))
    }

    fn told(&self, format: &str, more: &[&str]) -> String {
        let path = std::env::var("PATH").unwrap_or_default();
        let path = format!("{}:{path}", self.programs.path().display());
        let mut call = self.lab.near.go2doctor(&["check", ROBOT, "--format", format]);
        call.args(["--no-history"]).args(more).current_dir("/").env("PATH", path);
        let output = call.output().expect("it runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(!text.contains("TheDoes") && !text.contains("02:00:00"), "{text}");
        text
    }
}

fn evidence<'a>(report: &'a Value, stage: &str) -> &'a Value {
    let mut stages = report["stages"].as_array().expect("an array").iter();
    &stages.find(|each| each["name"] == stage).expect("every stage is there")["evidence"]
}

#[test]
fn the_radio_is_known_before_and_watched_while_data_flows() {
    let Some(radio) = Radio::with_robot(&[]) else { return };
    let report = radio.check(&["--window", "6"]);
    assert_ne!(report["verdict"], "fail", "{report:#}");
    let wifi = &evidence(&report, "host")["wifi"];
    let told = ["interface", "ssid", "band", "channel", "signal_dbm", "power_save"];
    let expected = serde_json::json!(["dog0", "***", "2.4 GHz", 6, -80, true]);
    assert_eq!(Value::from_iter(told.map(|key| wifi[key].clone())), expected);
    let flow = evidence(&report, "flow");
    let watched = &flow["wifi"];
    // At the start, after five seconds, and at the end.
    assert_eq!([&watched["readings"], &watched["signal_min_dbm"]], [3, -80], "{watched}");
    let roamed = watched["roamed"].as_array().expect("it was named each time");
    assert_eq!(roamed.len(), 2, "{watched}");
    let warnings = flow["warnings"].as_array().expect("there was a window").iter();
    let warned: Vec<_> = warnings.filter(|each| each["code"] == "roamed").collect();
    let times = |each: &Value, keys: [&str; 2]| keys.map(|key| each[key].as_f64());
    let warned: Vec<_> = warned.iter().map(|it| times(it, ["raised_ms", "cleared_ms"])).collect();
    let roamed: Vec<_> = roamed.iter().map(|it| times(it, ["after_ms", "before_ms"])).collect();
    assert_eq!(warned, roamed);
}

#[test]
fn each_change_is_told_at_once_with_its_end_and_in_the_row_of_flow() {
    let Some(radio) = Radio::with_robot(&[]) else { return };
    let text = radio.told("jsonl", &["--window", "6"]);
    let lines = text.lines().filter(|line| line.contains("stage_progress"));
    let told: Vec<_> = lines.filter(|line| line.contains("access point")).collect();
    let over = told.iter().filter(|line| line.contains("over: ")).count();
    // The second one is read when the window is over.
    assert_eq!((told.len(), over), (4, 2), "{told:#?}");
    let human = radio.told("human", &["--window", "6"]);
    assert!(human.contains("access point changed "), "{human}");
}

#[test]
fn a_link_that_dies_as_the_access_point_changes_has_that_as_its_possible_reason() {
    let Some(radio) = Radio::with_robot(&["link-dead"]) else { return };
    let report = radio.check(&[]);
    assert_eq!(report["failed_stage"], "flow", "{report:#}");
    let first = &report["findings"][0];
    let told = ["code", "severity", "confidence", "side"].map(|key| first[key].clone());
    assert_eq!(told, ["G2-LINK-ROAMED", "error", "possible", "network"], "{first:#}");
    assert_eq!(report["findings"][1]["explained_by"], "G2-LINK-ROAMED");
}
