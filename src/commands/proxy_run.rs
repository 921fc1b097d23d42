//! A proxy from its first question to its last: what ends it, and what the driver's log adds.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use tokio::sync::watch;

use crate::driver_run::command::DriverCommand;
use crate::driver_run::process::{self, Watch, time};
use crate::environment::{DEVICE_KEY_VARIABLES, ROBOT_VARIABLES};
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::Stage;
use crate::facts::driver_run::DriverRun;
use crate::facts::outcome::{RunEvent, RunOutcome, Status};
use crate::proxy::run::Opened;
use crate::proxy::{OpenError, Proxy, ProxyOptions};
use crate::robot::con_notify::Data2;
use crate::signals::Signals;
use crate::stages::plan::Plan;
use crate::text::phrase::phrase;

/// So long a driver that is told to end may say goodbye.
const LINGER: Duration = Duration::from_secs(5);

/// So long its goodbye is under way where it has ended by itself.
const UNDER_WAY: Duration = Duration::from_millis(200);

/// What ends the proxy, and what it is called with.
pub(super) struct Driven {
    pub command: Option<DriverCommand>,
    pub lasts: Option<Duration>,
    /// The options that the same place needs again.
    pub place: Vec<String>,
}

/// Stands until the driver has ended, the time is over, or a signal comes. Of the events those of
/// proxy and driver are told; the stages are known at the end.
pub(super) async fn stand(
    plan: &Plan,
    options: ProxyOptions,
    driven: &Driven,
    signals: &mut Signals,
    tell: &dyn Fn(RunEvent),
) -> Result<RunOutcome, ExpectedError> {
    let opened = tokio::select! {
        opened = Proxy::open(plan, options) => opened.map_err(not_open)?,
        _ = signals.next() => return Err(stopped()),
    };
    let mut outcome = match opened {
        Opened::Stopped(outcome) => *outcome,
        Opened::Standing(proxy) => through(*proxy, driven, signals, tell).await?,
    };
    if let Some(proxy) = &mut outcome.proxy {
        proxy.place = driven.place.clone();
    }
    if let Some(driver) = outcome.driver.take() {
        add_log(&mut outcome, &driver);
        outcome.driver = Some(driver);
    }
    Ok(outcome)
}

async fn through(
    mut proxy: Proxy,
    driven: &Driven,
    signals: &mut Signals,
    tell: &dyn Fn(RunEvent),
) -> Result<RunOutcome, ExpectedError> {
    let command = driven.command.clone().map(|command| pointed(command, &proxy));
    let lasts = driven.lasts;
    let (end, mut ended) = watch::channel(false);
    let work = async {
        let over = match command {
            Some(command) => {
                let mut tell = |event| tell(RunEvent::Driver(event));
                match process::run(&command, lasts, signals, &mut |_| {}, &mut tell).await {
                    Watch::Over { run, stopped, timed_out } => (Some(run), stopped, timed_out),
                    Watch::AtOnce => std::process::exit(ExitStatus::Interrupted as i32),
                }
            }
            None => tokio::select! {
                () = time(lasts) => (None, false, true),
                _ = signals.next() => (None, true, false),
            },
        };
        end.send_replace(true);
        over
    };
    let stop = async {
        let _ = ended.wait_for(|ended| *ended).await;
    };
    let tell_proxy = |event| tell(RunEvent::Proxy(event));
    let ((run, interrupted, timed_out), ()) = tokio::join!(work, proxy.serve(stop, &tell_proxy));
    // What the driver said last is still under way.
    let ran = run.is_some();
    let longest = if interrupted || !ran { LINGER } else { UNDER_WAY };
    tokio::select! {
        () = proxy.linger(longest) => {}
        _ = signals.next() => {}
    }
    // Whoever was told to end might have waited longer.
    let mut outcome = proxy.finish(ran && !interrupted && !timed_out).await;
    outcome.driver = run;
    outcome.interrupted = interrupted;
    Ok(outcome)
}

/// The rungs above the signalling, as far as the driver's log shows them.
fn add_log(outcome: &mut RunOutcome, driver: &DriverRun) {
    if !outcome.passed(Stage::Sdp) {
        return;
    }
    let passed = |stage| driver.reading.outcome(stage).is_some_and(|it| it.status.passed());
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
        OpenError::Listen(error, address) => ExpectedError::usage(phrase!(
            "the proxy cannot listen on {address}: {error}\n  \
             Another program has the port, or it is not for you to take: give another with \
             --listen, or with --legacy-listen.",
            "代理無法在 {address} 監聽：{error}\n  \
             連接埠已被其他程式使用，或你沒有權限：請用 --listen 或 --legacy-listen 指定其他位址。"
        )),
        OpenError::Machine(error) => ExpectedError::machine(error),
    }
}

fn stopped() -> ExpectedError {
    ExpectedError {
        status: ExitStatus::Interrupted,
        message: phrase!("interrupted before the robot answered", "在機器人回應前被中斷"),
    }
}
