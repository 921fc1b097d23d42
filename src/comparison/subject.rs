//! What one of the two sides tells.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnosis::verdict::failed_stage;
use crate::facts::finding::{Confidence, Severity, Side};
use crate::facts::outcome::{Client, RobotFacts, StageOutcome, Status};
use crate::facts::{DriverFacts, HostEvidence, LogDriver, OfferFacts, Stage};

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Subject {
    pub stages: Vec<StageOutcome>,
    pub robot: RobotFacts,
    pub offer: Option<OfferFacts>,
    pub driver: Option<DriverFacts>,
    pub written_by: Option<LogDriver>,
    /// The machine, where go2doctor looked at it.
    pub host: Option<HostEvidence>,
    /// Whose stack it was, where it was no driver's.
    pub client: Option<Client>,
    pub findings: Vec<Found>,
    pub too_thin: bool,
}

/// A finding of one side.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "FoundReport")]
pub struct Found {
    /// The stable code.
    pub code: String,
    /// Where it shows.
    pub stage: Stage,
    /// How bad it is.
    pub severity: Severity,
    /// Whose fault.
    pub side: Side,
    /// How sure it is.
    pub confidence: Confidence,
    /// In a few words.
    pub title: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// It was passed, as seen, or because a later one was reached.
    Good,
    Bad,
    /// It was not asked for, is not shown, or was not judged.
    Unknown,
}

impl Subject {
    pub fn ran(&self, stage: Stage) -> Option<&StageOutcome> {
        self.outcome(stage).filter(|outcome| outcome.status != Status::Skip)
    }

    pub fn outcome(&self, stage: Stage) -> Option<&StageOutcome> {
        self.stages.iter().find(|outcome| outcome.stage() == stage)
    }

    /// How the stage ended; one that a report does not hold was skipped.
    pub fn status(&self, stage: Stage) -> Status {
        self.outcome(stage).map_or(Status::Skip, |outcome| outcome.status)
    }

    pub fn has(&self, code: &str) -> bool {
        self.findings.iter().any(|found| found.code == code)
    }

    /// The code of the first finding at a stage.
    pub fn found_at(&self, stage: Stage) -> Option<&str> {
        self.findings.iter().find(|found| found.stage == stage).map(|found| found.code.as_str())
    }

    /// What is known of the rung's end. `ping` never stops the ladder: it stands in the way only
    /// where the verdict blames it.
    pub(super) fn state(&self, stage: Stage) -> State {
        let later = |good: bool| {
            self.stages.iter().any(|outcome| {
                let failed = matches!(outcome.status, Status::Fail | Status::Crash);
                outcome.stage() > stage.max(Stage::Ping)
                    && if good { outcome.status.passed() } else { failed }
            })
        };
        let reached = later(true) || (stage >= Stage::Http && later(false));
        match self.status(stage) {
            Status::Pass | Status::Warn => State::Good,
            Status::Fail | Status::Crash
                if stage != Stage::Ping || failed_stage(&self.stages) == Some(Stage::Ping) =>
            {
                State::Bad
            }
            _ if reached => State::Good,
            _ => State::Unknown,
        }
    }
}
