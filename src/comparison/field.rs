//! A fact that two sides can be compared by.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::outcome::{Difference, Role};
use super::subject::{State, Subject};
use crate::facts::Stage;
use crate::text::format::printable;
use crate::text::phrase::Phrase;

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

/// How two values are held against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// They differ unless they are equal.
    Exactly,
    /// Numbers of packets: they differ where one is zero and the other is not.
    ZeroOrNot,
    /// The same, unless both sides passed the stage: either end may begin, and a log shows what it
    /// shows.
    ZeroOrNotWhereBroken,
    /// They differ unless they are equal, or both sides passed the stage.
    WhereBroken,
}

/// Where a fact is read.
#[derive(Debug, Clone, Copy)]
pub enum Read {
    /// By a function of its own.
    By(fn(&Subject) -> Option<Value>),
    /// In the evidence of a stage that ran, at this JSON pointer (RFC 6901).
    At(Stage, &'static str),
    /// Made of the evidence of a stage that ran.
    Of(Stage, fn(&Value) -> Option<Value>),
}

/// A row of the tables of facts.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name in the JSON report: `offer.fingerprints`, `sctp.init_ack_received`.
    pub name: &'static str,
    /// What it is about.
    pub of: Of,
    /// For people, in English and in Chinese.
    pub label: (&'static str, &'static str),
    /// Where it is read.
    pub read: Read,
    /// How it is compared.
    pub compared: Compared,
    /// The rungs that it may break.
    pub acts_on: &'static [Stage],
    /// The findings that name it as a cause.
    pub codes: &'static [&'static str],
}

impl Field {
    /// The fact's value on one side; `None` where it is not known, be it null or in words.
    pub fn value(&self, subject: &Subject) -> Option<Value> {
        match self.read {
            Read::By(read) => read(subject),
            Read::At(stage, path) => evidence(subject, stage)?.pointer(path).cloned(),
            Read::Of(stage, make) => make(&evidence(subject, stage)?),
        }
        .filter(|value| !value.is_null() && value != "unknown")
    }

    /// The stage that saw it.
    pub fn stage(&self) -> Option<Stage> {
        match self.read {
            Read::By(_) => None,
            Read::At(stage, _) | Read::Of(stage, _) => Some(stage),
        }
    }

    /// What differs, where both values are known; its role is for the caller to say.
    pub fn difference(&self, a: &Subject, b: &Subject) -> Option<Difference> {
        let passed = |side: &Subject| self.stage().is_some_and(|at| side.state(at) == State::Good);
        let broken_only =
            matches!(self.compared, Compared::ZeroOrNotWhereBroken | Compared::WhereBroken);
        if broken_only && passed(a) && passed(b) {
            return None;
        }
        let (one, other) = (self.value(a)?, self.value(b)?);
        let zero = |value: &Value| value.as_f64() == Some(0.0);
        let differ = match self.compared {
            Compared::Exactly | Compared::WhereBroken => one != other,
            Compared::ZeroOrNot | Compared::ZeroOrNotWhereBroken => zero(&one) != zero(&other),
        };
        differ.then(|| Difference {
            field: self.name.into(),
            of: self.of,
            stage: self.stage(),
            label: self.label(),
            a: bounded(&one),
            b: bounded(&other),
            role: Role::Beside,
            codes: Vec::new(),
        })
    }

    pub fn label(&self) -> Phrase {
        Phrase::new(self.label.0, self.label.1)
    }
}

/// Entries of a list that a value is cut to.
const MAX_ENTRIES: usize = 16;

/// A value as it is told: short, and fit for a terminal.
pub(super) fn bounded(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(printable(text)),
        Value::Array(all) => Value::Array(all.iter().take(MAX_ENTRIES).map(bounded).collect()),
        other => other.clone(),
    }
}

/// The evidence of a stage that ran, as reports have it.
fn evidence(subject: &Subject, stage: Stage) -> Option<Value> {
    let mut facts = serde_json::to_value(&subject.ran(stage)?.facts).ok()?;
    Some(facts.get_mut("evidence")?.take())
}
