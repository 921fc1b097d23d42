//! Settings: what was typed and what the environment says, resolved and checked.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::error::{Origin, SettingsError};
use super::language::language;
use super::target::{HostProblem, RobotTarget, TargetError};
use crate::cli::common::Export;
use crate::cli::robot::PortOptions;
use crate::cli::{CommonOptions, Format, MediaOptions, RobotOptions};
use crate::driver_run::command::DriverCommand;
use crate::environment::{
    DEVICE_KEY_VARIABLES, LEGACY_PORT_VARIABLES, LOG_VARIABLE, Lookup, MODEL_VARIABLES,
    ROBOT_VARIABLES, SIGNAL_PORT_VARIABLES, first, set,
};
use crate::facts::Stage;
use crate::facts::deadlines::Deadlines;
use crate::facts::invocation::{Invocation, Ran};
use crate::facts::outcome::Client;
use crate::history::store::folder;
use crate::host::this_machine::ThisMachine;
use crate::report::reader::Reader;
use crate::robot::access_point::ACCESS_POINT;
use crate::robot::device_key::{DeviceKey, DeviceKeyError};
use crate::robot::model::{Model, ModelBy};
use crate::robot::offer::{PROFILES, profile};
use crate::robot::{con_notify, legacy};
use crate::stages::media::plan::MediaPlan;
use crate::stages::plan::{BUSY_RETRIES, GOODBYE_RETRIES, Plan, slot_tries};
use crate::text::color::ColorChoice;
use crate::text::language::Language;
use crate::text::phrase::phrase;

/// How long `env` may look at this machine. Beside a ladder the look is kept short; here nothing
/// waits for it, and slow disks shall be read.
const ENV_DEADLINE: Duration = Duration::from_secs(10);

/// What a command that talks to a robot does, and what it tells.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The run. Its addresses are those of `interface` once somebody looked these up.
    pub plan: Plan,
    pub target: RobotTarget,
    pub interface: Option<String>,
    /// Whether the offer of this machine's driver is tried as well.
    pub prove: bool,
    pub driver: Option<DriverCommand>,
    pub capture: CaptureSettings,
    /// Where the camera's picture is written to.
    pub picture: Option<PathBuf>,
    pub output: Output,
}

/// Media come later than topics: a camera starts, a key frame is waited for, a LiDAR spins up.
const MEDIA_DEADLINE: Duration = Duration::from_secs(15);

impl Settings {
    /// With what `flow` is to ask for beside the topics.
    pub fn with_media(mut self, typed: MediaOptions) -> Result<Self, SettingsError> {
        let MediaOptions { video, audio, lidar, save } = typed;
        self.plan.media = MediaPlan { video, audio, lidar, picture: None };
        if self.plan.media.is_empty() {
            return Ok(self);
        }
        if self.plan.client == Client::Stock {
            return Err(SettingsError(phrase!(
                "--client stock: only go2doctor's own client looks at media.\n  \
                 Leave --client out.",
                "--client stock：只有 go2doctor 自己的用戶端能檢查影音與點雲。\n  \
                 請省略 --client。"
            )));
        }
        let offer = profile(&self.plan.offer);
        let missing = |kind: &str| offer.is_some_and(|offer| !offer.has(kind));
        for (asked, option, kind) in [(video, "--video", "video"), (audio, "--audio", "audio")] {
            if asked && missing(kind) {
                return Err(SettingsError(phrase!(
                    "{option}: the offer {} has no {kind}, so the robot cannot send any.\n  \
                     Leave --offer or {option} out.",
                    "{option}：offer {} 不含 {kind}，機器人無法傳送。\n  \
                     請省略 --offer 或 {option}。",
                    self.plan.offer.clone()
                )));
            }
        }
        let ran = self.output.invocation.ran.as_ref();
        if ran.is_none_or(|ran| ran.timeout.is_none()) {
            self.plan.deadlines.set(Stage::Flow, MEDIA_DEADLINE);
        }
        if let Some(ran) = &mut self.output.invocation.ran {
            (ran.video, ran.audio, ran.lidar) = (video, audio, lidar);
            ran.save = save.is_some();
        }
        self.picture = save;
        Ok(self)
    }
}

/// The files that the wire is written to.
#[derive(Debug, Clone, Default)]
pub struct CaptureSettings {
    pub capture: Option<PathBuf>,
    pub keylog: Option<PathBuf>,
    /// Whether audio and video are kept whole.
    pub with_media: bool,
}

#[derive(Debug, Clone)]
pub struct Output {
    /// The folder of last results; `None` where none are kept.
    pub history: Option<PathBuf>,
    pub format: Format,
    pub exports: Vec<Export>,
    /// Whether files of others are overwritten.
    pub force: bool,
    pub color: ColorChoice,
    /// Whether a human report holds the debugging guide's checklist.
    pub guide: bool,
    /// Whether a warning makes the exit status 1.
    pub strict: bool,
    /// Whether progress and notices are kept off stderr.
    pub quiet: bool,
    pub language: Language,
    /// How often `-v` was given.
    pub verbosity: u8,
    /// A tracing filter, not yet read.
    pub log_filter: Option<String>,
    pub invocation: Invocation,
}

impl Output {
    /// For whom its reports are written.
    pub fn reader(&self) -> Reader {
        Reader { language: self.language, invocation: self.invocation.clone(), retold: None }
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
    let robots = robots(&typed)?;
    let target = target(robots, environment)?;
    let (signal_port, legacy_port) = signalling_ports(&typed.ports, environment)?;
    let typed_key = typed.aes_key.as_ref().map(|key| key.expose().as_str());
    let device_key = device_key(typed_key, environment)?;
    let capture = capture(&typed)?;
    let model = model(typed.model.as_deref(), environment)?;
    let named = model.filter(|_| typed.model.is_some());
    let invocation = Invocation { model: named, ..invocation(command, robots, &typed, common) };
    let plan = Plan {
        command: command.into(),
        robot: target.to_string(),
        host: target.to_string(),
        signal_port,
        legacy_port,
        previous_data2: None,
        device_key,
        model: model.map(|model| (model, ModelBy::Given)),
        offer: typed.offer,
        change: None,
        client: typed.client,
        local_addresses: None,
        deadlines: deadlines(named_stage, typed.timeout),
        window: typed.window,
        wait: typed.wait,
        goodbye_retries: GOODBYE_RETRIES.into(),
        busy_retries: match (typed.wait_slot, typed.retry_busy) {
            (true, _) => slot_tries(),
            (false, true) => BUSY_RETRIES.into(),
            (false, false) => Vec::new(),
        },
        observer: None,
        machine: Arc::new(ThisMachine),
        dds: None,
        last_stage: named_stage.unwrap_or(Stage::Flow),
        media: MediaPlan::default(),
        action: None,
        vanish: false,
    };
    let output = Output {
        history: history(&target, typed.no_history, environment),
        format: typed.format,
        exports: typed.export,
        force: typed.force,
        color: common.color,
        guide: false,
        strict: typed.strict,
        quiet: common.quiet,
        language,
        verbosity: common.verbose,
        log_filter: set(environment, LOG_VARIABLE),
        invocation,
    };
    let interface = typed.interface.map(interface).transpose()?;
    Ok(Settings {
        plan,
        target,
        interface,
        prove: false,
        driver: None,
        capture,
        picture: None,
        output,
    })
}

/// What a next command must repeat, and what it need not ask for again.
fn invocation(
    command: &str,
    robots: &[String],
    typed: &RobotOptions,
    common: &CommonOptions,
) -> Invocation {
    Invocation {
        robot: robots.first().cloned(),
        signal_port: typed.ports.signal_port.clone(),
        legacy_port: typed.ports.legacy_port.clone(),
        has_aes_key: typed.aes_key.is_some(),
        interface: typed.interface.clone(),
        model: None,
        offer: (typed.offer != PROFILES[0].name).then(|| typed.offer.clone()),
        client: (typed.client != Client::default()).then_some(typed.client),
        ran: Some(Ran {
            command: command.into(),
            wait_slot: typed.wait_slot,
            retry_busy: typed.retry_busy,
            timeout: typed.timeout,
            window: typed.window,
            wait: typed.wait,
            format: typed.format,
            verbosity: common.verbose,
            ..Ran::default()
        }),
    }
}

/// Where the wire is written to. The stock client lets nobody look at its own.
fn capture(typed: &RobotOptions) -> Result<CaptureSettings, SettingsError> {
    let asked = typed.capture.is_some() || typed.keylog.is_some();
    if asked && typed.client == Client::Stock {
        return Err(SettingsError(phrase!(
            "--client stock: only go2doctor's own client can be captured.\n  \
             Leave --client out, or capture with tcpdump.",
            "--client stock：只能擷取 go2doctor 自己的用戶端。\n  \
             請省略 --client，或改用 tcpdump 擷取。"
        )));
    }
    let (capture, keylog) = (typed.capture.clone(), typed.keylog.clone());
    if capture.is_some() && capture == keylog {
        return Err(SettingsError(phrase!(
            "--capture and --keylog name the same file.\n  Give two names.",
            "--capture 與 --keylog 指定了同一個檔案。\n  請使用兩個不同的名稱。"
        )));
    }
    Ok(CaptureSettings { capture, keylog, with_media: typed.capture_media })
}

/// The robots that were typed, whether as arguments or with `--robot`.
fn robots(typed: &RobotOptions) -> Result<&[String], SettingsError> {
    match (&typed.host[..], &typed.robot[..]) {
        (host, []) => Ok(host),
        ([], robot) => Ok(robot),
        (host, robot) if host == robot => Ok(robot),
        (host, robot) => {
            let (host, robot) = (host.join(","), robot.join(","));
            Err(SettingsError(phrase!(
                "{host:?} and --robot {robot:?} are two robots.\n  Name one of them.",
                "{host:?} 與 --robot {robot:?} 是兩台機器人。\n  請只指定其中一台。"
            )))
        }
    }
}

fn target(typed: &[String], environment: Lookup<'_>) -> Result<RobotTarget, SettingsError> {
    let typed = (!typed.is_empty()).then(|| typed.join(","));
    let Some((origin, given)) = given("--robot", typed, &ROBOT_VARIABLES, environment) else {
        return Ok(RobotTarget::Host(ACCESS_POINT.to_string()));
    };
    let robots: Vec<_> =
        given.split(',').map(str::trim).filter(|robot| !robot.is_empty()).collect();
    let (robot, parsed) = match robots[..] {
        [] => (&given[..], Err(TargetError::Host(HostProblem::Empty))),
        [robot] => (robot, RobotTarget::parse(robot)),
        _ => {
            let problem = phrase!(
                "names {} robots, and go2doctor checks one at a time.\n  \
                 Name one of them with --robot HOST.",
                "列出了 {} 台機器人，而 go2doctor 一次只檢查一台。\n  \
                 請用 --robot HOST 指定其中一台。",
                robots.len()
            );
            return Err(SettingsError::new(origin, problem));
        }
    };
    parsed.map_err(|error| {
        let problem = match error {
            TargetError::Fault(problem) => phrase!("{}.", "{}。", problem.phrase()),
            TargetError::Host(problem) => phrase!(
                "{robot:?} is not a robot's name or address: {}.\n  Give a name, an IPv4 or IPv6 \
                 address, sim, or sim:FAULT; 192.168.12.1 for instance.",
                "{robot:?} 不是機器人的名稱或位址：{}。\n  請輸入名稱、IPv4 或 IPv6 位址、sim 或 \
                 sim:FAULT，例如 192.168.12.1。",
                problem.phrase()
            ),
        };
        SettingsError::new(origin, problem)
    })
}

/// What was typed, else the first of `variables` that is set.
fn given(
    option: &'static str,
    typed: Option<String>,
    variables: &[&'static str],
    environment: Lookup<'_>,
) -> Option<(Origin, String)> {
    match typed {
        Some(typed) => Some((Origin::Option(option), typed)),
        None => first(environment, variables).map(|(name, value)| (Origin::Variable(name), value)),
    }
}

/// The signalling ports, that of con_notify first, as typed or as the environment has them.
pub fn signalling_ports(
    typed: &PortOptions,
    environment: Lookup<'_>,
) -> Result<(u16, u16), SettingsError> {
    let port = |option, typed: &Option<String>, variables: &[&'static str], default: u16| {
        let Some((origin, value)) = given(option, typed.clone(), variables, environment) else {
            return Ok(default);
        };
        value.trim().parse().ok().filter(|port| *port > 0).ok_or_else(|| {
            let problem = phrase!(
                "{value:?} is not a port.\n  Give a number from 1 to 65535, {} for instance.",
                "{value:?} 不是連接埠。\n  請輸入 1 到 65535 的數字，例如 {}。",
                default
            );
            SettingsError::new(origin, problem)
        })
    };
    Ok((
        port("--signal-port", &typed.signal_port, &SIGNAL_PORT_VARIABLES, con_notify::PORT)?,
        port("--legacy-port", &typed.legacy_port, &LEGACY_PORT_VARIABLES, legacy::PORT)?,
    ))
}

/// Which model was typed, or named by the environment.
pub fn model(typed: Option<&str>, environment: Lookup<'_>) -> Result<Option<Model>, SettingsError> {
    let given = given("--model", typed.map(str::to_owned), &MODEL_VARIABLES, environment);
    let Some((origin, value)) = given else { return Ok(None) };
    value.parse().map(Some).map_err(|_| {
        let problem = phrase!(
            "{value:?} is no model.\n  Give go2, g1 or r1.",
            "{value:?} 不是機型。\n  請輸入 go2、g1 或 r1。"
        );
        SettingsError::new(origin, problem)
    })
}

/// The robot's own key. As a secret it is not repeated in what is said of it.
fn device_key(
    typed: Option<&str>,
    environment: Lookup<'_>,
) -> Result<Option<DeviceKey>, SettingsError> {
    let typed = typed.map(str::to_owned);
    let given = given("--aes-key", typed, &DEVICE_KEY_VARIABLES, environment);
    given.map(|(origin, key)| read_key(origin, &key)).transpose()
}

pub fn read_key(origin: Origin, key: &str) -> Result<DeviceKey, SettingsError> {
    let wrong = |problem: DeviceKeyError| {
        SettingsError::new(origin, phrase!("{}.", "{}。", problem.phrase()))
    };
    key.trim().parse().map_err(wrong)
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
    let problem = || {
        phrase!(
            "--interface: {value:?} is neither the name of an interface nor an address.\n  \
             Give wlan0 or 192.168.12.222 for instance.",
            "--interface：{value:?} 不是網路介面的名稱，也不是位址。\n  \
             請輸入例如 wlan0 或 192.168.12.222。"
        )
    };
    if well_formed { Ok(value) } else { Err(SettingsError(problem())) }
}

fn deadlines(named_stage: Option<Stage>, timeout: Option<Duration>) -> Deadlines {
    let mut deadlines = Deadlines::default();
    if named_stage == Some(Stage::Host) {
        deadlines.set(Stage::Host, ENV_DEADLINE);
        // Whatever was typed: --timeout is the deadline of a stage on the wire.
        return deadlines;
    }
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
