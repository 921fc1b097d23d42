//! The faults of the simulated robot, in this process, several at a time.

use std::io;

use futures_util::{StreamExt, stream};
use go2doctor::diagnosis::case::Case;
use go2doctor::diagnosis::diagnose;

use crate::expected::expected;
use crate::support::{impatient_plan, robot, run as climb};
use crate::trial::{NONE, Trial};

/// Runs at one time: what they do is mostly to wait for a deadline.
const TOGETHER: usize = 24;

/// Every form of every fault.
pub(crate) fn trials() -> Vec<Trial> {
    let trial = |(spec, expected): (&go2doctor::simulator::fault_table::FaultSpec, _)| {
        let expected: crate::expected::Expected = expected;
        Trial::new(&spec.name, false, expected.first)
    };
    expected().into_iter().map(trial).collect()
}

/// Runs each so many times, in rounds, so that equal ones do not run side by side.
pub(crate) fn run(trials: &mut [Trial], repeat: usize) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let names: Vec<String> = trials.iter().map(|trial| trial.name.clone()).collect();
    let rounds = (0..repeat).flat_map(|_| names.iter().enumerate());
    let runs = rounds.map(|(at, name)| async move { (at, first_finding(name).await) });
    let given: Vec<_> = runtime.block_on(stream::iter(runs).buffer_unordered(TOGETHER).collect());
    for (at, code) in given {
        trials[at].given.push(code);
    }
    Ok(())
}

async fn first_finding(fault: &str) -> String {
    let robot = robot(fault);
    let outcome = climb(&impatient_plan(&robot)).await;
    let found = diagnose(&Case::live(&outcome.stages, &outcome.robot));
    found.first().map_or(NONE, |first| first.code()).to_owned()
}
