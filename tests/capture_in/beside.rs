//! tcpdump beside our own check against the simulated robot, in a network namespace where nobody else
//! speaks: what it saw is blamed on the rung that the check itself blames.

use std::process::Command;

use serde_json::Value;

use crate::counted::assert_counted_as_tshark_counts;
use crate::tcpdump::Tcpdump;

#[test]
fn a_capture_beside_a_check_is_blamed_on_the_same_rung() {
    for fault in ["con-notify-status", "con-ing-closed", "dtls-refused", "sctp-silent"] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("beside.pcap");
        let Some((place, tcpdump)) = Tcpdump::in_a_place(&file) else { return };
        let robot = place.robot(&["--listen", "127.0.0.1:9991", "--fault", fault]);
        let check = ["check", "127.0.0.1", "--no-history", "--timeout", "12", "--format", "json"];
        let output = place.go2doctor(&check).output().unwrap();
        let checked: Value = serde_json::from_slice(&output.stdout).unwrap();
        tcpdump.finish(&place);
        drop(robot);
        let mut report = Command::new(env!("CARGO_BIN_EXE_go2doctor"));
        report.arg("report").arg(&file).args(["--format", "json"]);
        let told: Value = serde_json::from_slice(&report.output().unwrap().stdout).unwrap();
        assert_eq!(told["failed_stage"], checked["failed_stage"], "{fault}: {told:#}");
        assert_counted_as_tshark_counts(&file);
    }
}
