//! The stock client: the same stages on an ordinary peer connection of the crate `webrtc`.
//!
//! It uses nothing that an application would not, so it shows what a stock stack makes of this
//! robot. Above the channel, validation and flow are the same code as with our own stack.

mod facts;
mod link;
mod observer;
mod release;
mod stages;

pub use facts::facts;
pub use link::StockLink;
pub use release::release;
pub use stages::{dtls, ice, sctp, start};
