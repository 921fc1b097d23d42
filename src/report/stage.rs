//! One stage as programs read it.

use schemars::JsonSchema;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use super::finding::FindingReport;
use super::summary::{defect, slot_remark, summary};
use crate::facts::StageFacts;
use crate::facts::outcome::{Slot, StageOutcome, Status};
use crate::facts::remark::Remark;
use crate::facts::skip_reason::SkipReason;
use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

/// One stage.
///
/// `name`, `timings` and `evidence` come from the facts; they are written in
/// the documented order of keys, which a flattened field could not keep.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
pub struct StageReport {
    /// The debugging guide's phase, 1 to 4.
    pub phase: Option<u8>,
    /// How it ended.
    pub status: Status,
    /// When it started, ms after the run did.
    pub started_ms: Option<f64>,
    /// How long it took, ms.
    pub duration_ms: Option<f64>,
    /// The decisive fact, for people.
    pub summary: String,
    /// Why it was skipped.
    #[schemars(with = "Option<String>")]
    pub skip_reason: Option<SkipReason>,
    /// Which stage it is, and what it measured.
    #[serde(flatten)]
    pub facts: StageFacts,
    /// What is wrong here.
    pub findings: Vec<FindingReport>,
}

impl Serialize for StageReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("StageReport", 10)?;
        fields.serialize_field("name", &self.facts.stage())?;
        fields.serialize_field("phase", &self.phase)?;
        fields.serialize_field("status", &self.status)?;
        fields.serialize_field("started_ms", &self.started_ms)?;
        fields.serialize_field("duration_ms", &self.duration_ms)?;
        fields.serialize_field("summary", &self.summary)?;
        fields.serialize_field("skip_reason", &self.skip_reason)?;
        macro_rules! facts {
            ($($variant:ident)*) => {
                match &self.facts {
                    $(StageFacts::$variant { timings, evidence } => {
                        fields.serialize_field("timings", timings)?;
                        fields.serialize_field("evidence", evidence)?;
                    })*
                }
            };
        }
        facts!(Host Ping Http Sdp Ice Dtls Sctp Validation Flow);
        fields.serialize_field("findings", &self.findings)?;
        fields.end()
    }
}

impl StageReport {
    /// The report of a stage; `language` is that of the texts for people.
    pub fn new(stage: &StageOutcome, language: Language) -> Self {
        Self {
            phase: stage.stage().phase(),
            status: stage.status,
            started_ms: stage.started_ms.map(to_microseconds),
            duration_ms: stage.duration_ms.map(to_microseconds),
            summary: summary(stage).get(language).to_owned(),
            skip_reason: stage.skip_reason.clone(),
            facts: stage.facts.clone(),
            findings: Vec::new(),
        }
    }

    /// The outcome that it reports; `slot` is the run's. What stopped a judgement, or decided it
    /// where no fact did, stands in its summary and in none of its facts.
    pub(super) fn outcome(&self, slot: Option<Slot>) -> StageOutcome {
        let bare = StageOutcome {
            status: self.status,
            started_ms: self.started_ms,
            duration_ms: self.duration_ms,
            skip_reason: self.skip_reason.clone(),
            remark: None,
            facts: self.facts.clone(),
        };
        let said = self.decisive(slot);
        let is_fact = |language| summary(&bare).get(language) == said;
        let remark = match self.status {
            Status::Inconclusive | Status::Fail if Language::ALL.into_iter().any(is_fact) => None,
            Status::Inconclusive | Status::Fail | Status::Crash => {
                Some(Remark::Said(said.to_owned()))
            }
            Status::Skip | Status::Pass | Status::Warn => None,
        };
        StageOutcome { remark, ..bare }
    }

    /// Its summary without what frames the decisive fact in it.
    fn decisive(&self, slot: Option<Slot>) -> &str {
        let unframed = |language| -> Option<&str> {
            let mut text = self.summary.as_str();
            if let Some(remark) = slot.and_then(slot_remark) {
                let end = phrase!("; {}", "；{}", remark);
                text = text.strip_suffix(end.get(language)).unwrap_or(text);
            }
            if self.status == Status::Crash {
                text = text.strip_prefix(defect(&Phrase::default()).get(language)).unwrap_or(text);
            }
            (text != self.summary).then_some(text)
        };
        Language::ALL.into_iter().find_map(unframed).unwrap_or(&self.summary)
    }
}

/// Clocks are not better than that, and reports stay readable.
pub(super) fn to_microseconds(ms: f64) -> f64 {
    (ms * 1000.0).round() / 1000.0
}
