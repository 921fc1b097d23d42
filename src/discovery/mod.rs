//! The search for robots: who is asked from where and when, and what the replies mean.
//!
//! [`search`] and [`interfaces`] are pure, with time as an argument; [`driver`] has the sockets,
//! and [`scan`] asks address by address with them.

pub mod driver;
pub mod interfaces;
pub mod scan;
pub mod search;
