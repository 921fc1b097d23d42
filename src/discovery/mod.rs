//! The search for robots: who is asked from where and when, and what the replies mean.
//!
//! [`search`] and [`interfaces`] are pure, with time as an argument; [`driver`] is the file with
//! sockets.

pub mod driver;
pub mod interfaces;
pub mod search;
