//! A look at DDS for programs: one JSON object, documented in docs/dds.md.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::finding::FindingReport;
use super::json::schema_of;
use super::model::Made;
use crate::catalogue::entry::Platform;
use crate::catalogue::template::Blanks;
use crate::diagnosis::finding::Finding;
use crate::diagnosis::next_step::against;
use crate::facts::{DdsEvidence, DdsOutcome};
use crate::text::language::Language;

/// Who takes part in a DDS domain, and what is written and read there.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "go2doctor dds")]
pub struct DdsReport<'a> {
    #[serde(flatten)]
    made: Made,
    /// `dds`.
    command: &'static str,
    /// When the look began.
    #[schemars(with = "String")]
    started_at: Timestamp,
    /// What it comes to.
    verdict: DdsOutcome,
    /// Whether a signal ended it.
    interrupted: bool,
    #[serde(flatten)]
    seen: &'a DdsEvidence,
    /// The robot's participants: places in `participants`, from 0.
    robot: Vec<usize>,
    /// Those of go2_ros2_sdk's node.
    driver: Vec<usize>,
    /// What is wrong, the first being the answer.
    findings: Vec<FindingReport>,
    /// The one command to run next.
    next: String,
}

#[derive(Debug, Clone, Copy)]
pub struct Telling {
    pub started_at: Timestamp,
    pub interrupted: bool,
    pub language: Language,
}

impl<'a> DdsReport<'a> {
    pub fn of(seen: &'a DdsEvidence, found: &[Finding], telling: Telling) -> Self {
        let finding = |each| FindingReport::of(each, &Blanks::default(), telling.language);
        Self {
            made: Made::in_form(1),
            command: "dds",
            started_at: telling.started_at,
            verdict: seen.outcome(),
            interrupted: telling.interrupted,
            seen,
            robot: seen.robot(),
            driver: seen.driver(),
            findings: found.iter().map(finding).collect(),
            next: next(seen, found),
        }
    }
}

/// The command to run next: what the first finding asks for, a check of the robot that is there,
/// else a look at this machine.
pub fn next(seen: &DdsEvidence, found: &[Finding]) -> String {
    if let Some(first) = found.first() {
        return against(first, &Blanks::default(), Platform::of_this_build());
    }
    let address = seen.robot().iter().find_map(|at| seen.participants[*at].address);
    match address {
        Some(address) => format!("go2doctor check --robot {address}"),
        None => "go2doctor env".into(),
    }
}

pub fn schema() -> String {
    schema_of::<DdsReport<'_>>()
}
