//! DDS on this machine's links: who takes part in a domain, and what is written and read there.
//!
//! [`search`] is pure, with time as an argument; [`driver`] has the sockets.

pub mod driver;
mod reader;
pub mod search;
