//! What a rule concludes, before any language.

use crate::catalogue::catalogue;
use crate::catalogue::entry::{self, Entry};
use crate::catalogue::template::Blanks;
use crate::facts::Stage;
use crate::facts::finding::{Cause, Confidence, Finding, GuideReference, Remedy, Severity, Side};
use crate::text::language::Language;
use crate::text::phrase::Phrase;

/// A finding without its texts, which the catalogue holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Conclusion {
    pub entry: &'static Entry,
    pub stage: Stage,
    pub severity: Severity,
    pub side: Side,
    pub confidence: Confidence,
    /// The measurements that it rests on, the most telling first.
    pub evidence: Vec<Phrase>,
    /// What to make of it in this case, where the entry's own brief does not fit.
    pub why: Option<Phrase>,
    /// The next command, where the entry's own is not the right one.
    pub next: Option<String>,
    /// The code of the finding that it follows from, where that was found as well.
    pub explained_by: Option<&'static str>,
    /// Whether a driver is judged, and not our own client alone.
    pub of_driver: bool,
}

impl Conclusion {
    pub fn new(code: &'static str, confidence: Confidence) -> Self {
        let entry = catalogue().get(code).expect("a test holds that every code has its entry");
        Self {
            entry,
            // An entry without a stage belongs to whichever the rule names.
            stage: entry.stage.unwrap_or(Stage::Host),
            severity: entry.severity,
            side: entry.side,
            confidence,
            evidence: Vec::new(),
            why: None,
            next: None,
            explained_by: None,
            of_driver: false,
        }
    }

    pub fn certain(code: &'static str) -> Self {
        Self::new(code, Confidence::Certain)
    }

    pub fn likely(code: &'static str) -> Self {
        Self::new(code, Confidence::Likely)
    }

    pub fn possible(code: &'static str) -> Self {
        Self::new(code, Confidence::Possible)
    }

    pub fn at_stage(self, stage: Stage) -> Self {
        Self { stage, ..self }
    }

    pub fn on_side(self, side: Side) -> Self {
        Self { side, ..self }
    }

    pub fn with_severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    pub fn seen(mut self, phrase: Phrase) -> Self {
        self.evidence.push(phrase);
        self
    }

    pub fn seen_all(mut self, phrases: impl IntoIterator<Item = Phrase>) -> Self {
        self.evidence.extend(phrases);
        self
    }

    /// Sets what the evidence means in this case, in place of the entry's brief.
    pub fn because(self, why: Phrase) -> Self {
        Self { why: Some(why), ..self }
    }

    /// Sets the command to run next, in place of the entry's.
    pub fn next_command(self, next: impl Into<String>) -> Self {
        Self { next: Some(next.into()), ..self }
    }

    pub fn code(&self) -> &'static str {
        &self.entry.code
    }

    /// Whether it is a note on what the driver here would offer: a robot that took that very offer
    /// refutes it.
    pub(super) fn is_of_the_offer_here(&self) -> bool {
        let codes = ["G2-ENV-AIORTC-FPS", "G2-ENV-PATCH-MISSING", "G2-ENV-PY-WHEELS"];
        self.severity != Severity::Error && codes.contains(&self.code())
    }

    /// What to make of it in this case, in two lines.
    pub fn brief(&self) -> &Phrase {
        self.why.as_ref().unwrap_or(&self.entry.brief)
    }

    pub(super) fn remedies(&self) -> impl Iterator<Item = &'static entry::Remedy> {
        let of_driver = self.of_driver;
        self.entry.remedies.iter().filter(move |remedy| of_driver || !remedy.for_driver)
    }

    pub fn finding(&self, language: Language, blanks: &Blanks) -> Finding {
        let entry = self.entry;
        let fits = |for_driver: bool| self.of_driver || !for_driver;
        let causes = entry.causes.iter().filter(|cause| fits(cause.for_driver));
        let causes = causes.zip(1..).map(|(cause, rank)| Cause {
            text: cause.text.get(language).into(),
            rank,
            confirm: cause
                .confirm
                .iter()
                .filter(|check| fits(check.for_driver))
                .map(|check| match &check.command {
                    Some(command) => {
                        format!("{}: {}", check.text.get(language), blanks.fill(command))
                    }
                    None => check.text.get(language).into(),
                })
                .collect(),
        });
        let remedies = self.remedies().map(|remedy| remedy_of(remedy, language, blanks));
        let guide = entry.guide.iter().map(|guide| GuideReference {
            section: guide.section.clone(),
            commands: guide.commands.clone(),
            standing: guide.standing,
        });
        Finding {
            code: entry.code.clone(),
            explained_by: self.explained_by.map(Into::into),
            stage: self.stage,
            severity: self.severity,
            side: self.side,
            confidence: self.confidence,
            title: entry.title.get(language).into(),
            summary: entry.meaning.get(language).into(),
            evidence: self.evidence.iter().map(|phrase| phrase.get(language).into()).collect(),
            causes: causes.collect(),
            remedies: remedies.collect(),
            guide: guide.collect(),
            links: entry.links.clone(),
        }
    }
}

/// A remedy in one language, its commands completed, without those that were just run.
pub(super) fn remedy_of(remedy: &entry::Remedy, language: Language, blanks: &Blanks) -> Remedy {
    let commands = remedy.commands.iter().filter(|command| blanks.helps(command));
    Remedy {
        text: remedy.text.get(language).into(),
        commands: commands.map(|command| blanks.fill(command)).collect(),
        platform: remedy.platform.name().map(Into::into),
    }
}
