//! What `explain` shows, in one language and before any layout.

use super::catalogue;
use super::entry::{Entry, Platform};
use crate::diagnosis::finding::{Severity, Side, Standing};
use crate::evidence::Stage;
use crate::language::Language;

/// One line of the list of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListRow {
    /// The code.
    pub code: &'static str,
    /// Where it shows; `None` when that may be anywhere.
    pub stage: Option<Stage>,
    /// How bad it is.
    pub severity: Severity,
    /// In a few words.
    pub title: &'static str,
}

/// Every finding, in ladder order.
pub fn list(language: Language) -> Vec<ListRow> {
    catalogue().entries().iter().map(|entry| row(entry, language)).collect()
}

fn row(entry: &'static Entry, language: Language) -> ListRow {
    ListRow {
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

/// No entry has this code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no finding `{code}`")]
pub struct UnknownCode {
    /// What was asked for, control characters escaped.
    pub code: String,
    /// The codes that come near it, the nearest first.
    pub suggestions: Vec<&'static str>,
}

/// The most suggestions for a code that does not exist.
const MAX_SUGGESTIONS: usize = 3;

/// The entry of a code, in any case, with or without its `G2-`.
///
/// # Errors
/// [`UnknownCode`], with the codes that come near.
pub fn explain(code: &str, language: Language) -> Result<Explanation, UnknownCode> {
    let wanted = normalised(code);
    match catalogue().get(&wanted) {
        Some(entry) => Ok(explanation(entry, language)),
        None => Err(UnknownCode {
            code: crate::redact::printable(code, 60),
            suggestions: suggestions(&wanted),
        }),
    }
}

fn normalised(code: &str) -> String {
    let upper = code.trim().to_ascii_uppercase().replace('_', "-");
    if upper.starts_with("G2-") { upper } else { format!("G2-{upper}") }
}

fn explanation(entry: &'static Entry, language: Language) -> Explanation {
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

/// Codes that hold what was asked for, else those at a small distance.
fn suggestions(wanted: &str) -> Vec<&'static str> {
    let tail = wanted.trim_start_matches("G2-");
    let mut near: Vec<(usize, &'static str)> = catalogue()
        .entries()
        .iter()
        .filter_map(|entry| {
            let holds = !tail.is_empty() && entry.code.contains(tail);
            let far = if holds { 0 } else { distance(wanted, &entry.code) };
            // A third of the letters may differ: beyond that it is another word.
            (far <= entry.code.len() / 3).then_some((far, entry.code.as_str()))
        })
        .collect();
    near.sort();
    near.into_iter().take(MAX_SUGGESTIONS).map(|(_, code)| code).collect()
}

/// Edits of one letter between two short words (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    // What is asked for comes from a command line and may be long; codes are short.
    let a: Vec<char> = a.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=a.len()).collect();
    for (i, letter) in b.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, other) in a.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[a.len()]
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
    fn a_code_is_found_however_it_is_spelt() {
        for code in ["G2-SCTP-NOINITACK", "g2-sctp-noinitack", "sctp-noinitack", " Sctp_NoInitAck "]
        {
            let found = explain(code, Language::Taiwan).unwrap();
            assert_eq!(found.head.code, "G2-SCTP-NOINITACK");
            assert!(found.meaning.contains("我方"), "{}", found.meaning);
        }
    }

    #[test]
    fn every_entry_explains_itself_with_its_relations() {
        for row in list(Language::English) {
            let whole = explain(row.code, Language::English).unwrap();
            assert_eq!(whole.head, row);
            assert_eq!(whole.related.len(), catalogue().get(row.code).unwrap().related.len());
        }
    }

    #[test]
    fn a_code_that_does_not_exist_brings_the_nearest() {
        let near = |code| explain(code, Language::English).unwrap_err().suggestions;
        assert_eq!(near("G2-SCTP-NOINITACKK")[0], "G2-SCTP-NOINITACK");
        assert_eq!(near("noinitack"), ["G2-SCTP-NOINITACK"]);
        assert_eq!(near("VAL").len(), MAX_SUGGESTIONS);
        assert!(near("something-else-entirely").is_empty());
        assert!(near("").is_empty());
    }

    #[test]
    fn what_was_typed_cannot_steer_the_terminal() {
        let error = explain(&"\x1b[31m".repeat(100), Language::English).unwrap_err();
        assert!(!error.to_string().contains('\x1b') && error.to_string().len() < 120);
    }

    #[test]
    fn distance_counts_edits() {
        for (a, b, expected) in [("", "abc", 3), ("kitten", "sitting", 3), ("same", "same", 0)] {
            assert_eq!(distance(a, b), expected);
        }
    }
}
