//! The runner against the simulated robot, over real sockets on loopback.

mod bare_machine;
mod faults;
mod healthy;
mod slot;
mod support;
