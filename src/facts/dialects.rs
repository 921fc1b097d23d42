//! Dialects put to one robot, a connection each.

use super::Stage;
use super::outcome::{RunOutcome, StageOutcome, Status};

/// How often one dialect was tried, and what came of it.
#[derive(Debug, Clone, PartialEq)]
pub struct TriedDialect {
    pub name: String,
    pub runs: Vec<RunOutcome>,
}

/// What is said of a dialect.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Taken {
    /// Each time up to validation.
    Always,
    /// Sometimes.
    Sometimes,
    /// Never.
    Never,
    /// The slot was not free, the run was interrupted, or our own limits stopped it: nothing is
    /// known.
    Unknown,
}

/// Whether one connection was taken up to validation; `None` where that is not known.
pub fn was_taken(run: &RunOutcome) -> Option<bool> {
    if run.passed(Stage::Validation) {
        return Some(true);
    }
    let busy = run.stages.iter().any(StageOutcome::is_rejected);
    let mut climbed = run.stages.iter().filter(|stage| stage.stage() > Stage::Ping);
    let failed = climbed.find(|stage| stage.status == Status::Fail)?;
    // Before sdp no dialect was spoken.
    (!busy && failed.stage() >= Stage::Sdp).then_some(false)
}

impl TriedDialect {
    pub fn taken(&self) -> Taken {
        let known: Vec<bool> = self.runs.iter().filter_map(was_taken).collect();
        match (known.contains(&true), known.contains(&false)) {
            (true, true) => Taken::Sometimes,
            (true, false) => Taken::Always,
            (false, true) => Taken::Never,
            (false, false) => Taken::Unknown,
        }
    }
}
