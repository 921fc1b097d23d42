//! Check after check against one simulated robot: nothing grows, neither in the process
//! that checks (in virtual time) nor in a `simulate` of its own (by the wall clock).
//!
//! A process of its own, for what is counted is the process's. `GO2DOCTOR_CHECKS=10000 cargo test
//! --test long -- --nocapture` asks for as many and prints the figures.
#![cfg(target_os = "linux")]

#[path = "../ladder/bare_machine.rs"]
mod bare_machine;
#[path = "../ladder/support.rs"]
#[expect(dead_code, reason = "it is shared with the tests of the ladder, which use all")]
mod support;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use go2doctor::facts::Stage;
use go2doctor::facts::outcome::Status;
use go2doctor::simulator::options::SimulatorOptions;
use go2doctor::simulator::run::Simulator;
use go2doctor::stages::plan::Plan;
use go2doctor::stages::runner;
use tokio::runtime::Handle;
use tokio::sync::{Mutex, watch};

/// What a process holds.
#[derive(Debug, Clone, Copy)]
struct Held {
    memory_kb: u64,
    descriptors: usize,
    threads: usize,
}

impl Held {
    /// By the process whose folder in `/proc` is `process`.
    fn by(process: &str) -> Self {
        let process = Path::new("/proc").join(process);
        let count = |folder| fs::read_dir(process.join(folder)).expect("it is mounted").count();
        let status = fs::read_to_string(process.join("status")).expect("it is mounted");
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let memory = memory.and_then(|it| it.split_whitespace().next()?.parse().ok());
        Self {
            memory_kb: memory.expect("a number of kB"),
            descriptors: count("fd"),
            threads: count("task"),
        }
    }

    /// Prints what was held when every buffer had its size and at the end, and holds both against
    /// each other.
    fn assert_flat(before: Self, after: Self, what: &str) {
        println!("{what}: {before:?} after a quarter, {after:?} at the end");
        assert_eq!(after.descriptors, before.descriptors);
        assert!(after.threads <= before.threads);
        let grown = after.memory_kb.saturating_sub(before.memory_kb);
        assert!(grown < 4096, "{grown} kB more: {before:?}, {after:?}");
    }
}

/// What one test opens is not to be counted by another.
static ALONE: Mutex<()> = Mutex::const_new(());

fn checks() -> u32 {
    std::env::var("GO2DOCTOR_CHECKS").map_or(300, |it| it.parse().expect("a number"))
}

/// A check of `plan` that passes its last stage.
async fn check(plan: &Plan, number: u32) {
    let (_keep, interrupt) = watch::channel(false);
    let outcome = runner::climb(plan, interrupt, &mut |_| {}, &|_| {}).await;
    let last = support::of(&outcome, plan.last_stage);
    assert_eq!(last.status, Status::Pass, "check {number}: {:#?}", outcome.stages);
}

#[tokio::test(start_paused = true)]
async fn nothing_grows_from_check_to_check() {
    let _alone = ALONE.lock().await;
    let options = SimulatorOptions { seed: Some(1), ..SimulatorOptions::in_process(Vec::new()) };
    let mut robot = Simulator::start_here(options).await.expect("a simulated robot");
    let plan = support::plan(&robot, Stage::Flow);
    let held = || (Held::by("self"), Handle::current().metrics().num_alive_tasks());
    let mut before = held();
    for number in 0..checks() {
        if number == checks() / 4 {
            before = held();
        }
        check(&plan, number).await;
        assert!(support::free_after(&mut robot, Duration::from_secs(3)).await.is_some());
        while robot.poll_event().is_some() {}
    }
    let after = held();
    assert_eq!(after.1, before.1, "tasks");
    Held::assert_flat(before.0, after.0, &format!("{} checks in one process", checks()));
}

#[tokio::test]
async fn nothing_grows_in_a_simulated_robot_that_is_asked_again_and_again() {
    let _alone = ALONE.lock().await;
    let robot = Command::new(env!("CARGO_BIN_EXE_go2doctor"))
        .args(["simulate", "--listen", "127.0.0.1:0", "--time-scale", "0.02", "--quiet"])
        .stdout(Stdio::piped())
        .spawn();
    let mut robot = Robot(robot.expect("the binary of this package"));
    let mut lines = BufReader::new(robot.0.stdout.take().expect("a pipe")).lines();
    let ready = lines.next().expect("a line").expect("UTF-8");
    let ready: serde_json::Value = serde_json::from_str(&ready).expect("JSON");
    let port: u64 = ready["signal_port"].as_u64().expect("a port");
    // Its end ends the thread: what the robot sees is read, or it would wait for a full pipe.
    std::thread::spawn(move || lines.count());

    let mut plan = support::plan_at("127.0.0.1".into(), (port as u16, 9), Stage::Validation);
    // It is free 2.3 s after a goodbye, a fiftieth of which is soon.
    plan.goodbye_retries = (1..100).map(|at| Duration::from_millis(10 * at)).collect();
    let process = robot.0.id().to_string();
    let mut before = Held::by(&process);
    for number in 0..checks() {
        if number == checks() / 4 {
            before = Held::by(&process);
        }
        check(&plan, number).await;
    }
    let what = format!("{} checks of one `simulate`", checks());
    Held::assert_flat(before, Held::by(&process), &what);
}

/// Ends with the test.
struct Robot(Child);

impl Drop for Robot {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
