//! From the start of the process to `Validation Ok.`, on loopback.

use crate::Measured;
use crate::doctor::{Timed, doctor};
use crate::robot::Robot;
use crate::samples::{Samples, ms};
use crate::table::Row;

const RUNS: usize = 40;

/// The robot's own pause before its ClientHello, as simulated, ms.
pub(crate) const ROBOT_PAUSE: f64 = 100.0;

/// How far the pause is shortened to see the rest. The times for which the
/// slot is held shrink too, so that it must not be much less.
const SHORTENED: f64 = 0.01;

/// The start with the robot's pauses as they are, and with hardly any.
pub(crate) fn start() -> Measured<Vec<Row>> {
    let (mut full, mut short, mut exits) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let (validated, ended) = validate(1.0)?;
        full.push(validated);
        exits.push(ended - validated);
        short.push(validate(SHORTENED)?.0 - ROBOT_PAUSE * SHORTENED);
    }
    let (full, short, exits) = (Samples::new(full), Samples::new(short), Samples::new(exits));
    Ok(vec![
        Row::shown("start to `Validation Ok.`, loopback", full.describe()),
        Row::aimed(
            "- ours: the robot's pause shortened to 1 ms and taken off",
            short.describe(),
            "< 20 ms",
            short.median() < 20.0,
        ),
        Row::shown(
            "- the same by subtraction of the whole pause",
            format!("{:.1} ms", full.median() - ROBOT_PAUSE),
        ),
        Row::shown("- then to the end of the process, slot released", exits.describe()),
    ])
}

/// One start against a robot just started: until `Validation Ok.`, and until
/// the process ended, ms.
pub(crate) fn validate(time_scale: f64) -> Measured<(f64, f64)> {
    let robot = Robot::on_loopback(&["--time-scale", &time_scale.to_string()])?;
    let mut command = doctor(&["validate", "--robot", "127.0.0.1", "--format", "jsonl"]);
    command.args(["--signal-port", &robot.signal_port().to_string()]);
    let run = Timed::run(command)?;
    Ok((ms(run.finished("validation", "pass")?), ms(run.ended)))
}
