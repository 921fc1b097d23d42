//! A run that was stopped for a while, by Ctrl-Z, a debugger or a suspended machine, whenever that
//! was: it is not the robot's fault.

use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, sleep};
use std::time::Duration;

use serde_json::Value;

use crate::namespace::Place;

/// A whole check takes so long by itself, ms; the robot gives a client up after 10 s.
const LONGEST: u64 = 1500;
const PAUSES: [Duration; 4] = [
    Duration::from_millis(300),
    Duration::from_secs(2),
    Duration::from_secs(6),
    Duration::from_secs(12),
];

struct Case {
    number: u64,
    after: Duration,
    pause: Duration,
}

impl Case {
    fn of(number: u64) -> Self {
        let after = Duration::from_millis(fastrand::Rng::with_seed(number).u64(..LONGEST));
        Self { number, after, pause: PAUSES[number as usize % PAUSES.len()] }
    }

    /// Stops a check at that moment, lets it go on after the pause, and gives its verdict.
    fn run(&self, place: &Place) -> String {
        let robot = place.robot(&["--listen", "127.0.0.1:0"]);
        let check = ["check", "127.0.0.1", "--no-history", "--format", "json", "--signal-port"];
        let mut check = place.go2doctor(&check);
        let check = check.arg(&robot.port).stdout(Stdio::piped()).stderr(Stdio::null());
        let child = check.spawn().expect("it runs");
        let signal = |name: &str| {
            let id = child.id().to_string();
            // It may have ended by then.
            let _ = Command::new("kill").args(["-s", name, &id]).stderr(Stdio::null()).status();
        };
        sleep(self.after);
        signal("STOP");
        sleep(self.pause);
        signal("CONT");
        self.judge(&child.wait_with_output().expect("it is ours"))
    }

    fn judge(&self, output: &Output) -> String {
        let Self { number, after, pause } = self;
        let case = format!("case {number}: stopped after {after:?} for {pause:?}");
        let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
        let verdict = report["verdict"].as_str().unwrap_or_default();
        let stages = report["stages"].as_array().expect("an array");
        let told = |stage: &Value| {
            let summary = stage["summary"].as_str().unwrap_or_default();
            stage["status"] == "inconclusive" && summary.contains("suspended")
        };
        match verdict {
            "pass" | "warn" => assert_eq!(output.status.code(), Some(0), "{case}"),
            "inconclusive" => assert!(stages.iter().any(told), "{case}: {report:#}"),
            _ => panic!("{case}: {report:#}"),
        }
        verdict.to_owned()
    }
}

/// `GO2DOCTOR_STOPS=200` asks for as many moments.
#[test]
fn a_run_that_was_stopped_at_any_moment_blames_no_robot() {
    let Some(place) = Place::or_skip("true") else { return };
    let wanted = std::env::var("GO2DOCTOR_STOPS").map_or(16, |it| it.parse().expect("a number"));
    let next = AtomicU64::new(0);
    let worker = || {
        let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        let mine = numbers.take_while(|number| *number < wanted);
        mine.map(|number| Case::of(number).run(&place)).collect::<Vec<_>>()
    };
    let verdicts: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..8).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("no panic")).collect()
    });
    let inconclusive = verdicts.iter().filter(|verdict| *verdict == "inconclusive").count();
    println!("{wanted} moments, {inconclusive} of them inconclusive, no robot blamed");
}
