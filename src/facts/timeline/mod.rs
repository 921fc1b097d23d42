//! What went by on the wire, message by message, and when.

mod book;
mod event;
mod message;

pub use book::{Ends, TimelineBook};
pub use event::{Layer, Timeline, WireEvent};
