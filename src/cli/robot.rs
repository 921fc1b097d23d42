//! The options of every command that talks to a robot.
//!
//! Values that may also come from the environment are kept as text here and
//! checked in `settings`, so that both sources get the same message.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap::builder::PossibleValuesParser;

use super::common::{Export, Format};
use super::usage::ValueError;
use crate::environment::{
    DEVICE_KEY_VARIABLES, LEGACY_PORT_VARIABLES, MODEL_VARIABLES, ROBOT_VARIABLES,
    SIGNAL_PORT_VARIABLES,
};
use crate::facts::outcome::Client;
use crate::robot::offer::PROFILES;
use crate::text::redact::Secret;

/// An hour: a longer wait for one stage is a typing error.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(3600);

/// A day.
pub(super) const LONGEST_WINDOW: Duration = Duration::from_secs(86_400);

#[derive(Debug, Args)]
pub struct PortOptions {
    #[arg(long, value_name = "PORT", help = from_environment(
        "Port of the signalling service [default: 9991]", &SIGNAL_PORT_VARIABLES))]
    pub signal_port: Option<String>,
    #[arg(long, value_name = "PORT", help = from_environment(
        "Port of the signalling service of old firmware [default: 8081]", &LEGACY_PORT_VARIABLES))]
    pub legacy_port: Option<String>,
}

/// Options of every command that talks to a robot.
#[derive(Debug, Args)]
#[command(next_help_heading = "Robot")]
pub struct RobotOptions {
    /// The robot, same as --robot
    #[arg(value_name = "ROBOT")]
    pub host: Vec<String>,
    #[arg(long, value_name = "HOST", help = from_environment(
        "Name, IPv4 or IPv6 address of the robot, or its serial number; sim or sim:FAULT[+FAULT] for a simulated one [default: 192.168.12.1]",
        &ROBOT_VARIABLES))]
    pub robot: Vec<String>,
    #[command(flatten)]
    pub ports: PortOptions,
    #[arg(long, value_name = "HEX32", help = from_environment(
        "The robot's own AES key, 32 hex digits, for firmware that needs it", &DEVICE_KEY_VARIABLES))]
    pub aes_key: Option<Secret<String>>,
    #[arg(long, value_name = "MODEL", help = from_environment(
        "Which robot it is: go2, g1 or r1 [default: recognised, else go2]", &MODEL_VARIABLES))]
    pub model: Option<String>,
    /// Which offer to send
    #[arg(long, value_name = "PROFILE", default_value = PROFILES[0].name,
          value_parser = PossibleValuesParser::new(PROFILES.iter().map(|profile| profile.name)))]
    pub offer: String,
    /// Whose WebRTC stack connects: go2doctor's own, or stock, an ordinary peer connection that
    /// makes its own offer and waits for the ACK, as any application would
    #[arg(
        long,
        value_name = "STACK",
        default_value = "go2doctor",
        conflicts_with = "offer",
        hide_possible_values = true
    )]
    pub client: Client,
    /// Use only this interface of this machine, or the one with this address [default: by route]
    #[arg(long, value_name = "NAME|IP")]
    pub interface: Option<String>,
    /// Keep asking for this long while nothing answers: the robot may still be starting
    #[arg(long, value_name = "SECS", allow_negative_numbers = true, value_parser = |text: &str| seconds(text, LONGEST_TIMEOUT))]
    pub wait: Option<Duration>,
    /// If the robot is busy, retry every 2 s until it is free, for at most 50 s
    #[arg(long, conflicts_with = "retry_busy")]
    pub wait_slot: bool,
    /// If the robot is busy, retry after 5, 10, 20 and 48 s: a live client keeps the slot, a dead
    /// one loses it
    #[arg(long)]
    pub retry_busy: bool,
    #[arg(long, value_name = "SECS", allow_negative_numbers = true, value_parser = |text: &str| seconds(text, LONGEST_TIMEOUT),
          help = "Deadline of the stage that the command names; on check, of each of http to flow \
                  [default: http 5, sdp 10, ice 10, dtls 10, sctp 30, validation 10, flow 5]")]
    pub timeout: Option<Duration>,
    /// Make flow watch for at least this long, 90 or 10m, and tell what arises meanwhile [default:
    /// until rates can be told]
    #[arg(long, value_name = "SECS", allow_negative_numbers = true, value_parser = |text: &str| with_unit(text, LONGEST_WINDOW))]
    pub window: Option<Duration>,
    /// Write all datagrams to this file, and the SCTP packets inside DTLS decrypted (pcapng)
    #[arg(long, value_name = "FILE", help_heading = "Capture")]
    pub capture: Option<PathBuf>,
    /// Write the secrets that decrypt DTLS to this file, as SSLKEYLOGFILE has them
    #[arg(long, value_name = "FILE", help_heading = "Capture")]
    pub keylog: Option<PathBuf>,
    /// Keep audio and video in the capture, not their headers alone
    #[arg(long, help_heading = "Capture", requires = "capture")]
    pub capture_media: bool,
    /// Format of the report on stdout
    #[arg(long, value_name = "FORMAT", default_value = "human", help_heading = "Report")]
    pub format: Format,
    /// Also write the report to a file; may be repeated
    #[arg(long, value_name = "FORMAT=FILE", help_heading = "Report")]
    pub export: Vec<Export>,
    /// Overwrite files that go2doctor did not write
    #[arg(long, help_heading = "Report")]
    pub force: bool,
    /// Neither store this result nor compare it with the last one
    #[arg(long, help_heading = "Report")]
    pub no_history: bool,
    /// Exit with status 1 on warnings too
    #[arg(long, help_heading = "Report")]
    pub strict: bool,
}

#[derive(Debug, Args)]
pub struct CheckOptions {
    #[command(flatten)]
    pub robot: RobotOptions,
    /// Also go through the debugging guide's checklist, item by item, with what was measured
    #[arg(long, help_heading = "Report", conflicts_with = "repeat")]
    pub guide: bool,
    /// If the ladder passes, also try the offer of this machine's driver on the robot, and compare
    /// the two
    #[arg(long, help_heading = "Robot", conflicts_with_all = ["offer", "client", "repeat"])]
    pub prove: bool,
    #[command(flatten)]
    pub media: MediaOptions,
    #[command(flatten)]
    pub series: RepeatOptions,
    /// After the ladder, run this driver, copy its output to stderr, read it as a log, and judge
    /// both
    #[arg(last = true, num_args = 1.., value_names = ["CMD", "ARG"], conflicts_with_all = ["guide", "prove", "repeat"])]
    pub driver: Vec<OsString>,
}

#[derive(Debug, Args)]
pub struct ProbeOptions {
    #[command(flatten)]
    pub robot: RobotOptions,
    #[command(flatten)]
    pub series: RepeatOptions,
}

#[derive(Debug, Args)]
pub struct FlowOptions {
    #[command(flatten)]
    pub robot: RobotOptions,
    #[command(flatten)]
    pub media: MediaOptions,
}

/// What flow asks for beside the topics.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Media")]
pub struct MediaOptions {
    /// Switch the camera on, and measure what comes of it: packets, loss, key frames
    #[arg(long)]
    pub video: bool,
    /// Switch the microphone on, and measure what comes of it
    #[arg(long)]
    pub audio: bool,
    /// Ask for the LiDAR's point clouds, and measure what comes of them
    #[arg(long)]
    pub lidar: bool,
    /// Write the camera's picture to this file, for you alone to read (H264)
    #[arg(long, value_name = "FILE.h264", requires = "video")]
    pub save: Option<PathBuf>,
}

/// For what works only sometimes.
#[derive(Debug, Args)]
pub struct RepeatOptions {
    /// Do it so many times, and tell how often it passed, how long it did not, and what differed
    /// between a run that passed and one that did not
    #[arg(long, value_name = "N", help_heading = "Repeat", allow_negative_numbers = true, value_parser = times,
          conflicts_with_all = ["capture", "keylog", "export"])]
    pub repeat: Option<u32>,
    /// From the end of one run to the beginning of the next [default: 1; on check 3, in which a
    /// robot frees its slot]
    #[arg(long, value_name = "SECS", help_heading = "Repeat", requires = "repeat", allow_negative_numbers = true, value_parser = |text: &str| seconds(text, LONGEST_TIMEOUT))]
    pub pause: Option<Duration>,
}

/// More runs are a matter of a monitor.
const MOST_RUNS: u32 = 10_000;

fn times(text: &str) -> Result<u32, ValueError> {
    let number = text.parse().ok().filter(|number| (1..=MOST_RUNS).contains(number));
    number.ok_or(ValueError::Times { most: MOST_RUNS })
}

/// A help text that ends in the variables that stand in for the option.
fn from_environment(help: &str, variables: &[&str]) -> String {
    format!("{help} [env: {}]", variables.join(", "))
}

/// A number of seconds, fractions allowed, above zero and at most `longest`.
pub(super) fn seconds(text: &str, longest: Duration) -> Result<Duration, ValueError> {
    text.parse()
        .ok()
        .and_then(|seconds: f64| Duration::try_from_secs_f64(seconds).ok())
        .filter(|duration| *duration >= Duration::from_millis(1) && *duration <= longest)
        .ok_or(ValueError::Seconds { most: longest.as_secs() })
}

/// The same, with a unit where it is not seconds: `90`, `90s`, `10m`, `1.5h`.
fn with_unit(text: &str, longest: Duration) -> Result<Duration, ValueError> {
    let (number, factor) = match text.char_indices().next_back() {
        Some((at, 's')) => (&text[..at], 1),
        Some((at, 'm')) => (&text[..at], 60),
        Some((at, 'h')) => (&text[..at], 3600),
        _ => (text, 1),
    };
    let wrong = || ValueError::Time { most: longest.as_secs() };
    let whole = seconds(number, longest).map_err(|_| wrong())?.checked_mul(factor);
    whole.filter(|whole| *whole <= longest).ok_or_else(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_may_have_a_unit() {
        let parsed = |text| with_unit(text, LONGEST_WINDOW).ok().map(|it| it.as_secs_f64());
        for (text, expected) in [
            ("90", Some(90.0)),
            ("2.5s", Some(2.5)),
            ("10m", Some(600.0)),
            ("0.5h", Some(1800.0)),
            ("24h", Some(86_400.0)),
            ("25h", None),
            ("1d", None),
            ("m", None),
            ("10 m", None),
            ("-1m", None),
            ("10\u{33a7}", None),
            ("", None),
        ] {
            assert_eq!(parsed(text), expected, "{text}");
        }
    }

    #[test]
    fn seconds_are_positive_and_bounded() {
        let parsed = |text| seconds(text, LONGEST_TIMEOUT).ok();
        assert_eq!(parsed("2.5"), Some(Duration::from_millis(2500)));
        assert_eq!(parsed("3600"), Some(LONGEST_TIMEOUT));
        for bad in ["0", "-1", "nan", "inf", "1e30", "3601", "", "5s", "0.0001"] {
            assert_eq!(parsed(bad), None, "{bad}");
        }
    }
}
