//! What a log has told: plain data, made by `logs` and judged by `diagnosis`.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::stage_outcome::{RobotFacts, StageOutcome};
use super::status::Status;
use super::{DriverFacts, Level, LogDriver, LogFacts, LogMark, OfferFacts, Stage};

/// A log, read: its last attempt to connect, and those before it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LogReading {
    /// Every stage, in ladder order, as a live run has them.
    pub outcomes: Vec<StageOutcome>,
    pub robot: RobotFacts,
    /// The driver's offer, where the log shows it.
    pub offer: Option<OfferFacts>,
    /// The driver's parts and their versions, where the log tells any.
    pub driver: Option<DriverFacts>,
    pub written_by: Option<LogDriver>,
    /// Whether the library of the decisive stage wrote at DEBUG; see [`LogFacts::debug`].
    pub debug: Option<bool>,
    /// Of which layers there are lines, and at which level at most.
    pub levels: BTreeMap<Stage, Level>,
    /// The programs and stacks whose lines these are, as people know them.
    pub programs: Vec<String>,
    /// The rungs that such a log can show.
    pub shows: BTreeSet<Stage>,
    /// Whether a Python program wrote it: then advice for its `logging` serves.
    pub python: bool,
    /// What was recognised, one mark a signature, in the order of the first lines.
    pub marks: Vec<Mark>,
    /// How the robot closed the attempt before; see [`LogFacts::closed_before`].
    pub closed_before: Option<LogMark>,
    /// The first line of the attempt, from 1.
    pub first_line: u64,
    pub last_line: u64,
    /// From its first time stamp to its last, ms.
    pub duration_ms: Option<f64>,
    /// Attempts to connect up to this one: its number, from 1.
    pub attempts: u64,
    /// The attempts before it, as many as are kept, each as if the log had ended there.
    pub earlier: Vec<LogReading>,
    /// The time of day of its first stamp, as the log has it: `14:04:32`.
    pub time: Option<String>,
    pub lines: u64,
    /// The first line of each file that the log lies in, from 1.
    pub files: Vec<u64>,
    /// The prefixes of several programs that talk to a robot and interleave: then no
    /// reading is that of one of them. Empty where it is one.
    pub mixed: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Its id in `signatures/*.toml`.
    pub signature: String,
    pub kind: SignatureKind,
    pub code: Option<String>,
    pub mark: LogMark,
    /// What the user says of it, where the signature is the user's own.
    pub own: Option<Own>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    /// In a few words; the id where the user gave none.
    pub title: String,
    pub text: Option<String>,
    pub fails: bool,
}

/// What a line of this form is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureKind {
    /// A mark on the way up the ladder.
    Progress,
    /// Something did not work; the reason may lie anywhere below.
    Symptom,
    /// It names what is wrong.
    Cause,
    /// It looks like an error and is none.
    Nothing,
}

impl LogReading {
    pub fn outcome(&self, stage: Stage) -> Option<&StageOutcome> {
        self.outcomes.iter().find(|outcome| outcome.stage() == stage)
    }

    pub fn reached(&self) -> Option<Stage> {
        self.outcomes.iter().rfind(|one| one.status.passed()).map(StageOutcome::stage)
    }

    pub fn broken(&self) -> Option<Stage> {
        self.outcomes.iter().find(|one| one.status == Status::Fail).map(StageOutcome::stage)
    }

    /// The stages as the diagnosis takes them. Of one that failed by the user's own signature
    /// alone it would only see that nothing was measured, and name a cause of its own for that.
    pub fn measured(&self) -> Vec<StageOutcome> {
        let told = |stage, own| {
            self.marks.iter().any(|mark| {
                mark.mark.stage == stage
                    && mark.own.as_ref().is_some_and(|own| own.fails) == own
                    && (own || matches!(mark.kind, SignatureKind::Symptom | SignatureKind::Cause))
            })
        };
        let mut outcomes = self.outcomes.clone();
        for outcome in &mut outcomes {
            let stage = outcome.stage();
            if outcome.status == Status::Fail && told(stage, true) && !told(stage, false) {
                outcome.status = Status::Skip;
            }
        }
        outcomes
    }

    /// What only a log knows, as the diagnosis takes it.
    pub fn facts(&self, file: Option<String>) -> LogFacts {
        // What the user says means nothing is no evidence of anything.
        let telling = |mark: &&Mark| mark.own.is_none() || mark.kind != SignatureKind::Nothing;
        LogFacts {
            file,
            lines: (self.last_line + 1).saturating_sub(self.first_line.max(1)),
            driver: self.written_by,
            debug: self.debug,
            levels: self.levels.clone(),
            programs: self.programs.clone(),
            marks: self.marks.iter().filter(telling).map(|mark| mark.mark.clone()).collect(),
            closed_before: self.closed_before.clone(),
        }
    }
}
