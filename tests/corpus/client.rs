//! One meeting of the client with the simulated robot, and its log.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use go2doctor::simulator::fault_table::FaultSpec;

use crate::runs::Run;

/// What the client's start may take: on a busy machine Python needs its time.
const START: Duration = Duration::from_secs(120);
/// What it is given from there until it ends. Some runs never do: its clean-up hangs.
const PATIENCE: Duration = Duration::from_secs(30);
/// Between two presses of Ctrl-C, and after the last. Python hears of the first only with the
/// second while it waits for an answer.
const AGAIN: Duration = Duration::from_secs(5);
/// How often it is looked what has become of the client.
const LOOK: Duration = Duration::from_millis(50);
/// Clients that start at the same time. More would take the computing time from those that are
/// connecting, and have deadlines.
const STARTING: usize = 2;

/// How many clients are starting, and who waits for one to be done.
static STARTS: (Mutex<usize>, Condvar) = (Mutex::new(0), Condvar::new());

/// The client, and where its logs go.
pub(crate) struct Client {
    /// The interpreter that has it.
    pub python: PathBuf,
    /// Where the logs go.
    pub folder: PathBuf,
    /// The second number of the loopback addresses that it meets its robots at.
    pub net: u8,
}

/// A process that ends with its owner.
pub(crate) struct Owned(pub(crate) Child);

impl Owned {
    pub(crate) fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Client {
    /// Where the log of this fault lies.
    pub(crate) fn log(&self, spec: &FaultSpec) -> PathBuf {
        self.folder.join(format!("{}.log", spec.name))
    }

    fn text(&self, spec: &FaultSpec) -> String {
        String::from_utf8_lossy(&fs::read(self.log(spec)).unwrap()).into_owned()
    }

    /// Whether it has begun to connect: Python's start is behind it.
    fn has_begun(&self, spec: &FaultSpec) -> bool {
        self.text(spec).contains("WebRTC connection")
    }

    /// Lets the client meet the fault. Each run has addresses of its own on the loopback, so that
    /// every robot has the ports of a real one.
    pub(crate) fn meet(&self, run: &Run) {
        let [robot, own] = [1, 2].map(|host| format!("127.{}.{}.{host}", self.net, run.number + 1));
        let starting = Starting::take();
        // Recent firmware has no service at the older port.
        let is_legacy = run.spec.name == "legacy";
        let legacy = if is_legacy { format!("{robot}:8081") } else { "none".into() };
        let _robot = robot_with(&[&run.spec.name], &robot, &legacy);
        let log = File::create(self.log(run.spec)).unwrap();
        let mut client = Owned(
            Command::new(&self.python)
                .args(["-u", "-B"])
                .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/python/script.py"))
                .args(["--host", &robot])
                .args(["--own-address", &own])
                .args(["--listen", &run.listens().as_secs().to_string()])
                .stdin(Stdio::null())
                .stdout(log.try_clone().unwrap())
                .stderr(log)
                .spawn()
                .unwrap(),
        );
        wait(START, || client.has_ended() || self.has_begun(run.spec));
        drop(starting);
        let patience = PATIENCE + run.listens();
        let asked = |requests| {
            self.text(run.spec).matches("Starting new HTTP connection").count() >= requests
        };
        let over = || client.has_ended() || run.unanswered_request().is_some_and(asked);
        if wait(patience, over) && client.has_ended() {
            return;
        }
        for _ in 0..2 {
            interrupt(&client.0);
            if wait(AGAIN, || client.has_ended()) {
                return;
            }
        }
        // What hangs even so is killed when it is dropped.
    }
}

/// Waits until something is so; whether it was before patience ran out.
pub(crate) fn wait(patience: Duration, mut is_so: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + patience;
    while Instant::now() < deadline {
        if is_so() {
            return true;
        }
        thread::sleep(LOOK);
    }
    false
}

/// A place among the clients that start; it is free again when dropped.
struct Starting;

impl Starting {
    fn take() -> Self {
        let (count, freed) = &STARTS;
        let mut count =
            freed.wait_while(count.lock().unwrap(), |count| *count >= STARTING).unwrap();
        *count += 1;
        Self
    }
}

impl Drop for Starting {
    fn drop(&mut self) {
        let (count, freed) = &STARTS;
        *count.lock().unwrap() -= 1;
        freed.notify_one();
    }
}

fn interrupt(child: &Child) {
    let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
}

/// A simulated robot that is ready.
pub(crate) fn robot_with(faults: &[&str], address: &str, legacy: &str) -> Owned {
    let mut child = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args(["simulate", "--listen", &format!("{address}:9991"), "--legacy-listen", legacy])
        .args(faults.iter().flat_map(|fault| ["--fault", fault]))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let robot = Owned(child);
    let mut ready = String::new();
    stdout.read_line(&mut ready).unwrap();
    assert!(ready.contains("ready"), "{faults:?}: {ready:?}");
    // It goes on telling what happens, and must not be held up by a full pipe.
    thread::spawn(move || stdout.read_to_end(&mut Vec::new()));
    robot
}
