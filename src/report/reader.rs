//! For whom a report is written, and what is found for them.

use super::model::Report;
use super::saved_run::Retold;
use crate::diagnosis::diagnosis::Diagnosis;
use crate::facts::invocation::Invocation;
use crate::facts::outcome::RunOutcome;
use crate::text::language::Language;

/// For whom a report is written.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    pub language: Language,
    /// The options that a next command must carry.
    pub invocation: Invocation,
    /// Where a saved report is told again: what it holds beside the run.
    pub retold: Option<Retold>,
}

impl Reader {
    /// What is found of `run`.
    pub fn diagnosis(&self, run: &RunOutcome) -> Diagnosis {
        match &self.retold {
            Some(retold) => retold.diagnosis.clone(),
            None => Diagnosis::of_run(run, &self.invocation),
        }
    }
}

impl Report {
    /// The report of a run, or of a saved one, for this reader.
    pub fn new(run: &RunOutcome, reader: &Reader) -> Self {
        Self::in_language(run, reader, reader.language)
    }

    /// The same in that language, whatever the reader's.
    pub fn in_language(run: &RunOutcome, reader: &Reader, language: Language) -> Self {
        match &reader.retold {
            Some(retold) => retold.report(run, language),
            None => Self::diagnosed(run, &reader.diagnosis(run), language),
        }
    }
}
