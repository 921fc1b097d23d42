//! How a proxy ends: by its time, and by signals at any moment, with a driver and without.

#![cfg(unix)]

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::stand::{Robot, go2doctor, stage, through};

const GO2DOCTOR: &str = env!("CARGO_BIN_EXE_go2doctor");
const SIGNALS: [&str; 4] = ["-INT", "-TERM", "-HUP", "-QUIT"];

/// A driver that says its process id, and whether it was asked to end.
const WAITS: [&str; 3] = [
    "sh",
    "-c",
    "trap 'echo asked; exit 0' INT TERM HUP QUIT; echo pid=$$; while :; do sleep 0.05; done",
];

#[test]
fn after_its_time_a_driver_is_asked_to_end_and_what_it_did_is_reported() {
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let words = robot.arguments();
    let mut arguments: Vec<&str> = words.iter().map(String::as_str).collect();
    arguments.extend(["--for", "1"]);
    let began = Instant::now();
    let (output, report) = through(&arguments, &WAITS);
    let (took, told) = (began.elapsed(), String::from_utf8_lossy(&output.stderr));
    assert!(told.contains("asked"), "{told}");
    assert!(took >= Duration::from_secs(1) && took < Duration::from_secs(5), "{took:?}");
    assert_eq!(report["driver"]["exit_status"], 0, "{report:#}");
    assert!(report["interrupted"].is_null(), "nobody interrupted it: {report:#}");
    assert_eq!(output.status.code(), Some(3), "it never asked");
}

#[test]
fn a_driver_that_does_not_end_after_its_time_is_killed() {
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let words = robot.arguments();
    let mut arguments: Vec<&str> = words.iter().map(String::as_str).collect();
    arguments.extend(["--for", "0.2"]);
    let (_, report) = through(&arguments, &["sh", "-c", "trap '' INT; exec sleep 60"]);
    assert_eq!(report["driver"]["signal"], "SIGKILL", "{report:#}");
    assert!(report["driver"]["duration_ms"].as_f64().unwrap() < 9000.0, "{report:#}");
}

/// A proxy, started; its stdout is the report's, its stderr is read line by line.
struct Run {
    child: Child,
    told: Option<BufReader<std::process::ChildStderr>>,
}

/// Where a test fails, the driver is not left behind: the proxy is asked to end it.
impl Drop for Run {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
            let _ = self.child.wait();
        }
    }
}

impl Run {
    fn start(arguments: &[&str], driver: &[&str]) -> Self {
        let mut command = go2doctor();
        command
            .args(["proxy", "--listen", "127.0.0.1:0", "--legacy-listen", "none"])
            .args(["--format", "json"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if !driver.is_empty() {
            command.arg("--").args(driver);
        }
        let mut child = command.spawn().unwrap();
        let told = child.stderr.take().map(BufReader::new);
        Self { child, told }
    }

    /// Reads what is told until a line holds `words`.
    fn until(&mut self, words: &str) -> String {
        let (mut line, mut all) = (String::new(), String::new());
        while !line.contains(words) || line.starts_with("go2doctor: running") {
            all += &line;
            line.clear();
            let told = self.told.as_mut().unwrap();
            assert_ne!(told.read_line(&mut line).unwrap(), 0, "it ended early: {all}");
        }
        line
    }

    /// Sends the signal: the exit status, stdout, how long it took.
    fn ended_by(mut self, signal: &str) -> (Option<i32>, String, Duration) {
        let began = Instant::now();
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
        // Read to its end, so that nothing waits for room in the pipe.
        let mut rest = self.told.take().unwrap();
        let stderr = std::thread::spawn(move || {
            let mut all = String::new();
            let _ = rest.read_to_string(&mut all);
        });
        let mut stdout = String::new();
        self.child.stdout.as_mut().unwrap().read_to_string(&mut stdout).unwrap();
        let status = self.child.wait().unwrap().code();
        stderr.join().unwrap();
        (status, stdout, began.elapsed())
    }
}

fn parsed(report: &str) -> Value {
    serde_json::from_str(report).unwrap_or_else(|error| panic!("{error}: {report}"))
}

#[test]
fn a_signal_while_nobody_connects_ends_it_at_once_with_a_report() {
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let words = robot.arguments();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for signal in SIGNALS {
        let mut run = Run::start(&words, &[]);
        run.until("listening on");
        let (status, report, took) = run.ended_by(signal);
        assert_eq!(status, Some(130), "{signal} {report}");
        assert!(took < Duration::from_secs(2), "{signal} {took:?}");
        let report = parsed(&report);
        assert_eq!(report["interrupted"], true, "{signal} {report:#}");
        assert!(report["slot"].is_null(), "nothing was taken: {report:#}");
    }
}

#[test]
fn a_signal_before_the_robot_has_answered_ends_it_at_once() {
    for signal in SIGNALS {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = silent.local_addr().unwrap().port().to_string();
        let at = ["--robot", "127.0.0.1", "--signal-port", &port, "--legacy-port", "1"];
        let run = Run::start(&at, &[]);
        // It is connected, and waits for an answer.
        let (_held, _) = silent.accept().unwrap();
        let (status, _, took) = run.ended_by(signal);
        assert_eq!(status, Some(130), "{signal}");
        assert!(took < Duration::from_secs(2), "{signal} {took:?}");
    }
}

#[test]
fn a_driver_is_handed_the_signal_and_is_gone_by_the_end() {
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let words = robot.arguments();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for signal in SIGNALS {
        let mut run = Run::start(&words, &WAITS);
        let pid = run.until("pid=").trim().trim_start_matches("pid=").to_owned();
        assert!(is_running(&pid));
        let (status, report, took) = run.ended_by(signal);
        assert_eq!(status, Some(130), "{signal} {report}");
        assert!(took < Duration::from_secs(4), "{signal} {took:?}");
        assert_eq!(parsed(&report)["driver"]["exit_status"], 0, "{signal} {report}");
        assert!(!is_running(&pid), "{signal}: {pid} is left");
    }
}

#[test]
fn a_second_signal_ends_both_at_once() {
    let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
    let words = robot.arguments();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let deaf = ["sh", "-c", "trap '' INT TERM; echo pid=$$; exec sleep 60"];
    let mut run = Run::start(&words, &deaf);
    let pid = run.until("pid=").trim().trim_start_matches("pid=").to_owned();
    let own = run.child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &own]).status().unwrap().success());
    run.until("waiting up to");
    let (status, _, took) = run.ended_by("-INT");
    assert_eq!(status, Some(130));
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert!(!is_running(&pid), "{pid} is left");
}

#[test]
fn a_signal_while_a_drivers_connection_passes_leaves_nobody_behind_and_tells_of_the_slot() {
    let driver = [
        GO2DOCTOR,
        "check",
        "--signal-port={signal_port}",
        "--no-history",
        "--format=json",
        "--window=30",
        "-q",
    ];
    for signal in SIGNALS {
        let robot = Robot::start(&["--listen", "127.0.0.1:0"]);
        let words = robot.arguments();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut run = Run::start(&words, &driver);
        run.until("offer carried, answer returned");
        let (status, report, took) = run.ended_by(signal);
        assert_eq!(status, Some(130), "{signal} {report}");
        assert!(took < Duration::from_secs(12), "{signal} {took:?}");
        let report = parsed(&report);
        // A driver of ours says goodbye, or has never come as far as the slot.
        assert_eq!(report["interrupted"], true, "{signal} {report:#}");
        assert_eq!(stage(&report, "sdp")["status"], "pass", "{signal} {report:#}");
        assert_ne!(report["slot"], "held-long", "{signal} {report:#}");
    }
}

fn is_running(pid: &str) -> bool {
    let stat = PathBuf::from("/proc").join(pid).join("stat");
    // One that nobody has waited for yet has ended all the same.
    std::fs::read_to_string(stat).is_ok_and(|stat| !stat.contains(") Z "))
}
