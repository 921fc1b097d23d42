//! This machine: what on it may stand between a driver and the robot.
//!
//! One file a topic. Each reads through the trait [`machine::Machine`], so
//! that tests can be machines of their own. Nothing is changed, nothing is
//! sent, and nothing here may hang: reads and listings are bounded, programs
//! have a deadline. What could not be read is left out with its reason.

pub mod clock;
pub mod colcon;
pub mod compiled;
pub mod container;
pub mod demands;
pub mod driver;
pub mod facts;
pub mod firewall;
pub mod import_path;
pub mod includes;
pub mod indentation;
pub mod interfaces;
pub mod interpreters;
pub mod iproute;
pub mod locks;
pub mod machine;
pub mod macos;
pub mod multicast;
pub mod neighbour;
pub mod notes;
pub mod offer;
pub mod others;
pub mod packages;
pub mod place;
pub mod project;
pub mod python;
pub mod requirements;
pub mod ros;
pub mod route;
pub mod sources;
pub mod submodules;
pub mod this_machine;
pub mod tunnel;
pub mod virtual_machine;
pub mod windows;
pub mod wsl;

#[cfg(test)]
pub mod fake;
#[cfg(test)]
pub mod recorded;
