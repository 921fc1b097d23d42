//! A driver that still runs on this machine, and a robot that is busy.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::lab::Lab;

/// Has a UDP socket as ICE has them, bound to nobody, until its input ends.
const DRIVER: &str = "import socket, sys\n\
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); one.bind(('10.77.0.2', 0))\n\
    print('bound', flush=True); sys.stdin.read()\n";

/// It ends with its input, also where a test fails.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        let _ = self.0.wait();
    }
}

#[test]
fn a_busy_robot_and_a_driver_that_still_runs_here_are_one_story_with_its_process_id() {
    let Some(lab) = Lab::with_robot(&["busy"]) else { return };
    let alone = lab.run("check", &[]);
    let sure = alone.json["findings"][0]["code"] == "G2-SIG-REJECT";

    let folder = tempfile::tempdir().expect("a temporary folder");
    let script = folder.path().join("go2_driver_node.py");
    std::fs::write(&script, DRIVER).expect("it can be written");
    let mut call = lab.near.command("python3");
    call.arg(&script).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut driver = Driver(call.spawn().expect("there is python3"));
    let mut lines = BufReader::new(driver.0.stdout.take().expect("it is piped"));
    let mut line = String::new();
    lines.read_line(&mut line).expect("UTF-8");
    assert_eq!(line, "bound\n");

    let check = lab.run("check", &[]);
    let first = check.failed("sdp", "G2-ENV-DUP-INSTANCE", "host", "likely");
    let pid = driver.0.id();
    let told = first["evidence"].to_string();
    assert!(told.contains(&format!("process {pid} is go2_driver_node")), "{told}");
    assert!(told.contains("with 1 UDP socket"), "{told}");
    let remedies = first["remedies"].to_string();
    assert!(remedies.contains(&format!("kill -INT {pid}")), "{remedies}");
    let rejected = check.finding("G2-SIG-REJECT").expect("it follows from it");
    assert_eq!(rejected["explained_by"], "G2-ENV-DUP-INSTANCE");
    assert!(sure, "without it the robot's word is all that is known: {alone}");
}
