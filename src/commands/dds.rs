//! `dds`: who takes part in a DDS domain, and what is written and read there.

use std::net::Ipv4Addr;
use std::time::Duration;

use jiff::Timestamp;

use super::interrupt::Farewell;
use super::print::{print_json, print_lines};
use super::{interface, interrupt, runtime, surroundings};
use crate::cli::common::Form;
use crate::cli::{CommonOptions, DdsOptions};
use crate::dds::driver::{Question, look};
use crate::dds::search::Wanted;
use crate::diagnosis::dds::conclude;
use crate::discovery::interfaces::{chosen, of_this_machine};
use crate::environment::{self, Lookup};
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::{DdsOutcome, HostEvidence, SearchedInterface, Unused};
use crate::host::notes::Notes;
use crate::host::project::variables;
use crate::host::this_machine::ThisMachine;
use crate::logging;
use crate::report::dds::{DdsReport, Telling};
use crate::report::human::dds::lines;
use crate::report::human::look::Look;
use crate::robot::model::BOARDS;
use crate::rtps::HIGHEST_DOMAIN;
use crate::stages::plan::Plan;
use crate::text::language::Language;

/// Enough for an announcement and all that it brings.
const LISTEN: Duration = Duration::from_secs(6);

/// Longer than Cyclone DDS is ever silent.
const LISTEN_ONLY: Duration = Duration::from_secs(35);

pub fn run(
    typed: &DdsOptions,
    common: &CommonOptions,
    language: Language,
) -> Result<ExitStatus, ExpectedError> {
    let shown = Look::for_stdout(common.color, common.verbose > 0, language);
    let filter = environment::set(&environment::of_process, environment::LOG_VARIABLE);
    logging::start(common.verbose, filter.as_deref(), shown.color)?;
    let interfaces = interfaces(typed.interface.as_deref())?;
    let started_at = Timestamp::now();
    let usual = if typed.passive { LISTEN_ONLY } else { LISTEN };
    let listen = typed.listen.unwrap_or(usual);
    let wanted = Wanted { domain: typed.domain, listen, passive: typed.passive };
    let question = Question { wanted, interfaces };
    let interrupt = interrupt::watch(Farewell::default())?;
    let seen = runtime::block_on(look(&question, interrupt.clone()))?;
    let interrupted = *interrupt.borrow();
    let machine = machine(seen.outcome() == DdsOutcome::NoRobot);
    let found = conclude(&seen, &machine);
    match typed.format {
        Form::Human => print_lines(&lines(&shown, &seen, &found)),
        Form::Json => {
            let telling = Telling { started_at, interrupted, language };
            print_json(&DdsReport::of(&seen, &found, telling))
        }
    }?;
    Ok(match seen.outcome() {
        _ if interrupted => ExitStatus::Interrupted,
        DdsOutcome::Robot => ExitStatus::Healthy,
        DdsOutcome::NoRobot => ExitStatus::Failed,
        DdsOutcome::Unknown => ExitStatus::Inconclusive,
    })
}

/// Where participants may be: as for a search for robots, and on this machine itself.
fn interfaces(named: Option<&str>) -> Result<Vec<SearchedInterface>, ExpectedError> {
    let all = of_this_machine().map_err(ExpectedError::machine)?;
    let named = named.map(interface::addresses).transpose()?;
    let mut chosen = chosen(&all, named.as_deref());
    for each in &mut chosen {
        each.unused = each.unused.filter(|unused| *unused != Unused::Loopback);
    }
    Ok(chosen)
}

/// How long a checklist of the guide waits for DDS: an announcement is answered within milliseconds.
const FOR_GUIDE: Duration = Duration::from_secs(3);

/// How long `env` listens. It sends nothing, and says that so short a silence tells nothing.
const FOR_ENV: Duration = Duration::from_secs(2);

/// The look that the host stage makes beside its own: for the guide's checklist on the robot's
/// links; in `env` where the environment speaks of DDS, on all of them, and without sending.
pub(super) fn beside(plan: &Plan, guide: bool, environment: Lookup<'_>) -> Option<Question> {
    let is_set = |name: &&str| environment::set(environment, name).is_some();
    let is_env =
        plan.command == "env" && ["CONN_TYPE", "ROS_DISTRO", "ROS_DOMAIN_ID"].iter().any(is_set);
    let listen = if guide { FOR_GUIDE } else { FOR_ENV };
    if !guide && !is_env {
        return None;
    }
    let mut interfaces = interfaces(None).ok()?;
    let robot: Option<Ipv4Addr> = plan.host.parse().ok();
    if guide {
        let near = |each: &SearchedInterface| {
            robot.is_none_or(|robot| {
                each.covers(robot) || (!robot.is_loopback() && each.covers(BOARDS[0].0))
            })
        };
        interfaces.retain(near);
    }
    let domain =
        environment::set(environment, "ROS_DOMAIN_ID").and_then(|it| it.trim().parse().ok());
    let domain = domain.filter(|domain| *domain <= HIGHEST_DOMAIN).unwrap_or(0);
    Some(Question { wanted: Wanted { domain, listen, passive: !guide }, interfaces })
}

/// What of this machine matters to DDS.
fn machine(silence: bool) -> HostEvidence {
    let mut notes = Notes::default();
    let mut here = surroundings::look(silence, &mut notes);
    let robot = Some(BOARDS[0].0.into());
    (here.conn_type, here.ros) = variables(&ThisMachine, robot, &mut notes);
    here
}
