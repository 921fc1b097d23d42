//! The examples at the end of each help text.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::text::language::Language;
use crate::text::layout::{columns_of, padded};
use crate::text::phrase::Phrase;

/// The examples of each command, and what each exit status means.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    exit_statuses: Vec<Meaning>,
    examples: BTreeMap<String, Vec<Example>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    pub status: u8,
    pub meaning: Phrase,
}

/// A command line, and what it is for; `None` where it speaks for itself.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    pub call: String,
    pub purpose: Option<Phrase>,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    toml::from_str(include_str!("examples.toml")).expect("a test holds that the examples load")
});

pub fn exit_statuses() -> &'static [Meaning] {
    &FILE.exit_statuses
}

/// The examples of a command; `go2doctor` itself is the main help.
pub fn examples_of(command: &str) -> &'static [Example] {
    FILE.examples.get(command).map_or(&[], Vec::as_slice)
}

/// What stands at the end of a command's help.
pub fn text(command: &str, language: Language) -> String {
    let examples = examples_of(command);
    let told = examples.iter().filter(|example| example.purpose.is_some());
    let widest = told.map(|example| columns_of(&example.call)).max().unwrap_or(0);
    let mut text = language.pick("Examples:", "範例:").to_owned();
    for Example { call, purpose } in examples {
        let purpose = purpose.as_ref().map_or("", |purpose| purpose.get(language));
        let line = format!("  go2doctor {}   {purpose}", padded(call, widest));
        let _ = write!(text, "\n{}", line.trim_end());
    }
    if command == "go2doctor" {
        let _ = write!(text, "\n\n{}", language.pick("Exit status:", "結束狀態:"));
        for Meaning { status, meaning } in exit_statuses() {
            let _ = write!(text, "\n  {status:<5}{}", meaning.get(language));
        }
    }
    text
}
