//! From evidence to what is wrong: pure functions, no network, no clock.

pub mod advice;
pub mod case;
pub mod conclusion;
pub mod diagnose;
pub mod finding;
pub mod invocation;
pub mod next_step;
pub mod phrase;
pub mod proof;
mod rules;
pub mod verdict;

pub use diagnose::diagnose;

#[cfg(test)]
pub(crate) mod tests;
