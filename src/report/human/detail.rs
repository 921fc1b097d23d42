//! A stage in full detail: what was measured, beside what is normal.

mod rows;

use super::look::Look;
use crate::facts::outcome::StageOutcome;
use crate::text::format::printable;
use crate::text::language::say;
use crate::text::layout::{padded, wrapped};

/// The columns of a row's name.
const NAME: usize = 16;

/// The columns before it.
const INDENT: usize = 4;

/// One measurement.
struct Row {
    name: &'static str,
    value: String,
    normal: Option<&'static str>,
    /// What it was taken from, for those who ask for every detail.
    source: Option<String>,
    /// Whether it is for those alone who ask for every detail.
    minor: bool,
}

/// Every measurement of a stage, a line each.
pub(super) fn lines(look: &Look, outcome: &StageOutcome) -> Vec<String> {
    let rows = rows::of(&outcome.facts, look.language);
    let shown = rows.iter().filter(|row| look.verbose || !row.minor);
    shown.flat_map(|row| row_lines(look, row)).collect()
}

/// The command that shows the same by hand.
pub(super) fn by_hand(look: &Look, command: &str) -> String {
    let name = padded(look.language.pick("by hand", "手動指令"), NAME);
    format!("{:INDENT$}{name} {}", "", look.command(&printable(command)))
}

fn row_lines(look: &Look, row: &Row) -> Vec<String> {
    let indent = INDENT + NAME + 1;
    let room = look.line_columns().saturating_sub(indent).max(10);
    let language = look.language;
    let normal = row.normal.map(|normal| say!(language, " (normal: {})", "（正常：{}）", normal));
    let source = row.source.as_deref().filter(|_| look.verbose);
    let source = source.map(|source| format!(" [{}]", printable(source)));
    let notes = [normal, source].into_iter().flatten().collect::<String>();
    let text = format!("{}{notes}", printable(&row.value));
    let names = std::iter::once(row.name).chain(std::iter::repeat(""));
    names
        .zip(wrapped(&text, room))
        .map(|(name, line)| format!("{:INDENT$}{} {line}", "", look.dim(&padded(name, NAME))))
        .collect()
}
