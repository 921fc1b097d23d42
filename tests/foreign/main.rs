//! Tests against WebRTC peers that nobody of this project wrote.
//!
//! Doctor and simulated robot share one stack and could agree on a mistake.
//! Here each meets strangers: robots on aiortc (two versions whose libraries
//! differ in every layer) and on the stock crate `webrtc`, and the client
//! that robot owners really use. Their offers and their logs are the measure of
//! our imitations and of our reading. The Python peers live in virtual
//! environments under `target/foreign-venvs`, made once; see [`venv`].

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod agreement;
mod aiortc;
mod check;
#[path = "../capture_in/counted.rs"]
mod counted;
mod dialects;
mod driver_beside;
mod driver_env;
mod driver_log;
#[path = "../expected/mod.rs"]
#[expect(dead_code, reason = "it is shared: each reads the part that it is about")]
mod expected;
#[path = "../namespace/mod.rs"]
#[expect(dead_code, reason = "it is shared: each takes what it needs")]
mod namespace;
#[path = "../node/mod.rs"]
mod node;
#[path = "../node/drivers.rs"]
mod node_drivers;
mod offers;
mod peer;
mod proxy;
mod published_client;
mod stock;
mod stock_robot;
#[path = "../namespace/tcpdump.rs"]
mod tcpdump;
mod tcpdump_beside;
#[expect(dead_code, reason = "it is shared: some packages are of other tests alone")]
mod venv;
