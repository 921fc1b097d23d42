//! The runner against the simulated robot, over real sockets on loopback.

mod bare_machine;
mod faults;
mod findings;
mod healthy;
mod offers;
mod slot;
mod support;
