//! Check after check in one process against one simulated robot, in virtual time: nothing grows.
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
use std::time::Duration;

use go2doctor::facts::Stage;
use go2doctor::facts::outcome::Status;
use go2doctor::simulator::options::SimulatorOptions;
use go2doctor::simulator::run::Simulator;
use go2doctor::stages::runner;
use tokio::runtime::Handle;
use tokio::sync::watch;

/// What a process holds.
#[derive(Debug, Clone, Copy)]
struct Held {
    memory_kb: u64,
    descriptors: usize,
    threads: usize,
    tasks: usize,
}

impl Held {
    fn now() -> Self {
        let count = |folder: &str| fs::read_dir(folder).expect("it is mounted").count();
        let status = fs::read_to_string("/proc/self/status").expect("it is mounted");
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let memory = memory.and_then(|it| it.split_whitespace().next()?.parse().ok());
        Self {
            memory_kb: memory.expect("a number of kB"),
            descriptors: count("/proc/self/fd"),
            threads: count("/proc/self/task"),
            tasks: Handle::current().metrics().num_alive_tasks(),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_grows_from_check_to_check() {
    let wanted: u32 =
        std::env::var("GO2DOCTOR_CHECKS").map_or(300, |it| it.parse().expect("a number"));
    let options = SimulatorOptions { seed: Some(1), ..SimulatorOptions::in_process(Vec::new()) };
    let mut robot = Simulator::start_here(options).await.expect("a simulated robot");
    let plan = support::plan(&robot, Stage::Flow);
    // By then every buffer has its size.
    let warm = wanted / 4;
    let mut before = Held::now();
    for number in 0..wanted {
        if number == warm {
            before = Held::now();
        }
        let (_keep, interrupt) = watch::channel(false);
        let outcome = runner::climb(&plan, interrupt, &mut |_| {}, &|_| {}).await;
        let flow = support::of(&outcome, Stage::Flow);
        assert_eq!(flow.status, Status::Pass, "check {number}: {:#?}", outcome.stages);
        assert!(support::free_after(&mut robot, Duration::from_secs(3)).await.is_some());
        while robot.poll_event().is_some() {}
    }
    let after = Held::now();
    println!("{wanted} checks: {before:?} after {warm}, {after:?} at the end");
    assert_eq!(after.descriptors, before.descriptors);
    assert_eq!(after.tasks, before.tasks);
    assert!(after.threads <= before.threads);
    let grown = after.memory_kb.saturating_sub(before.memory_kb);
    assert!(grown < 4096, "{grown} kB more: {before:?}, {after:?}");
}
