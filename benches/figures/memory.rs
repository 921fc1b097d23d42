//! The most memory that a whole check ever had.

use std::fs;
use std::io;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::Measured;
use crate::doctor::doctor;
use crate::robot::Robot;
use crate::samples::Samples;
use crate::table::Row;

const RUNS: usize = 3;

/// How often the kernel's high-water mark is read. It only rises, so that no
/// peak is missed but one within the last of these.
const EVERY: Duration = Duration::from_millis(1);

const AIM: f64 = 30.0;

/// With the robot inside the process, and with the robot elsewhere.
pub fn memory() -> Measured<Vec<Row>> {
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
    let mut child = command
        .args(["--format", "json"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let mut peak: f64 = 0.0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        match high_water_mark(&child) {
            // Between its end and our noticing it a process has no memory.
            Ok(now) => peak = peak.max(now.unwrap_or(0.0)),
            Err(error) => {
                let _ = (child.kill(), child.wait());
                return Err(format!("there is no /proc to read it from: {error}").into());
            }
        }
        thread::sleep(EVERY);
    };
    if !status.success() {
        return Err(format!("the check ended with {status}").into());
    }
    if peak == 0.0 {
        return Err("the process was gone before it could be read".into());
    }
    Ok(peak)
}

/// `VmHWM` of a process, MB; `None` when it has ended.
fn high_water_mark(child: &Child) -> io::Result<Option<f64>> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id()))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kibibytes = line.and_then(|rest| rest.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    Ok(kibibytes.map(|kibibytes| kibibytes * 1024.0 / 1e6))
}
