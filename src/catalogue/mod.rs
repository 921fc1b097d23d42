//! Every finding as data: one file a stage in `entries/`, compiled in.

pub mod entry;
pub mod explain;
pub mod fact_table;
pub mod find;
pub mod load;
pub mod places;
pub mod template;
mod words;

pub use load::catalogue;
