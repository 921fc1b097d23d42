//! Paragraphs with a name before them, and how much of them there is room for.

use super::look::Look;
use crate::text::language::Language;
use crate::text::layout::{columns_of, hanging, padded, wrapped_at_most};
use crate::text::phrase::{Words, phrase};

/// The columns of `Seen  `, `Why   `, `Next  `; of 「下一步  」.
pub(super) fn label_columns(look: &Look) -> usize {
    match look.language {
        Language::English => 6,
        Language::Taiwan => 8,
    }
}

pub(super) fn paragraph(
    look: &Look,
    name: impl Words,
    text: Option<impl Words>,
    most: usize,
) -> Vec<String> {
    let Some(text) = text else { return Vec::new() };
    let label = label_columns(look);
    let columns = look.prose_columns().saturating_sub(label);
    let lines = wrapped_at_most(&look.text(text), columns, most);
    let name = look.text(name);
    hanging(&look.dim(&padded(&name, label)), label, lines).collect()
}

/// The line of the command to run next, and how many of the terminal's lines it takes.
pub(super) fn next_step(look: &Look, next: &str) -> (String, usize) {
    let label = padded(&look.text(phrase!("Next", "下一步")), label_columns(look));
    let lines = (columns_of(&label) + columns_of(next)).div_ceil(look.line_columns()).max(1);
    (format!("{label}{}", look.command(next)), lines)
}

/// All of a paragraph or nothing: half a sentence helps nobody.
pub(super) fn whole(lines: Vec<String>, room: &mut usize) -> Vec<String> {
    if lines.len() <= *room { take(lines, room) } else { Vec::new() }
}

pub(super) fn take(mut lines: Vec<String>, room: &mut usize) -> Vec<String> {
    lines.truncate(*room);
    *room -= lines.len();
    lines
}
