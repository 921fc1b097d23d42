//! What each stage's evidence says: one file a stage, in ladder order.
//!
//! A rule names what it needs by matching on it, and is silent where that was
//! not measured. It may say `certain` only where the evidence excludes every
//! other cause: doubt costs a reader a minute, a wrong certainty costs a day.

mod answer_lint;
mod device_key;
pub(super) mod dtls;
mod dtls_offer;
pub(super) mod flow;
pub(super) mod host;
pub(super) mod http;
pub(super) mod ice;
mod ice_addresses;
pub(super) mod jitter;
pub(super) mod limits;
mod link;
pub(super) mod log;
pub(super) mod loss;
mod media;
mod model;
mod mtu;
mod not_a_robot;
pub(super) mod offer;
pub(super) mod ping;
pub(super) mod sctp;
pub(super) mod sdp;
pub(super) mod stock;
pub(super) mod validation;
pub(super) mod wifi;
