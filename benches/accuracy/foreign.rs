//! The foreign robots of the tests, each in a process of its own.

use std::time::Duration;

use crate::check::check;
use crate::expected::{self, Foreign};
use crate::peer::Peer;
use crate::stock_robot::StockRobot;
use crate::trial::{NONE, Trial};
use crate::venv::Packages;

/// A stage that meets silence waits this long.
const SHORT: [&str; 2] = ["--timeout", "3"];

/// The start of Python and its libraries, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Every foreign robot.
pub(crate) fn trials() -> Vec<Trial> {
    let trial = |foreign: Foreign| Trial::new(name(&foreign), true, foreign.first);
    expected::foreign().into_iter().map(trial).collect()
}

fn name(foreign: &Foreign) -> String {
    match &foreign.fault {
        Some(fault) => format!("{}, {fault}", foreign.robot),
        None => foreign.robot.clone(),
    }
}

/// Runs it once; a machine without Python leaves it without an answer.
pub(crate) fn run(trial: &mut Trial) {
    let of_trial = expected::foreign().into_iter().find(|foreign| name(foreign) == trial.name);
    trial.given.extend(of_trial.and_then(|foreign| first_finding(&foreign)));
}

fn first_finding(foreign: &Foreign) -> Option<String> {
    let checked = match foreign.robot.as_str() {
        "webrtc" => check(StockRobot::start().signal_port(), &SHORT),
        robot => {
            let packages =
                if robot == "aiortc-1.9" { Packages::Aiortc19 } else { Packages::Aiortc116 };
            let fault = foreign.fault.as_deref();
            let arguments = fault.filter(|fault| *fault != "busy").map(|fault| ["--fault", fault]);
            let robot = Peer::robot(packages, arguments.as_ref().map_or(&[], |pair| &pair[..]))?;
            let _holder = if fault == Some("busy") {
                let mut holder = Peer::client(robot.signal_port(), &["--hold"])?;
                holder.wait_for("holding", PATIENCE);
                Some(holder)
            } else {
                None
            };
            check(robot.signal_port(), &SHORT)
        }
    };
    Some(checked.first_finding().unwrap_or(NONE).to_owned())
}
