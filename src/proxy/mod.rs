//! A place between a driver and the robot: what each says to the other, and what mends it.
//!
//! The driver is spoken to as a robot speaks (`presented_robot`, `admission`), the robot as the doctor does
//! (`stages::carrier`); [`mend`] changes what the robot does not understand. Packets of the
//! connection itself pass through [`relay`], where they are to be seen.

mod admission;
mod listener;
pub mod mend;
pub mod options;
mod outcome;
mod presented_robot;
pub mod relay;
mod request_handler;
pub mod run;

pub use options::ProxyOptions;
pub use run::{OpenError, Proxy};
