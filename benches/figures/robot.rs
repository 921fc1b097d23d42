//! A simulated robot in a process of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::Measured;
use crate::doctor::BINARY;

/// Killed when dropped.
pub(crate) struct Robot {
    child: Child,
    signal_port: u16,
}

impl Robot {
    /// On loopback, at a port that the system chooses.
    pub(crate) fn on_loopback(arguments: &[&str]) -> Measured<Self> {
        let mut command = Command::new(BINARY);
        command.args(["simulate", "--listen", "127.0.0.1:0"]).args(arguments);
        Self::start(command)
    }

    /// By a command that simulates one. It is ready on return.
    pub(crate) fn start(mut command: Command) -> Measured<Self> {
        let mut child = command
            // Nobody reads what it sees: it must not block on that.
            .arg("--quiet")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdout = child.stdout.take().ok_or("the simulated robot has no stdout")?;
        let mut robot = Self { child, signal_port: 0 };
        let mut ready = String::new();
        BufReader::new(stdout).read_line(&mut ready)?;
        let ready: Value =
            serde_json::from_str(&ready).map_err(|_| "the simulated robot did not start")?;
        let port = ready["signal_port"].as_u64().and_then(|port| u16::try_from(port).ok());
        robot.signal_port = port.ok_or("the simulated robot has no port")?;
        Ok(robot)
    }

    /// Where it serves con_notify.
    pub(crate) fn signal_port(&self) -> u16 {
        self.signal_port
    }
}

impl Drop for Robot {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
