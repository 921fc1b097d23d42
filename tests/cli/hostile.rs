//! A robot that means harm gets nothing: neither time nor memory beyond their bounds, no wrong
//! verdict, no character of its own on a terminal or in a report, and its slot is given back.

use std::collections::VecDeque;
use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use go2doctor::simulator::fault_table::FaultSpec;
use serde_json::{Value, json};

use crate::expected::{Expected, ending, hostile};

/// Runs at one time.
const TOGETHER: usize = 3;
/// The deadline of each stage.
const TIMEOUT: Duration = Duration::from_secs(3);
/// How long after its deadline a stage may end.
const SLACK: Duration = Duration::from_millis(300);
const MAX_MEMORY_KB: u64 = 64 * 1024;
/// How long the robot holds its slot for a client that is gone: a tenth of a real one.
const TIME_SCALE: &str = "0.1";
const FREE_WITHIN: Duration = Duration::from_secs(8);

/// A robot in a process of its own, which ends with this.
struct Robot {
    child: Child,
    events: mpsc::Receiver<Value>,
    port: String,
}

impl Robot {
    fn with(fault: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
            .args(["simulate", "--listen", "127.0.0.1:0", "--time-scale", TIME_SCALE])
            .args(["--fault", fault])
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let stdout = BufReader::new(child.stdout.take().expect("it is piped"));
        let (tell, events) = mpsc::channel();
        thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let event = serde_json::from_str(&line).expect("a JSON line");
                if tell.send(event).is_err() {
                    break;
                }
            }
        });
        let ready: Value = events.recv().expect("it is ready");
        Self { child, events, port: ready["signal_port"].to_string() }
    }

    /// Whether the slot was never taken, or comes free in time.
    fn slot_is_given_back(&self) -> bool {
        let until = Instant::now() + FREE_WITHIN;
        let mut taken = false;
        loop {
            let left = if taken {
                until.saturating_duration_since(Instant::now())
            } else {
                Duration::ZERO
            };
            let Ok(event) = self.events.recv_timeout(left) else { return !taken };
            match event["event"].as_str() {
                Some("offer-answered") => taken = true,
                Some("slot-free") => taken = false,
                _ => {}
            }
        }
    }
}

impl Drop for Robot {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The most memory that the process had so far.
fn peak_kb(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// What would act on a terminal, or turn the text around it.
fn is_raw(character: char) -> bool {
    let turns = matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || character.is_control() && character != '\n'
}

fn check((spec, expected): &(&FaultSpec, Expected)) {
    let name = &spec.name;
    let robot = Robot::with(name);
    let folder = tempfile::tempdir().expect("there is room for one");
    let human = folder.path().join("human");
    let timeout = TIMEOUT.as_secs_f64().to_string();
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args(["check", "127.0.0.1", "--signal-port", &robot.port, "--timeout", &timeout])
        .args(["--no-history", "-v", "--format", "json", "--export"])
        .arg(format!("human={}", human.display()))
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let read = |mut from: Box<dyn Read + Send>| {
        thread::spawn(move || {
            let mut text = String::new();
            from.read_to_string(&mut text).expect("it is UTF-8");
            text
        })
    };
    let stdout = read(Box::new(child.stdout.take().expect("it is piped")));
    let stderr = read(Box::new(child.stderr.take().expect("it is piped")));
    let mut peak = 0;
    let status = loop {
        peak = peak.max(peak_kb(child.id()).unwrap_or_default());
        if let Some(status) = child.try_wait().expect("it runs") {
            break status;
        }
        thread::sleep(Duration::from_millis(10));
    };
    let took = started.elapsed();
    let (json, told) = (stdout.join().expect("read"), stderr.join().expect("read"));
    let human = fs::read_to_string(human).expect("it was written");
    for text in [&json, &told, &human] {
        let raw = text.find(is_raw).map(|at| text[at..].chars().take(20).collect::<String>());
        assert_eq!(raw, None, "{name}: raw in {text}");
    }
    let report: Value = serde_json::from_str(&json).unwrap_or_else(|_| panic!("{name}: {json}"));
    let (failed_stage, code) = ending(spec);
    assert_eq!(report["failed_stage"], json!(failed_stage), "{name}: {human}");
    assert_eq!(status.code(), Some(code), "{name}: {human}");
    assert_eq!(report["findings"][0]["code"], json!(expected.given()), "{name}: {human}");
    assert_eq!(report["findings"][0]["side"], json!(expected.side), "{name}: {human}");
    for stage in report["stages"].as_array().expect("an array") {
        let took = Duration::from_secs_f64(stage["duration_ms"].as_f64().unwrap_or_default() / 1e3);
        assert!(took <= TIMEOUT + SLACK, "{name}: {} took {took:?}: {human}", stage["name"]);
    }
    let whole = Duration::from_secs_f64(report["duration_ms"].as_f64().expect("a number") / 1e3);
    assert!(took <= whole + Duration::from_secs(1), "{name}: {took:?} for a run of {whole:?}");
    assert!(whole <= TIMEOUT * 3, "{name}: {whole:?}");
    assert!((1..MAX_MEMORY_KB).contains(&peak), "{name}: {peak} kB");
    assert!(robot.slot_is_given_back(), "{name}");
}

#[test]
fn a_hostile_robot_costs_bounded_time_and_memory_and_writes_nothing_raw() {
    let waiting: Mutex<VecDeque<_>> = Mutex::new(hostile().into());
    let next = || waiting.lock().expect("nobody panics with it").pop_front();
    thread::scope(|scope| {
        for _ in 0..TOGETHER {
            scope.spawn(|| {
                while let Some(row) = next() {
                    check(&row);
                }
            });
        }
    });
}
