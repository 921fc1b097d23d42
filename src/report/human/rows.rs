//! Names and values, one below the other.

use super::look::Look;
use crate::text::layout::{columns_of, hanging, padded, wrapped};
use crate::text::phrase::Phrase;

/// A line each, the values in one column; what does not fit goes on below its beginning.
pub(super) fn rows(look: &Look, table: &[(Phrase, Phrase)]) -> Vec<String> {
    let width = table.iter().map(|(name, _)| columns_of(&look.text(name))).max().unwrap_or(0);
    let room = look.prose_columns().saturating_sub(width + 4);
    let line = |(name, value): &(Phrase, Phrase)| {
        let head = format!("  {}  ", look.dim(&padded(&look.text(name), width)));
        hanging(&head, width + 4, wrapped(&look.text(value), room)).collect::<Vec<_>>()
    };
    table.iter().flat_map(line).collect()
}
