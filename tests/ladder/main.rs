//! The runner against the simulated robot, over real sockets on loopback.

mod bare_machine;
mod busy;
#[path = "../expected/mod.rs"]
mod expected;
mod faults;
mod healthy;
mod offers;
mod prove;
mod slot;
mod stock;
mod support;
