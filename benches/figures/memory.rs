//! The most memory that a whole check ever had.

use std::process::Command;

use crate::Measured;
use crate::doctor::doctor;
use crate::peak;
use crate::robot::Robot;
use crate::samples::Samples;
use crate::table::Row;

const RUNS: usize = 3;

const AIM: f64 = 30.0;

/// With the robot inside the process, and with the robot elsewhere.
pub(crate) fn memory() -> Measured<Vec<Row>> {
    let inside = || peak(doctor(&["check", "--robot", "sim"]));
    let outside = || {
        let robot = Robot::on_loopback(&[])?;
        let port = robot.signal_port().to_string();
        peak(doctor(&["check", "--robot", "127.0.0.1", "--signal-port", &port]))
    };
    Ok(vec![
        row("peak memory of `check --robot sim`, both sides in it", inside)?,
        row("peak memory of `check`, the robot in another process", outside)?,
    ])
}

fn row(figure: &str, peak: impl Fn() -> Measured<f64>) -> Measured<Row> {
    let peaks = (0..RUNS).map(|_| peak());
    let peaks = Samples::new(peaks.collect::<Measured<Vec<f64>>>()?);
    let measured = format!("{:.1} MB at most ({RUNS} runs)", peaks.max());
    Ok(Row::aimed(figure, measured, format!("< {AIM:.0} MB"), peaks.max() < AIM))
}

/// The peak resident set of a command, MB.
fn peak(mut command: Command) -> Measured<f64> {
    command.args(["--format", "json"]);
    let (status, peak) = peak::of(command)?;
    if !status.success() {
        return Err(format!("the check ended with {status}").into());
    }
    Ok(peak)
}
