//! The ladder: one file a stage, in ladder order, and the runner.

pub mod outcome;
pub mod plan;
