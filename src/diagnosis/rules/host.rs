//! This machine and the driver on it.
//!
//! What a driver would offer is no failure of this run: it is a warning, and
//! becomes the answer only where a log or a second run shows it at work.

mod driver;
pub(in crate::diagnosis) mod firewall;
mod network;
mod others;
mod pins;
mod project;
mod python;
pub(in crate::diagnosis) mod ros;
pub(in crate::diagnosis) mod tunnel;
mod windows;

use super::link::{Attempt, unreached};
use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::{HostEvidence, Stage};
use crate::text::phrase::phrase;

const MAX_QUOTED: usize = 3;

/// The longest name of an interface or a program that is shown, in characters.
const MAX_NAME: usize = 32;

/// The longest quotation, in characters.
const MAX_TEXT: usize = 80;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    let Some(machine) = case.machine() else { return Vec::new() };
    let mut found = no_route(case, machine);
    found.extend(machine.driver.iter().flat_map(|driver| driver::conclude(case, driver)));
    found.extend(network::conclude(case, machine));
    found.extend(others::conclude(case, machine));
    found.extend(conn_type(machine));
    found.extend(clock(case, machine));
    found.extend(ros::conclude(machine));
    found
}

/// Needs the kernel's answer to the question for a route.
fn no_route(case: &Case<'_>, machine: &HostEvidence) -> Vec<Finding> {
    let exists = machine.route.as_ref().and_then(|route| route.exists);
    // Where something answered all the same, the kernel was asked for the wrong address.
    if exists != Some(false) || case.went_beyond(Stage::Host) {
        return Vec::new();
    }
    unreached(case, Stage::Host, Attempt::NoRoute)
}

fn conn_type(machine: &HostEvidence) -> Option<Finding> {
    let set = machine.conn_type.as_deref()?;
    if !set.eq_ignore_ascii_case("cyclonedds") {
        return None;
    }
    Some(
        Finding::likely("G2-ENV-CONN-TYPE")
            .seen(phrase!("CONN_TYPE=cyclonedds", "CONN_TYPE=cyclonedds")),
    )
}

/// Needs a time that cannot be. Nothing that connects to the robot looks at it.
fn clock(case: &Case<'_>, machine: &HostEvidence) -> Option<Finding> {
    let too_early = machine.clock.as_ref()?.too_early == Some(true);
    (too_early && case.source == Source::Live).then(|| {
        Finding::certain("G2-ENV-CLOCK").seen(phrase!(
            "the clock shows a day before this version of go2doctor was written",
            "時鐘顯示的日期早於此版 go2doctor 的撰寫日期"
        ))
    })
}
