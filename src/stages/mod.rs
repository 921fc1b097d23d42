//! The ladder: one file a stage, in ladder order, and the runner.

pub mod beside;
pub mod busy;
pub mod conversation;
pub mod dtls;
pub mod ending;
pub mod exchange;
pub mod flow;
pub mod host;
pub mod http;
pub mod ice;
pub mod line;
pub mod patience;
pub mod ping;
pub mod plan;
pub mod prove;
pub mod release;
pub mod runner;
pub mod sctp;
pub mod sdp;
pub mod session;
pub mod stock;
pub mod validation;
