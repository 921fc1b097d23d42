//! The options of the proxy between a driver and the robot.

use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::robot::{LONGEST_WINDOW, RobotOptions, seconds};
use super::simulate::Listen;
use super::usage::ValueError;
use crate::facts::proxy::Mending;

#[derive(Debug, Args)]
#[command(next_help_heading = "Proxy")]
pub struct ProxyOptions {
    #[command(flatten)]
    pub robot: RobotOptions,
    /// Where con_notify is answered in the robot's place; port 0 lets the system choose
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:9991")]
    pub listen: SocketAddr,
    /// Where the legacy /offer is answered
    #[arg(long, value_name = "ADDR|none", default_value = "127.0.0.1:8081")]
    pub legacy_listen: Listen,
    /// Mend what this robot does not understand: all, or some of fingerprints, credentials, key,
    /// dialect, envelope
    #[arg(long, value_name = "KINDS", num_args = 0..=1, require_equals = true, default_missing_value = "all")]
    pub mend: Option<Mend>,
    /// Carry the signalling alone; the connection itself does not pass and is not seen [default:
    /// with --mend and without CMD]
    #[arg(long)]
    pub signalling_only: bool,
    /// Let the connection itself pass as well, to see ICE, DTLS and SCTP [default while looking, and
    /// with CMD]
    #[arg(long, conflicts_with = "signalling_only")]
    pub relay: bool,
    /// Show drivers this data2, where the key is mended
    #[arg(long, value_name = "1|2|3", requires = "mend", value_parser = clap::value_parser!(u8).range(1..=3))]
    pub present: Option<u8>,
    /// Another machine that may connect; may be repeated
    #[arg(long, value_name = "ADDRESS")]
    pub allow: Vec<IpAddr>,
    /// A web page that may ask, http://localhost:3000 for instance; may be repeated
    #[arg(long, value_name = "ORIGIN")]
    pub allow_origin: Vec<String>,
    /// End after so many seconds; CMD is asked to end then, as by Ctrl-C [default: with CMD, or on
    /// Ctrl-C]
    #[arg(long = "for", id = "for", value_name = "SECS", value_parser = |text: &str| seconds(text, LONGEST_WINDOW))]
    pub lasts: Option<Duration>,
    /// Run CMD twice, without mending and with it, and report what the mending changed; CMD may move
    /// the robot both times
    #[arg(long, requires = "driver")]
    pub prove: bool,
    /// Run this driver, pointed at the proxy, copy its output to stderr and read it as a log
    #[arg(last = true, num_args = 1.., value_names = ["CMD", "ARG"])]
    pub driver: Vec<OsString>,
}

/// What `--mend` names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mend {
    All,
    Kinds(Vec<Mending>),
}

impl FromStr for Mend {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        if text == "all" {
            return Ok(Self::All);
        }
        let kind = |name: &str| Mending::from_str(name.trim(), false).map_err(|_| ValueError::Mend);
        text.split(',').map(kind).collect::<Result<_, _>>().map(Self::Kinds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_named_one_by_one_or_all_at_once() {
        assert_eq!("all".parse(), Ok(Mend::All));
        let two = Mend::Kinds(vec![Mending::Key, Mending::Dialect]);
        assert_eq!("key, dialect".parse(), Ok(two));
        for wrong in ["", "keys", "key,", "all,key"] {
            assert_eq!(wrong.parse::<Mend>(), Err(ValueError::Mend), "{wrong}");
        }
    }
}
