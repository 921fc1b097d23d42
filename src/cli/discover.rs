//! The options of the search for robots.

use std::time::Duration;

use clap::Args;

use super::common::Form;
use super::robot::{PortOptions, seconds};
use super::usage::ValueError;
use crate::discovery::scan::Range;
use crate::robot::discovery::Serial;

/// Longer than this nobody waits for a reply that comes within milliseconds.
const LONGEST_LISTEN: Duration = Duration::from_secs(60);

#[derive(Debug, Args)]
#[command(next_help_heading = "Search")]
pub struct DiscoverOptions {
    /// Search only by this interface of this machine, or the one with this address [default: every
    /// one that may lead to a robot]
    #[arg(long, value_name = "NAME|IP")]
    pub interface: Option<String>,
    /// Query only the groups of this model: go2, g1 or r1 [default: all of them]
    #[arg(long, value_name = "MODEL")]
    pub model: Option<String>,
    /// Also query this robot by its serial number: newer firmware replies to nothing else
    #[arg(long, value_name = "SN", value_parser = serial)]
    pub serial: Option<Serial>,
    /// Show serial numbers, which are otherwise masked
    #[arg(long)]
    pub show_serials: bool,
    /// How long to wait for replies
    #[arg(long, value_name = "SECS", default_value = "2", allow_negative_numbers = true, value_parser = |text: &str| seconds(text, LONGEST_LISTEN))]
    pub timeout: Duration,
    /// Also probe every address of this network for an open signalling port; at most a /24 that
    /// this machine is in
    #[arg(long, value_name = "CIDR", value_parser = range)]
    pub scan: Option<Range>,
    #[command(flatten)]
    pub ports: PortOptions,
    /// Format of the report on stdout
    #[arg(long, value_name = "FORMAT", default_value = "human", help_heading = "Report")]
    pub format: Form,
}

fn range(text: &str) -> Result<Range, ValueError> {
    text.parse().map_err(ValueError::Range)
}

fn serial(text: &str) -> Result<Serial, ValueError> {
    text.parse().map_err(|_| ValueError::Serial)
}
