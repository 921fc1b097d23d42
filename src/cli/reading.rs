//! What `logs` and `explain` take: they read and talk to no robot.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// What `logs` takes.
#[derive(Debug, Args)]
pub struct LogsOptions {
    /// Log files of a driver, at DEBUG if possible; - is the standard input. A log given with what
    /// was rotated out of it (x.log, x.log.1, x.log.2.gz) is read as one; gzip, zstd and UTF-16
    /// are known by their first bytes
    #[arg(value_name = "FILE", default_value = "-")]
    pub files: Vec<PathBuf>,
    /// Go on reading as the log grows, be it rotated, emptied or not there yet: each stage is told
    /// on stderr as it passes or breaks; the report comes at the end of the input or with Ctrl-C
    #[arg(long, short = 'f')]
    pub follow: bool,
    /// Your own signatures beside the built-in ones, a TOML file (docs/logs.md); repeatable
    #[arg(long, value_name = "FILE")]
    pub signatures: Vec<PathBuf>,
    /// The form of what is told
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = LogsFormat::Human)]
    pub format: LogsFormat,
}

/// The form of what is told of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogsFormat {
    /// For people.
    Human,
    /// The same report as that of a run, one JSON object a log.
    Json,
}

/// What `explain` takes.
#[derive(Debug, Args)]
pub struct ExplainOptions {
    /// A finding's code (G2-SCTP-NOINITACK, sctp-noinitack), a stage, words of a finding or a line
    /// of a driver's log
    #[arg(value_name = "CODE|STAGE|WORDS")]
    pub asked: Vec<String>,
}
