//! Settings: what was typed and what the environment says, resolved and checked.

use std::path::PathBuf;
use std::time::Duration;

use super::error::{Origin, SettingsError};
use super::language::language;
use super::target::{HostProblem, RobotTarget, TargetError};
use crate::cli::common::Export;
use crate::cli::robot::PortOptions;
use crate::cli::{CommonOptions, Format, RobotOptions};
use crate::driver_run::command::DriverCommand;
use crate::environment::{
    DEVICE_KEY_VARIABLES, LEGACY_PORT_VARIABLES, LOG_VARIABLE, Lookup, ROBOT_VARIABLES,
    SIGNAL_PORT_VARIABLES, first, set,
};
use crate::facts::Stage;
use crate::facts::deadlines::Deadlines;
use crate::facts::invocation::{Invocation, Ran, shell_quoted};
use crate::facts::outcome::Client;
use crate::history::store::folder;
use crate::robot::device_key::{DeviceKey, DeviceKeyError};
use crate::robot::offer::PROFILES;
use crate::stages::plan::BUSY_RETRIES;
use crate::text::color::ColorChoice;
use crate::text::language::Language;

/// The address of a robot in its own Wi-Fi.
const DEFAULT_ROBOT: &str = "192.168.12.1";
const DEFAULT_SIGNAL_PORT: u16 = 9991;
const DEFAULT_LEGACY_PORT: u16 = 8081;

/// Everything a run and its report depend on.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The command's name as reports carry it.
    pub command: &'static str,
    /// The stage that the command names; `None` for `check`.
    pub named_stage: Option<Stage>,
    /// Which robot.
    pub target: RobotTarget,
    /// The port of `/con_notify`.
    pub signal_port: u16,
    /// The port of the legacy `/offer`.
    pub legacy_port: u16,
    /// The robot's own key.
    pub device_key: Option<DeviceKey>,
    /// The offer profile's name.
    pub offer: String,
    /// Whose stack climbs.
    pub client: Client,
    /// Whether the offer of this machine's driver is tried as well.
    pub prove: bool,
    /// The driver that is run after the ladder.
    pub driver: Option<DriverCommand>,
    /// The name of an interface or an address of this machine.
    pub interface: Option<String>,
    /// How long each stage may take.
    pub deadlines: Deadlines,
    /// How long `flow` watches at least.
    pub window: Option<Duration>,
    /// How long a robot that is still starting is asked again.
    pub wait: Option<Duration>,
    /// When to offer again while another client holds the slot; empty for never.
    pub busy_retries: Vec<Duration>,
    /// The folder of last results; `None` where none are kept.
    pub history: Option<PathBuf>,
    /// The form of the report on stdout.
    pub format: Format,
    /// Further reports.
    pub exports: Vec<Export>,
    /// When to use colour.
    pub color: ColorChoice,
    /// Whether a human report holds the debugging guide's checklist.
    pub guide: bool,
    /// Whether a warning makes the exit status 1.
    pub strict: bool,
    /// Whether progress and notices are kept off stderr.
    pub quiet: bool,
    /// The language of everything that people read.
    pub language: Language,
    /// How often `-v` was given.
    pub verbosity: u8,
    /// A tracing filter, not yet read.
    pub log_filter: Option<String>,
    /// How the user called us.
    pub invocation: Invocation,
}

impl Settings {
    /// Where the ladder ends.
    pub fn last_stage(&self) -> Stage {
        self.named_stage.unwrap_or(Stage::Flow)
    }
}

/// Resolves what was typed for a command that talks to a robot.
///
/// `named_stage` is the stage that the command names, `None` for `check`.
/// The first value that cannot be used is the error; nothing was sent by then.
pub fn resolve(
    command: &'static str,
    named_stage: Option<Stage>,
    typed: RobotOptions,
    common: &CommonOptions,
    environment: Lookup<'_>,
) -> Result<Settings, SettingsError> {
    let language = language(common.lang, environment)?;
    let invocation = Invocation { ran: Some(ran(command, &typed, common)), ..invocation(&typed) };
    let target = target(&typed.robot, environment)?;
    let (signal_port, legacy_port) = signalling_ports(&typed.ports, environment)?;
    let typed_key = typed.aes_key.as_ref().map(|key| key.expose().as_str());
    let device_key = device_key(Origin::Option("--aes-key"), typed_key, environment)?;
    let history = history(&target, typed.no_history, environment);
    Ok(Settings {
        command,
        named_stage,
        target,
        signal_port,
        legacy_port,
        device_key,
        offer: typed.offer,
        client: typed.client,
        prove: false,
        driver: None,
        interface: typed.interface.map(interface).transpose()?,
        deadlines: deadlines(named_stage, typed.timeout),
        window: typed.window,
        wait: typed.wait,
        busy_retries: if typed.retry_busy { BUSY_RETRIES.into() } else { Vec::new() },
        history,
        format: typed.format,
        exports: typed.export,
        color: common.color,
        guide: false,
        strict: typed.strict,
        quiet: common.quiet,
        language,
        verbosity: common.verbose,
        log_filter: set(environment, LOG_VARIABLE),
        invocation,
    })
}

/// What of `typed` a next command must repeat. The key is a secret: a placeholder stands for it.
pub fn invocation(typed: &RobotOptions) -> Invocation {
    let options = [
        ("--robot", typed.robot.first().map(String::as_str)),
        ("--signal-port", typed.ports.signal_port.as_deref()),
        ("--legacy-port", typed.ports.legacy_port.as_deref()),
        ("--aes-key", typed.aes_key.as_ref().map(|_| "HEX32")),
        ("--interface", typed.interface.as_deref()),
    ];
    let given = options.into_iter().filter_map(|(option, value)| {
        value.map(|value| format!("{option} {}", shell_quoted(value)))
    });
    let client = (typed.client != Client::default()).then_some(typed.client);
    let offer = (typed.offer != PROFILES[0].name).then(|| typed.offer.clone());
    Invocation { robot: given.collect(), offer, client, ran: None }
}

/// What was asked for this time.
fn ran(command: &str, typed: &RobotOptions, common: &CommonOptions) -> Ran {
    let seconds = |option: &str, value: Option<Duration>| {
        value.map(|value| format!("{option} {}", value.as_secs_f64()))
    };
    let format = match typed.format {
        Format::Human => None,
        Format::Json => Some("--format json".to_owned()),
        Format::Jsonl => Some("--format jsonl".to_owned()),
    };
    let verbose = match common.verbose {
        0 => None,
        1 => Some("-v".to_owned()),
        _ => Some("-vv".to_owned()),
    };
    let options = [
        typed.retry_busy.then(|| "--retry-busy".to_owned()),
        seconds("--timeout", typed.timeout),
        seconds("--window", typed.window),
        seconds("--wait", typed.wait),
        format,
        verbose,
    ];
    Ran { command: command.into(), options: options.into_iter().flatten().collect() }
}

fn target(typed: &[String], environment: Lookup<'_>) -> Result<RobotTarget, SettingsError> {
    let (origin, given) = if typed.is_empty() {
        match first(environment, &ROBOT_VARIABLES) {
            Some((name, value)) => (Origin::Variable(name), value),
            None => return Ok(RobotTarget::Host(DEFAULT_ROBOT.into())),
        }
    } else {
        (Origin::Option("--robot"), typed.join(","))
    };
    let robots: Vec<_> =
        given.split(',').map(str::trim).filter(|robot| !robot.is_empty()).collect();
    match robots[..] {
        [] => Err(SettingsError::Robot { origin, value: given, problem: HostProblem::Empty }),
        [robot] => RobotTarget::parse(robot).map_err(|error| match error {
            TargetError::Host(problem) => {
                SettingsError::Robot { origin, value: robot.into(), problem }
            }
            TargetError::Fault(problem) => SettingsError::Fault { origin, problem },
        }),
        _ => Err(SettingsError::SeveralRobots { origin, count: robots.len() }),
    }
}

/// The signalling ports, that of con_notify first, as typed or as the environment has them.
pub fn signalling_ports(
    typed: &PortOptions,
    environment: Lookup<'_>,
) -> Result<(u16, u16), SettingsError> {
    let port = |option, typed, variables, default| {
        port(Origin::Option(option), typed, variables, default, environment)
    };
    Ok((
        port(
            "--signal-port",
            typed.signal_port.clone(),
            &SIGNAL_PORT_VARIABLES,
            DEFAULT_SIGNAL_PORT,
        )?,
        port(
            "--legacy-port",
            typed.legacy_port.clone(),
            &LEGACY_PORT_VARIABLES,
            DEFAULT_LEGACY_PORT,
        )?,
    ))
}

fn port(
    option: Origin,
    typed: Option<String>,
    variables: &[&'static str],
    default: u16,
    environment: Lookup<'_>,
) -> Result<u16, SettingsError> {
    let from_environment =
        || first(environment, variables).map(|(name, value)| (Origin::Variable(name), value));
    let Some((origin, value)) = typed.map(|value| (option, value)).or_else(from_environment) else {
        return Ok(default);
    };
    match value.trim().parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(SettingsError::Port { origin, value, example: default }),
    }
}

/// The key that was typed, or the first of the environment.
fn device_key(
    option: Origin,
    typed: Option<&str>,
    environment: Lookup<'_>,
) -> Result<Option<DeviceKey>, SettingsError> {
    let (origin, text) = match typed {
        Some(text) => (option, text.to_owned()),
        None => match first(environment, &DEVICE_KEY_VARIABLES) {
            Some((name, value)) => (Origin::Variable(name), value),
            None => return Ok(None),
        },
    };
    let problem = |problem: DeviceKeyError| SettingsError::DeviceKey { origin, problem };
    text.trim().parse().map(Some).map_err(problem)
}

/// Where last results are kept. A simulated robot is another one each time.
fn history(target: &RobotTarget, refused: bool, environment: Lookup<'_>) -> Option<PathBuf> {
    let wanted = !refused && matches!(target, RobotTarget::Host(_));
    wanted.then(|| folder(environment)).flatten()
}

fn interface(value: String) -> Result<String, SettingsError> {
    // Linux allows 15 bytes; Windows names such as "Wi-Fi 2" hold spaces.
    let well_formed = !value.trim().is_empty()
        && value.len() <= 64
        && !value.chars().any(|c| c.is_control() || c == '/');
    if well_formed { Ok(value) } else { Err(SettingsError::Interface { value }) }
}

fn deadlines(named_stage: Option<Stage>, timeout: Option<Duration>) -> Deadlines {
    let mut deadlines = Deadlines::default();
    if let Some(timeout) = timeout {
        match named_stage {
            Some(stage) => deadlines.set(stage, timeout),
            // host and ping have short limits of their own.
            None => {
                for stage in Stage::ALL.into_iter().filter(|stage| *stage >= Stage::Http) {
                    deadlines.set(stage, timeout);
                }
            }
        }
    }
    deadlines
}

#[cfg(test)]
mod tests;
