//! What came of a driver's run.

use crate::facts::Stage;
use crate::facts::log_reading::LogReading;
use crate::facts::status::Status;

/// A driver that was run right after the ladder.
#[derive(Debug, Clone, PartialEq)]
pub struct DriverRun {
    pub command: Vec<String>,
    pub ended: Ended,
    /// From its start to its end, ms.
    pub duration_ms: f64,
    /// What it wrote to stdout and stderr, bytes.
    pub bytes: u64,
    pub reading: LogReading,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// The system did not start it; why.
    NotStarted(String),
    Exit(i32),
    /// By a signal, `SIGKILL` for instance.
    Signal(String),
}

impl DriverRun {
    pub fn told(&self) -> bool {
        self.reading.outcomes.iter().any(|stage| stage.status != Status::Skip)
    }

    /// Its part of the verdict. One that tells nothing is not judged.
    pub fn status(&self) -> Status {
        if matches!(self.ended, Ended::NotStarted(_)) {
            return Status::Fail;
        }
        if !self.told() {
            return Status::Inconclusive;
        }
        self.reading.outcomes.iter().map(|stage| stage.status).max().unwrap_or(Status::Inconclusive)
    }
}

#[derive(Debug, Clone)]
pub enum DriverEvent {
    /// It is not started yet: the robot needs so long, ms, to give our own slot back.
    Held {
        ms: f64,
    },
    Started {
        command: Vec<String>,
    },
    Stage {
        stage: Stage,
        status: Status,
        /// Which attempt to connect, from 1.
        attempt: u64,
        /// ms after its start.
        at_ms: f64,
    },
    /// It was asked to end; so long, in seconds, it is waited for.
    Asked {
        seconds: u64,
    },
    /// It did not end, or was not to be waited for any longer, and was killed.
    Killed,
    Finished {
        ended: Ended,
        /// From its start, ms.
        duration_ms: f64,
        in_line: bool,
    },
}
