//! Captures that tcpdump made beside a simulated robot: each is blamed on the right rung, whatever
//! form it comes in, and what it counts is what tshark counts.
//!
//! The captures of `tests/fixtures/captures` need no rights and no network; `beside` makes new ones
//! where tcpdump may listen on the loopback.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod beside;
mod counted;
mod damaged;
mod fixtures;
mod forms;
#[path = "../namespace/mod.rs"]
#[expect(dead_code, reason = "it is shared: each takes what it needs")]
mod namespace;
#[path = "../namespace/tcpdump.rs"]
mod tcpdump;
mod tshark;
