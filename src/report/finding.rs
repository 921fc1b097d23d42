//! A finding as programs read it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::catalogue::catalogue;
use crate::catalogue::entry::{Cause, Check, Entry};
use crate::catalogue::template::Blanks;
use crate::diagnosis::diagnosis::Diagnosis;
use crate::diagnosis::finding::Finding;
use crate::facts::Stage;
use crate::facts::finding::{Confidence, Severity, Side, Standing};
use crate::text::language::Language;
use crate::text::phrase::Phrase;

/// One named thing that is wrong or worth knowing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Finding")]
pub struct FindingReport {
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
    pub causes: Vec<CauseReport>,
    pub remedies: Vec<RemedyReport>,
    pub guide: Vec<GuideReference>,
    pub links: Vec<String>,
}

/// What may have led to a finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Cause")]
pub struct CauseReport {
    pub text: String,
    /// 1 is the most likely.
    pub rank: u32,
    /// Commands that confirm it or rule it out.
    pub confirm: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "Remedy")]
pub struct RemedyReport {
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

impl FindingReport {
    /// In one language, its commands completed by `blanks`, without those that were just run.
    pub fn of(found: &Finding, blanks: &Blanks, language: Language) -> Self {
        let entry = found.entry;
        let fits = |for_driver: bool| found.of_driver || !for_driver;
        let confirm = |check: &Check| match &check.command {
            Some(command) => format!("{}: {}", check.text.get(language), blanks.fill(command)),
            None => check.text.get(language).into(),
        };
        let cause = |(rank, cause): (u32, &Cause)| CauseReport {
            text: cause.text.get(language).into(),
            rank,
            confirm: cause.confirm.iter().filter(|it| fits(it.for_driver)).map(confirm).collect(),
        };
        let remedies = found.remedies().map(|remedy| RemedyReport {
            text: remedy.text.get(language).into(),
            commands: blanks.commands(remedy),
            platform: remedy.platform.name(),
        });
        let guide = entry.guide.iter().map(|guide| GuideReference {
            section: guide.section.clone(),
            commands: guide.commands.clone(),
            standing: guide.standing,
        });
        Self {
            code: entry.code.clone(),
            explained_by: found.explained_by.map(Into::into),
            stage: found.stage,
            severity: found.severity,
            side: found.side,
            confidence: found.confidence,
            title: entry.title.get(language).into(),
            summary: found.meaning().get(language).into(),
            evidence: found.evidence.iter().map(|phrase| phrase.get(language).into()).collect(),
            causes: (1..).zip(found.causes()).map(cause).collect(),
            remedies: remedies.collect(),
            guide: guide.collect(),
            links: entry.links.clone(),
        }
    }

    /// The finding that it reports; `None` where this version does not know its code.
    pub fn finding(&self, of_driver: bool) -> Option<Finding> {
        let entry = catalogue().get(&self.code)?;
        let explained_by = self.explained_by.as_deref().and_then(|code| catalogue().get(code));
        Some(Finding {
            entry,
            stage: self.stage,
            severity: self.severity,
            side: self.side,
            confidence: self.confidence,
            evidence: self.evidence.iter().map(Phrase::same).collect(),
            why: None,
            next: None,
            cases: self.cases(entry),
            explained_by: explained_by.map(|entry| entry.code.as_str()),
            of_driver,
        })
    }

    /// The cases of the causes that are told.
    fn cases(&self, entry: &'static Entry) -> Option<Vec<&'static str>> {
        let says = |text: &Phrase, told: &str| Language::ALL.iter().any(|it| text.get(*it) == told);
        let is_told = |cause: &&Cause| self.causes.iter().any(|it| says(&cause.text, &it.text));
        let told = entry.causes.iter().filter(is_told).flat_map(|cause| &cause.of);
        let cases: Vec<_> = told.map(String::as_str).collect();
        (!cases.is_empty()).then_some(cases)
    }

    pub fn all(diagnosis: &Diagnosis, language: Language) -> Vec<Self> {
        let found = diagnosis.findings().iter();
        found.map(|each| Self::of(each, diagnosis.blanks(), language)).collect()
    }
}
