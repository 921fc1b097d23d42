//! `proxy`: a place between a driver and the robot.

use std::cell::RefCell;
use std::time::{Duration, SystemTime};

use tokio::time::sleep;

use super::capture::Capture;
use super::driver::AFTER_GOODBYE;
use super::ladder::simulated_robot;
use super::outputs::{Outputs, begin};
use super::proxy_run::{Driven, stand};
use super::{by_serial, driver, runtime};
use crate::cli::CommonOptions;
use crate::cli::proxy::ProxyOptions as Typed;
use crate::cli::simulate::Listen;
use crate::environment;
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::Stage;
use crate::facts::driver_run::Ended;
use crate::facts::outcome::{RunEvent, RunOutcome, Slot};
use crate::facts::proxy::ProxyEvent;
use crate::proxy::ProxyOptions;
use crate::settings::proxy::proxy_options;
use crate::settings::{RobotTarget, Settings, resolve};
use crate::signals::Signals;
use crate::simulator::Simulator;
use crate::stages::plan::Plan;
use crate::text::format::ms;

/// The longest that the robot's slot stays taken by a driver that has vanished.
const HELD_LONG: Duration = Duration::from_secs(46);

/// The same where ICE never finished.
const HELD_BRIEFLY: Duration = Duration::from_secs(11);

pub fn run(typed: Typed, common: &CommonOptions) -> Result<ExitStatus, ExpectedError> {
    let options = proxy_options(&typed)?;
    let place = place(&typed);
    let (lasts, prove) = (typed.lasts, typed.prove);
    let command = driver::found(&typed.driver)?;
    let settings = resolve("proxy", None, typed.robot, common, &environment::of_process)?;
    let mut settings = by_serial::ready(settings)?;
    if let Some(ran) = &mut settings.output.invocation.ran {
        ran.driver = command.is_some();
    }
    let Settings { mut plan, target, capture, output, .. } = settings;
    let mut outputs = Outputs::open(&output, begin(&output)?, None, None)?;
    outputs.push_proxy_notices(&output);
    let capture = Capture::open(&capture, None, &output)?;
    plan.observer = capture.as_ref().map(Capture::observer);
    let outcome = {
        let tell = RefCell::new(|event: RunEvent| outputs.event(&event));
        let tell = |event| (tell.borrow_mut())(event);
        let asked = Asked { plan, target, options, driven: Driven { command, lasts, place } };
        runtime::block_on(told(&asked, prove, &tell))??
    };
    capture.map(Capture::finish).transpose()?;
    outputs.finish()?;
    Ok(ExitStatus::from_outcome(&outcome, output.strict))
}

struct Asked {
    plan: Plan,
    target: RobotTarget,
    options: ProxyOptions,
    driven: Driven,
}

impl Asked {
    /// The plan at this robot. A simulated one is another each time, and lives as long as it is held.
    fn at_robot(&self) -> Result<(Plan, Option<Simulator>), ExpectedError> {
        let mut plan = self.plan.clone();
        let simulated = simulated_robot(&self.target, &mut plan)?;
        Ok((plan, simulated))
    }
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
        Listen(None) => place.push("--legacy-listen none".into()),
        Listen(Some(address)) if address.to_string() != "127.0.0.1:8081" => {
            place.push(format!("--legacy-listen {address}"));
        }
        Listen(Some(_)) => {}
    }
    place.extend(typed.allow.iter().map(|address| format!("--allow {address}")));
    place
}

/// The whole run, with its events.
async fn told(
    asked: &Asked,
    prove: bool,
    tell: &dyn Fn(RunEvent),
) -> Result<RunOutcome, ExpectedError> {
    let mut signals = Signals::new().map_err(ExpectedError::machine)?;
    let (command, host) = (asked.plan.command.clone(), asked.plan.robot.clone());
    tell(RunEvent::RunStarted { command, host, started_at: SystemTime::now() });
    let outcome = match prove {
        true => without_and_with(asked, &mut signals, tell).await?,
        false => {
            let (plan, _robot) = asked.at_robot()?;
            stand(&plan, asked.options.clone(), &asked.driven, &mut signals, tell).await?
        }
    };
    for stage in &outcome.stages {
        tell(RunEvent::StageFinished { outcome: Box::new(stage.clone()) });
    }
    tell(RunEvent::RunFinished { outcome: Box::new(outcome.clone()) });
    Ok(outcome)
}

/// The driver twice, without the mending and with it.
async fn without_and_with(
    asked: &Asked,
    signals: &mut Signals,
    tell: &dyn Fn(RunEvent),
) -> Result<RunOutcome, ExpectedError> {
    tell(RunEvent::Proxy(ProxyEvent::Proving));
    let looking = ProxyOptions { mend: Vec::new(), present: None, ..asked.options.clone() };
    let mut without = {
        let (plan, _robot) = asked.at_robot()?;
        stand(&plan, looking, &asked.driven, signals, tell).await?
    };
    let started = without.driver.as_ref().map(|it| !matches!(it.ended, Ended::NotStarted(_)));
    if without.interrupted || started != Some(true) {
        return Ok(without);
    }
    let simulated = matches!(asked.target, RobotTarget::Sim { .. });
    let hold = if simulated { Duration::ZERO } else { hold(&without) };
    tell(RunEvent::Proxy(ProxyEvent::ProvingMended { ms: ms(hold) }));
    tokio::select! {
        () = sleep(hold) => {}
        _ = signals.next() => {
            without.interrupted = true;
            return Ok(without);
        }
    }
    let (plan, _robot) = asked.at_robot()?;
    let with = stand(&plan, asked.options.clone(), &asked.driven, signals, tell).await?;
    Ok(RunOutcome { without_mending: Some(Box::new(without)), ..with })
}

/// How long the robot may keep its slot for the driver that has just ended.
fn hold(run: &RunOutcome) -> Duration {
    let carried = run.proxy.as_ref().is_some_and(|proxy| proxy.offers > 0);
    let relayed = run.proxy.as_ref().is_some_and(|proxy| proxy.relayed.is_some());
    match run.slot {
        _ if !carried => Duration::ZERO,
        Slot::HeldLong => HELD_LONG,
        Slot::HeldBriefly => HELD_BRIEFLY,
        Slot::Released | Slot::EndedByRobot => AFTER_GOODBYE,
        Slot::Untouched if relayed || !run.passed(Stage::Sdp) => AFTER_GOODBYE,
        // What went past us may not have said goodbye.
        Slot::Untouched => HELD_LONG,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::CaptureFacts;
    use crate::facts::proxy::ProxyRun;
    use crate::report::fixtures;

    #[test]
    fn the_second_driver_waits_as_long_as_the_robot_may_hold_the_slot_for_the_first() {
        let after = |offers, relayed: bool, slot| {
            let relayed = relayed.then(CaptureFacts::default);
            let proxy = ProxyRun { offers, relayed, ..ProxyRun::default() };
            hold(&RunOutcome { slot, proxy: Some(Box::new(proxy)), ..fixtures::healthy() })
        };
        assert_eq!(after(0, false, Slot::Untouched), Duration::ZERO);
        assert_eq!(after(1, true, Slot::Untouched), AFTER_GOODBYE);
        assert_eq!(after(1, true, Slot::HeldLong), HELD_LONG);
        assert_eq!(after(1, true, Slot::HeldBriefly), HELD_BRIEFLY);
        assert_eq!(after(1, false, Slot::Untouched), HELD_LONG, "it went past us");
    }
}
