//! How bad a finding is, whose fault, and how sure.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::phrase::{Phrase, phrase};

/// How bad a finding is; the worst comes first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It stops the connection.
    Error,
    /// It works, and may not for long.
    Warning,
    /// Worth knowing.
    Info,
}

/// Whose fault something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Host,
    /// What lies between.
    Network,
    Robot,
    /// A limit of go2doctor itself.
    ClientLimit,
    /// The measurements do not say.
    Unknown,
}

impl Side {
    pub fn words(self) -> Phrase {
        match self {
            Side::Host => phrase!("this machine", "這台電腦"),
            Side::Network => phrase!("the network", "網路"),
            Side::Robot => phrase!("the robot", "機器人"),
            Side::ClientLimit => phrase!("go2doctor's own limits", "go2doctor 本身的限制"),
            Side::Unknown => phrase!("unknown", "不明"),
        }
    }
}

/// How sure we are of a finding; the surest comes first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// The measurements leave nothing else.
    Certain,
    /// More likely than everything else together.
    Likely,
    /// One of several.
    Possible,
}

impl Confidence {
    pub fn words(self) -> Phrase {
        match self {
            Confidence::Certain => phrase!("certain", "確定"),
            Confidence::Likely => phrase!("likely", "很可能"),
            Confidence::Possible => phrase!("possible", "可能"),
        }
    }
}

/// What measurement says about a place of the debugging guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It is so.
    Confirmed,
    /// It is otherwise.
    Corrected,
    /// Not measured.
    Unproven,
}

impl Standing {
    pub fn words(self) -> Phrase {
        match self {
            Standing::Confirmed => phrase!("confirmed", "已證實"),
            Standing::Corrected => phrase!("corrected", "已更正"),
            Standing::Unproven => phrase!("unproven", "未證實"),
        }
    }
}
