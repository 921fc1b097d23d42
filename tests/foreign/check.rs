//! Runs our own `check` and reads its report.

use std::time::Duration;

use assert_cmd::Command;
use serde_json::Value;

use crate::expected;

/// More than any run here may take; only a hang reaches it.
const LIMIT: Duration = Duration::from_secs(90);

/// What `check` said and how it ended.
#[derive(Debug)]
pub(crate) struct Checked {
    status: Option<i32>,
    report: Value,
}

/// `go2doctor check --format json` against a robot on this machine.
pub(crate) fn check(signal_port: u16, arguments: &[&str]) -> Checked {
    let mut command = Command::new(env!("CARGO_BIN_EXE_go2doctor"));
    command
        .args(["check", "--robot", "127.0.0.1", "--no-history", "--format", "json"])
        .args(["--signal-port", &signal_port.to_string()])
        .args(arguments)
        .timeout(LIMIT);
    // A user's own settings must not steer the test.
    for name in ["UNITREE_AES_128_KEY", "ROBOT_AES_KEY", "GO2_AES_KEY"] {
        command.env_remove(name);
    }
    let output = command.output().unwrap();
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!(
            "no report ({error}), {}\nstdout: {}\nstderr: {}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )
    });
    Checked { status: output.status.code(), report }
}

impl Checked {
    /// The report's entry of one stage.
    pub(crate) fn stage(&self, name: &str) -> &Value {
        let stages = self.report["stages"].as_array().unwrap();
        stages.iter().find(|stage| stage["name"] == name).unwrap_or(&Value::Null)
    }

    /// What one stage measured.
    pub(crate) fn evidence(&self, stage: &str) -> &Value {
        &self.stage(stage)["evidence"]
    }

    /// The code of the first finding about the connection: what is installed on the machine of the
    /// test, and whether it answers an echo on loopback, is no concern of the robot's.
    pub(crate) fn first_finding(&self) -> Option<&str> {
        let findings = self.report["findings"].as_array().unwrap();
        let of_connection =
            |finding: &&Value| finding["stage"] != "host" && finding["stage"] != "ping";
        findings.iter().find(of_connection)?["code"].as_str()
    }

    /// The first finding is the one that the table demands of this robot.
    pub(crate) fn assert_found(&self, robot: &str, fault: Option<&str>) {
        let expected = expected::foreign();
        let right = expected
            .iter()
            .find(|each| each.robot == robot && each.fault.as_deref() == fault)
            .unwrap_or_else(|| panic!("{robot} with {fault:?} is not in the table"));
        assert_eq!(self.first_finding(), right.first.as_deref(), "{:#}", self.report);
    }

    /// Every rung from http to flow passed.
    ///
    /// Ping alone may warn: some machines answer no echo on loopback.
    pub(crate) fn assert_passed(&self) {
        for name in ["http", "sdp", "ice", "dtls", "sctp", "validation", "flow"] {
            assert_eq!(self.stage(name)["status"], "pass", "{name} of {:#}", self.report);
        }
        let ping = &self.stage("ping")["status"];
        assert!(ping == "pass" || ping == "warn", "ping of {:#}", self.report);
        assert_eq!(self.report["verdict"], *ping, "{:#}", self.report);
        assert_eq!(self.report["failed_stage"], Value::Null, "{:#}", self.report);
        assert_eq!(self.status, Some(0), "{:#}", self.report);
    }

    /// The ladder broke at this rung: those below passed, those above are skipped.
    pub(crate) fn assert_failed_at(&self, failed: &str) {
        assert_eq!(self.report["failed_stage"], failed, "{:#}", self.report);
        assert_eq!(self.report["verdict"], "fail", "{:#}", self.report);
        assert_eq!(self.status, Some(1), "{:#}", self.report);
        let ladder = ["http", "sdp", "ice", "dtls", "sctp", "validation", "flow"];
        let rung = ladder.iter().position(|name| *name == failed).unwrap();
        for (position, name) in ladder.iter().enumerate() {
            let expected = match position.cmp(&rung) {
                std::cmp::Ordering::Less => "pass",
                std::cmp::Ordering::Equal => "fail",
                std::cmp::Ordering::Greater => "skip",
            };
            assert_eq!(self.stage(name)["status"], expected, "{name} of {:#}", self.report);
        }
    }
}
