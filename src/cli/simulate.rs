//! The options of the simulated robot.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;

use super::common::Form;
use super::usage::ValueError;
use crate::simulator::fault_setting::FaultSetting;
use crate::simulator::options::TimeScale;
use crate::stack::wire::Conditions;
use crate::text::redact::Secret;

#[derive(Debug, Args)]
#[command(next_help_heading = "Simulated robot")]
pub struct SimulateOptions {
    /// Where con_notify listens; port 0 lets the system choose
    #[arg(long, value_name = "ADDR|none", default_value = "127.0.0.1:9991")]
    pub listen: Listen,
    /// Where the legacy signalling of old firmware listens
    #[arg(long, value_name = "ADDR|none", default_value = "none")]
    pub legacy_listen: Listen,
    /// How the key blob is encrypted: 1 plain, 2 static key, 3 device key
    #[arg(long, value_name = "1|2|3", default_value = "2", value_parser = clap::value_parser!(u8).range(1..=3))]
    pub data2: u8,
    /// The device key of --data2 3, 32 hex digits
    #[arg(long, value_name = "HEX32", required_if_eq("data2", "3"))]
    pub device_key: Option<Secret<String>>,
    /// Which robot: go2, g1 or r1 [default: go2]
    #[arg(long, value_name = "MODEL")]
    pub model: Option<String>,
    /// Reply to searches by multicast as a Go2 does, with a serial number of its own
    #[arg(long)]
    pub discoverable: bool,
    /// What is wrong with it, and when; may be repeated
    #[arg(
        long,
        value_name = "NAME[:SECS]",
        long_help = "What is wrong with it; may be repeated, as sim:A+B has both. SECS is the delay \
                     of a slow fault (default: beyond its stage's deadline), how long after the \
                     start one lasts that passes (default: for ever), or for link faults the time \
                     after validation (default: 0)"
    )]
    pub fault: Vec<FaultSetting>,
    /// Share of UDP datagrams lost on its side of the wire, each way, in percent
    #[arg(long, value_name = "PERCENT", default_value = "0", value_parser = |text: &str| number(text, 100))]
    pub loss: f64,
    /// Delay of each datagram, each way, in milliseconds
    #[arg(long, value_name = "MS", default_value = "0", value_parser = |text: &str| number(text, LONGEST_DELAY))]
    pub delay: f64,
    /// Random extra delay of up to so many milliseconds; datagrams stay in order
    #[arg(long, value_name = "MS", default_value = "0", value_parser = |text: &str| number(text, LONGEST_DELAY))]
    pub jitter: f64,
    /// Seed of loss, timing and identifiers
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Multiplies the robot's own pauses and hold times: 0.1 makes them ten times shorter
    #[arg(long, value_name = "F", default_value = "1")]
    pub time_scale: TimeScale,
    /// Exit after the first client has left
    #[arg(long)]
    pub once: bool,
    /// List the faults and the stage that each is blamed on, then exit
    #[arg(long)]
    pub list_faults: bool,
    /// Format of the list
    #[arg(long, value_name = "FORMAT", default_value = "human", requires = "list_faults")]
    pub format: Form,
}

/// A minute, in milliseconds: more than any handshake survives.
const LONGEST_DELAY: u32 = 60_000;

fn number(text: &str, most: u32) -> Result<f64, ValueError> {
    let read = text.parse().ok().filter(|number| (0.0..=f64::from(most)).contains(number));
    read.ok_or(ValueError::Number { most })
}

impl SimulateOptions {
    pub fn network(&self) -> Conditions {
        let milliseconds = |number: f64| Duration::from_secs_f64(number / 1e3);
        Conditions {
            loss: self.loss / 100.0,
            delay: milliseconds(self.delay),
            jitter: milliseconds(self.jitter),
        }
    }
}

/// Where to listen, if at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listen(pub Option<SocketAddr>);

impl std::str::FromStr for Listen {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        if text == "none" {
            return Ok(Listen(None));
        }
        text.parse().map(|address| Listen(Some(address))).map_err(|_| ValueError::Listen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listens_at_an_address_or_not_at_all() {
        assert_eq!("none".parse(), Ok(Listen(None)));
        let address = "127.0.0.1:0".parse().expect("a literal address");
        assert_eq!("127.0.0.1:0".parse(), Ok(Listen(Some(address))));
        assert!("9991".parse::<Listen>().is_err());
    }
}
