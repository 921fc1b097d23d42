//! Every finding as data: one file a stage in `entries/`, compiled in.

pub mod alerts;
pub mod entry;
pub mod fact_table;
pub mod find;
pub mod load;
pub mod places;
mod search;
pub mod template;

pub use load::catalogue;
