//! The same start beside the published client's.

use std::panic;
use std::path::Path;
use std::process::Command;

use crate::Measured;
use crate::doctor::Timed;
use crate::robot::Robot;
use crate::samples::{Samples, ms};
use crate::start::{ROBOT_PAUSE, validate};
use crate::table::Row;
use crate::venv::{self, Packages};

const PAIRS: usize = 10;

/// Both started alternately, each against a robot just started.
pub(crate) fn ratio() -> Measured<Vec<Row>> {
    // It panics where packages cannot be fetched: here that is a reason like any other.
    let python = panic::catch_unwind(|| venv::interpreter(Packages::Client))
        .map_err(|_| "the client's environment could not be made")?
        .ok_or("there is no Python 3.11 or 3.12")?;
    // Once outside the measurement: Python compiles and the page cache fills.
    published(&python)?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        ours.push(validate(1.0)?.0);
        theirs.push(published(&python)?);
    }
    let ratios = Samples::new(ours.iter().zip(&theirs).map(|(ours, theirs)| theirs / ours));
    let (ours, theirs) = (Samples::new(ours), Samples::new(theirs));
    let beyond = (theirs.median() - ROBOT_PAUSE) / (ours.median() - ROBOT_PAUSE);
    Ok(vec![
        Row::shown("unitree_webrtc_connect 2.2.0, start to validated", theirs.describe()),
        Row::aimed(
            "- that many times as long as ours, alternately",
            format!("{:.1} median ({:.1} to {:.1})", ratios.median(), ratios.min(), ratios.max()),
            ">= 10",
            ratios.median() >= 10.0,
        ),
        Row::shown("- the same without the robot's pause in both", format!("{beyond:.0}")),
    ])
}

/// One start of the published client, ms.
fn published(python: &Path) -> Measured<f64> {
    let robot = Robot::on_loopback(&[])?;
    let mut command = Command::new(python);
    command.arg(venv::script("client.py"));
    command.args(["--signal-port", &robot.signal_port().to_string()]);
    let run = Timed::run(command)?;
    Ok(ms(run.event("validated", None)?.0))
}
