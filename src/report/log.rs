//! A driver's log as programs read it: its files, its attempts, what a user's signatures found.

use std::time::SystemTime;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnosis::diagnosis::Diagnosis;
use crate::diagnosis::verdict::{Verdict, blamed, failed_stage};
use crate::facts::Stage;
use crate::facts::finding::Confidence;
use crate::facts::log_reading::LogReading;
use crate::facts::log_reading::SignatureKind;
use crate::facts::outcome::{RunOutcome, Status};
use crate::logs::sets::LogSet;

/// What a log holds beside the stages of its last attempt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LogReport {
    /// The log's name; `-` for the standard input.
    pub name: String,
    /// Its files, oldest first.
    pub files: Vec<LogFile>,
    /// Its lines.
    pub lines: u64,
    /// The programs and stacks whose lines these are, as people know them; empty where none is known.
    #[serde(default)]
    pub programs: Vec<String>,
    /// The rungs that the logs of these programs can show.
    #[serde(default)]
    pub shows: Vec<Stage>,
    /// Whether the library of the decisive stage wrote at DEBUG; null where nothing tells.
    pub debug: Option<bool>,
    /// Whether the log is too thin to tell more of its last attempt: not at DEBUG, or without time
    /// stamps, and that is what stands in the way.
    pub too_thin: bool,
    /// The attempts to connect, the last one last; of very many, the last 100.
    pub attempts: Vec<AttemptReport>,
    /// What the user's own signatures found in the last attempt.
    pub signatures: Vec<OwnMark>,
    /// The prefixes of several programs that talk to a robot and interleave: then the
    /// attempts are of neither. Empty where it is one.
    #[serde(default)]
    pub mixed: Vec<String>,
}

/// A file of a log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LogFile {
    /// Its path as given.
    pub path: String,
    /// Its first line, counted through the whole log from 1.
    pub first_line: u64,
}

/// One attempt to connect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AttemptReport {
    /// Which, from 1.
    pub number: u64,
    /// Its first line.
    pub first_line: u64,
    /// Its last line.
    pub last_line: u64,
    /// The time of day of its first stamp as the log has it, `14:04:32`.
    pub time: Option<String>,
    /// From its first stamp to its last, ms.
    pub duration_ms: Option<f64>,
    /// The worst status of a stage.
    pub verdict: Verdict,
    /// The highest stage that passed.
    pub reached: Option<Stage>,
    /// The stage that failed.
    pub failed_stage: Option<Stage>,
    /// The code of the first finding.
    pub finding: Option<String>,
}

/// What one of the user's own signatures found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OwnMark {
    /// The signature's id.
    pub id: String,
    /// Its kind.
    pub kind: SignatureKind,
    /// The stage it belongs to.
    pub stage: Stage,
    /// The user's words for it; the id where there are none.
    pub title: String,
    /// What the user says of it.
    pub text: Option<String>,
    /// The first such line, from 1.
    pub line: u64,
    /// How many there are.
    pub count: u64,
    /// The first of them, shortened, secrets masked.
    pub excerpt: String,
}

pub struct Attempt<'a> {
    pub reading: &'a LogReading,
    pub run: RunOutcome,
    pub diagnosis: Diagnosis,
}

impl<'a> Attempt<'a> {
    pub fn all(reading: &'a LogReading, log: &LogSet) -> Vec<Self> {
        let name = Some(log.name.as_str());
        reading.earlier.iter().chain([reading]).map(|one| Self::of(one, name)).collect()
    }

    /// Of the attempt that `reading` tells of; `log` is the log's name, where it has one.
    pub fn of(reading: &'a LogReading, log: Option<&str>) -> Self {
        let run = outcome(reading);
        let diagnosis = Diagnosis::of_log(reading, log);
        Self { reading, run, diagnosis }
    }

    /// Whether nothing of a driver's connection is known.
    pub fn is_empty(&self) -> bool {
        self.run.stages.iter().all(|stage| stage.status == Status::Skip)
    }

    /// Whether the log of a Python program is too thin to tell more: DEBUG lines or time stamps
    /// could decide what is now only possible. What breaks before the offer, drivers tell at any
    /// level.
    pub fn is_thin(&self) -> bool {
        if !self.reading.python {
            return false;
        }
        let Some(stage) = blamed(&self.run.stages) else { return self.is_empty() };
        let sure = self.diagnosis.findings().first().is_some_and(|first| {
            matches!(first.confidence, Confidence::Certain | Confidence::Likely)
        });
        let silent = self.reading.debug != Some(true) && stage.stage() > Stage::Http;
        let timeless = self.reading.time.is_none() && stage.status == Status::Inconclusive;
        !sure && (silent || timeless)
    }

    fn report(&self) -> AttemptReport {
        let first = self.diagnosis.findings().first();
        AttemptReport {
            number: self.reading.attempts,
            first_line: self.reading.first_line,
            last_line: self.reading.last_line,
            time: self.reading.time.clone(),
            duration_ms: self.reading.duration_ms,
            verdict: Verdict::of(&self.run.stages),
            reached: self.reading.reached(),
            failed_stage: failed_stage(&self.run.stages),
            finding: first.map(|first| first.code().to_owned()),
        }
    }
}

impl LogReport {
    pub fn of(log: &LogSet, reading: &LogReading, attempts: &[Attempt<'_>]) -> Self {
        let file = |(path, line): (&std::path::PathBuf, &u64)| LogFile {
            path: path.display().to_string(),
            first_line: *line,
        };
        let own = reading.marks.iter().filter_map(|mark| {
            let own = mark.own.as_ref()?;
            Some(OwnMark {
                id: mark.signature.clone(),
                kind: mark.kind,
                stage: mark.mark.stage,
                title: own.title.clone(),
                text: own.text.clone(),
                line: mark.mark.line,
                count: mark.mark.count,
                excerpt: mark.mark.text.clone(),
            })
        });
        Self {
            name: log.name.clone(),
            files: log.files.iter().zip(&reading.files).map(file).collect(),
            lines: reading.lines,
            programs: reading.programs.clone(),
            shows: reading.shows.iter().copied().collect(),
            debug: reading.debug,
            too_thin: attempts.last().is_some_and(Attempt::is_thin),
            attempts: attempts.iter().map(Attempt::report).collect(),
            signatures: own.collect(),
            mixed: reading.mixed.clone(),
        }
    }
}

fn outcome(reading: &LogReading) -> RunOutcome {
    let made_by = reading.offer.as_ref().and_then(|offer| offer.made_by.clone());
    RunOutcome {
        duration_ms: reading.duration_ms.unwrap_or_default(),
        robot: reading.robot.clone(),
        offer: made_by.unwrap_or_else(|| "unknown".into()),
        offer_facts: reading.offer.clone(),
        ..RunOutcome::new("logs", SystemTime::now(), reading.outcomes.clone())
    }
}
