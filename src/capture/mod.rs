//! Captures: what went by on the wire, in files that other tools read.

pub mod file;
mod ip;
pub mod keylog;
mod pcapng;
pub mod writer;
