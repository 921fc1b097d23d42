//! What the experiments take: `control`, `reconnect`, `dialects`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::robot::RobotOptions;
use crate::facts::Action;
use crate::robot::dialect::DIALECTS;

/// More connections in one go than this show nothing new.
const MOST_CONNECTIONS: i64 = 50;

#[derive(Debug, Args)]
#[command(next_help_heading = "Control")]
pub struct ControlOptions {
    /// What the robot is to do: stand, sit (on its hind legs), hello (waves with a front leg), or
    /// status, which only reads
    #[arg(value_name = "ACTION", hide_possible_values = true)]
    pub action: Action,
    /// Do not ask before the robot moves; without a terminal only for sim
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    pub robot: RobotOptions,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Reconnect")]
pub struct ReconnectOptions {
    /// How many connections, one right after another
    #[arg(long, value_name = "N", default_value = "3",
          value_parser = clap::value_parser!(u32).range(2..=MOST_CONNECTIONS))]
    pub count: u32,
    /// Then leave one without a goodbye, as a killed program does, and wait until the robot accepts
    /// again (about 46 s)
    #[arg(long)]
    pub kill: bool,
    #[command(flatten)]
    pub robot: RobotOptions,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Dialects")]
pub struct DialectsOptions {
    /// Try only these, after go2doctor's own offer; may be repeated
    #[arg(long, value_name = "NAME", num_args = 1.., hide_possible_values = true,
          value_parser = PossibleValuesParser::new(DIALECTS.iter().map(|each| each.name.as_str())))]
    pub only: Vec<String>,
    /// List the dialects, then exit
    #[arg(long)]
    pub list: bool,
    /// Try each so often
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u32).range(1..=20))]
    pub repeat: u32,
    /// Save the report to this file as JSON; if it holds an earlier one, say what changed since
    #[arg(long, value_name = "FILE")]
    pub save: Option<PathBuf>,
    #[command(flatten)]
    pub robot: RobotOptions,
}
