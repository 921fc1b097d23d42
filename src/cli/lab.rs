//! What the experiments take: `control`.

use clap::Args;

use super::robot::RobotOptions;
use crate::facts::Action;

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
