//! What `explain` shows, in one language and before any layout.

use super::catalogue;
use super::entry::{Entry, Found, Platform};
use crate::facts::Stage;
use crate::facts::finding::{Severity, Side, Standing};
use crate::text::language::Language;

/// One line of the list of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListRow {
    /// The code.
    pub code: &'static str,
    /// Where it shows; `None` when that may be anywhere.
    pub stage: Option<Stage>,
    /// How bad it is.
    pub severity: Severity,
    /// By what go2doctor finds it; empty for what it only explains.
    pub found: &'static [Found],
    /// In a few words.
    pub title: &'static str,
}

/// Every finding, in ladder order.
pub fn list(language: Language) -> Vec<ListRow> {
    catalogue().entries().iter().map(|entry| row(entry, language)).collect()
}

/// The line of an entry.
pub(super) fn row(entry: &'static Entry, language: Language) -> ListRow {
    ListRow {
        found: &entry.found,
        code: &entry.code,
        stage: entry.stage,
        severity: entry.severity,
        title: entry.title.get(language),
    }
}

/// An entry in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Code, stage, severity and title.
    pub head: ListRow,
    /// Whose side it is on.
    pub side: Side,
    /// What it means.
    pub meaning: &'static str,
    /// How it comes about.
    pub background: Option<&'static str>,
    /// What may lead to it, most likely first.
    pub causes: Vec<ExplainedCause>,
    /// What helps.
    pub remedies: Vec<ExplainedRemedy>,
    /// What is often tried and does not help.
    pub futile: Vec<&'static str>,
    /// What the debugging guide says about it.
    pub guide: Vec<ExplainedGuide>,
    /// Findings worth reading beside it.
    pub related: Vec<ListRow>,
    /// Where to read more.
    pub links: &'static [String],
}

/// What may lead to a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExplainedCause {
    /// In words.
    pub text: &'static str,
    /// How to confirm it or rule it out: what to look for, and what to run for it.
    pub checks: Vec<(&'static str, Option<&'static str>)>,
}

/// What helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExplainedRemedy {
    /// Where it applies.
    pub platform: Platform,
    /// In words.
    pub text: &'static str,
    /// To be run in this order; placeholders such as `{host}` stand as they are.
    pub commands: &'static [String],
}

/// A place of the debugging guide.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExplainedGuide {
    /// The section's name.
    pub section: &'static str,
    /// Its commands, verbatim.
    pub commands: &'static [String],
    /// What measurement says about it.
    pub standing: Standing,
    /// What it confirmed, corrected or could not tell.
    pub note: &'static str,
}

/// What `explain` shows of an entry.
pub(super) fn explanation(entry: &'static Entry, language: Language) -> Explanation {
    let related = entry.related.iter().filter_map(|code| catalogue().get(code));
    Explanation {
        head: row(entry, language),
        side: entry.side,
        meaning: entry.meaning.get(language),
        background: entry.background.as_ref().map(|text| text.get(language)),
        causes: entry
            .causes
            .iter()
            .map(|cause| ExplainedCause {
                text: cause.text.get(language),
                checks: cause
                    .confirm
                    .iter()
                    .map(|check| (check.text.get(language), check.command.as_deref()))
                    .collect(),
            })
            .collect(),
        remedies: entry
            .remedies
            .iter()
            .map(|remedy| ExplainedRemedy {
                platform: remedy.platform,
                text: remedy.text.get(language),
                commands: &remedy.commands,
            })
            .collect(),
        futile: entry.futile.iter().map(|text| text.get(language)).collect(),
        guide: entry
            .guide
            .iter()
            .map(|guide| ExplainedGuide {
                section: &guide.section,
                commands: &guide.commands,
                standing: guide.standing,
                note: guide.note.get(language),
            })
            .collect(),
        related: related.map(|entry| row(entry, language)).collect(),
        links: &entry.links,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_every_entry_once_in_ladder_order() {
        let rows = list(Language::English);
        assert_eq!(rows.len(), catalogue().entries().len());
        assert_eq!(rows[0].stage, Some(Stage::Host));
        assert_eq!(rows.last().unwrap().stage, None);
    }

    #[test]
    fn every_entry_explains_itself_with_its_relations() {
        for entry in catalogue().entries() {
            let whole = explanation(entry, Language::English);
            assert_eq!(whole.head, row(entry, Language::English));
            assert_eq!(whole.related.len(), entry.related.len(), "{}", entry.code);
        }
    }
}
