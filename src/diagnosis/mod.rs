//! From evidence to what is wrong: pure functions, no network, no clock.

mod absence;
pub mod case;
pub mod dds;
pub mod diagnose;
#[expect(clippy::module_inception, reason = "the room is named after what comes out of it")]
pub mod diagnosis;
pub mod discovery;
mod explained;
pub mod finding;
pub mod next_step;
pub mod proof;
mod remark;
mod rules;
pub mod verdict;
pub mod with_driver;

pub use diagnose::diagnose;

#[cfg(test)]
pub(crate) mod tests;
