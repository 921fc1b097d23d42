//! tcpdump beside our own check against the simulated robot, in a network namespace where nobody else
//! speaks: what it saw is blamed on the rung that the check itself blames.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const DOCTOR: &str = env!("CARGO_BIN_EXE_go2doctor");

/// A robot with the fault `$1`, tcpdump and a check, all on one loopback; files go to `$2`.
const BESIDE: &str = r#"
ip link set lo up || exit 77
"$0" simulate --listen 127.0.0.1:9991 --fault "$1" --quiet > "$2/ready" & robot=$!
until grep -q ready "$2/ready"; do kill -0 $robot || exit 78; sleep 0.05; done
tcpdump -i lo -U --immediate-mode -w "$2/beside.pcap" udp or tcp 2> "$2/tcpdump" & tcpdump=$!
until grep -q "listening on" "$2/tcpdump"; do kill -0 $tcpdump || exit 77; sleep 0.05; done
"$0" check 127.0.0.1 --no-history --timeout 7 --format json > "$2/check.json"
sleep 0.3
kill -INT $tcpdump; wait $tcpdump
kill $robot; wait $robot
exit 0
"#;

/// False where this machine gives us no namespace of our own or no tcpdump.
fn captured(fault: &str, folder: &Path) -> bool {
    let mut command = Command::new("unshare");
    let command = command.args(["-rn", "sh", "-c", BESIDE, DOCTOR, fault]).arg(folder);
    command.status().is_ok_and(|status| {
        assert_ne!(status.code(), Some(78), "the simulated robot did not start");
        status.success()
    })
}

#[test]
fn a_capture_beside_a_check_is_blamed_on_the_same_rung() {
    for fault in ["con-notify-status", "con-ing-closed", "dtls-refused", "sctp-silent"] {
        let folder = tempfile::tempdir().unwrap();
        if !captured(fault, folder.path()) {
            eprintln!("skipped: no network namespace of our own here, or no tcpdump in it");
            return;
        }
        let checked = fs::read(folder.path().join("check.json")).unwrap();
        let checked: Value = serde_json::from_slice(&checked).unwrap();
        let mut report = Command::new(DOCTOR);
        report.arg("report").arg(folder.path().join("beside.pcap")).args(["--format", "json"]);
        let told: Value = serde_json::from_slice(&report.output().unwrap().stdout).unwrap();
        assert_eq!(told["failed_stage"], checked["failed_stage"], "{fault}: {told:#}");
    }
}
