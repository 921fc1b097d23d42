//! What `control` did, for programs: one JSON object, documented in docs/control.md.

use schemars::JsonSchema;
use serde::Serialize;

use super::connection::ConnectionReport;
use super::finding::FindingReport;
use super::json::schema_of;
use super::model::{Made, timestamp};
use crate::diagnosis::diagnosis::Diagnosis;
use crate::diagnosis::verdict::Verdict;
use crate::facts::invocation::Invocation;
use crate::facts::outcome::{RobotFacts, RunOutcome};
use crate::facts::{Action, MotionEvidence, MotionResult, Refusal};
use crate::robot::topics::CODE_NOT_SERVED;
use crate::text::language::Language;

/// A robot asked to move.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "go2doctor control")]
pub struct ControlReport {
    #[serde(flatten)]
    made: Made,
    /// `control`.
    command: &'static str,
    /// When it started.
    started_at: String,
    /// How long it took, ms.
    duration_ms: f64,
    /// What is known about the robot.
    robot: RobotFacts,
    /// What was asked for.
    pub action: Action,
    /// The worst of the ladder and of what came of the action.
    pub verdict: Verdict,
    /// Whether it was interrupted.
    pub interrupted: bool,
    /// What came of it; null where the ladder did not pass, so that nothing was asked of the robot.
    pub result: Option<MotionResult>,
    /// What was read, sent and seen; null as above.
    pub motion: Option<MotionEvidence>,
    /// The ladder before it.
    pub ladder: ConnectionReport,
    /// What is wrong with the ladder, the answer first.
    pub findings: Vec<FindingReport>,
    /// The one command to run next; null where nothing is left to do.
    pub next: Option<String>,
}

impl ControlReport {
    pub fn of(
        action: Action,
        run: &RunOutcome,
        invocation: &Invocation,
        language: Language,
    ) -> Self {
        let diagnosis = Diagnosis::of_run(run, invocation);
        let motion = run.motion.as_deref();
        let result = motion.map(MotionEvidence::result);
        let next = match (motion, result) {
            (Some(motion), Some(result)) => next(motion, result, invocation),
            _ => diagnosis.next().map(str::to_owned),
        };
        Self {
            made: Made::in_form(1),
            command: "control",
            started_at: timestamp(run.started_at),
            duration_ms: run.duration_ms,
            robot: run.robot.clone(),
            action,
            verdict: Verdict::of_run(run),
            interrupted: run.interrupted,
            result,
            motion: motion.cloned(),
            ladder: ConnectionReport::of(run),
            findings: FindingReport::all(&diagnosis, language),
            next,
        }
    }
}

fn next(motion: &MotionEvidence, result: MotionResult, invocation: &Invocation) -> Option<String> {
    let explained = |code: &str| Some(format!("go2doctor explain {code}"));
    let denied = motion.request.as_ref().and_then(|request| request.code);
    match (result, motion.refused.first()) {
        (MotionResult::Moved, _) => None,
        (MotionResult::Read, _) => None,
        (_, Some(Refusal::ModeUnknown)) => explained("G2-CTL-MSHANG"),
        (_, Some(Refusal::ModeNotServed)) => explained("G2-CTL-MODE3203"),
        (_, Some(Refusal::RobotErrors)) => explained("G2-DATA-ERRORS"),
        _ if denied == Some(CODE_NOT_SERVED) => explained("G2-CTL-MODE3203"),
        _ => Some(invocation.command("control status")),
    }
}

pub fn schema() -> String {
    schema_of::<ControlReport>()
}
