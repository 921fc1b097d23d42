//! What a stage hands on, and the one stream of events that a run emits.

use std::net::IpAddr;
use std::time::SystemTime;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::waiting::Waiting;
use crate::evidence::{Stage, StageFacts};

/// How a stage ended. The order is that of the verdict: the worst counts.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It did not run; the skip reason says why.
    Skip,
    /// As it should be.
    Pass,
    /// It works, with something worth knowing.
    Warn,
    /// Our own limits, or an interruption, stopped us from judging.
    Inconclusive,
    /// The robot, the network or this machine stands in the way.
    Fail,
    /// A defect in go2doctor itself.
    Crash,
}

/// One stage, ended or skipped.
#[derive(Debug, Clone, PartialEq)]
pub struct StageOutcome {
    /// How it ended.
    pub status: Status,
    /// When it started, ms after the run did; `None` when it did not.
    pub started_ms: Option<f64>,
    /// How long it took, ms; `None` when it did not run.
    pub duration_ms: Option<f64>,
    /// Why it was skipped.
    pub skip_reason: Option<String>,
    /// What limit or interruption made it inconclusive, or where it crashed.
    pub remark: Option<String>,
    /// What it measured.
    pub facts: StageFacts,
}

impl StageOutcome {
    /// A stage that did not run.
    pub fn skipped(stage: Stage, reason: impl Into<String>) -> Self {
        Self {
            status: Status::Skip,
            started_ms: None,
            duration_ms: None,
            skip_reason: Some(reason.into()),
            remark: None,
            facts: StageFacts::unknown(stage),
        }
    }

    /// The stage that this is the outcome of.
    pub fn stage(&self) -> Stage {
        self.facts.stage()
    }
}

/// Which signalling method the robot was reached by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Signalling {
    /// `POST :9991/con_notify`, then `/con_ing_…`.
    ConNotify,
    /// `POST :8081/offer`.
    Legacy,
}

/// What became known of the robot.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RobotFacts {
    /// As the user named it.
    pub host: String,
    /// The address that was used.
    pub address: Option<IpAddr>,
    /// How it was reached.
    pub signalling: Option<Signalling>,
    /// How its key blob is encrypted.
    pub data2: Option<u8>,
    /// The range of firmware that fits.
    pub firmware_hint: Option<String>,
}

/// A whole run, ended.
#[derive(Debug, Clone, PartialEq)]
pub struct RunOutcome {
    /// The command's name, `check` for instance.
    pub command: String,
    /// When the run started.
    pub started_at: SystemTime,
    /// How long it took, ms.
    pub duration_ms: f64,
    /// What became known of the robot.
    pub robot: RobotFacts,
    /// The offer profile's name.
    pub offer: String,
    /// The last stage asked for.
    pub last_stage: Stage,
    /// Every stage, in ladder order.
    pub stages: Vec<StageOutcome>,
    /// Whether SIGINT or SIGTERM ended it.
    pub interrupted: bool,
    /// How the robot's slot was left.
    pub slot: Slot,
}

/// How a run left the robot's one slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// No answer was accepted: it was never taken.
    Untouched,
    /// Released by SCTP ABORT and DTLS close_notify.
    Released,
    /// ICE never finished: the robot gives it up by itself after about 10 s.
    HeldBriefly,
    /// ICE finished and DTLS did not: it may stay taken until the robot is restarted.
    HeldUnknown,
}

/// What a run tells its consumers as it goes: the terminal, jsonl, tracing.
#[derive(Debug, Clone)]
pub enum RunEvent {
    /// The first event.
    RunStarted {
        /// The command's name.
        command: String,
        /// The robot as the user named it.
        host: String,
        /// When the run started.
        started_at: SystemTime,
    },
    /// A stage begins.
    StageStarted {
        /// Which.
        stage: Stage,
        /// ms after the run's start.
        at_ms: f64,
    },
    /// A stage is at work: what was sent and not answered so far.
    StageProgress {
        /// Which.
        stage: Stage,
        /// ms after the stage's start.
        elapsed_ms: f64,
        /// What was sent and not answered.
        waiting: Waiting,
    },
    /// A stage ended or was skipped.
    StageFinished {
        /// How.
        outcome: Box<StageOutcome>,
    },
    /// The last event.
    RunFinished {
        /// Everything.
        outcome: Box<RunOutcome>,
    },
}
