//! go2doctor and a simulated robot in network namespaces of their own, joined by cables that these
//! tests cut, narrow, filter and lead astray. Nothing leaves the namespaces, and they end with their
//! tests.
#![cfg(target_os = "linux")]

mod addresses;
#[path = "../namespace/condition.rs"]
#[expect(dead_code, reason = "it is shared: the bench tells of times as well")]
mod condition;
mod cut;
mod dropped;
mod ends;
mod filter;
mod gentle;
mod isolation;
mod lab;
mod mtu;
mod multicast;
mod names;
#[path = "../namespace/mod.rs"]
#[expect(dead_code, reason = "it is shared: each takes what it needs")]
mod namespace;
#[path = "../namespace/path.rs"]
mod path;
mod reliability;
mod rival;
mod route;
mod stopped;
mod wifi;
mod without_ipv4;
