//! Who else answers ARP on the link on which the robot does not: what iproute2's `ip` says of the
//! kernel's neighbour table. Nothing is sent for it; who was not spoken to lately is not counted.

use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use crate::facts::LinkNeighbours;
use crate::host::machine::Machine;
use crate::host::route_table;

/// It needs some 2 ms. Longer than this nobody waits for it.
const DEADLINE: Duration = Duration::from_millis(300);

/// The kernel takes a neighbour for reachable for about as long after it answered.
const LATELY: Duration = Duration::from_secs(31);

#[derive(Deserialize)]
struct Entry {
    dst: String,
    dev: String,
    /// The hardware address.
    lladdr: Option<String>,
    /// When it last answered, s ago.
    confirmed: Option<u64>,
    #[serde(default)]
    state: Vec<String>,
}

impl Entry {
    fn is_in(&self, states: &[&str]) -> bool {
        self.state.iter().any(|state| states.contains(&state.as_str()))
    }

    /// Null where it is known by other means than ARP, or has not answered for so long.
    fn answers(&self, within: Duration) -> Option<bool> {
        if self.is_in(&["PERMANENT", "NOARP"]) {
            return None;
        }
        // Whole seconds, rounded down.
        let within = |ago: u64| Duration::from_secs(ago.saturating_add(1)) <= within;
        match self.lladdr.is_some() && self.confirmed.is_some_and(within) {
            true => Some(true),
            false => self.is_in(&["FAILED", "INCOMPLETE"]).then_some(false),
        }
    }
}

/// `None` where the table does not tell on which link `robot` was asked for. What a router answered
/// before the run, which takes `so_far`, does not count: it may have died with the robot.
pub(super) fn look(
    machine: &dyn Machine,
    robot: Ipv4Addr,
    so_far: Duration,
) -> Option<LinkNeighbours> {
    let said = machine.run(Path::new("ip"), &["-j", "-s", "-4", "neigh"], DEADLINE).ok()?;
    let all: Vec<Entry> = serde_json::from_str(&said).ok()?;
    let is = |entry: &Entry, address: Ipv4Addr| entry.dst.parse() == Ok(address);
    let link =
        &all.iter().find(|entry| is(entry, robot) && entry.answers(LATELY) == Some(false))?.dev;
    let here = || all.iter().filter(|entry| entry.dev == *link && !is(entry, robot));
    let router = route_table::default_gateway(machine);
    let router = router.filter(|(interface, _)| interface == link).map(|(_, router)| router);
    let router = router.and_then(|router| here().find(|entry| is(entry, router)));
    // Another address of the router is no other device.
    let is_router = |entry: &Entry| {
        router.is_some_and(|it| {
            it.dst == entry.dst || it.lladdr.is_some() && it.lladdr == entry.lladdr
        })
    };
    let others = here().filter(|entry| !is_router(entry));
    let answering = others.filter(|entry| entry.answers(LATELY) == Some(true)).count();
    Some(LinkNeighbours {
        router_answers: router.and_then(|router| router.answers(so_far.min(LATELY))),
        others_answer: u32::try_from(answering).ok(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::{Ending, FakeMachine};

    const ROBOT: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 50);

    /// Its default route leads by wlan0 through 192.168.1.1.
    fn machine(neighbours: &str) -> FakeMachine {
        let router = u32::from_ne_bytes([192, 168, 1, 1]);
        let table =
            format!("head\nwlan0\t00000000\t{router:08X}\t0003\t0\t0\t0\t00000000\t0\t0\t0\n");
        FakeMachine::new()
            .file("/proc/net/route", &table)
            .command(&["ip", "-j", "-s", "-4", "neigh"], Ending::Output(neighbours.into()))
    }

    /// iproute2 6.1. Every address has its own device, but for 253, the router's second one.
    fn entry(address: &str, link: &str, confirmed: u64, state: &str) -> String {
        let last = address.rsplit('.').next().unwrap_or_default();
        let last = if last == "253" { "1" } else { last };
        let hardware = match state {
            "FAILED" | "INCOMPLETE" => String::new(),
            _ => format!(r#""lladdr":"02:00:00:00:00:{last}","#),
        };
        format!(
            r#"{{"dst":"{address}","dev":"{link}",{hardware}"used":9,"confirmed":{confirmed},"updated":9,"probes":1,"state":["{state}"]}}"#
        )
    }

    /// In a run that began so many seconds ago.
    fn looked(entries: &[String], so_far: u64) -> Option<(Option<bool>, Option<u32>)> {
        let machine = machine(&format!("[{}]", entries.join(",")));
        let seen = look(&machine, ROBOT, Duration::from_secs(so_far))?;
        Some((seen.router_answers, seen.others_answer))
    }

    #[test]
    fn the_router_and_the_others_of_the_robots_link_are_told() {
        let robot = || entry("192.168.1.50", "wlan0", 60, "FAILED");
        let router = |ago, state: &str| entry("192.168.1.1", "wlan0", ago, state);
        let other = |link, ago, state: &str| entry("192.168.1.7", link, ago, state);
        for (more, expected) in [
            (vec![], (None, 0)),
            (vec![router(3, "REACHABLE")], (Some(true), 0)),
            (vec![router(20, "STALE")], (Some(true), 0)),
            (vec![router(31, "STALE")], (None, 0)),
            (vec![router(80, "FAILED")], (Some(false), 0)),
            (vec![router(5, "PERMANENT")], (None, 0)),
            (vec![router(3, "REACHABLE"), other("wlan0", 2, "DELAY")], (Some(true), 1)),
            (
                vec![router(3, "REACHABLE"), entry("192.168.1.253", "wlan0", 2, "REACHABLE")],
                (Some(true), 0),
            ),
            (vec![other("eth0", 2, "REACHABLE")], (None, 0)),
            (vec![other("wlan0", 60, "INCOMPLETE")], (None, 0)),
        ] {
            let all = [vec![robot()], more].concat();
            assert_eq!(looked(&all, 60), Some((expected.0, Some(expected.1))), "{all:?}");
        }
    }

    #[test]
    fn what_a_router_answered_before_the_run_says_nothing_of_it_now() {
        let robot = entry("192.168.1.50", "wlan0", 60, "FAILED");
        for (ago, expected) in [(2, Some(true)), (4, None), (9, None)] {
            let router = entry("192.168.1.1", "wlan0", ago, "REACHABLE");
            let all = [robot.clone(), router];
            assert_eq!(looked(&all, 4), Some((expected, Some(0))), "{ago}");
        }
    }

    #[test]
    fn of_a_robot_that_was_not_asked_for_nothing_is_told() {
        assert_eq!(looked(&[], 60), None);
        assert_eq!(looked(&[entry("192.168.1.50", "wlan0", 2, "REACHABLE")], 60), None);
        let look = |machine: &FakeMachine| look(machine, ROBOT, Duration::from_secs(60));
        assert_eq!(look(&machine("nonsense")), None);
        assert_eq!(look(&FakeMachine::new()), None);
    }
}
