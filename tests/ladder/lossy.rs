//! Whole checks over bad networks in virtual time, by the hundred: no network makes a healthy robot
//! a faulty one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use go2doctor::diagnosis::case::Case;
use go2doctor::diagnosis::diagnose;
use go2doctor::diagnosis::finding::Finding;
use go2doctor::diagnosis::verdict::Verdict;
use go2doctor::facts::Stage;
use go2doctor::facts::finding::Side;
use go2doctor::facts::outcome::RunOutcome;
use go2doctor::simulator::options::SimulatorOptions;
use go2doctor::simulator::run::Simulator;
use go2doctor::stack::wire::Conditions;
use go2doctor::stages::runner;
use go2doctor::text::language::Language;
use tokio::sync::watch;

use crate::support::plan;

/// A round trip of 200 ms, give or take, on which this share is lost each way.
fn far(loss: f64) -> Conditions {
    Conditions { loss, delay: Duration::from_millis(95), jitter: Duration::from_millis(10) }
}

/// A check of a healthy robot behind a network, and what is made of it.
struct Checked {
    seed: u64,
    outcome: RunOutcome,
    found: Vec<Finding>,
}

impl Checked {
    fn of(network: Conditions, seed: u64) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .expect("a runtime");
        let outcome = runtime.block_on(async {
            let faults = Vec::new();
            let options = SimulatorOptions {
                network,
                seed: Some(seed),
                ..SimulatorOptions::in_process(faults)
            };
            let robot = Simulator::start_here(options).await.expect("a simulated robot");
            let (_keep, interrupt) = watch::channel(false);
            // On this thread, whose clock is the test's.
            runner::climb(&plan(&robot, Stage::Flow), interrupt, &mut |_| {}, &|_| {}).await
        });
        let found = diagnose(&Case::live(&outcome.stages, &outcome.robot));
        Self { seed, outcome, found }
    }

    fn passed(&self) -> bool {
        matches!(Verdict::of(&self.outcome.stages), Verdict::Pass | Verdict::Warn)
    }
}

/// Checks one robot a seed, on all cores.
fn checked(network: Conditions, seeds: u64) -> Vec<Checked> {
    let next = AtomicU64::new(0);
    let worker = || {
        let mine = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        mine.take_while(|seed| *seed < seeds).map(|seed| Checked::of(network, seed)).collect()
    };
    thread::scope(|scope| {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        let all = workers.into_iter().map(|worker| worker.join().expect("no panic"));
        all.collect::<Vec<Vec<Checked>>>().into_iter().flatten().collect()
    })
}

/// A failing seed, with what a test needs to be mended by.
fn told(one: &Checked) -> String {
    let stages = one.outcome.stages.iter();
    let stages = stages.map(|it| format!("{:?} {:?} {:?}", it.stage(), it.status, it.duration_ms));
    let found = one.found.iter().map(|it| {
        let seen: Vec<_> = it.evidence.iter().map(|line| line.get(Language::English)).collect();
        format!("{} {:?} {:?} {:?} {seen:?}", it.code(), it.severity, it.side, it.confidence)
    });
    let lines: Vec<_> = stages.chain(found).collect();
    format!("seed {}:\n{}\n{:?}", one.seed, lines.join("\n"), one.outcome.stages.last())
}

/// No finding is the robot's, and that loses packets which fails.
fn network_comes_first(one: &Checked) -> bool {
    let innocent = one.found.iter().all(|it| it.side != Side::Robot);
    let measured = || one.found.iter().any(|it| it.code() == "G2-LINK-LOSS");
    let network = || one.found.first().is_some_and(|it| it.side == Side::Network);
    innocent && (one.passed() || network() && measured())
}

fn assert_all(network: Conditions, seeds: u64, holds: impl Fn(&Checked) -> bool) {
    let all = checked(network, seeds);
    let failed = all.iter().filter(|one| !one.passed()).count();
    let broken: Vec<_> = all.iter().filter(|one| !holds(one)).map(told).collect();
    println!("{network:?}: {failed} of {} did not pass", all.len());
    assert!(broken.is_empty(), "{} of {}:\n{}", broken.len(), all.len(), broken.join("\n\n"));
}

#[test]
fn at_ten_percent_and_200_ms_no_robot_is_called_faulty() {
    assert_all(far(0.1), seeds(200), |one| one.passed() && network_comes_first(one));
}

#[test]
fn at_ten_percent_and_a_short_way_none_is_either() {
    let near = Conditions { loss: 0.1, delay: Duration::from_millis(2), ..Conditions::default() };
    assert_all(near, seeds(100), |one| one.passed() && network_comes_first(one));
}

#[test]
fn at_twenty_percent_it_is_the_network_that_comes_first() {
    assert_all(far(0.2), seeds(100), network_comes_first);
}

#[test]
fn at_thirty_percent_it_is_the_network_that_comes_first() {
    assert_all(far(0.3), seeds(100), network_comes_first);
}

/// More than the usual number, where one wants to know it better.
fn seeds(usual: u64) -> u64 {
    let wanted = std::env::var("GO2DOCTOR_SEEDS").ok();
    wanted.map_or(usual, |wanted| wanted.parse().expect("a number of seeds"))
}
