//! What `bundle` takes beside the options of a check.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, Args};

use super::robot::RobotOptions;

#[derive(Debug, Args)]
#[command(
    mut_arg("capture", into_the_bundle),
    mut_arg("capture_media", |it| it.hide(true))
)]
pub struct BundleOptions {
    #[command(flatten)]
    pub robot: RobotOptions,
    /// Take this instead of a new check: a report of go2doctor (json or jsonl), a capture, or a dump
    /// of chrome://webrtc-internals; nothing is sent
    #[arg(long, value_name = "FILE", help_heading = "Bundle", conflicts_with_all = ["host", "robot", "capture", "keylog", "record"])]
    pub from: Option<PathBuf>,
    /// A log to put in, secrets masked; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Bundle")]
    pub log: Vec<PathBuf>,
    /// Take the capture in as it is, with the addresses and the secrets that decrypt it
    #[arg(long, help_heading = "Bundle")]
    pub with_secrets: bool,
    /// After the ladder, run the driver that stands after --, and put in what it writes
    #[arg(long, help_heading = "Bundle", requires = "driver")]
    pub record: bool,
    /// Where to write the bundle [default: go2doctor-TIME.zip]
    #[arg(short, long, value_name = "FILE.zip", help_heading = "Bundle")]
    pub output: Option<PathBuf>,
    /// Write no bundle; list what would go in, and what would be masked
    #[arg(long, help_heading = "Bundle")]
    pub dry_run: bool,
    /// The driver of --record, and its arguments
    #[arg(last = true, num_args = 1.., value_names = ["CMD", "ARG"], requires = "record")]
    pub driver: Vec<OsString>,
}

/// Elsewhere `--capture` names a file; here the bundle is the place.
fn into_the_bundle(capture: Arg) -> Arg {
    capture
        .num_args(0)
        .default_missing_value("capture.pcapng")
        .help_heading("Bundle")
        .help("Put a capture of the check in, addresses and user names replaced")
}
