//! This machine: what on it may stand between a driver and the robot.
//!
//! Four rooms, each with one `look` and one result, which [`facts::gather`] puts together. All
//! read through the trait [`machine::Machine`], so that tests can be machines of their own. Nothing
//! is changed, nothing is sent, and nothing here may hang: reads and listings are bounded, programs
//! have a deadline. What could not be read is left out with its reason.

pub mod facts;
pub mod firewall;
pub mod machine;
pub mod network;
pub mod notes;
pub mod place;
pub mod process;
pub mod programs;
pub mod project;
pub mod this_machine;

mod arp_table;
mod python_source;
mod route_table;
mod sysfs;

#[cfg(test)]
pub mod fake;
#[cfg(test)]
pub mod recorded;
