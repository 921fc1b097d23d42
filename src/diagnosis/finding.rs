//! What a rule concludes, before any language.

use crate::catalogue::catalogue;
use crate::catalogue::entry::{Cause, Entry, Next, Remedy};
use crate::facts::Stage;
use crate::facts::finding::{Confidence, Severity, Side};
use crate::text::phrase::{Phrase, phrase};

/// A finding without its texts, which the catalogue holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
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
    /// The cases that the measurements leave open, by their names in the entry; all where they are
    /// not told apart.
    pub cases: Option<Vec<&'static str>>,
    /// The code of the finding that it follows from, where that was found as well.
    pub explained_by: Option<&'static str>,
    /// Whether a driver is judged, and not our own client alone.
    pub of_driver: bool,
}

impl Finding {
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
            cases: None,
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
    pub fn because(self, why: impl Into<Option<Phrase>>) -> Self {
        Self { why: why.into().or(self.why), ..self }
    }

    /// Sets the command to run next, in place of the entry's.
    pub fn next_command(self, next: impl Into<String>) -> Self {
        Self { next: Some(next.into()), ..self }
    }

    /// Leaves of what the entry says only that on these cases.
    pub fn of(self, cases: &[&'static str]) -> Self {
        let named = |case: &&&str| self.entry.cases().any(|known| known == **case);
        debug_assert!(cases.iter().filter(named).count() == cases.len(), "{cases:?}");
        Self { cases: Some(cases.to_vec()), ..self }
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

    /// What it means in these cases, in one to three sentences.
    pub fn meaning(&self) -> &'static Phrase {
        let named = self.cases.is_some();
        let mut meanings = self.entry.meanings.iter().filter(|_| named);
        let own = meanings.find(|meaning| self.is_of(&meaning.of));
        own.map_or(&self.entry.meaning, |meaning| &meaning.text)
    }

    /// What the entry says in these cases.
    pub fn causes(&self) -> impl Iterator<Item = &'static Cause> {
        let of_driver = self.of_driver;
        let fits = move |cause: &&Cause| of_driver || !cause.for_driver;
        self.entry.causes.iter().filter(fits).filter(|cause| self.is_of(&cause.of))
    }

    /// See [`Self::causes`].
    pub fn remedies(&self) -> impl Iterator<Item = &'static Remedy> {
        let of_driver = self.of_driver;
        let fits = move |remedy: &&Remedy| of_driver || !remedy.for_driver;
        self.entry.remedies.iter().filter(fits).filter(|remedy| self.is_of(&remedy.of))
    }

    /// See [`Self::causes`].
    pub fn next_of_entry(&self) -> impl Iterator<Item = &'static Next> {
        self.entry.next.iter().filter(|next| self.is_of(&next.of))
    }

    fn is_of(&self, cases: &[String]) -> bool {
        let open = self.cases.as_deref();
        cases.is_empty() || open.is_none_or(|open| cases.iter().any(|it| open.contains(&&**it)))
    }

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
