//! One connection of an experiment, in short.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnosis::verdict::{Verdict, failed_stage};
use crate::facts::outcome::{RunOutcome, Slot, Status};
use crate::facts::{SdpReason, Stage, StageFacts};

/// A connection: how far it came, and how the robot's slot was left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConnectionReport {
    /// The worst status of a stage.
    pub verdict: Verdict,
    /// The last stage from http on that passed; null where none did.
    pub reached: Option<Stage>,
    /// The stage that failed.
    pub failed_stage: Option<Stage>,
    /// Why sdp failed, where it did: `busy` for instance.
    pub sdp_reason: Option<SdpReason>,
    /// The offer's POST, until the answer's end, ms: sdp without the wait for a free slot.
    pub con_ing_ms: Option<f64>,
    /// Every stage that ran.
    pub stages: Vec<RungReport>,
    /// What became of the robot's one slot.
    pub slot: Slot,
}

/// A stage of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RungReport {
    pub name: Stage,
    /// How it ended.
    pub status: Status,
    /// How long it took, ms.
    pub duration_ms: Option<f64>,
}

impl ConnectionReport {
    pub fn of(run: &RunOutcome) -> Self {
        let ran = run.stages.iter().filter(|stage| stage.status != Status::Skip);
        let mut climbed = run.stages.iter().filter(|stage| stage.stage() > Stage::Ping);
        let (con_ing_ms, sdp_reason) = run
            .stages
            .iter()
            .find_map(|stage| match &stage.facts {
                StageFacts::Sdp { timings, evidence } => {
                    Some((timings.con_ing_ms, evidence.reason))
                }
                _ => None,
            })
            .unwrap_or_default();
        Self {
            verdict: Verdict::of(&run.stages),
            reached: climbed.rfind(|stage| stage.status.passed()).map(|stage| stage.stage()),
            failed_stage: failed_stage(&run.stages),
            sdp_reason,
            con_ing_ms,
            stages: ran
                .map(|stage| RungReport {
                    name: stage.stage(),
                    status: stage.status,
                    duration_ms: stage.duration_ms,
                })
                .collect(),
            slot: run.slot,
        }
    }

    /// How long the stages from http to the last one took that ran, ms, without a wait for the slot.
    pub fn took_ms(&self) -> f64 {
        let climbed = self.stages.iter().filter(|stage| stage.name > Stage::Ping);
        let took = climbed.filter_map(|stage| match stage.name {
            Stage::Sdp => self.con_ing_ms.or(stage.duration_ms),
            _ => stage.duration_ms,
        });
        took.sum()
    }
}
