//! The runner against the simulated robot, over real sockets on loopback.

mod bare_machine;
mod busy;
mod faults;
mod findings;
mod healthy;
mod offers;
mod prove;
mod slot;
mod stock;
mod support;
