//! A run of the doctor, each of its events timed from outside.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::Measured;

/// The program measured, built as for release.
pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_go2doctor");

/// Options by the environment would steer the measurements.
const VARIABLES: [&str; 10] = [
    "GO2DOCTOR_ROBOT",
    "ROBOT_IP",
    "UNITREE_ROBOT_IP",
    "GO2DOCTOR_SIGNAL_PORT",
    "GO2DOCTOR_LEGACY_PORT",
    "GO2DOCTOR_LANG",
    "GO2DOCTOR_LOG",
    "UNITREE_AES_128_KEY",
    "ROBOT_AES_KEY",
    "GO2_AES_KEY",
];

/// The doctor with these arguments, its own defaults for all others.
pub(crate) fn doctor(arguments: &[&str]) -> Command {
    let mut command = Command::new(BINARY);
    command.args(arguments);
    defaults(&mut command);
    command
}

/// Takes options by the environment away from a command.
pub(crate) fn defaults(command: &mut Command) {
    for name in VARIABLES {
        command.env_remove(name);
    }
}

/// What a process printed line by line, each with the time since its start.
pub(crate) struct Timed {
    lines: Vec<(Duration, Value)>,
    /// From the start of the process to its end.
    pub ended: Duration,
}

impl Timed {
    /// Runs a command that prints JSON lines to its end.
    ///
    /// The clock starts before the process is made, and stops when a line has
    /// been read: that is what a user waits for.
    pub(crate) fn run(mut command: Command) -> Measured<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let started = Instant::now();
        let mut child = command.spawn()?;
        let stdout = child.stdout.take().ok_or("no stdout")?;
        // Parsed afterwards, so as not to compete with what is measured.
        let lines: Vec<_> = BufReader::new(stdout)
            .lines()
            .map_while(Result::ok)
            .map(|line| (started.elapsed(), line))
            .collect();
        child.wait()?;
        let ended = started.elapsed();
        let parsed = lines.into_iter().map(|(at, line)| Ok((at, serde_json::from_str(&line)?)));
        Ok(Self { lines: parsed.collect::<Result<_, serde_json::Error>>()?, ended })
    }

    /// When an event came first, of a stage if one is given, and the event.
    pub(crate) fn event(&self, name: &str, stage: Option<&str>) -> Measured<(Duration, &Value)> {
        let wanted = |event: &Value| {
            event["event"] == name && stage.is_none_or(|stage| event["stage"] == stage)
        };
        let found = self.lines.iter().find(|(_, event)| wanted(event));
        let (at, event) = found.ok_or_else(|| format!("no event {name} of {stage:?}"))?;
        Ok((*at, event))
    }

    /// When a stage ended, if it ended so.
    pub(crate) fn finished(&self, stage: &str, status: &str) -> Measured<Duration> {
        let (at, event) = self.event("stage_finished", Some(stage))?;
        let result = &event["result"];
        if result["status"] == status {
            Ok(at)
        } else {
            Err(format!("{stage} did not {status}: {}", result["summary"]).into())
        }
    }

    /// The report's entry of a stage.
    pub(crate) fn stage(&self, name: &str) -> Measured<&Value> {
        let (_, event) = self.event("run_finished", None)?;
        let stages = event["report"]["stages"].as_array().into_iter().flatten();
        Ok(stages.into_iter().find(|stage| stage["name"] == name).ok_or("no such stage")?)
    }
}
