//! What was learnt of each robot the last time, so that a repair or an update shows.
//!
//! One small file a robot in the user's state folder. It holds no address, no name, no key: the
//! robot is known by a hash. Nothing here ever fails a run; what goes wrong is a line in the log.

pub mod compare;
pub mod last;
pub mod store;

pub use compare::{Change, compare};
pub use last::Last;
