//! What a finding is: a named cause with its proof and its remedy.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::Stage;
use crate::text::phrase::{Phrase, phrase};

/// One named thing that is wrong or worth knowing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The stable code, `G2-SCTP-NOINITACK` for instance.
    pub code: String,
    /// The code of another finding of this report that it follows from; left out where none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explained_by: Option<String>,
    pub stage: Stage,
    pub severity: Severity,
    pub side: Side,
    pub confidence: Confidence,
    pub title: String,
    /// In a few sentences.
    pub summary: String,
    /// The measurements that it rests on.
    pub evidence: Vec<String>,
    /// What may have led to it, most likely first.
    pub causes: Vec<Cause>,
    pub remedies: Vec<Remedy>,
    pub guide: Vec<GuideReference>,
    pub links: Vec<String>,
}

impl Finding {
    /// Whose fault and how sure. The confidence is the fault's: an unknown side has none.
    pub fn side_and_confidence(&self) -> Phrase {
        match self.side {
            Side::Unknown => phrase!("side: unknown", "問題歸屬：不明"),
            side => phrase!(
                "side: {} ({})",
                "問題歸屬：{}（{}）",
                side.words(),
                self.confidence.words()
            ),
        }
    }
}

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

/// What may have led to a finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cause {
    pub text: String,
    /// 1 is the most likely.
    pub rank: u32,
    /// Commands that confirm it or rule it out.
    pub confirm: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Remedy {
    pub text: String,
    /// To be run in this order.
    pub commands: Vec<String>,
    /// `linux`, `macos`, `windows`; null where it is the same everywhere.
    pub platform: Option<String>,
}

/// A place of the debugging guide.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GuideReference {
    pub section: String,
    /// Its commands, verbatim.
    pub commands: Vec<String>,
    /// What measurement says about it.
    pub standing: Standing,
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
