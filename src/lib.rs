//! go2doctor: a doctor for the WebRTC connection to Unitree Go2 robots.
//!
//! Data flows one way: a command line becomes a run of [`stages`], which
//! gather [`facts`]; [`diagnosis`] turns evidence into what is wrong;
//! [`report`] shows it. [`robot`] and [`stack`] are the pure protocol that both
//! the doctor and the simulated robot speak.

pub mod aside;
pub mod bundle;
pub mod capture;
pub mod catalogue;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod comparison;
pub mod dds;
pub mod diagnosis;
pub mod discovery;
pub mod driver_run;
pub mod environment;
pub mod exit;
pub mod facts;
pub mod guide;
pub mod history;
pub mod host;
pub mod logging;
pub mod logs;
pub mod net;
pub mod proxy;
pub mod report;
pub mod robot;
pub mod rtps;
pub mod settings;
pub mod signals;
pub mod simulator;
pub mod stack;
pub mod stages;
pub mod text;

/// By this name the tests that are shared with those outside of the crate know it.
#[cfg(test)]
extern crate self as go2doctor;

#[cfg(test)]
mod test_support;
