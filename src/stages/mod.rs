//! The ladder: one file a stage, in ladder order, and the runner.

pub mod http;
pub mod net;
pub mod outcome;
pub mod ping;
pub mod plan;
