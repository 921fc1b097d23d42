//! One file a subcommand: glue between the rooms.

pub mod bundle;
mod bundle_material;
pub mod by_serial;
mod capture;
pub mod compare;
pub mod completions;
pub mod control;
pub mod dds;
pub mod dialects;
pub mod discover;
pub mod dispatch;
pub mod driver;
pub mod explain;
pub mod follow;
pub mod interface;
pub mod interrupt;
mod lab;
pub mod ladder;
mod log_files;
pub mod logs;
pub mod man_page;
mod new_file;
mod outputs;
mod picture_file;
mod print;
pub mod proxy;
mod proxy_run;
pub mod reconnect;
mod repeat;
pub mod report;
mod report_capture;
mod reports;
pub mod runtime;
pub mod simulate;
mod unwritable;

pub use dispatch::run;
