//! A driver's log, read into the same facts that a live run measures.
//!
//! ```text
//! files ─► input ─► feed ─► lines ─► signatures ─► events ─► session ─► facts::LogReading
//! ```
//!
//! [`sets`] finds the files that are one log, `input` makes text of them,
//! `feed` brings it piece by piece to `lines`, which cuts it into lines of
//! bounded length, [`signatures`] (data, a file a program in `signatures/`) tell what a line
//! means, `session` keeps what is known of one attempt to connect, and
//! [`reading`] is what is handed on. [`live`] follows a log that is still being
//! written. The diagnosis is made elsewhere, by the rules that serve a live run
//! as well.

mod beginning;
mod clock;
mod event;
mod excerpt;
mod feed;
mod input;
mod ladder;
mod lines;
pub mod live;
mod marks;
mod matcher;
mod order;
mod origin;
mod pasted;
pub mod reading;
mod scanner;
mod sdp_lines;
mod session;
pub mod sets;
pub mod signature_error;
pub mod signatures;
pub mod tail;
mod texts;

pub use beginning::beginning;
pub use feed::is_dump;
pub use input::is_compressed;
pub use lines::MAX_LINE;
pub use reading::{read, read_all};
pub use scanner::Scanner;

#[cfg(test)]
mod tests;
