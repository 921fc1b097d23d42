//! What can be wrong with an option or a variable, and what to do about it.

use thiserror::Error;

use crate::text::language::Language;
use crate::text::phrase::{Phrase, phrase};

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Option(&'static str),
    Variable(&'static str),
}

/// A value that cannot be used. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", .0.get(Language::English))]
pub struct SettingsError(pub Phrase);

impl SettingsError {
    /// `problem` in whole sentences; a variable is told how to be rid of.
    pub fn new(origin: Origin, problem: Phrase) -> Self {
        Self(match origin {
            Origin::Option(name) => phrase!("{}: {}", "{}：{}", name, problem),
            Origin::Variable(name) => phrase!(
                "environment variable {name}: {} To do without it: unset {name}",
                "環境變數 {name}：{}若不需要：unset {name}",
                problem
            ),
        })
    }
}
