//! The ladder: one file a stage, in ladder order, and the runner.

pub mod background;
pub mod busy;
pub mod connection;
pub mod conversation;
mod deadline;
pub mod dtls;
pub mod ending;
pub mod exchange;
pub mod flow;
mod flow_watch;
pub mod host;
pub mod http;
pub mod ice;
pub mod negotiation;
mod offer;
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
pub mod wait_for_robot;
