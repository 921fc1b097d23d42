//! The guide's checklist, ticked: what `check --guide` shows after the ladder.

use colored::Color;

use super::human::look::Look;
use crate::diagnosis::case::Case;
use crate::facts::finding::Standing;
use crate::guide::checklist::{Item, Section, sections};
use crate::guide::measure::{State, Tick};
use crate::text::layout::{columns_of, padded, wrapped};
use crate::text::phrase::{Phrase, phrase};

/// From here on an item and its value stand side by side.
const ROOMY: usize = 80;

const GAP: usize = 2;

pub fn lines(look: &Look, case: &Case<'_>) -> Vec<String> {
    let title = phrase!("The guide's checklist", "指南的檢查清單");
    let walked = || sections().iter().filter(|section| section.walked().next().is_some());
    let item_columns = item_columns(look, walked());
    let mut lines = vec![String::new(), look.bold(&look.text(title))];
    let mut states = Vec::new();
    for section in walked() {
        lines.push(String::new());
        let Section { name, heading, .. } = section;
        let heading = look.text(Phrase::new(format!("{name} ({heading})"), heading));
        lines.extend(wrapped(&heading, look.line_columns()).iter().map(|line| look.bold(line)));
        for item in section.walked() {
            let tick = tick(item, case);
            states.push(tick.state);
            lines.extend(row(look, item, &tick, item_columns));
            lines.extend(note(look, item));
            lines.extend(commands(look, item));
        }
    }
    let count = |state| states.iter().filter(|each| **each == state).count();
    let sum = phrase!(
        "{} as the guide expects, {} not, {} not measured.",
        "符合指南 {} 項，不符合 {} 項，未量測 {} 項。",
        count(State::Ok),
        count(State::Bad),
        count(State::NotMeasured)
    );
    lines.push(String::new());
    lines.extend(wrapped(&look.text(sum), look.line_columns()));
    lines
}

/// A measurement, or the reason for which there can be none; the loader's tests hold that an
/// item that is walked has one of them.
fn tick(item: &Item, case: &Case<'_>) -> Tick {
    match (item.measure, &item.beyond) {
        (Some(measure), _) => measure.tick(case),
        (None, beyond) => Tick::beyond(beyond.as_ref()),
    }
}

/// The columns of the items' texts: the widest, but not more than leaves room for values.
fn item_columns<'a>(look: &Look, sections: impl Iterator<Item = &'a Section>) -> usize {
    let asks = sections.flat_map(Section::walked).map(|item| item.asks.get(look.language));
    let widest = asks.map(columns_of).max().unwrap_or(0);
    widest.min(look.line_columns() / 2)
}

/// Mark, item and value: beside each other where there is room, else the value below.
fn row(look: &Look, item: &Item, tick: &Tick, item_columns: usize) -> Vec<String> {
    let indent = look.mark_columns() + 1;
    let (asks, shown) = (item.asks.get(look.language), tick.shown.get(look.language));
    let room = look.line_columns().saturating_sub(indent);
    let mut mark = mark(look, tick.state);
    let mut headed = |text: String| {
        let head = std::mem::replace(&mut mark, " ".repeat(indent - 1));
        format!("{head} {text}").trim_end().to_owned()
    };
    if look.line_columns() < ROOMY {
        let value = wrapped(shown, room.saturating_sub(GAP)).into_iter();
        let below = value.map(|line| format!("{:GAP$}{line}", ""));
        return wrapped(asks, room).into_iter().chain(below).map(headed).collect();
    }
    let left = wrapped(asks, item_columns);
    let right = wrapped(shown, room.saturating_sub(item_columns + GAP));
    let cell = |lines: &[String], at: usize| lines.get(at).cloned().unwrap_or_default();
    (0..left.len().max(right.len()))
        .map(|at| {
            let left = padded(&cell(&left, at), item_columns + GAP);
            headed(format!("{left}{}", cell(&right, at)))
        })
        .collect()
}

/// What newer facts correct; with -v also what they confirm or leave open.
fn note(look: &Look, item: &Item) -> Vec<String> {
    let wanted = look.verbose || item.standing == Standing::Corrected;
    let Some(note) = item.note.as_ref().filter(|_| wanted) else { return Vec::new() };
    let label = match item.standing {
        Standing::Confirmed => phrase!("confirmed: ", "已證實："),
        Standing::Corrected => phrase!("corrected: ", "更正："),
        Standing::Unproven => phrase!("unproven: ", "未證實："),
    };
    let indent = look.mark_columns() + 1 + GAP;
    let text = look.text(phrase!("{}{}", "{}{}", label, note));
    let lines = wrapped(&text, look.line_columns().saturating_sub(indent));
    lines.iter().map(|line| format!("{:indent$}{}", "", look.dim(line))).collect()
}

/// With -v the guide's own commands, verbatim: they are never broken.
fn commands(look: &Look, item: &Item) -> Vec<String> {
    let indent = look.mark_columns() + 1 + GAP;
    let lines = item.commands.iter().filter(|_| look.verbose).flat_map(|command| command.lines());
    lines.map(|line| format!("{:indent$}{}", "", look.command(line))).collect()
}

fn mark(look: &Look, state: State) -> String {
    let (symbol, word, color) = match state {
        State::Ok => ("✓", phrase!("ok", "符合"), Color::Green),
        State::Bad => ("✗", phrase!("BAD", "不符"), Color::Red),
        State::NotMeasured => ("–", phrase!("n/a", "未測"), Color::BrightBlack),
    };
    look.marked(symbol, word, color)
}

#[cfg(test)]
mod tests;
