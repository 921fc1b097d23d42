//! What a comparison comes to.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::field::Topic;
use crate::facts::Stage;
use crate::facts::outcome::Status;

/// One of the two sides, in the order in which they were named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Which {
    /// The first.
    A,
    /// The second.
    B,
}

/// By what two rungs differ; the weightiest first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
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
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
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

/// Everything that differs between two connections.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The first rung that differs.
    pub first: Option<First>,
    /// The first rung of which one side does not tell how it ended, where nothing graver differs.
    pub undecided: Option<Undecided>,
    /// Every rung, in ladder order.
    pub rungs: Vec<Rung>,
    /// What differs; what explains most comes first.
    pub differences: Vec<Difference>,
    /// What could explain the first difference and is known of one side alone.
    pub one_sided: Vec<OneSided>,
}

/// The first rung that differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct First {
    /// Which.
    pub stage: Stage,
    /// By what.
    pub kind: Kind,
    /// The side that did worse, where one did.
    pub worse: Option<Which>,
}

/// A rung of which one side alone tells how it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Undecided {
    /// The rung.
    pub stage: Stage,
    /// The side that does not tell.
    pub by: Which,
}

/// One rung of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// Which.
    pub stage: Stage,
    /// How it ended on the first side.
    pub a: Status,
    /// How it ended on the second.
    pub b: Status,
    /// By what it differs; `None` where nothing is known to.
    pub differs: Option<Kind>,
}

/// One fact that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// What it is.
    pub topic: Topic,
    /// Its value on the first side.
    pub a: Value,
    /// Its value on the second.
    pub b: Value,
    /// What it has to do with the first rung that differs.
    pub role: Role,
    /// The findings that name it, where its role is that.
    pub codes: Vec<&'static str>,
}

/// One fact that one side alone tells.
#[derive(Debug, Clone, PartialEq)]
pub struct OneSided {
    /// What it is.
    pub topic: Topic,
    /// The side that tells it.
    pub known_in: Which,
    /// Its value there.
    pub value: Value,
}

impl Which {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Which::A => Which::B,
            Which::B => Which::A,
        }
    }

    /// `A` or `B`.
    pub fn letter(self) -> &'static str {
        match self {
            Which::A => "A",
            Which::B => "B",
        }
    }
}
