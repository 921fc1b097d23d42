//! A comparison for programs: one JSON object, documented in docs/compare.md.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::model::Tool;
use super::side::{Side, next};
use crate::comparison::field::Topic;
use crate::comparison::{Comparison, Kind, Of, Role, Which};
use crate::diagnosis::verdict::Verdict;
use crate::facts::Stage;
use crate::facts::finding::{Confidence, Severity, Side as Fault};
use crate::facts::outcome::Status;
use crate::facts::skip_reason::SkipReason;
use crate::text::format::printable;
use crate::text::language::Language;

/// Rises with every change that a reader has to know of; its own, for a comparison is no run.
pub const SCHEMA_VERSION: u32 = 1;

/// Entries of a list, and characters of a text, that a value is cut to.
const MOST: usize = 16;

/// Two connections side by side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(title = "go2doctor comparison")]
pub struct CompareReport {
    /// 1.
    pub schema_version: u32,
    /// Who made it.
    pub tool: Tool,
    /// `compare`.
    pub command: String,
    /// The first side.
    pub a: SideReport,
    /// The second side.
    pub b: SideReport,
    /// The first rung that differs; null where nothing is known to.
    pub first_difference: Option<FirstReport>,
    /// The first rung of which one side does not tell how it ended; null where a rung before it
    /// ended differently, or both tell as much.
    pub undecided: Option<UndecidedReport>,
    /// Every rung, in ladder order.
    pub stages: Vec<RungReport>,
    /// What both sides know and differs; what explains most comes first.
    pub differences: Vec<DifferenceReport>,
    /// Facts of the offer that could explain the first difference and are known of one side alone.
    pub not_compared: Vec<OneSidedReport>,
    /// The one command to run next.
    pub next: String,
}

/// One of the two sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SideReport {
    /// Whether it is a driver's log or a report of go2doctor.
    pub kind: SideKind,
    /// The name of its file, or of its log where that lies in several; `-` for the standard input.
    pub name: String,
    /// Its files, the oldest first.
    pub files: Vec<String>,
    /// Of a report: the command that made it.
    pub made_by: Option<String>,
    /// Of a report: when its run started.
    pub started_at: Option<String>,
    /// Of a log: how many attempts to connect it holds. The last is compared.
    pub attempts: Option<u64>,
    /// Of a log: whether it is too thin to tell why it broke.
    pub too_thin: Option<bool>,
    /// Of a log: the names of several programs that speak to a robot in turns in it, and are read
    /// as if they were one; empty where it is one.
    pub mixed: Vec<String>,
    /// The worst status of a stage.
    pub verdict: Verdict,
    /// The stage that failed.
    pub failed_stage: Option<Stage>,
    /// What was found, the answer first.
    pub findings: Vec<FoundReport>,
}

/// What a side is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SideKind {
    /// A driver's log.
    Log,
    /// A report of go2doctor.
    Report,
}

/// A finding of one side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FoundReport {
    /// The stable code.
    pub code: String,
    /// Where it shows.
    pub stage: Stage,
    /// How bad it is.
    pub severity: Severity,
    /// Whose fault.
    pub side: Fault,
    /// How sure it is.
    pub confidence: Confidence,
    /// In a few words.
    pub title: String,
}

/// The first rung that differs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FirstReport {
    /// Which.
    pub stage: Stage,
    /// By what.
    pub kind: Kind,
    /// The side that did worse, where one did.
    pub worse: Option<Which>,
}

/// A rung of which one side does not tell how it ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UndecidedReport {
    /// The rung.
    pub stage: Stage,
    /// The side that does not tell.
    pub by: Which,
}

/// One rung of both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RungReport {
    /// The stage.
    pub name: Stage,
    /// The first side.
    pub a: RungSide,
    /// The second side.
    pub b: RungSide,
    /// By what it differs; null where nothing is known to.
    pub differs: Option<Kind>,
}

/// One rung of one side.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RungSide {
    /// How it ended.
    pub status: Status,
    /// How long it took, ms.
    pub duration_ms: Option<f64>,
    /// Why it was skipped.
    pub skip_reason: Option<SkipReason>,
}

/// One fact that differs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DifferenceReport {
    /// What it is: `offer.fingerprints`, `sctp.init_ack_received`, `http.total_ms`.
    pub field: String,
    /// What it is about.
    pub of: Of,
    /// The stage that saw it, for what a stage saw and for timings.
    pub stage: Option<Stage>,
    /// Its value on the first side.
    pub a: Value,
    /// Its value on the second side.
    pub b: Value,
    /// What it has to do with the first rung that differs.
    pub role: Role,
    /// The findings that name it as the cause, where its role is that.
    pub codes: Vec<String>,
}

/// One fact that one side alone tells.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OneSidedReport {
    /// What it is.
    pub field: String,
    /// The side that tells it.
    pub known_in: Which,
    /// Its value there.
    pub value: Value,
}

impl CompareReport {
    /// The report of a comparison.
    pub fn of(a: &Side, b: &Side, found: &Comparison) -> Self {
        let stages = found.rungs.iter().map(|rung| RungReport {
            name: rung.stage,
            a: rung_side(a, rung.stage),
            b: rung_side(b, rung.stage),
            differs: rung.differs,
        });
        let differences = found.differences.iter().map(|each| DifferenceReport {
            field: each.topic.name.clone(),
            of: each.topic.of,
            stage: each.topic.stage,
            a: bounded(&each.a),
            b: bounded(&each.b),
            role: each.role,
            codes: each.codes.iter().map(|code| (*code).to_owned()).collect(),
        });
        let one_sided = found.one_sided.iter().map(|each| OneSidedReport {
            field: each.topic.name.clone(),
            known_in: each.known_in,
            value: bounded(&each.value),
        });
        Self {
            schema_version: SCHEMA_VERSION,
            tool: Tool::this(),
            command: "compare".into(),
            a: a.report.clone(),
            b: b.report.clone(),
            first_difference: found.first.map(|first| FirstReport {
                stage: first.stage,
                kind: first.kind,
                worse: first.worse,
            }),
            undecided: found
                .undecided
                .map(|undecided| UndecidedReport { stage: undecided.stage, by: undecided.by }),
            stages: stages.collect(),
            differences: differences.collect(),
            not_compared: one_sided.collect(),
            next: next(a, b, found),
        }
    }
}

fn rung_side(side: &Side, stage: Stage) -> RungSide {
    let outcome = side.subject.outcome(stage);
    RungSide {
        status: side.subject.status(stage),
        duration_ms: outcome.and_then(|outcome| outcome.duration_ms),
        skip_reason: outcome.and_then(|outcome| outcome.skip_reason.clone()),
    }
}

/// A value as it is told: short, and fit for a terminal.
fn bounded(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(printable(text)),
        Value::Array(all) => Value::Array(all.iter().take(MOST).map(bounded).collect()),
        other => other.clone(),
    }
}

/// What differs, in words.
pub fn label(topic: &Topic, language: Language) -> &str {
    language.pick(&topic.label.0, &topic.label.1)
}

/// The JSON schema of a comparison, indented, with a line end.
pub fn schema() -> String {
    let schema = schemars::generate::SchemaSettings::default()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<CompareReport>();
    format!("{:#}\n", schema.as_value())
}
