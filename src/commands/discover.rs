//! `discover`: who is there, by multicast.

use std::io::{self, IsTerminal};
use std::net::{IpAddr, Ipv4Addr};

use jiff::Timestamp;

use super::interrupt::Farewell;
use super::print::{print_json, print_lines};
use super::{interface, interrupt, runtime, surroundings};
use crate::cli::common::Form;
use crate::cli::{CommonOptions, DiscoverOptions};
use crate::diagnosis::discovery::{Outcome, conclude, outcome};
use crate::discovery::driver::{Wanted, search};
use crate::discovery::interfaces::{Candidate, chosen, of_this_machine};
use crate::discovery::scan::{Range, scan};
use crate::environment;
use crate::exit::{ExitStatus, ExpectedError};
use crate::facts::{HostEvidence, SearchMachine};
use crate::host::notes::Notes;
use crate::logging;
use crate::net::source::by_route;
use crate::report::discovery::{SearchReport, Telling};
use crate::report::human::discover;
use crate::report::human::look::Look;
use crate::report::progress::Scanning;
use crate::robot::discovery::{GO2_GROUP, GROUPS};
use crate::robot::model::Model;
use crate::settings::{self, signalling_ports};
use crate::text::language::Language;
use crate::text::phrase::phrase;

pub fn run(
    typed: DiscoverOptions,
    common: &CommonOptions,
    language: Language,
) -> Result<ExitStatus, ExpectedError> {
    let look = Look::for_stdout(common.color, common.verbose > 0, language);
    let filter = environment::set(&environment::of_process, environment::LOG_VARIABLE);
    logging::start(common.verbose, filter.as_deref(), look.color)?;
    let ports = signalling_ports(&typed.ports, &environment::of_process)?;
    let model = settings::model(typed.model.as_deref(), &environment::of_process)?;
    let all = of_this_machine().map_err(ExpectedError::machine)?;
    let named = typed.interface.as_deref().map(interface::addresses).transpose()?;
    let started_at = Timestamp::now();
    let wanted = Wanted {
        interfaces: chosen(&all, named.as_deref()),
        serial: typed.serial,
        groups: model.map_or(&GROUPS[..], Model::groups),
        listen: typed.timeout,
        ports,
    };
    let scan_from = typed.scan.map(|range| attached(range, &all, named.as_deref())).transpose()?;
    let bar = io::stderr().is_terminal()
        && !common.quiet
        && !logging::wanted(common.verbose, filter.as_deref());
    let interrupt = interrupt::watch(Farewell::default())?;
    let mut seen = runtime::block_on(async {
        let mut seen = search(wanted, interrupt.clone()).await;
        if let Some((range, from)) = scan_from {
            let progress = Scanning::new(bar, language);
            let progress = |done, of| progress.at(done, of);
            let (found, asked) = scan(range, from, ports, &interrupt, progress).await;
            seen.scanned = Some((range.to_string(), asked));
            let known: Vec<_> = seen.robots.iter().map(|robot| robot.address).collect();
            let new = found.into_iter().filter(|robot| !known.contains(&robot.address));
            seen.robots.extend(new);
        }
        seen
    })?;
    let interrupted = *interrupt.borrow();
    seen.machine = machine(&all, seen.robots.iter().all(|robot| robot.replied_to.is_none()));
    let found = conclude(&seen);
    let show_serials = typed.show_serials;
    match typed.format {
        Form::Human => print_lines(&discover::lines(&look, &seen, &found, show_serials)),
        Form::Json => {
            let telling = Telling { started_at, interrupted, show_serials, language };
            print_json(&SearchReport::of(&seen, &found, telling))
        }
    }?;
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
        ExpectedError::usage(phrase!(
            "--scan: this machine is not in the network {}, and networks behind a router are not \
             scanned.\n  It is in: {}.",
            "--scan：這台電腦不在網段 {} 內，而路由器之後的網段不會掃描。\n  它所在的網段：{}。",
            range,
            networks.join(", ")
        ))
    })
}

/// What of this machine matters to multicast.
fn machine(all: &[Candidate], silence: bool) -> SearchMachine {
    let mut here = surroundings::look(silence, &mut Notes::default());
    let place = here.place.take().unwrap_or_default();
    let translated = place.virtual_network.as_deref() == Some("nat");
    let source = by_route(GO2_GROUP.into()).ok();
    SearchMachine {
        wsl2: here
            .wsl
            .take()
            .filter(|wsl| wsl.version == Some(2))
            .map(|wsl| wsl.networking.unwrap_or_else(|| "unknown".into())),
        translated_by: place.virtual_machine.filter(|_| translated),
        container: here.container.take().filter(|kind| kind != "none"),
        container_network: place.container_network,
        firewall: here.firewall.take(),
        by_route: source.and_then(|source| usual(all, &here, source)),
    }
}

fn usual(all: &[Candidate], here: &HostEvidence, source: IpAddr) -> Option<(String, bool)> {
    let own = all.iter().find(|each| IpAddr::V4(each.address) == source)?;
    let mut interfaces = here.interfaces.iter().flatten();
    let known = interfaces.find(|each| each.name == own.name);
    let tunnel = own.point_to_point || known.is_some_and(|known| known.tunnel == Some(true));
    (own.address != Ipv4Addr::UNSPECIFIED).then(|| (own.name.clone(), tunnel))
}
