//! The command line, as typed: clap definitions and nothing else.
//!
//! Help, completions and the man page are generated from what stands here;
//! `settings` turns it into resolved values.

pub mod common;
pub mod definition;
pub mod examples;
pub mod robot;
pub mod simulate;

use clap::{Parser, Subcommand};

pub use common::{CommonOptions, Format};
pub use robot::{CheckOptions, RobotOptions};
pub use simulate::SimulateOptions;

/// A doctor for the WebRTC connection to Unitree Go2 robots
#[derive(Debug, Parser)]
#[command(
    name = "go2doctor",
    version,
    arg_required_else_help = true,
    subcommand_required = true,
    disable_help_subcommand = true,
    after_help = examples::MAIN
)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub common: CommonOptions,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Walk the whole ladder and say at which rung the connection breaks
    #[command(after_help = examples::CHECK)]
    Check(CheckOptions),
    /// Is the host there at all? ICMP echo, or TCP where ICMP is forbidden
    #[command(after_help = examples::PING)]
    Ping(RobotOptions),
    /// The signalling ports and the con_notify probe, without taking the robot's slot
    #[command(visible_alias = "http", after_help = examples::PROBE_HTTP)]
    ProbeHttp(RobotOptions),
    /// Phase 1: offer and answer, encrypted over HTTP
    #[command(after_help = examples::SDP)]
    Sdp(RobotOptions),
    /// Phase 2: a working pair of UDP candidates
    #[command(after_help = examples::ICE)]
    Ice(RobotOptions),
    /// Phase 3: the DTLS handshake and the robot's certificate
    #[command(after_help = examples::DTLS)]
    Dtls(RobotOptions),
    /// Phase 4: the SCTP association and the data channel
    #[command(after_help = examples::SCTP)]
    Sctp(RobotOptions),
    /// The robot's challenge, answered
    #[command(visible_alias = "validation", after_help = examples::VALIDATE)]
    Validate(RobotOptions),
    /// Topics arrive, a request is answered, the link stays up
    #[command(after_help = examples::FLOW)]
    Flow(RobotOptions),
    /// Be a robot on this machine, healthy or with a chosen fault
    #[command(after_help = examples::SIMULATE)]
    Simulate(SimulateOptions),
    /// Print the completion script of a shell
    #[command(hide = true, after_help = examples::COMPLETIONS)]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the man page
    #[command(hide = true, after_help = examples::MAN)]
    Man,
}
