//! The stock client: the same stages on an ordinary peer connection of the crate `webrtc`.
//!
//! It uses nothing that an application would not, so it shows what a stock stack makes of this
//! robot. Above the channel, validation and flow are the same code as with our own stack.

mod facts;
mod link;
mod observer;
mod received;
mod release;
mod stages;

pub(super) use facts::facts;
pub(super) use link::StockLink;
pub(super) use release::release;
pub(super) use stages::{dtls, ice, sctp, start};
