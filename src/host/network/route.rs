//! The kernel's route to the robot.

use std::io::{self, ErrorKind};
use std::net::IpAddr;

use super::MAX_NAME;
use super::iproute::IpOutput;
use super::tunnel::is_tunnel;
use crate::facts::RouteFacts;
use crate::facts::network::same_network;
use crate::host::machine::{Machine, ipv4};
use crate::host::notes::{Notes, known_by_name};
use crate::host::route_table;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// Looks up the route to the robot; `chosen` is the user's own source address.
///
/// A robot that is only known by name has none yet: asking for its address would send something.
pub(super) fn look(
    machine: &dyn Machine,
    robot: Option<IpAddr>,
    chosen: Option<IpAddr>,
    said: &IpOutput,
    notes: &mut Notes,
) -> Option<RouteFacts> {
    let robot = notes.read("route", robot.ok_or_else(known_by_name))?;
    let (source, exists) = match (machine.source_towards(robot), chosen) {
        (Ok(by_route), _) => (chosen.unwrap_or(by_route), Some(true)),
        // It is bound to another interface than the kernel would choose: only a try can tell.
        (Err(_), Some(chosen)) => (chosen, None),
        (Err(error), None) if no_way(&error) => {
            notes.source("route", asked(robot, &error));
            return Some(RouteFacts { exists: Some(false), ..RouteFacts::default() });
        }
        (Err(error), None) => return notes.missing("route", asked(robot, &error)),
    };
    // What the kernel would choose says nothing of what the user chose.
    let in_ipv4 = ipv4(robot);
    let by_tool = in_ipv4.and_then(|robot| said.route_to(robot)).filter(|_| chosen.is_none());
    let told_by = match (chosen, by_tool) {
        (Some(_), _) => Phrase::same("--interface"),
        (None, Some(_)) => phrase!(
            "the kernel and ip -j route get, asked for {robot}",
            "核心與 ip -j route get，查詢 {robot}"
        ),
        (None, None) => phrase!("the kernel, asked for {robot}", "核心，查詢 {robot}"),
    };
    notes.source("route", told_by);
    let interfaces = machine.interfaces().map_err(|error| Phrase::same(error.to_string()));
    let interfaces = notes.read("route.interface", interfaces).unwrap_or_default();
    let ours = interfaces.iter().find(|each| each.address == source);
    // A tunnel without an address borrows that of another interface.
    let interface = by_tool.map(|way| &way.interface).or(ours.map(|ours| &ours.name));
    // The table is the main one only, hence the interface, which is the kernel's own answer, must
    // agree.
    let row = in_ipv4.zip(interface);
    let row = row.and_then(|(robot, name)| route_table::towards(machine, robot, name));
    let gateway = match by_tool {
        Some(way) => way.gateway.clone(),
        None => row.as_ref().and_then(|row| row.gateway).map(|gateway| gateway.to_string()),
    };
    let attached = ours.map(|ours| same_network(ours.address, ours.prefix, robot));
    let tunnel = interface.and_then(|name| is_tunnel(machine, name));
    Some(RouteFacts {
        exists,
        interface: interface.map(|name| printable(name, MAX_NAME)),
        source: Some(source.to_string()),
        on_link: match (tunnel, by_tool.is_some() || row.is_some()) {
            // It needs no router: whatever is sent into it comes out elsewhere.
            (Some(true), _) => attached,
            (_, true) => Some(gateway.is_none()),
            (_, false) => attached.filter(|attached| *attached),
        },
        gateway: gateway.map(|gateway| printable(gateway, MAX_NAME)),
    })
}

/// What the kernel answered instead of a way.
pub(super) fn asked(address: IpAddr, error: &io::Error) -> Phrase {
    phrase!("the kernel, asked for {address}: {error}", "核心，查詢 {address}：{error}")
}

/// The answers that mean that no address of this machine can reach the robot. By the last two
/// Linux tells of routes of the types `prohibit` and `blackhole` (ip-route(8)).
pub(super) fn no_way(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::NetworkUnreachable
            | ErrorKind::HostUnreachable
            | ErrorKind::AddrNotAvailable
            | ErrorKind::PermissionDenied
            | ErrorKind::InvalidInput
    )
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;
    use crate::host::fake::{Ending, FakeMachine};
    use crate::host::network::iproute::ask;

    const HEAD: &str = "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n";

    fn word(address: &str) -> String {
        let bytes = address.parse::<Ipv4Addr>().unwrap().octets();
        format!("{:08X}", u32::from_ne_bytes(bytes))
    }

    fn row(interface: &str, destination: &str, gateway: &str, mask: &str) -> String {
        let [destination, gateway, mask] = [destination, gateway, mask].map(word);
        format!("{interface}\t{destination}\t{gateway}\t0001\t0\t0\t0\t{mask}\t0\t0\t0\n")
    }

    fn asked(
        machine: &FakeMachine,
        robot: Option<IpAddr>,
        chosen: Option<IpAddr>,
    ) -> Option<RouteFacts> {
        let towards = match robot {
            Some(IpAddr::V4(robot)) => vec![robot],
            _ => Vec::new(),
        };
        look(machine, robot, chosen, &ask(machine, &towards), &mut Notes::default())
    }

    fn looked(machine: &FakeMachine, robot: &str) -> RouteFacts {
        asked(machine, robot.parse().ok(), None).unwrap()
    }

    #[test]
    fn an_attached_robot_and_one_behind_a_router_are_told_apart() {
        let table = [
            HEAD.to_owned(),
            row("wlan0", "0.0.0.0", "192.168.12.1", "0.0.0.0"),
            row("wlan0", "192.168.12.0", "0.0.0.0", "255.255.255.0"),
            row("eth0", "10.0.0.0", "0.0.0.0", "255.0.0.0"),
        ]
        .concat();
        let machine = FakeMachine::new()
            .address("wlan0", "192.168.12.222", 24)
            .file("/proc/net/route", &table);
        let near = looked(&machine, "192.168.12.1");
        assert_eq!((near.on_link, near.gateway), (Some(true), None));
        assert_eq!(near.interface.as_deref(), Some("wlan0"));
        assert_eq!(near.source.as_deref(), Some("192.168.12.222"));
        let far = looked(&machine, "10.0.0.7");
        assert_eq!(far.on_link, Some(false), "eth0 is not the kernel's choice");
        assert_eq!(far.gateway.as_deref(), Some("192.168.12.1"));
    }

    #[test]
    fn without_a_table_the_network_tells_and_nothing_else_is_claimed() {
        let machine = FakeMachine::new().address("en0", "192.168.12.222", 24);
        assert_eq!(looked(&machine, "192.168.12.1").on_link, Some(true));
        let far = looked(&machine, "192.168.13.1");
        assert_eq!((far.exists, far.on_link, far.gateway), (Some(true), None, None));
        let whole = FakeMachine::new().address("tun0", "10.1.1.1", 0);
        assert_eq!(looked(&whole, "192.168.13.1").on_link, Some(true), "a prefix of no bits");
    }

    #[test]
    fn no_way_is_a_fact_and_a_name_is_unknown() {
        assert_eq!(looked(&FakeMachine::new(), "192.168.12.1").exists, Some(false));
        let mut notes = Notes::default();
        let machine = FakeMachine::new();
        assert_eq!(look(&machine, None, None, &ask(&machine, &[]), &mut notes), None);
        assert_eq!(notes.unread[0].fact, "route");
    }

    #[test]
    fn a_chosen_address_is_the_source() {
        let machine = FakeMachine::new().address("eth0", "192.168.123.99", 24).address(
            "wlan0",
            "192.168.12.222",
            24,
        );
        let chosen = "192.168.12.222".parse().ok();
        let robot = "192.168.12.1".parse().ok();
        let facts = asked(&machine, robot, chosen).unwrap();
        assert_eq!(facts.interface.as_deref(), Some("wlan0"));
        assert_eq!(facts.on_link, Some(true));
    }

    #[test]
    fn a_chosen_address_that_the_kernel_would_not_take_leaves_the_way_unknown() {
        let machine = FakeMachine::new();
        let (robot, chosen) = ("192.168.12.1".parse().ok(), "10.0.0.7".parse().ok());
        let facts = asked(&machine, robot, chosen).unwrap();
        assert_eq!((facts.exists, facts.source.as_deref()), (None, Some("10.0.0.7")));
    }

    #[test]
    fn a_table_of_nonsense_is_no_table() {
        let machine = FakeMachine::new()
            .address("wlan0", "192.168.12.222", 24)
            .file("/proc/net/route", "x\nwlan0 zz yy\nwlan0\n\u{0}\n");
        assert_eq!(looked(&machine, "192.168.12.1").on_link, Some(true));
    }

    #[test]
    fn what_a_tunnel_takes_is_in_no_attached_network() {
        let said = "[{\"dst\":\"192.168.12.1\",\"dev\":\"tun0\",\"prefsrc\":\"10.8.0.2\",\"flags\":[],\
                    \"uid\":0,\"cache\":[]}]";
        let table = [HEAD.to_owned(), row("tun0", "0.0.0.0", "0.0.0.0", "0.0.0.0")].concat();
        let bare = FakeMachine::new()
            .address("tun0", "10.8.0.2", 24)
            .address("eth0", "192.168.1.37", 24)
            .file("/sys/class/net/tun0/type", "65534\n")
            .file("/proc/net/route", &table);
        // With another tunnel, which may borrow an address.
        let by_tool = bare
            .clone()
            .file("/sys/class/net/wg0/type", "65534\n")
            .command(&["ip", "-j", "route", "get", "192.168.12.1"], Ending::Output(said.into()));
        for machine in [bare, by_tool] {
            let way = looked(&machine, "192.168.12.1");
            assert_eq!((way.interface.as_deref(), way.gateway), (Some("tun0"), None));
            assert_eq!(way.on_link, Some(false));
            assert_eq!(looked(&machine, "10.8.0.1").on_link, Some(true));
        }
    }

    #[test]
    fn the_tools_answer_counts_where_two_interfaces_share_an_address() {
        let said = "[{\"dst\":\"192.168.12.1\",\"gateway\":\"10.0.0.1\",\"dev\":\"eth1\",\
                    \"prefsrc\":\"10.0.0.7\",\"flags\":[],\"uid\":0,\"cache\":[]}]";
        let machine = FakeMachine::new()
            .address("eth0", "10.0.0.7", 24)
            .address("eth1", "10.0.0.7", 24)
            .command(&["ip", "-j", "route", "get", "192.168.12.1"], Ending::Output(said.into()));
        let way = looked(&machine, "192.168.12.1");
        assert_eq!((way.interface.as_deref(), way.on_link), (Some("eth1"), Some(false)));
        assert_eq!(way.gateway.as_deref(), Some("10.0.0.1"));
        let chosen = asked(&machine, "192.168.12.1".parse().ok(), "10.0.0.7".parse().ok()).unwrap();
        assert_eq!(chosen.interface.as_deref(), Some("eth0"), "the user's choice");
    }
}
