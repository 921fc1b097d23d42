//! One row a fact: what it is called in the JSON and by people, how it is shown, what is normal,
//! how two of it are compared, and which stages and findings it bears on.
//!
//! It stands in the catalogue, above the facts themselves, because its rows name findings and
//! quote places. The detailed report and `compare` read it, and know no fact by name.

mod channel;
mod dds;
mod driver;
mod dtls;
mod host;
mod http;
mod ice;
mod link;
mod media;
mod network;
mod offer;
mod others;
mod ping;
mod place;
mod ros;
mod sctp;
mod sdp;
mod shown;

use serde::Serialize;
use serde_json::Value;

use crate::facts::Stage::{Dtls, Flow, Http, Ice, Ping, Sctp, Sdp, Validation};
use crate::facts::outcome::RobotFacts;
use crate::facts::{DriverFacts, FactNote, HostEvidence, OfferFacts, Stage, StageFacts};
use crate::text::phrase::{Phrase, phrase};
pub use link::{access_point_changed, condition, warning};
pub use shown::Shown;

#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// As in the JSON, after the stage's name: `http_status`, `answer.setup`.
    pub name: &'static str,
    pub label: Phrase,
    /// Its value for people; none where it is not known, or shown by another row.
    pub lines: Vec<Line>,
    pub normal: Option<Phrase>,
    /// Its value for programs; null where it is not known.
    pub value: Value,
    /// `None` where it is different in every run, as counts, ports and round trips are.
    pub compared: Option<Compared>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub text: Phrase,
    pub source: Option<Phrase>,
    /// Whether it is only for those who ask for every detail.
    pub minor: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// For people; it stands without its stage's name, and so says more than the row's own label.
    pub label: Phrase,
    pub how: How,
    pub acts_on: &'static [Stage],
    pub codes: &'static [&'static str],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    Exactly,
    /// Numbers of packets: they differ where one is zero and the other is not.
    ZeroOrNot,
    /// The same, unless both sides passed the stage: either end may begin, and a log shows what it
    /// shows.
    ZeroOrNotWhereBroken,
    /// They differ unless they are equal, or both sides passed the stage.
    WhereBroken,
    /// Why the stage failed: it differs where both sides failed for different reasons.
    AsReason,
}

pub const TALKING: &[Stage] = &[Ping, Http, Sdp, Ice, Dtls, Sctp, Validation, Flow];

/// The rows of a stage, the most telling first.
pub fn of(facts: &StageFacts) -> Vec<Fact> {
    gathered(|table| match facts {
        StageFacts::Host { evidence, .. } => table.facts = of_host(evidence),
        StageFacts::Ping { evidence, .. } => ping::rows(table, evidence),
        StageFacts::Http { timings, evidence } => http::rows(table, timings, evidence),
        StageFacts::Sdp { timings, evidence } => sdp::rows(table, timings, evidence),
        StageFacts::Ice { timings, evidence } => ice::rows(table, timings, evidence),
        StageFacts::Dtls { timings, evidence } => dtls::rows(table, timings, evidence),
        StageFacts::Sctp { timings, evidence } => sctp::rows(table, timings, evidence),
        StageFacts::Validation { timings, evidence } => {
            channel::validation(table, timings, evidence);
        }
        StageFacts::Flow { timings, evidence } => channel::flow(table, timings, evidence),
    })
}

pub fn of_host(evidence: &HostEvidence) -> Vec<Fact> {
    let sources = evidence.sources.as_deref().unwrap_or_default();
    let mut table = Table { sources, facts: Vec::new() };
    host::rows(&mut table, evidence);
    table.facts
}

pub fn of_offer(offer: &OfferFacts) -> Vec<Fact> {
    gathered(|table| offer::offer(table, offer))
}

pub fn of_robot(robot: &RobotFacts) -> Vec<Fact> {
    gathered(|table| offer::robot(table, robot))
}

/// `driver` is the one that made the connection, not one that is only installed.
pub fn of_client(name: Option<&str>, driver: &DriverFacts) -> Vec<Fact> {
    gathered(|table| offer::client(table, name, driver))
}

fn gathered(rows: impl FnOnce(&mut Table<'_>)) -> Vec<Fact> {
    let mut table = Table::default();
    rows(&mut table);
    table.facts
}

#[derive(Default)]
struct Table<'a> {
    sources: &'a [FactNote],
    facts: Vec<Fact>,
}

impl Table<'_> {
    fn add<T: Shown + Serialize>(
        &mut self,
        name: &'static str,
        label: Phrase,
        value: &Option<T>,
    ) -> &mut Fact {
        self.tell(name, label, value.as_ref().map(Shown::shown)).value(value)
    }

    fn tell(
        &mut self,
        name: &'static str,
        label: Phrase,
        lines: impl IntoIterator<Item = Phrase>,
    ) -> &mut Fact {
        let source = self.source(name);
        let line = |text| Line { text, source: source.clone(), minor: false };
        let lines = lines.into_iter().map(line).collect();
        self.push(Fact { name, label, lines, normal: None, value: Value::Null, compared: None })
    }

    /// A fact that has no line of its own: it is compared, or told by a finding.
    fn keep(&mut self, name: &'static str, value: impl Serialize) -> &mut Fact {
        self.tell(name, Phrase::default(), None).value(value)
    }

    fn push(&mut self, fact: Fact) -> &mut Fact {
        let index = self.facts.len();
        self.facts.push(fact);
        &mut self.facts[index]
    }

    fn source(&self, name: &str) -> Option<Phrase> {
        let note = self.sources.iter().find(|note| note.fact == name)?;
        Some(note.note.clone())
    }
}

impl Fact {
    fn normal(&mut self, normal: Phrase) -> &mut Self {
        self.normal = Some(normal);
        self
    }

    fn normally(&mut self, normal: Phrase) -> &mut Self {
        if self.lines.iter().any(|line| line.text != normal) {
            self.normal = Some(normal);
        }
        self
    }

    fn source(&mut self, source: Option<Phrase>) -> &mut Self {
        self.lines.iter_mut().for_each(|line| line.source.clone_from(&source));
        self
    }

    fn minor(&mut self) -> &mut Self {
        self.lines.iter_mut().for_each(|line| line.minor = true);
        self
    }

    fn value(&mut self, value: impl Serialize) -> &mut Self {
        self.value = serde_json::to_value(value).unwrap_or_default();
        self
    }

    fn exactly(&mut self, label: Phrase, acts_on: &'static [Stage]) -> &mut Self {
        self.compared(How::Exactly, label, acts_on)
    }

    fn zero_or_not(&mut self, label: Phrase) -> &mut Self {
        self.compared(How::ZeroOrNot, label, &[])
    }

    fn zero_or_not_where_broken(&mut self, label: Phrase) -> &mut Self {
        self.compared(How::ZeroOrNotWhereBroken, label, &[])
    }

    fn where_broken(&mut self, label: Phrase, acts_on: &'static [Stage]) -> &mut Self {
        self.compared(How::WhereBroken, label, acts_on)
    }

    fn as_reason(&mut self) -> &mut Self {
        self.compared(How::AsReason, phrase!("reason", "原因"), &[])
    }

    fn compared(&mut self, how: How, label: Phrase, acts_on: &'static [Stage]) -> &mut Self {
        self.compared = Some(Compared { label, how, acts_on, codes: &[] });
        self
    }

    fn blamed_by(&mut self, codes: &'static [&'static str]) -> &mut Self {
        self.compared.iter_mut().for_each(|compared| compared.codes = codes);
        self
    }
}

#[cfg(test)]
mod tests;
