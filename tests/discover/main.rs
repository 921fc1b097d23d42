//! Searches for robots that really go out: into network namespaces of their own where this machine
//! lets us make them, else on loopback alone. Nothing ever leaves by an interface of this machine.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod dds;
mod loopback;
#[path = "../namespace/mod.rs"]
#[expect(dead_code, reason = "it is shared: each takes what it needs")]
mod namespace;
mod two_interfaces;
#[path = "../foreign/venv.rs"]
#[expect(dead_code, reason = "it is shared: one set of packages is of use here")]
mod venv;
