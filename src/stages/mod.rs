//! The ladder: one file a stage, in ladder order, and the runner.

mod background;
mod busy;
mod connection;
mod conversation;
mod deadline;
mod dtls;
mod ending;
mod exchange;
mod flow;
mod flow_watch;
pub mod host;
pub mod http;
mod ice;
mod negotiation;
mod offer;
pub mod ping;
pub mod plan;
pub mod prove;
mod release;
pub mod runner;
mod sctp;
mod sdp;
mod session;
mod stock;
pub mod supervisor;
mod validation;
mod wait_for_robot;
