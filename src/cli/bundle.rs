//! What `bundle` takes beside the options of a check.

use std::path::PathBuf;

use clap::Args;

use super::robot::RobotOptions;

#[derive(Debug, Args)]
pub struct BundleOptions {
    #[command(flatten)]
    pub robot: RobotOptions,
    /// Take this report of go2doctor (json or jsonl) instead of a new check; nothing is sent
    #[arg(long, value_name = "REPORT", help_heading = "Bundle", conflicts_with_all = ["host", "robot"])]
    pub from: Option<PathBuf>,
    /// A log to put in, secrets masked; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Bundle")]
    pub log: Vec<PathBuf>,
    /// Where to write the bundle [default: go2doctor-TIME.zip]
    #[arg(short, long, value_name = "FILE.zip", help_heading = "Bundle")]
    pub output: Option<PathBuf>,
    /// Write no bundle; list what would go in, and what would be masked
    #[arg(long, help_heading = "Bundle")]
    pub dry_run: bool,
}
