//! The runner against the simulated robot, over real sockets on loopback.

mod faults;
mod healthy;
mod offers;
mod slot;
mod support;
