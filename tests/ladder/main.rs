//! The runner against the simulated robot, over real sockets on loopback.

mod bare_machine;
mod busy;
mod characters;
#[path = "../expected/mod.rs"]
#[expect(dead_code, reason = "it is shared: each reads the part that it is about")]
mod expected;
mod faults;
#[path = "../expected/next.rs"]
mod followed;
mod healthy;
mod lossy;
mod media;
mod models;
mod network;
mod offers;
mod prove;
mod short_deadlines;
mod signalling;
mod slot;
mod stock;
mod stuck;
mod support;
mod wait;
mod window;
