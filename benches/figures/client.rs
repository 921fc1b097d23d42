//! The same start beside the published client's.

use std::panic;
use std::path::Path;
use std::process::Command;

use crate::Measured;
use crate::doctor::Timed;
use crate::robot::Robot;
use crate::samples::{Samples, ms};
use crate::start::validate;
use crate::table::Row;
use crate::venv::{self, Packages};

const PAIRS: usize = 10;

/// How far the robot's pauses are shortened to see the rest. The times for which the slot is held
/// shrink too, so that it must not be much less.
const SHORTENED: f64 = 0.01;

/// Both started alternately, each against a robot just started.
pub(crate) fn ratio() -> Measured<Vec<Row>> {
    // It panics where packages cannot be fetched: here that is a reason like any other.
    let python = panic::catch_unwind(|| venv::interpreter(Packages::Client))
        .map_err(|_| "the client's environment could not be made")?
        .ok_or("there is no Python 3.11 or 3.12")?;
    // Once outside the measurement: Python compiles and the page cache fills.
    published(&python, 1.0)?;
    let (mut theirs, mut paused, mut unpaused) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..PAIRS {
        let whole = published(&python, 1.0)?;
        paused.push(whole / validate(1.0)?.validated);
        unpaused.push(published(&python, SHORTENED)? / validate(SHORTENED)?.validated);
        theirs.push(whole);
    }
    Ok(vec![
        Row::shown(
            "unitree_webrtc_connect 2.2.0, start to validated",
            Samples::new(theirs).describe(),
        ),
        times("- that many times as long as ours, alternately", paused, 6.0),
        times("- the same, the robot's pauses shortened for both", unpaused, 30.0),
    ])
}

/// How many times as long theirs took, against what it should be at least.
fn times(figure: &str, ratios: Vec<f64>, aim: f64) -> Row {
    let ratios = Samples::new(ratios);
    let measured =
        format!("{:.1} median ({:.1} to {:.1})", ratios.median(), ratios.min(), ratios.max());
    Row::aimed(figure, measured, format!(">= {aim:.0}"), ratios.median() >= aim)
}

/// One start of the published client, ms.
fn published(python: &Path, time_scale: f64) -> Measured<f64> {
    let robot = Robot::on_loopback(&["--time-scale", &time_scale.to_string()])?;
    let mut command = Command::new(python);
    command.arg(venv::script("client.py"));
    command.args(["--signal-port", &robot.signal_port().to_string()]);
    let run = Timed::run(command)?;
    Ok(ms(run.event("validated", None)?.0))
}
