//! The options that every command takes, and the values they share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// Options of every command.
#[derive(Debug, Args)]
pub struct CommonOptions {
    /// No progress and no notices on stderr
    #[arg(short, long, global = true)]
    pub quiet: bool,
    /// More detail in the report and a log on stderr; twice for more
    #[arg(short, long, global = true, action = clap::ArgAction::Count,
          long_help = "More detail in the report, each stage beside the command that does the same \
                       by hand, and a log on stderr; twice for more [env: GO2DOCTOR_LOG, a tracing filter]")]
    pub verbose: u8,
    /// When to use colour [env: NO_COLOR, CLICOLOR_FORCE]
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_possible_values = true,
        help = "When to use colour: auto, always or never [env: NO_COLOR, CLICOLOR_FORCE]"
    )]
    pub color: Color,
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal, unless the environment says otherwise.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
pub enum Format {
    /// For people.
    Human,
    /// One JSON object at the end of the run.
    Json,
    /// One JSON object a line, as things happen.
    Jsonl,
}

/// `--export FORMAT=FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The form.
    pub format: Format,
    /// Where to.
    pub path: PathBuf,
}

impl std::str::FromStr for Export {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let remedy =
            "give FORMAT=FILE, json=report.json for instance; FORMAT is one of human, json, jsonl";
        let (format, path) = text.split_once('=').ok_or(remedy)?;
        let format = Format::from_str(format, false).map_err(|_| remedy)?;
        if path.is_empty() {
            return Err(remedy.into());
        }
        Ok(Self { format, path: path.into() })
    }
}
