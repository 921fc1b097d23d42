//! A driver of the user's, run under our eyes: its output passed on, its log read as it goes.
//!
//! [`command`] finds the program before anything is sent, [`process`] starts it, hands on signals
//! and waits for its end, `streams` pass its output on byte for byte, `listener` reads the same
//! bytes as a log, and `facts::driver_run` is what is handed on. What to make of it is the diagnosis's.

pub mod command;
mod listener;
pub mod process;
mod streams;
mod terminal;
