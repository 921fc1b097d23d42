//! Text for people: the two languages, phrases, layout on a terminal, and what is masked or made harmless.

pub mod color;
pub mod format;
pub mod language;
pub mod layout;
pub mod phrase;
pub mod redact;
