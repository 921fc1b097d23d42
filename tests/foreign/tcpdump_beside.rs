//! tcpdump beside strangers: what it saw of them is blamed on the right rung by whoever reads it
//! afterwards.
//!
//! Each run has a network namespace of its own, where nobody else speaks.

use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::counted::assert_counted_as_tshark_counts;
use crate::namespace::Place;
use crate::peer::Peer;
use crate::tcpdump::Tcpdump;
use crate::venv::{self, Packages};

/// A stranger's start, on two cores that all tests share.
const START: Duration = Duration::from_secs(60);

/// Longer than any stage's deadline but that of SCTP, whose INIT is known by then: only who waited
/// long enough may say that nothing came.
const PATIENCE: &str = "12";

/// A place, and tcpdump in it.
struct Beside {
    tcpdump: Tcpdump,
    place: Place,
    folder: TempDir,
}

impl Beside {
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let (place, tcpdump) = Tcpdump::in_a_place(&folder.path().join("beside.pcap"))?;
        Some(Self { tcpdump, place, folder })
    }

    /// A script of ours there. Its Python lies where only its own variables lead.
    fn python(&self, packages: Packages, script: &str, arguments: &[&str]) -> Option<Peer> {
        let python = venv::interpreter(packages)?;
        let mut command = self.place.command(python.to_str().unwrap());
        Some(Peer::spawn(command.arg("-B").arg(venv::script(script)).args(arguments)))
    }

    fn aiortc_robot(&self, packages: Packages, fault: &str) -> Option<Peer> {
        let mut robot = self.python(packages, "robot.py", &["--fault", fault])?;
        robot.wait_for("ready", START);
        Some(robot)
    }

    fn simulated_robot(&self, faults: &[&str]) -> Peer {
        let simulate = ["simulate", "--listen", "127.0.0.1:0"];
        let mut robot = Peer::spawn(self.place.go2doctor(&simulate).args(faults));
        robot.wait_for("ready", START);
        robot
    }

    /// The robot of the crate `webrtc`, which lives in this program: in another run of it.
    fn stock_robot(&self) -> Peer {
        let program = std::env::current_exe().unwrap();
        let mut command = self.place.command(program.to_str().unwrap());
        let only = ["stock_robot::in_a_process_of_its_own", "--exact", "--ignored", "--nocapture"];
        let mut robot = Peer::spawn(command.args(only));
        robot.wait_for("ready", START);
        robot
    }

    /// What our own check makes of the robot.
    fn checked(&self, robot: &mut Peer) -> Value {
        let port = robot.wait_for("ready", START)["signal_port"].to_string();
        let check = ["check", "127.0.0.1", "--signal-port", &port, "--timeout", PATIENCE];
        let mut command = self.place.go2doctor(&check);
        let output = command.args(["--no-history", "--format", "json"]).output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// What a bystander makes of it, who counts as tshark does.
    fn told(self) -> Told {
        let Self { tcpdump, place, folder } = self;
        tcpdump.finish(&place);
        let file = folder.path().join("beside.pcap");
        let mut report = Command::new(env!("CARGO_BIN_EXE_go2doctor"));
        let output = report.arg("report").arg(&file).args(["--format", "json"]).output().unwrap();
        assert_counted_as_tshark_counts(&file);
        Told(serde_json::from_slice(&output.stdout).unwrap())
    }
}

struct Told(Value);

impl Told {
    /// The rung that failed and the first finding; of inconclusive ones the rung is none.
    #[track_caller]
    fn blames(&self, rung: Option<&str>, code: &str) {
        let told = &self.0;
        let verdict = if rung.is_some() { "fail" } else { "inconclusive" };
        assert_eq!(told["failed_stage"], Value::from(rung), "{told:#}");
        assert_eq!(told["verdict"], verdict, "{told:#}");
        assert_eq!(told["findings"][0]["code"], code, "{told:#}");
    }
}

/// The stages whose end packets show.
const IN_SIGHT: [&str; 5] = ["http", "sdp", "ice", "dtls", "sctp"];

/// What the check blames a bystander blames too, as far up as packets show anything.
#[track_caller]
fn both_blame_the_same(checked: &Value, told: &Told) {
    let failed = checked["failed_stage"].as_str().filter(|stage| IN_SIGHT.contains(stage));
    let code = checked["findings"].as_array().unwrap().iter().find_map(|finding| {
        (finding["stage"].as_str() == failed).then(|| finding["code"].as_str()).flatten()
    });
    told.blames(failed, code.unwrap_or("G2-CLIENT-LIMIT"));
}

fn beside_a_robot_on(packages: Packages, fault: &str) {
    let Some(beside) = Beside::new() else { return };
    let Some(mut robot) = beside.aiortc_robot(packages, fault) else { return };
    let checked = beside.checked(&mut robot);
    drop(robot);
    let failed = checked["failed_stage"].as_str();
    let expected = match fault {
        "ice-password" => Some("ice"),
        "dtls-silent" => Some("dtls"),
        "sctp-silent" => Some("sctp"),
        "validation-refused" => Some("validation"),
        _ => None,
    };
    assert_eq!(failed, expected, "{checked:#}");
    both_blame_the_same(&checked, &beside.told());
}

macro_rules! beside_robots_of_both_versions {
    ($($test:ident: $fault:literal,)*) => {
        mod v1_9 {
            $(#[test] fn $test() { super::beside_a_robot_on(super::Packages::Aiortc19, $fault); })*
        }
        mod v1_16 {
            $(#[test] fn $test() { super::beside_a_robot_on(super::Packages::Aiortc116, $fault); })*
        }
    };
}

beside_robots_of_both_versions! {
    of_a_healthy_robot_is_not_told_more_than_packets_show: "none",
    a_wrong_ice_password_is_blamed_on_ice: "ice-password",
    dtls_silence_is_blamed_on_dtls: "dtls-silent",
    sctp_silence_is_blamed_on_sctp: "sctp-silent",
    without_dcep_ack_nothing_is_blamed: "ack-withheld",
    what_fails_inside_dtls_is_not_guessed: "validation-refused",
}

#[test]
fn the_crate_webrtc_is_not_told_more_of_than_packets_show() {
    let Some(beside) = Beside::new() else { return };
    let mut robot = beside.stock_robot();
    let checked = beside.checked(&mut robot);
    drop(robot);
    assert_eq!(checked["failed_stage"], Value::Null, "{checked:#}");
    both_blame_the_same(&checked, &beside.told());
}

/// Runs a driver of ours against the simulated robot to its end.
fn beside_a_driver(packages: Packages, script: &[&str], faults: &[&str]) -> Option<Told> {
    let beside = Beside::new()?;
    let mut robot = beside.simulated_robot(faults);
    let port = robot.wait_for("ready", START)["signal_port"].to_string();
    let (name, arguments) = script.split_first().unwrap();
    let arguments = [&["--signal-port", &port], arguments].concat();
    let mut driver = beside.python(packages, name, &arguments)?;
    driver.run_out(START);
    drop((driver, robot));
    Some(beside.told())
}

const CLIENT: [&str; 3] = ["client.py", "--timeout", "20"];
const OFFERER: [&str; 4] = ["plain_offerer.py", "--data-only", "--patience", "14"];

#[test]
fn the_published_client_is_not_told_more_of_than_packets_show() {
    let told = beside_a_driver(Packages::Client, &CLIENT, &[]);
    told.into_iter().for_each(|told| told.blames(None, "G2-CLIENT-LIMIT"));
}

#[test]
fn a_driver_whose_fingerprint_the_robot_does_not_take_is_blamed_on_sctp() {
    for packages in [Packages::Aiortc114, Packages::Aiortc116] {
        let told = beside_a_driver(packages, &OFFERER, &[]);
        told.into_iter().for_each(|told| told.blames(Some("sctp"), "G2-SCTP-NOINITACK"));
    }
}

#[test]
fn a_driver_whose_robot_answers_no_check_is_blamed_on_ice() {
    let fault = ["--fault", "ice-black-hole"];
    let told = beside_a_driver(Packages::Client, &CLIENT, &fault);
    told.into_iter().for_each(|told| told.blames(Some("ice"), "G2-ICE-FAILED"));
}

#[test]
fn a_driver_whose_robot_is_busy_is_blamed_on_sdp() {
    let told = beside_a_driver(Packages::Client, &CLIENT, &["--fault", "busy"]);
    told.into_iter().for_each(|told| told.blames(Some("sdp"), "G2-SIG-REJECT"));
}
