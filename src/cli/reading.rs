//! What `logs`, `explain` and `compare` take: they read and talk to no robot.

use std::path::PathBuf;

use clap::Args;

use super::common::Form;

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
    /// Form of the report on stdout
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Form,
}

#[derive(Debug, Args)]
pub struct ExplainOptions {
    /// A finding's code (G2-SCTP-NOINITACK, sctp-noinitack), a stage, words of a finding or a line
    /// of a driver's log
    #[arg(value_name = "CODE|STAGE|WORDS")]
    pub asked: Vec<String>,
}

#[derive(Debug, Args)]
pub struct CompareOptions {
    /// A driver's log in any form that logs reads, or a report of go2doctor (json or jsonl); - is
    /// the standard input
    #[arg(value_name = "A")]
    pub a: PathBuf,
    /// Another one; what each of them is, its beginning tells
    #[arg(value_name = "B")]
    pub b: PathBuf,
    /// Where a log was rotated: its further files, in any order
    #[arg(value_name = "FILE")]
    pub rotated: Vec<PathBuf>,
    /// Your own signatures beside the built-in ones, a TOML file (docs/logs.md); repeatable
    #[arg(long, value_name = "FILE")]
    pub signatures: Vec<PathBuf>,
    /// Form of the report on stdout
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Form,
}
