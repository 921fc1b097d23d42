//! The network of this machine: interfaces, routes, neighbours, and who else uses it to reach the robot.

pub mod interfaces;
pub mod iproute;
pub mod multicast;
pub mod neighbour;
pub mod others;
pub mod route;
pub mod tunnel;
