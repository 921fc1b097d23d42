//! The report: one model, one file a format.

pub mod compare_error;
pub mod comparison;
pub mod connection;
pub mod control;
pub mod dds;
pub mod dialects;
pub mod discovery;
pub mod document;
pub mod driver;
pub mod driver_notices;
pub mod finding;
pub mod guide;
pub mod html;
pub mod human;
pub mod json;
pub mod jsonl;
pub mod junit;
pub mod kind;
mod label;
pub mod log;
pub mod markdown;
mod markup;
pub mod model;
mod one_line;
pub mod progress;
pub mod proof;
pub mod proxy;
pub mod proxy_notices;
pub mod reader;
pub mod reconnect;
pub mod repeat;
pub mod saved;
pub mod saved_run;
pub mod side;
pub mod sinks;
mod stage;
pub mod summary;
pub mod trace;
pub mod waiting;
pub mod whole;

#[cfg(test)]
pub mod fixtures;
