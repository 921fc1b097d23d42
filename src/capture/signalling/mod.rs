//! HTTP between a driver and a robot, as far as it goes by in clear.

mod answer;
mod exchange;
mod stream;

pub(super) use answer::{Read, offer_of, read};
pub(super) use exchange::{Exchange, Path, begins};
