//! `discover`: who is there, by multicast.

use std::io::{self, IsTerminal};
use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::dispatch::print;
use super::{interface, interrupt, runtime};
use crate::cli::common::Form;
use crate::cli::{CommonOptions, DiscoverOptions};
use crate::diagnosis::discovery::{Outcome, conclude, outcome};
use crate::discovery::driver::{Wanted, search};
use crate::discovery::interfaces::{Candidate, chosen, of_this_machine};
use crate::discovery::scan::{Range, scan};
use crate::environment;
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::{FirewallFacts, SearchMachine};
use crate::host::firewall::{self, Between};
use crate::host::network::interfaces::folder;
use crate::host::network::tunnel::is_tunnel;
use crate::host::notes::Notes;
use crate::host::place::{container, virtual_machine, wsl};
use crate::host::this_machine::ThisMachine;
use crate::logging;
use crate::net::source::by_route;
use crate::report::discovery::{SearchReport, Telling};
use crate::report::human::discover;
use crate::report::human::look::Look;
use crate::report::scanning::Scanning;
use crate::robot::discovery::GO2_GROUP;
use crate::settings::signalling_ports;
use crate::text::language::Language;

/// How long the firewall may be looked at.
const FIREWALL_LIMIT: Duration = Duration::from_millis(500);

/// Searches and prints what was found.
pub fn run(
    typed: DiscoverOptions,
    common: &CommonOptions,
    language: Language,
) -> Result<ExitStatus, ExpectedError> {
    let look = Look::for_stdout(common.color, common.verbose > 0, language);
    let filter = environment::set(&environment::of_process, environment::LOG_VARIABLE);
    logging::start(common.verbose, filter.as_deref(), look.color)?;
    let ports = signalling_ports(&typed.ports, &environment::of_process)?;
    let all = of_this_machine().map_err(ExpectedError::Machine)?;
    let named = typed.interface.as_deref().map(interface::addresses).transpose()?;
    let started_at = Timestamp::now();
    let wanted = Wanted {
        interfaces: chosen(&all, named.as_deref()),
        serial: typed.serial,
        listen: typed.timeout,
        ports,
    };
    let scan_from = typed.scan.map(|range| attached(range, &all, named.as_deref())).transpose()?;
    let bar = io::stderr().is_terminal()
        && !common.quiet
        && !logging::wanted(common.verbose, filter.as_deref());
    let (mut seen, interrupted) = runtime::block_on(async {
        let interrupted = interrupt::watch().map_err(ExpectedError::Machine)?;
        let mut seen = search(wanted, interrupted.clone()).await;
        if let Some((range, from)) = scan_from {
            let progress = Scanning::new(bar, language);
            let progress = |done, of| progress.at(done, of);
            let (found, asked) = scan(range, from, ports, &interrupted, progress).await;
            seen.scanned = Some((range.to_string(), asked));
            let new = found
                .into_iter()
                .filter(|it| seen.robots.iter().all(|known| known.address != it.address));
            let new: Vec<_> = new.collect();
            seen.robots.extend(new);
        }
        let interrupted = *interrupted.borrow();
        Ok::<_, ExpectedError>((seen, interrupted))
    })??;
    seen.machine = machine(&all, seen.robots.iter().all(|robot| robot.replied_to.is_none()));
    let found = conclude(&seen);
    let text = match typed.format {
        Form::Human => discover::lines(&look, &seen, &found, typed.show_serials).join("\n"),
        Form::Json => {
            let show_serials = typed.show_serials;
            let telling = Telling { started_at, interrupted, show_serials, language };
            serde_json::to_string_pretty(&SearchReport::of(&seen, &found, telling))
                .map_err(|error| ExpectedError::Write(error.into()))?
        }
    };
    print((text + "\n").as_bytes())?;
    Ok(match outcome(&seen) {
        _ if interrupted => ExitStatus::Interrupted,
        Outcome::Found => ExitStatus::Healthy,
        Outcome::None => ExitStatus::Failed,
        Outcome::Unable => ExitStatus::Inconclusive,
    })
}

/// The interface that a range is scanned from: one that the user named, where one was.
fn attached<'a>(
    range: Range,
    all: &'a [Candidate],
    named: Option<&[IpAddr]>,
) -> Result<(Range, &'a Candidate), ExpectedError> {
    let fits =
        |each: &&Candidate| named.is_none_or(|named| named.contains(&IpAddr::V4(each.address)));
    let known: Vec<_> = all.iter().filter(fits).cloned().collect();
    let from = range.attached(&known);
    let from = from.and_then(|from| all.iter().find(|each| *each == from));
    from.map(|from| (range, from)).ok_or_else(|| {
        let networks = known.iter().filter(|each| each.up && !each.point_to_point);
        let networks: Vec<_> = networks
            .map(|each| format!("{} {}/{}", each.name, each.address, each.prefix))
            .collect();
        ExpectedError::Scan { range: range.to_string(), known: networks.join(", ") }
    })
}

/// What of this machine matters to multicast, after `silence` its firewall too. Nothing is sent for
/// it.
fn machine(all: &[Candidate], silence: bool) -> SearchMachine {
    let mut notes = Notes::default();
    let wsl = wsl::look(&ThisMachine, &mut notes).filter(|wsl| wsl.version == Some(2));
    let container = container::look(&ThisMachine, &mut notes).filter(|kind| kind != "none");
    let wsl_is_none = wsl.is_none();
    SearchMachine {
        wsl2: wsl.map(|wsl| wsl.networking.unwrap_or_else(|| "unknown".into())),
        translated_by: translated_by(wsl_is_none, container.as_deref()),
        container,
        firewall: silence.then(|| firewall(&mut notes)).flatten(),
        by_route: by_route(GO2_GROUP.into()).ok().and_then(|source| usual(all, source)),
    }
}

/// The hypervisor, where it translates the addresses of this virtual machine.
fn translated_by(plain: bool, container: Option<&str>) -> Option<String> {
    let mut notes = Notes::default();
    let guest = virtual_machine::look(&ThisMachine, &mut notes).machine;
    let guest = guest.filter(|kind| kind != "none" && plain && container.is_none())?;
    virtual_machine::network(&ThisMachine, &guest, &mut notes).map(|_| guest)
}

/// The interface with that address, and whether it is a tunnel.
fn usual(all: &[Candidate], source: IpAddr) -> Option<(String, bool)> {
    let own = all.iter().find(|each| IpAddr::V4(each.address) == source)?;
    let tunnel = || is_tunnel(&ThisMachine, &own.name, folder(&own.name).as_deref()) == Some(true);
    let told = || (own.name.clone(), own.point_to_point || tunnel());
    (own.address != Ipv4Addr::UNSPECIFIED).then(told)
}

/// What it makes of a reply, whoever sends it.
fn firewall(notes: &mut Notes) -> Option<FirewallFacts> {
    firewall::look(&ThisMachine, Between::default(), Instant::now() + FIREWALL_LIMIT, notes)
}
