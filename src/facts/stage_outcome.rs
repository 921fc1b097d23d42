//! What a stage hands on, and what is known of the robot by then.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::remark::Remark;
use super::skip_reason::SkipReason;
use super::status::Status;
use super::{SdpReason, Stage, StageFacts};
use crate::robot::firmware::{FirmwareRange, known_range};
use crate::robot::model::{Model, ModelBy};

/// How a stage ended: what its facts do not say.
#[derive(Debug, Clone, PartialEq)]
pub struct StageEnd {
    pub status: Status,
    /// What limit or interruption made it inconclusive, or what the facts have no place for.
    pub remark: Option<Remark>,
}

impl StageEnd {
    pub fn pass() -> Self {
        Self { status: Status::Pass, remark: None }
    }

    /// It works, with something worth knowing, which the facts say.
    pub fn warn() -> Self {
        Self { status: Status::Warn, remark: None }
    }

    /// The stage failed; the facts say why.
    pub fn fail() -> Self {
        Self { status: Status::Fail, remark: None }
    }

    pub fn inconclusive(remark: Remark) -> Self {
        Self { status: Status::Inconclusive, remark: Some(remark) }
    }

    /// A defect of our own.
    pub fn crash(error: String) -> Self {
        Self { status: Status::Crash, remark: Some(Remark::Said(error)) }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct StageOutcome {
    pub status: Status,
    /// When it started, ms after the run did; `None` when it did not.
    pub started_ms: Option<f64>,
    /// How long it took, ms; `None` when it did not run.
    pub duration_ms: Option<f64>,
    pub skip_reason: Option<SkipReason>,
    /// What decided it, where the facts have no place for that.
    pub remark: Option<Remark>,
    pub facts: StageFacts,
}

impl StageOutcome {
    pub fn ended(end: StageEnd, started_ms: f64, duration_ms: f64, facts: StageFacts) -> Self {
        Self {
            status: end.status,
            started_ms: Some(started_ms),
            duration_ms: Some(duration_ms),
            skip_reason: None,
            remark: end.remark,
            facts,
        }
    }

    pub fn skipped(stage: Stage, reason: SkipReason) -> Self {
        Self {
            status: Status::Skip,
            started_ms: None,
            duration_ms: None,
            skip_reason: Some(reason),
            remark: None,
            facts: StageFacts::unknown(stage),
        }
    }

    pub fn stage(&self) -> Stage {
        self.facts.stage()
    }

    /// Whether the robot rejected the offer, as it does while another client has its slot.
    pub fn is_rejected(&self) -> bool {
        match &self.facts {
            StageFacts::Sdp { evidence, .. } => evidence.reason == Some(SdpReason::Busy),
            _ => false,
        }
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

#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Client {
    /// Our own, one layer a stage: it waits for nothing that this robot never sends.
    #[default]
    Go2doctor,
    /// An ordinary peer connection of the crate `webrtc`, as any application would use it.
    Stock,
    /// The user's driver, seen by the proxy between it and the robot.
    #[value(skip)]
    Driver,
}

impl Client {
    pub fn name(self) -> &'static str {
        match self {
            Client::Go2doctor => "go2doctor",
            Client::Stock => "stock",
            Client::Driver => "driver",
        }
    }
}

/// What is known about the robot.
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
    #[serde(default, deserialize_with = "known_range")]
    #[schemars(!default, with = "Option<String>")]
    pub firmware_hint: Option<FirmwareRange>,
    /// Which model it is, as far as that is known; left out where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Model>,
    /// By what the model is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_by: Option<ModelBy>,
}
