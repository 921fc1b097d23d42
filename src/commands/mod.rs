//! One file a subcommand: glue between the rooms.

pub mod dispatch;
pub mod generated;
pub mod interface;
pub mod ladder;
pub mod seam;

pub use dispatch::run;
