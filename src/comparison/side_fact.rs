//! One fact of one side, and what it takes to differ from the other side's.

use serde_json::Value;

use super::outcome::{Difference, Of, Role};
use crate::catalogue::fact_table::{self, Compared, Fact, How};
use crate::facts::Stage;
use crate::facts::outcome::StageOutcome;
use crate::text::format::printable;

#[derive(Debug, Clone)]
pub(super) struct SideFact {
    /// `offer.fingerprints`, `sctp.init_ack_received`.
    pub field: String,
    pub of: Of,
    pub stage: Option<Stage>,
    pub value: Value,
    pub compared: Compared,
}

impl SideFact {
    pub(super) fn all(facts: Vec<Fact>, of: Of, name: &str) -> Vec<Self> {
        let compared = facts.into_iter().filter_map(|fact| {
            let field = format!("{name}.{}", fact.name);
            Some(Self { field, of, stage: None, value: fact.value, compared: fact.compared? })
        });
        compared.collect()
    }

    pub(super) fn of_stage(outcome: &StageOutcome) -> Vec<Self> {
        let stage = outcome.stage();
        let facts = Self::all(fact_table::of(&outcome.facts), Of::Stage, stage.name());
        facts.into_iter().map(|fact| Self { stage: Some(stage), ..fact }).collect()
    }

    /// What is neither null nor said to be unknown.
    pub(super) fn known(&self) -> Option<&Value> {
        Some(&self.value).filter(|value| !value.is_null() && *value != "unknown")
    }

    /// What differs, where both sides know it; its role is for the caller to say.
    pub(super) fn difference(&self, other: &Self, both_passed: bool) -> Option<Difference> {
        let (a, b) = (self.known()?, other.known()?);
        let zero = |value: &Value| value.as_f64() == Some(0.0);
        let differ = match self.compared.how {
            How::ZeroOrNotWhereBroken | How::WhereBroken if both_passed => false,
            How::Exactly | How::AsReason | How::WhereBroken => a != b,
            How::ZeroOrNot | How::ZeroOrNotWhereBroken => zero(a) != zero(b),
        };
        differ.then(|| Difference {
            field: self.field.clone(),
            of: self.of,
            stage: self.stage,
            label: self.compared.label.clone(),
            a: bounded(a),
            b: bounded(b),
            role: Role::Beside,
            codes: Vec::new(),
        })
    }
}

pub(super) fn pairs<'a>(
    a: &'a [SideFact],
    b: &'a [SideFact],
) -> impl Iterator<Item = (&'a SideFact, &'a SideFact)> {
    a.iter().filter_map(|one| Some((one, b.iter().find(|other| other.field == one.field)?)))
}

const MAX_ENTRIES: usize = 16;

/// A value as it is told: short, and fit for a terminal.
pub(super) fn bounded(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(printable(text)),
        Value::Array(all) => Value::Array(all.iter().take(MAX_ENTRIES).map(bounded).collect()),
        other => other.clone(),
    }
}
