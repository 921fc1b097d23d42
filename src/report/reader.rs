//! For whom a report is written.

use crate::facts::invocation::Invocation;
use crate::text::language::Language;

/// Their language, and how they called us: the commands that they are told to run keep their
/// options.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reader {
    pub language: Language,
    /// The options that a next command must carry.
    pub invocation: Invocation,
}
