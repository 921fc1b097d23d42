//! The options of the look at DDS.

use std::time::Duration;

use clap::Args;

use super::common::Form;
use super::robot::seconds;
use super::usage::ValueError;
use crate::rtps::HIGHEST_DOMAIN;

const LONGEST_LISTEN: Duration = Duration::from_secs(600);

#[derive(Debug, Args)]
#[command(next_help_heading = "DDS")]
pub struct DdsOptions {
    /// The domain to look at; robots are in 0, a ROS 2 machine in its ROS_DOMAIN_ID
    #[arg(long, value_name = "N", default_value = "0", value_parser = domain)]
    pub domain: u16,
    /// How long to listen [default: 6; with --passive 35, for Cyclone DDS announces itself every 30 s]
    #[arg(long = "for", value_name = "SECS", allow_negative_numbers = true, value_parser = |text: &str| seconds(text, LONGEST_LISTEN))]
    pub listen: Option<Duration>,
    /// Only listen: send nothing, and learn no topics from those that tell them only when asked
    #[arg(long)]
    pub passive: bool,
    /// Look only by this interface of this machine, or the one with this address [default: every
    /// one that may lead to a robot, and loopback]
    #[arg(long, value_name = "NAME|IP")]
    pub interface: Option<String>,
    /// Format of the report on stdout
    #[arg(long, value_name = "FORMAT", default_value = "human", help_heading = "Report")]
    pub format: Form,
}

fn domain(text: &str) -> Result<u16, ValueError> {
    let number = text.parse().ok().filter(|number| *number <= HIGHEST_DOMAIN);
    number.ok_or(ValueError::Number { most: HIGHEST_DOMAIN.into() })
}
