//! What goes by on the wire, named: a datagram or a decrypted packet in, its messages out.
//!
//! It remembers only what it needs to tell a message from its repetition, so the same code reads a
//! live connection and a capture of somebody else's.

mod dissector;
mod dtls;
mod repeats;
mod rtp;
mod sctp;
mod seen;
mod stun;

pub use dissector::Dissector;
pub use rtp::media_header;
pub use seen::{Layer, Seen};
