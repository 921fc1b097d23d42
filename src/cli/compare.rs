//! What `compare` takes.

use std::path::PathBuf;

use clap::Args;

use super::common::Form;

/// What `compare` takes.
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
    /// The form of what is told
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Form::Human)]
    pub format: Form,
}
