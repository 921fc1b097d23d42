//! What can be wrong with an option or a variable, and what to do about it.

use std::fmt;

use thiserror::Error;

use crate::robot::device_key::DeviceKeyError;
use crate::simulator::fault_setting::FaultError;

/// Where a value came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// An option, with its dashes.
    Option(&'static str),
    /// An environment variable.
    Variable(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Option(name) => f.write_str(name),
            Origin::Variable(name) => write!(f, "environment variable {name}"),
        }
    }
}

impl Origin {
    /// How to be rid of the value where it is not wanted.
    fn undo(self) -> String {
        match self {
            Origin::Option(_) => String::new(),
            Origin::Variable(name) => format!(" To do without it: unset {name}"),
        }
    }
}

/// A value that cannot be used. Nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SettingsError {
    /// More than one robot was named.
    #[error(
        "{origin}: names {count} robots, and go2doctor checks one at a time.\n  Name one of them with --robot HOST."
    )]
    SeveralRobots {
        /// Where from.
        origin: Origin,
        /// How many.
        count: usize,
    },
    /// That is no host.
    #[error("{origin}: {value:?} is not a robot's name or address: {problem}\n  Give a name, an IPv4 or IPv6 address, sim, or sim:FAULT; 192.168.12.1 for instance.{}", .origin.undo())]
    Robot {
        /// Where from.
        origin: Origin,
        /// As given.
        value: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// That is no port.
    #[error("{origin}: {value:?} is not a port.\n  Give a number from 1 to 65535, {example} for instance.{}", .origin.undo())]
    Port {
        /// Where from.
        origin: Origin,
        /// As given.
        value: String,
        /// The usual one.
        example: u16,
    },
    /// That is no key. The value itself is a secret and not repeated.
    #[error("{origin}: {problem}.{}", .origin.undo())]
    DeviceKey {
        /// Where from.
        origin: Origin,
        /// What is wrong with it.
        problem: DeviceKeyError,
    },
    /// No fault of the simulated robot is called that.
    #[error("{origin}: {problem}{}", .origin.undo())]
    Fault {
        /// Where from.
        origin: Origin,
        /// What is wrong with it.
        problem: FaultError,
    },
    /// That is no interface name.
    #[error(
        "--interface: {value:?} is neither the name of an interface nor an address.\n  Give wlan0 or 192.168.12.222 for instance."
    )]
    Interface {
        /// As given.
        value: String,
    },
    /// The tracing filter cannot be read.
    #[error("{origin}: {value:?} is not a log filter: {problem}\n  Give a level or target=level, info or go2doctor=debug for instance.{}", .origin.undo())]
    LogFilter {
        /// Where from.
        origin: Origin,
        /// As given.
        value: String,
        /// What is wrong with it.
        problem: String,
    },
}
