//! One JSON object a line, as things happen.

use std::io::{self, Write};

use serde::Serialize;

use super::driver::EndReport;
use super::model::{Report, SCHEMA_VERSION, Tool, timestamp};
use super::reader::Reader;
use super::sinks::Sink;
use super::stage::StageReport;
use super::waiting::waiting as message;
use crate::facts::Stage;
use crate::facts::driver_run::DriverEvent;
use crate::facts::outcome::{RunEvent, Status};

#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
enum Line<'a> {
    RunStarted {
        schema_version: u32,
        tool: Tool,
        command: &'a str,
        robot: &'a str,
        started_at: String,
    },
    StageStarted {
        stage: &'a Stage,
        at_ms: &'a f64,
    },
    StageProgress {
        stage: &'a Stage,
        elapsed_ms: &'a f64,
        message: String,
    },
    ProofProgress {
        profile: &'a str,
        sha256_alone: &'a bool,
        stage: &'a Stage,
    },
    StageFinished {
        stage: Stage,
        result: Box<StageReport>,
    },
    DriverHeld {
        ms: &'a f64,
    },
    DriverStarted {
        command: &'a [String],
    },
    DriverStage {
        stage: &'a Stage,
        status: &'a Status,
        attempt: &'a u64,
        at_ms: &'a f64,
    },
    DriverAsked {
        seconds: &'a u64,
    },
    DriverKilled,
    DriverFinished {
        #[serde(flatten)]
        ended: EndReport,
        duration_ms: &'a f64,
    },
    RunFinished {
        report: Box<Report>,
    },
}

impl<'a> Line<'a> {
    /// `None` for what the report alone tells.
    fn new(event: &'a RunEvent, reader: &Reader) -> Option<Self> {
        Some(match event {
            RunEvent::Proxy(_) => return None,
            RunEvent::RunStarted { command, host, started_at } => Line::RunStarted {
                schema_version: SCHEMA_VERSION,
                tool: Tool::this(),
                command,
                robot: host,
                started_at: timestamp(*started_at),
            },
            RunEvent::StageStarted { stage, at_ms } => Line::StageStarted { stage, at_ms },
            RunEvent::StageProgress { stage, elapsed_ms, waiting } => {
                let message = message(waiting).get(reader.language).to_owned();
                Line::StageProgress { stage, elapsed_ms, message }
            }
            RunEvent::Proving { profile, sha256_alone, stage } => {
                Line::ProofProgress { profile, sha256_alone, stage }
            }
            RunEvent::StageFinished { outcome } => Line::StageFinished {
                stage: outcome.stage(),
                result: Box::new(StageReport::new(outcome, reader.language)),
            },
            RunEvent::Driver(DriverEvent::Held { ms }) => Line::DriverHeld { ms },
            RunEvent::Driver(DriverEvent::Started { command }) => Line::DriverStarted { command },
            RunEvent::Driver(DriverEvent::Stage { stage, status, attempt, at_ms }) => {
                Line::DriverStage { stage, status, attempt, at_ms }
            }
            RunEvent::Driver(DriverEvent::Asked { seconds }) => Line::DriverAsked { seconds },
            RunEvent::Driver(DriverEvent::Killed) => Line::DriverKilled,
            RunEvent::Driver(DriverEvent::Finished { ended, duration_ms, .. }) => {
                Line::DriverFinished { ended: EndReport::of(ended), duration_ms }
            }
            RunEvent::RunFinished { outcome } => {
                Line::RunFinished { report: Box::new(Report::new(outcome, reader)) }
            }
        })
    }
}

pub struct JsonlSink<W> {
    pub out: W,
    pub reader: Reader,
}

impl<W: Write> Sink for JsonlSink<W> {
    fn event(&mut self, event: &RunEvent) -> io::Result<()> {
        let Some(line) = Line::new(event, &self.reader) else { return Ok(()) };
        serde_json::to_writer(&mut self.out, &line)?;
        writeln!(self.out)?;
        self.out.flush()
    }
}

#[cfg(test)]
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
