//! The command line, as typed: clap definitions and nothing else.
//!
//! Help, completions and the man page are generated from what stands here;
//! `settings` turns it into resolved values.

pub mod bundle;
pub mod common;
pub mod dds;
pub mod definition;
pub mod discover;
pub mod examples;
mod help_look;
pub mod lab;
pub mod proxy;
pub mod reading;
pub mod robot;
pub mod simulate;
mod translation;
pub mod usage;

use clap::{Parser, Subcommand};

pub use bundle::BundleOptions;
pub use common::{CommonOptions, Format};
pub use dds::DdsOptions;
pub use discover::DiscoverOptions;
pub use lab::{ControlOptions, DialectsOptions, ReconnectOptions};
pub use proxy::ProxyOptions;
pub use reading::{CompareOptions, ExplainOptions, LogsOptions, ReportOptions};
pub use robot::{CheckOptions, FlowOptions, MediaOptions, ProbeOptions, RobotOptions};
pub use simulate::SimulateOptions;

/// The version with the commit and the target of this build, as `--version` prints it.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("GO2DOCTOR_BUILD"), ")");

/// A doctor for the WebRTC connection to Unitree Go2 robots
#[derive(Debug, Parser)]
#[command(
    name = "go2doctor",
    version,
    long_version = VERSION,
    arg_required_else_help = true,
    subcommand_required = true,
    disable_help_subcommand = true
)]
pub struct Cli {
    #[command(flatten)]
    pub common: CommonOptions,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Walk the whole ladder and tell at which rung the connection breaks
    Check(CheckOptions),
    /// Show this machine and the driver project on it; nothing is sent
    Env(RobotOptions),
    /// Name the stage at which a driver's log broke
    Logs(LogsOptions),
    /// Explain a finding, by code, stage or words; else list them all
    Explain(ExplainOptions),
    /// Stand between a driver and the robot: watch, or mend on the way
    Proxy(Box<ProxyOptions>),
    /// Is the host reachable? ICMP, or TCP if ICMP is forbidden
    Ping(RobotOptions),
    /// The signalling ports and con_notify; the robot's slot stays free
    #[command(visible_alias = "http")]
    ProbeHttp(ProbeOptions),
    /// Phase 1: offer and answer, encrypted over HTTP
    Sdp(RobotOptions),
    /// Phase 2: a working pair of UDP candidates
    Ice(RobotOptions),
    /// Phase 3: the DTLS handshake and the robot's certificate
    Dtls(RobotOptions),
    /// Phase 4: the SCTP association and the data channel
    Sctp(RobotOptions),
    /// Answer the robot's validation challenge
    #[command(visible_alias = "validation")]
    Validate(RobotOptions),
    /// Do topics arrive, is a request answered, does the link stay up?
    Flow(Box<FlowOptions>),
    /// Tell a saved report, a capture or a browser's dump, in any format
    Report(ReportOptions),
    /// Name the first rung at which two logs or reports differ, and why
    Compare(CompareOptions),
    /// Put a check, its report and chosen logs into one zip, masked
    Bundle(BundleOptions),
    /// Search this machine's networks for robots, by multicast
    Discover(DiscoverOptions),
    /// Ask the robot to stand, sit or wave, and measure whether it does
    Control(Box<ControlOptions>),
    /// Connect again and again: how long does the robot reject?
    Reconnect(Box<ReconnectOptions>),
    /// Put one offer after another to the robot: which does it take?
    Dialects(Box<DialectsOptions>),
    /// See who takes part in a DDS domain: the robot, ROS 2 nodes, topics
    Dds(DdsOptions),
    /// Simulate a robot on this machine, healthy or with a chosen fault
    Simulate(SimulateOptions),
    /// Print a shell's completion script
    #[command(hide = true)]
    Completions { shell: clap_complete::Shell },
    /// Print the man page
    #[command(hide = true)]
    Man,
}
