//! A peer in a process of its own, which speaks JSON lines on its stdout.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::venv::{self, Packages};

/// How long a peer may take to start. Python's imports are slow where all
/// tests start their peers at once on two cores.
const START: Duration = Duration::from_secs(60);

/// How long a peer may take to end once its stdin is closed.
const END: Duration = Duration::from_secs(10);

/// A running peer; killed when dropped.
pub(crate) struct Peer {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<Value>,
    stderr: Option<JoinHandle<String>>,
    /// Every event that was read so far, the ready line included.
    events: Vec<Value>,
}

impl Peer {
    /// Starts a peer that prints JSON lines.
    pub(crate) fn spawn(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let mut stderr = child.stderr.take().unwrap();
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let event = serde_json::from_str(&line).unwrap_or(Value::String(line));
                if sender.send(event).is_err() {
                    break;
                }
            }
        });
        let stderr = thread::spawn(move || {
            let mut text = Vec::new();
            let _ = stderr.read_to_end(&mut text);
            String::from_utf8_lossy(&text).into_owned()
        });
        let stdin = child.stdin.take();
        Self { child, stdin, lines, stderr: Some(stderr), events: Vec::new() }
    }

    /// Starts the simulated robot on aiortc; `None` means: skip, no Python.
    pub(crate) fn robot(packages: Packages, arguments: &[&str]) -> Option<Self> {
        let python = venv::interpreter(packages)?;
        let mut robot = Self::spawn(
            Command::new(python).arg("-B").arg(venv::script("robot.py")).args(arguments),
        );
        robot.wait_for("ready", START);
        Some(robot)
    }

    /// Starts the published client; `None` means: skip, no Python.
    pub(crate) fn client(signal_port: u16, arguments: &[&str]) -> Option<Self> {
        let python = venv::interpreter(Packages::Client)?;
        Some(Self::spawn(
            Command::new(python)
                .arg("-B")
                .arg(venv::script("client.py"))
                .args(["--signal-port", &signal_port.to_string()])
                .args(arguments),
        ))
    }

    /// Starts our own simulated robot.
    pub(crate) fn simulate(arguments: &[&str]) -> Self {
        let mut robot = Self::spawn(
            Command::new(env!("CARGO_BIN_EXE_go2doctor"))
                .args(["simulate", "--listen", "127.0.0.1:0"])
                .args(arguments),
        );
        robot.wait_for("ready", START);
        robot
    }

    /// The port of the ready line.
    pub(crate) fn signal_port(&self) -> u16 {
        let port = self.events[0]["signal_port"].as_u64().unwrap();
        u16::try_from(port).unwrap()
    }

    /// The same of the older signalling; `None` where it has none.
    pub(crate) fn legacy_port(&self) -> Option<u16> {
        self.events[0]["legacy_port"].as_u64()?.try_into().ok()
    }

    /// The first event of this name, past or to come within `patience`.
    pub(crate) fn wait_for(&mut self, name: &str, patience: Duration) -> Value {
        let deadline = Instant::now() + patience;
        if let Some(event) = self.events.iter().find(|event| event["event"] == name) {
            return event.clone();
        }
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(event) => {
                    self.events.push(event.clone());
                    if event["event"] == name {
                        return event;
                    }
                }
                Err(error) => self.give_up(&format!("no {name:?} within {patience:?}: {error}")),
            }
        }
    }

    /// Lets the peer end by closing its stdin, and returns all it printed.
    pub(crate) fn finish(mut self) -> (ExitStatus, Vec<Value>) {
        drop(self.stdin.take());
        self.run_out(END)
    }

    /// Waits for a peer that ends by itself, and returns all it printed.
    pub(crate) fn run_out(&mut self, patience: Duration) -> (ExitStatus, Vec<Value>) {
        let deadline = Instant::now() + patience;
        // Its stdout closes when it ends, which is all there is to wait for.
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.lines.recv_timeout(left) {
                Ok(event) => self.events.push(event),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => {
                    self.give_up(&format!("still running after {patience:?}"));
                }
            }
        }
        (self.child.wait().unwrap(), std::mem::take(&mut self.events))
    }

    /// Fails the test with everything that is known of this peer.
    pub(crate) fn give_up(&mut self, reason: &str) -> ! {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let stderr = self.stderr.take().map(|thread| thread.join().unwrap()).unwrap_or_default();
        self.events.extend(self.lines.try_iter());
        let events: Vec<String> = self.events.iter().map(ToString::to_string).collect();
        panic!("{reason}\nthe peer's events:\n{}\nits stderr:\n{stderr}", events.join("\n"));
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
