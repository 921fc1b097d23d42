//! `--robot SERIAL`: from a robot's serial number to its address, by a search.

use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

use super::interrupt::Farewell;
use super::{interface, interrupt, runtime};
use crate::diagnosis::discovery::{Outcome, outcome, robots};
use crate::discovery::driver::{Wanted, search};
use crate::discovery::interfaces::{chosen, of_this_machine};
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::Stage;
use crate::net::resolve::{Family, resolve};
use crate::robot::discovery::{GROUPS, Serial};
use crate::robot::model::{Model, ModelBy};
use crate::settings::{RobotTarget, Settings};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// How long a host of that name has to be found first.
const NAME_DEADLINE: Duration = Duration::from_secs(1);

const LISTEN: Duration = Duration::from_secs(2);

/// The settings of a run that can begin: with the robot's address in place of its serial number, and
/// this machine's in place of the interface.
pub fn ready(settings: Settings) -> Result<Settings, ExpectedError> {
    let mut settings = found(settings)?;
    runtime::ensure_descriptors()?;
    let named = settings.interface.as_deref();
    settings.plan.local_addresses = named.map(interface::addresses).transpose()?;
    Ok(settings)
}

/// A host may be called so as well: then it is the host. `env` sends nothing, and keeps the name.
fn found(mut settings: Settings) -> Result<Settings, ExpectedError> {
    let RobotTarget::Host(name) = &settings.target else { return Ok(settings) };
    let Some(serial) = Serial::of_host(name) else { return Ok(settings) };
    if settings.plan.last_stage == Stage::Host {
        return Ok(settings);
    }
    let all = of_this_machine().map_err(ExpectedError::machine)?;
    let named = settings.interface.as_deref().map(interface::addresses).transpose()?;
    let wanted = Wanted {
        interfaces: chosen(&all, named.as_deref()),
        serial: Some(serial),
        groups: settings.plan.model.map_or(&GROUPS[..], |(model, _)| model.groups()),
        listen: LISTEN,
        ports: (settings.plan.signal_port, settings.plan.legacy_port),
    };
    let interrupted = interrupt::watch(Farewell::default())?;
    let seen = runtime::block_on(async {
        let host = resolve(name, Family::default(), Instant::now() + NAME_DEADLINE).await;
        match host {
            Ok(_) => None,
            Err(_) => Some(search(wanted, interrupted.clone()).await),
        }
    })?;
    let Some(seen) = seen else { return Ok(settings) };
    let robot = robots(&seen).next();
    let robot = robot.ok_or_else(|| no_robot(outcome(&seen), *interrupted.borrow()))?;
    if !settings.output.quiet {
        let notice = notice(robot.address.into(), &robot.interface);
        eprintln!("{}", notice.get(settings.output.language));
    }
    let model = robot.serial.as_ref().and_then(Model::of_serial);
    settings.plan.model = settings.plan.model.or(model.map(|model| (model, ModelBy::Serial)));
    Ok(at(settings, robot.address.into()))
}

fn no_robot(outcome: Outcome, interrupted: bool) -> ExpectedError {
    let (status, message) = match outcome {
        Outcome::Unable => (
            ExitStatus::Inconclusive,
            phrase!(
                "--robot: no host has that name, and this machine cannot search for the robot of \
                 that serial number.\n  Give its address, or see what `go2doctor discover` says.",
                "--robot：沒有這個名稱的主機，這裡也無法以序號搜尋機器人。\n  請輸入機器人的\
                 位址，或看 `go2doctor discover` 的結果。"
            ),
        ),
        _ => (
            ExitStatus::Failed,
            phrase!(
                "--robot: no host has that name, and no robot replied to that serial number.\n  \
                 Give its address, or see what `go2doctor discover --serial SN` says.",
                "--robot：沒有這個名稱的主機，也沒有機器人以這個序號回覆。\n  請輸入機器人的\
                 位址，或看 `go2doctor discover --serial SN` 的結果。"
            ),
        ),
    };
    let status = if interrupted { ExitStatus::Interrupted } else { status };
    ExpectedError { status, message }
}

fn notice(address: IpAddr, interface: &str) -> Phrase {
    phrase!(
        "notice: the robot of this serial number is at {}, by {}",
        "注意：這個序號的機器人位於 {}（{}）",
        address,
        printable(interface, 64)
    )
}

/// The number is a secret: neither a report nor a next command holds it.
fn at(mut settings: Settings, address: IpAddr) -> Settings {
    let address = address.to_string();
    settings.plan.robot.clone_from(&address);
    settings.plan.host.clone_from(&address);
    settings.output.invocation.robot = Some(address.clone());
    settings.target = RobotTarget::Host(address);
    settings
}
