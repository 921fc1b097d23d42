//! `proxy`: a place between a driver and the robot.

use std::cell::RefCell;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use super::ladder::simulated_robot;
use super::outputs::Outputs;
use super::{by_serial, driver, interface, runtime};
use crate::cli::CommonOptions;
use crate::cli::proxy::ProxyOptions as Typed;
use crate::cli::simulate::Listen;
use crate::driver_run::command::DriverCommand;
use crate::driver_run::process::{self, Watch};
use crate::environment::{self, DEVICE_KEY_VARIABLES, ROBOT_VARIABLES};
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::Stage;
use crate::facts::driver_run::DriverRun;
use crate::facts::outcome::{RunEvent, RunOutcome, Status};
use crate::proxy::run::Opened;
use crate::proxy::{OpenError, Proxy, ProxyOptions};
use crate::robot::con_notify::Data2;
use crate::settings::proxy::proxy_options;
use crate::settings::{Settings, resolve};
use crate::signals::Signals;
use crate::stages::plan::Plan;
use crate::text::phrase::phrase;

pub fn run(typed: Typed, common: &CommonOptions) -> Result<ExitStatus, ExpectedError> {
    let options = proxy_options(&typed)?;
    let place = place(&typed);
    let lasts = typed.lasts;
    let command = driver::found(&typed.driver)?;
    let settings = resolve("proxy", None, typed.robot, common, &environment::of_process)?;
    let mut settings = by_serial::found(settings)?;
    runtime::ensure_descriptors()?;
    let named = settings.interface.as_deref();
    settings.plan.local_addresses = named.map(interface::addresses).transpose()?;
    if let Some(ran) = &mut settings.output.invocation.ran {
        ran.driver = command.is_some();
    }
    let Settings { mut plan, target, output, .. } = settings;
    let mut outputs = Outputs::open(&output)?;
    outputs.push_proxy_notices(&output);
    // It lives until the outcome is there.
    let _simulated = simulated_robot(&target, &mut plan)?;
    let outcome = {
        let tell = RefCell::new(|event: RunEvent| outputs.event(&event));
        let tell = |event| (tell.borrow_mut())(event);
        runtime::block_on(stand(&plan, options, Driven { command, lasts, place }, &tell))??
    };
    outputs.finish()?;
    Ok(ExitStatus::from_outcome(&outcome, output.strict))
}

/// So long a driver that is told to end may say goodbye.
const LINGER: Duration = Duration::from_secs(5);

/// So long its goodbye is under way where it has ended by itself.
const UNDER_WAY: Duration = Duration::from_millis(200);

/// What ends the proxy, and what it is called with.
struct Driven {
    command: Option<DriverCommand>,
    lasts: Option<Duration>,
    place: Vec<String>,
}

/// The options of where it listens, where they are not the usual ones.
fn place(typed: &Typed) -> Vec<String> {
    let mut place = Vec::new();
    if typed.signalling_only {
        place.push("--signalling-only".into());
    }
    if typed.relay {
        place.push("--relay".into());
    }
    if typed.listen.to_string() != "127.0.0.1:9991" {
        place.push(format!("--listen {}", typed.listen));
    }
    match typed.legacy_listen {
        Listen::Off => place.push("--legacy-listen none".into()),
        Listen::At(address) if address.to_string() != "127.0.0.1:8081" => {
            place.push(format!("--legacy-listen {address}"));
        }
        Listen::At(_) => {}
    }
    place.extend(typed.allow.iter().map(|address| format!("--allow {address}")));
    place
}

/// Stands until the driver has ended, the time is over, or a signal comes.
async fn stand(
    plan: &Plan,
    options: ProxyOptions,
    driven: Driven,
    tell: &dyn Fn(RunEvent),
) -> Result<RunOutcome, ExpectedError> {
    let Driven { command, lasts, place } = driven;
    let mut signals = Signals::new().map_err(ExpectedError::machine)?;
    let (command_name, host) = (plan.command.clone(), plan.robot.clone());
    let started_at = std::time::SystemTime::now();
    tell(RunEvent::RunStarted { command: command_name, host, started_at });
    let opened = tokio::select! {
        opened = Proxy::open(plan, options, &|_| {}) => opened.map_err(not_open)?,
        _ = signals.next() => return Err(stopped()),
    };
    let mut outcome = match opened {
        Opened::Stopped(outcome) => *outcome,
        Opened::Standing(proxy) => through(*proxy, command, lasts, &mut signals, tell).await?,
    };
    if let Some(proxy) = &mut outcome.proxy {
        proxy.place = place;
    }
    if let Some(driver) = outcome.driver.take() {
        add_log(&mut outcome, &driver);
        outcome.driver = Some(driver);
    }
    for stage in &outcome.stages {
        tell(RunEvent::StageFinished { outcome: Box::new(stage.clone()) });
    }
    tell(RunEvent::RunFinished { outcome: Box::new(outcome.clone()) });
    Ok(outcome)
}

async fn through(
    mut proxy: Proxy,
    command: Option<DriverCommand>,
    lasts: Option<Duration>,
    signals: &mut Signals,
    tell: &dyn Fn(RunEvent),
) -> Result<RunOutcome, ExpectedError> {
    let command = command.map(|command| pointed(command, &proxy));
    let (end, mut ended) = watch::channel(false);
    let work = async {
        let over = match command {
            Some(command) => {
                let mut tell = |event| tell(RunEvent::Driver(event));
                match process::run(&command, signals, &mut |_| {}, &mut tell).await {
                    Watch::Over { run, stopped } => (Some(run), stopped),
                    Watch::AtOnce => std::process::exit(ExitStatus::Interrupted as i32),
                }
            }
            None => tokio::select! {
                () = time(lasts) => (None, false),
                _ = signals.next() => (None, true),
            },
        };
        end.send_replace(true);
        over
    };
    let stop = async {
        let _ = ended.wait_for(|ended| *ended).await;
    };
    let tell_proxy = |event| tell(RunEvent::Proxy(event));
    let ((run, interrupted), ()) = tokio::join!(work, proxy.serve(stop, &tell_proxy));
    // What the driver said last is still under way.
    let ran = run.is_some();
    let longest = if interrupted || !ran { LINGER } else { UNDER_WAY };
    tokio::select! {
        () = proxy.linger(longest) => {}
        _ = signals.next() => {}
    }
    let mut outcome = proxy.finish(ran && !interrupted);
    outcome.driver = run;
    outcome.interrupted = interrupted;
    Ok(outcome)
}

async fn time(lasts: Option<Duration>) {
    match lasts {
        Some(lasts) => sleep(lasts).await,
        None => std::future::pending().await,
    }
}

/// The rungs above the signalling, as far as the driver's log shows them.
fn add_log(outcome: &mut RunOutcome, driver: &DriverRun) {
    let carried = |it: &RunOutcome| {
        it.stages
            .iter()
            .any(|it| it.stage() == Stage::Sdp && matches!(it.status, Status::Pass | Status::Warn))
    };
    if !carried(outcome) {
        return;
    }
    let passed = |stage| {
        let told = driver.reading.outcome(stage);
        told.is_some_and(|it| matches!(it.status, Status::Pass | Status::Warn))
    };
    let changed = outcome.proxy.as_ref().is_some_and(|proxy| !proxy.changes.is_empty());
    let sdp = outcome.stages.iter_mut().find(|it| it.stage() == Stage::Sdp);
    // What would have been mended stood in nobody's way.
    if let Some(sdp) = sdp.filter(|_| passed(Stage::Sctp) && !changed) {
        sdp.status = Status::Pass;
    }
    for stage in outcome.stages.iter_mut().filter(|it| it.stage() > Stage::Sdp) {
        let told = driver.reading.outcome(stage.stage());
        // What passed us was measured; the log tells the rest.
        let is_open = matches!(stage.status, Status::Skip | Status::Inconclusive);
        if let Some(told) = told.filter(|it| it.status != Status::Skip && is_open) {
            *stage = told.clone();
        }
    }
}

/// The driver's command line and environment, with the proxy in the robot's place.
fn pointed(command: DriverCommand, proxy: &Proxy) -> DriverCommand {
    let listen = proxy.listen().or(proxy.legacy_listen());
    let address = listen.map(|it| reachable(it).to_string()).unwrap_or_default();
    let port = |at: Option<SocketAddr>| at.map(|it| it.port().to_string()).unwrap_or_default();
    let places = [
        ("{robot}", address.clone()),
        ("{signal_port}", port(proxy.listen())),
        ("{legacy_port}", port(proxy.legacy_listen())),
    ];
    let mut command = command.with_places(&places);
    for name in ROBOT_VARIABLES {
        command.set(name, Some(address.clone()));
    }
    // A key in the environment would be sent for nothing where none is asked for.
    if proxy.presented().is_some_and(|data2| data2 != Data2::DeviceKey) {
        for name in DEVICE_KEY_VARIABLES {
            command.set(name, None);
        }
    }
    command
}

/// Where a listener can be reached from this machine.
fn reachable(listen: SocketAddr) -> IpAddr {
    match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::from([127, 0, 0, 1]),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(std::net::Ipv6Addr::LOCALHOST),
        ip => ip,
    }
}

fn not_open(error: OpenError) -> ExpectedError {
    match error {
        OpenError::Itself(address) => ExpectedError::usage(phrase!(
            "the proxy would ask itself: the robot is said to be at {address}, where it listens.\n  \
             Give the robot's own address with --robot, or another --listen.",
            "代理會連到自己：指定的機器人位址 {address} 就是它監聽的位址。\n  \
             請用 --robot 指定機器人本身的位址，或改用其他 --listen。"
        )),
        OpenError::Listen(error, address) => ExpectedError {
            status: ExitStatus::Failed,
            message: phrase!(
                "the proxy cannot listen on {address}: {error}\n  \
                 Another program has the port, or it is not for you to take: give another with \
                 --listen, or with --legacy-listen.",
                "代理無法在 {address} 監聽：{error}\n  \
                 連接埠已被其他程式使用，或你沒有權限：請用 --listen 或 --legacy-listen 指定其他位址。"
            ),
        },
        OpenError::Machine(error) => ExpectedError::machine(error),
    }
}

fn stopped() -> ExpectedError {
    ExpectedError {
        status: ExitStatus::Interrupted,
        message: phrase!("interrupted before the robot answered", "在機器人回應前被中斷"),
    }
}
