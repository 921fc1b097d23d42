//! What a run of a program takes.

use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::Measured;
use crate::samples::Samples;

/// What a run took, seconds.
pub(crate) struct Run {
    pub wall: f64,
    pub cpu: f64,
}

/// Runs a command to its end. Processor time is read until then, so it misses the last millisecond.
///
/// Refuses a run that ended with none of 0, 1 and 3, by which the programs say what they found:
/// one that stopped at its arguments would look very fast.
pub(crate) fn run(mut command: Command) -> Measured<Run> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let started = Instant::now();
    let mut child = command.spawn()?;
    let mut cpu = 0.0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        let read = std::fs::read_to_string(format!("/proc/{}/schedstat", child.id()));
        let spent = read.ok().and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
        cpu = spent.unwrap_or(cpu);
        thread::sleep(Duration::from_millis(1));
    };
    if !matches!(status.code(), Some(0 | 1 | 3)) {
        return Err(format!("{} ended with {status}", command.get_program().display()).into());
    }
    Ok(Run { wall: started.elapsed().as_secs_f64(), cpu: cpu / 1e9 })
}

/// How fast so many bytes were read, MB/s of wall time.
pub(crate) fn speeds(bytes: u64, runs: &[Run]) -> Samples {
    Samples::new(runs.iter().map(|run| bytes as f64 / 1e6 / run.wall))
}

/// Speeds, for people.
pub(crate) fn told(speeds: &Samples) -> String {
    format!("{:.0} MB/s median ({:.0} to {:.0})", speeds.median(), speeds.min(), speeds.max())
}
