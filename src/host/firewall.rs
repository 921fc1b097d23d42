//! The firewall of this machine, as far as its user may know it.
//!
//! On Linux the kernel's rules are told to root alone. ufw's settings and firewalld's zones everybody may
//! read; they say what those firewalls would do, and nothing of rules that others set.

mod firewalld;
mod iptables;
mod kernel;
mod nft;
mod nft_match;
mod packet;
mod ruleset;
mod ufw;
mod windows;

use std::net::{IpAddr, Ipv4Addr};
use std::thread;
use std::time::{Duration, Instant};

use kernel::{Kernel, Packets};
use packet::Packet;
use ufw::Ufw;

use super::machine::{Machine, ipv4};
use super::notes::Notes;
use crate::facts::{FirewallFacts, RouteFacts, WindowsFacts, WslFacts};
use crate::text::phrase::{Phrase, phrase};

const DEADLINE: Duration = Duration::from_millis(300);

/// Between whom packets would go; what is not known leaves the answer open where it matters.
#[derive(Debug, Clone, Copy, Default)]
pub struct Between<'a> {
    pub robot: Option<Ipv4Addr>,
    pub own: Option<Ipv4Addr>,
    pub interface: Option<&'a str>,
}

impl<'a> Between<'a> {
    pub fn on(robot: Option<IpAddr>, route: Option<&'a RouteFacts>) -> Self {
        Self {
            robot: robot.and_then(ipv4),
            own: route.and_then(|route| route.source.as_ref()?.parse().ok()),
            interface: route.and_then(|route| route.interface.as_deref()),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Firewall {
    pub rules: Option<FirewallFacts>,
    /// What Windows says of its own.
    pub windows: Option<WindowsFacts>,
    pub notes: Notes,
}

/// Looks at the firewall, Linux's until `until` at most. Windows, which `wsl` runs in, takes
/// seconds to say something: it is asked `at_leisure` alone.
pub fn look(
    machine: &dyn Machine,
    between: Between<'_>,
    wsl: Option<&WslFacts>,
    at_leisure: bool,
    until: Instant,
) -> Firewall {
    let mut notes = Notes::default();
    let rules = of_linux(machine, between, until, &mut notes);
    let windows = match at_leisure {
        true => windows::look(machine, wsl, &mut notes),
        false => None,
    };
    Firewall { rules, windows, notes }
}

/// `None` where nothing is known of any.
fn of_linux(
    machine: &dyn Machine,
    between: Between<'_>,
    until: Instant,
    notes: &mut Notes,
) -> Option<FirewallFacts> {
    if machine.os() != "linux" {
        return None;
    }
    let Between { robot, own, interface } = between;
    let packets = Packets {
        inbound: Packet::unasked(robot, own, interface),
        outbound: robot.map(|robot| Packet::towards(robot, own, interface)),
        answer: robot.map(|robot| Packet::answer(robot, own, interface)),
    };
    let left = || until.saturating_duration_since(Instant::now()).min(DEADLINE);
    let (kernel, firewalld) = thread::scope(|scope| {
        let firewalld = scope.spawn(|| firewalld::look(machine, &packets.inbound, left));
        let kernel = kernel::look(machine, &packets, left);
        (kernel, firewalld.join().unwrap_or_default())
    });
    let ufw = ufw::look(machine, &packets.inbound, packets.outbound.as_ref());
    facts(kernel, firewalld, ufw, notes)
}

/// One answer of three: the kernel's own rules count where they are known.
fn facts(
    kernel: Result<Kernel, Phrase>,
    firewalld: Option<Result<FirewallFacts, Phrase>>,
    ufw: Option<Ufw>,
    notes: &mut Notes,
) -> Option<FirewallFacts> {
    let mut found = FirewallFacts::default();
    let mut sources = Vec::new();
    match firewalld {
        Some(Ok(facts)) => {
            found = facts;
            sources.push(phrase!("firewalld, asked over D-Bus", "firewalld，透過 D-Bus 查詢"));
        }
        // The rules in force say it all.
        Some(Err(reason)) if kernel.is_err() => notes.unread("firewall", reason),
        Some(Err(_)) | None => {}
    }
    if let Some(Ufw { facts, unread }) = ufw
        && (found.name.is_none() || facts.active == Some(true))
    {
        // Enabled and not in force: the kernel knows better than a file.
        let in_force = kernel.as_ref().map_or(true, |kernel| kernel.has_ufw);
        let active = facts.active == Some(true) && in_force;
        found = match active {
            true => facts,
            false => FirewallFacts { name: facts.name, active: Some(false), ..Default::default() },
        };
        sources.push(phrase!("{} and {}", "{}、{}", ufw::SETTINGS, ufw::DEFAULTS));
        if let Some(reason) = unread.filter(|_| active && kernel.is_err()) {
            notes.unread("firewall", reason);
        }
    }
    if let Some(Kernel { facts, source, .. }) = notes.read("firewall", kernel) {
        if found.active != Some(true) {
            sources.clear();
            found = facts;
        } else {
            found.drops_unasked_udp = facts.drops_unasked_udp.or(found.drops_unasked_udp);
            found.drops_udp_to_robot = facts.drops_udp_to_robot.or(found.drops_udp_to_robot);
            found.drops_answers = facts.drops_answers;
        }
        sources.push(source);
    }
    found.name.as_ref()?;
    notes.source("firewall", Phrase::join(sources, &Phrase::new("; ", "；")));
    Some(found)
}

#[cfg(test)]
mod tests;
