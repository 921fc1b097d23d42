//! From evidence to what is wrong: pure functions, no network, no clock.

pub mod advice;
pub mod finding;
pub mod invocation;
pub mod verdict;
