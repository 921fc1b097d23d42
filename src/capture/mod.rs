//! Captures: what went by on the wire, written to files that other tools read, and somebody else's
//! packets, read into the same facts that a live run measures.
//!
//! Out: [`writer`] takes what the stack observed, `pcapng` and `ip` put it into blocks and packets,
//! and [`keylog`] holds the secrets.
//!
//! In:
//!
//! ```text
//! file ─► frames ─► packets ─► attempts ─┬► signalling (TCP, HTTP)      ─┬► settle ─► CaptureReading
//!                                        └► observe (STUN, DTLS, records) ┘
//! ```
//!
//! `frames` reads pcap and pcapng as a stream, `packets` takes the headers off and puts fragments
//! together, `attempts` finds which packets are of one connection between a driver and a robot,
//! and [`observe`] keeps what a bystander can know of it. Time is an argument throughout, and memory
//! stays the same however long the capture is.

mod attempt;
mod attempts;
mod chronicle;
pub mod connection;
pub mod file;
mod fragments;
mod frames;
mod ip;
pub mod keylog;
pub mod observe;
mod packets;
pub mod passed_on;
mod pcapng;
pub mod reading;
mod rungs;
mod settle;
mod signalled;
mod signalling;
pub mod writer;

pub use frames::{CaptureError, is_capture};
pub use reading::{Options, read};
