//! `proxy` from outside: drivers that it mends, and clients that it does not trust.
//!
//! The drivers here are go2doctor's own, with the offers of real clients; the real clients
//! themselves are in `tests/foreign/proxy.rs`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod admission;
mod capturing;
mod ending;
mod mending;
mod pointing;
mod proving;
mod relay;
mod stand;
