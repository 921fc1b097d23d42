//! Findings beside the first: what follows from it, what helps, what else is worth knowing.

use super::look::Look;
use super::paragraph::{label_columns, paragraph};
use crate::diagnosis::diagnosis::Diagnosis;
use crate::diagnosis::finding::Finding;
use crate::facts::finding::Severity;
use crate::text::format::printable;
use crate::text::layout::clipped;
use crate::text::phrase::phrase;

/// Measurements under a note, and lines that each may take.
const MOST_SEEN: usize = 3;
const MOST_LINES: usize = 2;

/// What follows from the first finding, a line each: it is the same thing seen from elsewhere.
pub(super) fn consequences(look: &Look, findings: &[Finding]) -> Vec<String> {
    let behind = findings.iter().skip(1).take_while(|finding| finding.explained_by.is_some());
    behind.flat_map(|finding| consequence(look, finding)).collect()
}

/// `Hence G2-HTTP-TIMEOUT: The signalling ports do not answer…`
fn consequence(look: &Look, finding: &Finding) -> Vec<String> {
    let head = phrase!("Hence", "因此");
    let room = look.prose_columns().saturating_sub(label_columns(look));
    let text = look.text(phrase!("{}: {}", "{}: {}", finding.code(), finding.entry.title));
    paragraph(look, head, Some(clipped(&text, room)), 1)
}

/// What else does not come, a line each: each code of the data stands for a failure of its own, and
/// for no other reading of the first.
pub(super) fn beside(look: &Look, findings: &[Finding]) -> Vec<String> {
    let is_apart = |finding: &&Finding| {
        let is_failure = finding.severity == Severity::Error && finding.explained_by.is_none();
        is_failure && finding.code().starts_with("G2-DATA-")
    };
    let others = findings.iter().skip(1).filter(is_apart);
    let told = others.flat_map(|finding| {
        let title = phrase!("{} [{}]", "{} [{}]", finding.entry.title, finding.code());
        paragraph(look, phrase!("Also", "還有"), Some(title), usize::MAX)
    });
    told.collect()
}

/// What helps against the first finding, on this platform.
pub(super) fn helps(look: &Look, diagnosis: &Diagnosis) -> Vec<String> {
    let head = phrase!("Helps", "處理");
    let indent = " ".repeat(label_columns(look));
    let lines = diagnosis.remedies().flat_map(|remedy| {
        let commands = diagnosis.blanks().commands(remedy).into_iter();
        let commands =
            commands.map(|line| format!("{indent}$ {}", look.command(&printable(&line))));
        let text = paragraph(look, &head, Some(&remedy.text), usize::MAX);
        text.into_iter().chain(commands).collect::<Vec<_>>()
    });
    lines.collect()
}

/// Every finding of a run that passed, with the measurement that it rests on; what follows from
/// another in one line under it.
pub(super) fn notes(look: &Look, findings: &[Finding]) -> Vec<String> {
    let head = phrase!("Note", "注意");
    let note = |finding: &Finding| match &finding.explained_by {
        Some(_) => consequence(look, finding),
        None => {
            let note = phrase!("{} [{}]", "{} [{}]", finding.entry.title, finding.code());
            let seen = finding.evidence.iter().take(MOST_SEEN);
            let seen = seen.map(|line| printable(&look.text(line)));
            let mut lines = paragraph(look, &head, Some(note), usize::MAX);
            lines.extend(seen.flat_map(|line| paragraph(look, "", Some(line), MOST_LINES)));
            lines
        }
    };
    findings.iter().flat_map(note).collect()
}
