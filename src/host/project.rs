//! The driver project that the current folder belongs to, the Python that would run it, and what the
//! environment tells it.

mod colcon;
mod compiled;
mod demands;
mod driver;
mod files;
mod import_path;
mod includes;
mod interpreters;
mod locks;
mod offer;
mod packages;
mod python;
mod requirements;
mod ros;
mod sources;
mod submodules;

use std::net::IpAddr;
use std::time::Instant;

pub use offer::SEVERAL_FINGERPRINTS;

use super::machine::Machine;
use super::notes::Notes;
use crate::facts::{DriverFacts, RosFacts};
use crate::text::redact::printable;

/// What is read of a file that somebody wrote or a tool made, and of a Python source, bytes.
const TEXT_LIMIT: usize = 256 * 1024;
const SOURCE_LIMIT: usize = 512 * 1024;

/// So many of each kind are told, and so much of a line or a name, characters.
const MOST_TOLD: usize = 32;
const LONGEST: usize = 160;

#[derive(Debug, Clone, Default)]
pub struct Project {
    /// `CONN_TYPE` of go2_ros2_sdk.
    pub conn_type: Option<String>,
    pub ros: Option<RosFacts>,
    pub driver: DriverFacts,
    pub notes: Notes,
}

/// Looks for the driver, until `until` at most.
pub fn look(machine: &dyn Machine, robot: Option<IpAddr>, until: Instant) -> Project {
    let mut notes = Notes::default();
    let (conn_type, ros) = variables(machine, robot, &mut notes);
    Project { conn_type, ros, driver: driver::look(machine, until, &mut notes), notes }
}

/// What the environment says of the connection: `CONN_TYPE`, and the variables of ROS 2.
pub fn variables(
    machine: &dyn Machine,
    robot: Option<IpAddr>,
    notes: &mut Notes,
) -> (Option<String>, Option<RosFacts>) {
    let conn_type = machine.variable("CONN_TYPE").map(|value| printable(value, 40));
    (conn_type, ros::look(machine, robot, notes))
}
