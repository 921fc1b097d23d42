//! Table tests of the rules: evidence in, code, side and confidence out.

mod advice;
mod answers;
mod captures;
mod catalogued;
mod channel;
mod connections;
mod dds;
mod discovery;
pub(in crate::diagnosis) mod emitted;
mod every_world;
mod explained;
#[path = "../../tests/expected/next.rs"]
mod followed;
mod host_driver;
mod host_facts;
mod host_network;
mod host_way;
mod link;
mod log_codes;
mod log_lines;
mod logs;
mod loss;
mod machines;
mod media;
mod models;
mod next_steps;
pub(crate) mod offers;
mod other_worlds;
mod random;
mod real_logs;
mod reports;
mod runs;
mod wifi;
mod windows;
mod with_driver;

use super::case::Case;
use super::diagnose;
use super::finding::Finding;
use crate::facts::finding::{Confidence, Side};
use crate::facts::outcome::RunOutcome;

/// What the first finding has to be.
type Expected = (&'static str, Side, Confidence);

fn case(run: &RunOutcome) -> Case<'_> {
    Case::live(&run.stages, &run.robot)
}

fn triple(finding: &Finding) -> Expected {
    (finding.code(), finding.side, finding.confidence)
}

fn first(case: &Case<'_>) -> Option<Expected> {
    diagnose(case).first().map(triple)
}

fn codes(case: &Case<'_>) -> Vec<&'static str> {
    diagnose(case).iter().map(Finding::code).collect()
}

/// What a driver's log is taken for.
fn of_log(log: &str) -> Vec<Finding> {
    let reading = crate::logs::read(log.as_bytes()).expect("memory does not fail");
    let facts = reading.facts(None);
    diagnose(&Case::of_log(&reading.outcomes, &reading, &facts))
}
