//! One JSON object a line, as things happen.

use std::io::{self, Write};

use serde::Serialize;

use super::driver::EndReport;
use super::model::{Reader, Report, SCHEMA_VERSION, Tool, timestamp};
use super::sinks::Sink;
use super::stage::StageReport;
use super::waiting::waiting as message;
use crate::facts::Stage;
use crate::facts::driver_run::DriverEvent;
use crate::facts::outcome::{RunEvent, Status};

#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Line {
    RunStarted {
        schema_version: u32,
        tool: Tool,
        command: String,
        robot: String,
        started_at: String,
    },
    StageStarted {
        stage: Stage,
        at_ms: f64,
    },
    StageProgress {
        stage: Stage,
        elapsed_ms: f64,
        message: String,
    },
    ProofProgress {
        profile: String,
        sha256_alone: bool,
        stage: Stage,
    },
    StageFinished {
        stage: Stage,
        result: Box<StageReport>,
    },
    DriverHeld {
        ms: f64,
    },
    DriverStarted {
        command: Vec<String>,
    },
    DriverStage {
        stage: Stage,
        status: Status,
        attempt: u64,
        at_ms: f64,
    },
    DriverAsked {
        seconds: u64,
    },
    DriverKilled,
    DriverFinished {
        exit_status: Option<i32>,
        signal: Option<String>,
        error: Option<String>,
        duration_ms: f64,
    },
    RunFinished {
        report: Box<Report>,
    },
}

impl Line {
    fn new(event: &RunEvent, reader: &Reader) -> Self {
        match event {
            RunEvent::RunStarted { command, host, started_at } => Line::RunStarted {
                schema_version: SCHEMA_VERSION,
                tool: Tool::this(),
                command: command.clone(),
                robot: host.clone(),
                started_at: timestamp(*started_at),
            },
            RunEvent::StageStarted { stage, at_ms } => {
                Line::StageStarted { stage: *stage, at_ms: *at_ms }
            }
            RunEvent::StageProgress { stage, elapsed_ms, waiting } => Line::StageProgress {
                stage: *stage,
                elapsed_ms: *elapsed_ms,
                message: message(waiting).get(reader.language).to_owned(),
            },
            RunEvent::Proving { profile, sha256_alone, stage } => Line::ProofProgress {
                profile: profile.clone(),
                sha256_alone: *sha256_alone,
                stage: *stage,
            },
            RunEvent::StageFinished { outcome } => Line::StageFinished {
                stage: outcome.stage(),
                result: Box::new(StageReport::new(outcome, reader.language)),
            },
            RunEvent::Driver(event) => Self::of_driver(event),
            RunEvent::RunFinished { outcome } => {
                Line::RunFinished { report: Box::new(Report::new(outcome, reader)) }
            }
        }
    }
}

impl Line {
    fn of_driver(event: &DriverEvent) -> Self {
        match event {
            DriverEvent::Held { ms } => Line::DriverHeld { ms: *ms },
            DriverEvent::Started { command } => Line::DriverStarted { command: command.clone() },
            DriverEvent::Stage { stage, status, attempt, at_ms } => Line::DriverStage {
                stage: *stage,
                status: *status,
                attempt: *attempt,
                at_ms: *at_ms,
            },
            DriverEvent::Asked { seconds } => Line::DriverAsked { seconds: *seconds },
            DriverEvent::Killed => Line::DriverKilled,
            DriverEvent::Finished { ended, duration_ms, .. } => {
                let EndReport { exit_status, signal, error } = EndReport::of(ended);
                Line::DriverFinished { exit_status, signal, error, duration_ms: *duration_ms }
            }
        }
    }
}

pub struct JsonlSink<W> {
    pub out: W,
    pub reader: Reader,
}

impl<W: Write> Sink for JsonlSink<W> {
    fn event(&mut self, event: &RunEvent) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, &Line::new(event, &self.reader))?;
        writeln!(self.out)?;
        self.out.flush()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;
    use crate::report::fixtures;

    #[test]
    fn every_event_is_one_line_and_the_last_carries_the_report() {
        let mut written = Vec::new();
        let run = fixtures::sctp_silent("check");
        for event in fixtures::events(&run) {
            JsonlSink { out: &mut written, reader: Reader::default() }.event(&event).unwrap();
        }
        let lines: Vec<serde_json::Value> = String::from_utf8(written)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let names: Vec<_> = lines.iter().map(|line| line["event"].as_str().unwrap()).collect();
        assert_eq!(names[..3], ["run_started", "stage_started", "stage_finished"]);
        let last = lines.last().unwrap();
        assert_eq!(last["event"], "run_finished");
        assert_eq!(
            last["report"],
            serde_json::to_value(Report::new(&run, &Reader::default())).unwrap()
        );
        assert_eq!(lines[2]["result"]["name"], lines[2]["stage"]);
    }
}
