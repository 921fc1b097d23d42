//! A stage in full detail: what was measured, beside what is normal.

use super::look::Look;
use crate::catalogue::fact_table::{self, Fact, Line};
use crate::facts::outcome::StageOutcome;
use crate::text::format::printable;
use crate::text::layout::{hanging, padded, wrapped};
use crate::text::phrase::phrase;

const NAME: usize = 16;

const INDENT: usize = 4;

pub(super) fn lines(look: &Look, outcome: &StageOutcome) -> Vec<String> {
    let facts = fact_table::of(&outcome.facts);
    let of_fact = |fact: &Fact| -> Vec<String> {
        let shown = fact.lines.iter().filter(|line| look.verbose || !line.minor);
        shown.flat_map(|line| row(look, fact, line)).collect()
    };
    facts.iter().flat_map(of_fact).collect()
}

pub(super) fn by_hand(look: &Look, command: &str) -> String {
    let name = padded(&look.text(phrase!("by hand", "手動指令")), NAME);
    format!("{:INDENT$}{name} {}", "", look.command(&printable(command)))
}

fn row(look: &Look, fact: &Fact, line: &Line) -> Vec<String> {
    let indent = INDENT + NAME + 1;
    let room = look.line_columns().saturating_sub(indent).max(10);
    let language = look.language;
    let normal = fact.normal.as_ref().map(|it| phrase!(" (normal: {})", "（正常：{}）", *it));
    let normal = normal.unwrap_or_default();
    let source = line.source.as_ref().filter(|_| look.verbose);
    let source = source.map(|source| format!(" [{}]", printable(source.get(language))));
    let value = printable(line.text.get(language));
    let text = format!("{value}{}{}", normal.get(language), source.unwrap_or_default());
    let name = look.dim(&padded(fact.label.get(language), NAME));
    hanging(&format!("{:INDENT$}{name} ", ""), indent, wrapped(&text, room)).collect()
}
