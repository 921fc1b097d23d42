//! What `logs`, `explain`, `report` and `compare` take: they read and talk to no robot.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use clap::Args;

use super::common::{Export, Form, Format};

#[derive(Debug, Args)]
pub struct LogsOptions {
    /// A driver's log files, at DEBUG if possible; - is the standard input. A log and its rotated
    /// files (x.log, x.log.1, x.log.2.gz) are read as one; gzip, zstd and UTF-16 are recognised by
    /// their first bytes
    #[arg(value_name = "FILE", default_value = "-")]
    pub files: Vec<PathBuf>,
    /// Keep reading as the log grows, even if it is rotated, emptied or not there yet: each stage is
    /// told on stderr as it passes or breaks; the report follows at the end or on Ctrl-C
    #[arg(long, short = 'f')]
    pub follow: bool,
    /// Your own signatures beside the built-in ones, a TOML file (docs/logs.md); repeatable
    #[arg(long, value_name = "FILE")]
    pub signatures: Vec<PathBuf>,
    /// Format of the report on stdout
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
pub struct ReportOptions {
    /// A report of go2doctor (json or jsonl), a capture (pcap or pcapng, also gzipped) or a dump of
    /// chrome://webrtc-internals; - is the standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// In a capture: only the attempts to connect to this robot
    #[arg(long, value_name = "ADDRESS")]
    pub robot: Option<IpAddr>,
    /// Keep the findings of then; without it the rules of this version judge what was measured
    #[arg(long)]
    pub no_rediagnose: bool,
    /// Format of the report on stdout
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Format,
    /// Also write the report to a file; may be repeated
    #[arg(long, value_name = "FORMAT=FILE")]
    pub export: Vec<Export>,
    /// Overwrite files that go2doctor did not write
    #[arg(long)]
    pub force: bool,
}

impl ReportOptions {
    /// That file, whatever is in it, for a program.
    pub fn of(file: &Path) -> Self {
        Self {
            file: file.to_owned(),
            robot: None,
            no_rediagnose: false,
            format: Format::Json,
            export: Vec::new(),
            force: false,
        }
    }
}

#[derive(Debug, Args)]
pub struct CompareOptions {
    /// A driver's log in any form that logs reads, a report of go2doctor (json or jsonl) or a
    /// capture (pcap or pcapng); - is the standard input
    #[arg(value_name = "A")]
    pub a: PathBuf,
    /// The other one; each is recognised by its beginning
    #[arg(value_name = "B")]
    pub b: PathBuf,
    /// If a log was rotated: its other files, in any order
    #[arg(value_name = "FILE")]
    pub rotated: Vec<PathBuf>,
    /// Your own signatures beside the built-in ones, a TOML file (docs/logs.md); repeatable
    #[arg(long, value_name = "FILE")]
    pub signatures: Vec<PathBuf>,
    /// Format of the report on stdout
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    pub format: Form,
}
