//! The options that every command takes, and the values they share.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use super::usage::ValueError;
use crate::environment::{LANGUAGE_VARIABLE, LOCALE_VARIABLES};
pub use crate::facts::invocation::Format;
use crate::text::color::ColorChoice;
use crate::text::language::Language;

#[derive(Debug, Args)]
pub struct CommonOptions {
    /// No progress and no notices on stderr
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// Show more detail in the report; twice: also log to stderr
    #[arg(short, long, global = true, action = clap::ArgAction::Count,
          long_help = "More detail in the report, and for each stage the command that does the same \
                       by hand; twice for a log on stderr as well [env: GO2DOCTOR_LOG, a tracing \
                       filter]")]
    pub verbose: u8,
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true,
        help = "When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]"
    )]
    pub color: ColorChoice,
    /// Language of everything that people read
    #[arg(long, global = true, ignore_case = true, hide_possible_values = true, help = format!(
        "Language of everything that people read: en or zh-TW [env: {LANGUAGE_VARIABLE}, {}]",
        LOCALE_VARIABLES.join(", ")))]
    pub lang: Option<Language>,
}

impl ValueEnum for Language {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.tag()))
    }
}

/// The language that `--lang` names, read before the command line is: help and usage
/// errors are made while clap parses.
pub fn typed_language(arguments: &[OsString]) -> Option<Language> {
    let mut words = arguments.iter().map(|word| word.to_string_lossy());
    let mut last = None;
    while let Some(word) = words.next().filter(|word| word != "--") {
        let value = match word.strip_prefix("--lang") {
            Some("") => words.next(),
            Some(value) => value.strip_prefix('=').map(|value| value.to_owned().into()),
            None => None,
        };
        last = value.and_then(|value| value.parse().ok()).or(last);
    }
    last
}

/// The form of what is told at once, where nothing happens that could be told as it does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Form {
    #[default]
    Human,
    Json,
}

/// `--export FORMAT=FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    pub format: Format,
    pub path: PathBuf,
}

impl std::str::FromStr for Export {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let (format, path) = text.split_once('=').ok_or(ValueError::Export)?;
        let format = Format::from_str(format, false).map_err(|_| ValueError::Export)?;
        if path.is_empty() {
            return Err(ValueError::Export);
        }
        Ok(Self { format, path: path.into() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_known_before_the_rest_is() {
        let typed =
            |words: &[&str]| typed_language(&words.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(typed(&["--lang", "zh-TW", "--help"]), Some(Language::Taiwan));
        assert_eq!(typed(&["check", "--bad", "--lang=zh-tw"]), Some(Language::Taiwan));
        assert_eq!(typed(&["--lang", "zh-TW", "--lang=en"]), Some(Language::English));
        assert_eq!(typed(&["--lang=klingon"]), None);
        assert_eq!(typed(&["--language", "zh-TW"]), None);
        assert_eq!(typed(&["check", "--", "driver", "--lang", "zh-TW"]), None);
        assert_eq!(typed(&["--lang"]), None);
    }
}
