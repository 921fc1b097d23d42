//! One file a subcommand: glue between the rooms.

pub mod dispatch;
pub mod generated;
pub mod interface;
pub mod ladder;
pub mod runtime;
pub mod seam;
pub mod simulate;

pub use dispatch::run;
