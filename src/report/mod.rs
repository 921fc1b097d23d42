//! The report: one model, one file a format.

pub mod compare_error;
pub mod comparison;
pub mod discovery;
pub mod driver;
pub mod driver_notices;
pub mod finding;
pub mod guide;
pub mod human;
pub mod json;
pub mod jsonl;
pub mod log;
pub mod model;
mod one_line;
pub mod progress;
pub mod proof;
pub mod saved;
pub mod side;
pub mod sinks;
mod stage;
pub mod summary;
pub mod trace;
pub mod waiting;

#[cfg(test)]
pub mod fixtures;
