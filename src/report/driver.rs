//! A driver that was run after the ladder, as programs read it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::log::Attempt;
use super::stage::StageReport;
use crate::diagnosis::verdict::{Verdict, failed_stage};
use crate::facts::driver_run::{DriverRun, Ended};
use crate::facts::{OfferFacts, Stage};
use crate::text::language::Language;

/// What came of the driver that was run after the ladder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DriverReport {
    /// Its command line, secrets masked.
    pub command: Vec<String>,
    #[serde(flatten)]
    pub ended: EndReport,
    /// From its start to its end, ms.
    pub duration_ms: f64,
    /// The worst status of a stage in its log; null where nothing of a connection was recognised.
    pub verdict: Option<Verdict>,
    /// The stage that failed in its last attempt to connect.
    pub failed_stage: Option<Stage>,
    /// The highest stage that passed in it.
    pub reached: Option<Stage>,
    /// The code of the first finding of its log alone.
    pub finding: Option<String>,
    /// Attempts to connect.
    pub attempts: u64,
    /// Whether the library of the decisive stage wrote at DEBUG; null where nothing tells.
    pub debug: Option<bool>,
    /// Whether its log is too thin to tell more.
    pub too_thin: bool,
    /// Lines that it wrote.
    pub lines: u64,
    /// Bytes that it wrote.
    pub bytes: u64,
    /// What its offer said, where its log shows it.
    pub offer: Option<OfferFacts>,
    /// Every stage of its last attempt, as its log shows it.
    pub stages: Vec<StageReport>,
}

/// How the driver ended.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EndReport {
    /// Its exit status; null where a signal ended it or it was not started.
    pub exit_status: Option<i32>,
    /// The signal that ended it, `SIGKILL` for instance.
    pub signal: Option<String>,
    /// Why it was not started.
    pub error: Option<String>,
}

impl EndReport {
    pub(super) fn of(ended: &Ended) -> Self {
        let mut report = Self::default();
        match ended {
            Ended::NotStarted(error) => report.error = Some(error.clone()),
            Ended::Exit(status) => report.exit_status = Some(*status),
            Ended::Signal(name) => report.signal = Some(name.clone()),
        }
        report
    }
}

impl DriverReport {
    /// The report of that run; `language` is that of the texts for people.
    pub fn of(driver: &DriverRun, language: Language) -> Self {
        let reading = &driver.reading;
        let attempt = Attempt::of(reading, None);
        let stage = |stage| StageReport::new(stage, language);
        Self {
            command: driver.command.clone(),
            ended: EndReport::of(&driver.ended),
            duration_ms: driver.duration_ms,
            verdict: driver.told().then(|| Verdict::of(&reading.outcomes)),
            failed_stage: failed_stage(&reading.outcomes),
            reached: reading.reached(),
            finding: attempt.diagnosis.findings().first().map(|first| first.code().to_owned()),
            attempts: if driver.told() { reading.attempts } else { 0 },
            debug: reading.debug,
            too_thin: attempt.is_thin(),
            lines: reading.lines,
            bytes: driver.bytes,
            offer: reading.offer.clone(),
            stages: reading.outcomes.iter().map(stage).collect(),
        }
    }
}
