//! What a comparison comes to.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::facts::Stage;
use crate::facts::outcome::Status;
use crate::facts::skip_reason::SkipReason;
use crate::text::phrase::Phrase;

/// One of the two sides, in the order in which they were named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Which {
    /// The first.
    A,
    /// The second.
    B,
}

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Of {
    /// The offer that was sent.
    Offer,
    /// Who spoke to the robot, and its parts.
    Client,
    /// The robot.
    Robot,
    /// The machine.
    Host,
    /// What a stage saw.
    Stage,
    /// How long something took.
    Timing,
}

/// By what two rungs differ; the weightiest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// They ended differently.
    Status,
    /// Both failed, for different reasons.
    Reason,
    /// They ended alike, and something else was seen.
    Evidence,
    /// One took more than twice as long, and 50 ms longer at least.
    Timing,
}

/// What a difference has to do with the first rung that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A finding of the side that broke names it as the cause.
    Named,
    /// It acts on that rung, and may explain it.
    Possible,
    /// It is part of how that rung differs.
    Symptom,
    /// It differs as well.
    Beside,
}

/// Everything that differs between two connections, as reports hold it.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Comparison {
    /// The first rung that differs; null where nothing is known to.
    #[serde(rename = "first_difference")]
    pub first: Option<First>,
    /// The first rung of which one side does not tell how it ended; null where a rung before it
    /// ended differently, or both tell as much.
    pub undecided: Option<Undecided>,
    /// Every rung, in ladder order.
    #[serde(rename = "stages")]
    pub rungs: Vec<Rung>,
    /// What both sides know and differs; what explains most comes first.
    pub differences: Vec<Difference>,
    /// Facts of the offer that could explain the first difference and are known of one side alone.
    #[serde(rename = "not_compared")]
    pub one_sided: Vec<OneSided>,
}

/// The first rung that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "FirstReport")]
pub struct First {
    /// Which.
    pub stage: Stage,
    /// By what.
    pub kind: Kind,
    /// The side that did worse, where one did.
    pub worse: Option<Which>,
}

/// A rung of which one side does not tell how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "UndecidedReport")]
pub struct Undecided {
    /// The rung.
    pub stage: Stage,
    /// The side that does not tell.
    pub by: Which,
}

/// One rung of both.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "RungReport")]
pub struct Rung {
    /// The stage.
    #[serde(rename = "name")]
    pub stage: Stage,
    /// The first side.
    pub a: RungSide,
    /// The second side.
    pub b: RungSide,
    /// By what it differs; null where nothing is known to.
    pub differs: Option<Kind>,
}

/// One rung of one side.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RungSide {
    /// How it ended.
    pub status: Status,
    /// How long it took, ms.
    pub duration_ms: Option<f64>,
    /// Why it was skipped.
    #[schemars(with = "Option<String>")]
    pub skip_reason: Option<SkipReason>,
}

/// One fact that differs.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "DifferenceReport")]
pub struct Difference {
    /// What it is: `offer.fingerprints`, `sctp.init_ack_received`, `http.total_ms`.
    pub field: String,
    /// What it is about.
    pub of: Of,
    /// The stage that saw it, for what a stage saw and for timings.
    pub stage: Option<Stage>,
    /// For people.
    #[serde(skip)]
    pub label: Phrase,
    /// Its value on the first side.
    pub a: Value,
    /// Its value on the second side.
    pub b: Value,
    /// What it has to do with the first rung that differs.
    pub role: Role,
    /// The findings that name it as the cause, where its role is that.
    pub codes: Vec<&'static str>,
}

/// One fact that one side alone tells.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[schemars(rename = "OneSidedReport")]
pub struct OneSided {
    /// What it is.
    pub field: String,
    /// For people.
    #[serde(skip)]
    pub label: Phrase,
    /// The side that tells it.
    pub known_in: Which,
    /// Its value there.
    pub value: Value,
}

impl Which {
    pub fn letter(self) -> &'static str {
        match self {
            Which::A => "A",
            Which::B => "B",
        }
    }
}
