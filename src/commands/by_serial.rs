//! `--robot SERIAL`: from a robot's serial number to its address, by a search.

use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

use super::{interface, interrupt, runtime};
use crate::diagnosis::discovery::{Outcome, outcome, robots};
use crate::discovery::driver::{Wanted, search};
use crate::discovery::interfaces::{chosen, of_this_machine};
use crate::exit::ExpectedError;
use crate::facts::Stage;
use crate::net::resolve::{Family, resolve};
use crate::robot::discovery::Serial;
use crate::settings::{RobotTarget, Settings};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// How long a host of that name has to be found first.
const NAME_DEADLINE: Duration = Duration::from_secs(1);

const LISTEN: Duration = Duration::from_secs(2);

/// The settings with the robot's address in place of its serial number.
///
/// A host may be called so as well: then it is the host. `env` sends nothing, and keeps the name.
pub fn found(settings: Settings) -> Result<Settings, ExpectedError> {
    let RobotTarget::Host(name) = &settings.target else { return Ok(settings) };
    let Some(serial) = Serial::of_host(name) else { return Ok(settings) };
    if settings.plan.last_stage == Stage::Host {
        return Ok(settings);
    }
    let all = of_this_machine().map_err(ExpectedError::Machine)?;
    let named = settings.interface.as_deref().map(interface::addresses).transpose()?;
    let wanted = Wanted {
        interfaces: chosen(&all, named.as_deref()),
        serial: Some(serial),
        listen: LISTEN,
        ports: (settings.plan.signal_port, settings.plan.legacy_port),
    };
    let looked = runtime::block_on(async {
        let interrupted =
            interrupt::watch(interrupt::Farewell::default()).map_err(ExpectedError::Machine)?;
        if resolve(name, Family::default(), Instant::now() + NAME_DEADLINE).await.is_ok() {
            return Ok(None);
        }
        let seen = search(wanted, interrupted.clone()).await;
        let interrupted = *interrupted.borrow();
        Ok::<_, ExpectedError>(Some((seen, interrupted)))
    })??;
    let Some((seen, interrupted)) = looked else { return Ok(settings) };
    let Some(robot) = robots(&seen).next() else {
        let unable = outcome(&seen) == Outcome::Unable;
        return Err(ExpectedError::NoSuchRobot { unable, interrupted });
    };
    if !settings.output.quiet {
        let notice = notice(robot.address.into(), &robot.interface);
        eprintln!("{}", notice.get(settings.output.language));
    }
    Ok(at(settings, robot.address.into()))
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
