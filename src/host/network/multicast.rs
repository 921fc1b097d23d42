//! The kernel's way to the groups that robots listen to.

use super::MAX_NAME;
use super::iproute::IpOutput;
use super::route::{asked, no_way};
use crate::facts::MulticastFacts;
use crate::facts::network::is_of_local_use;
use crate::host::machine::{Machine, ipv4};
use crate::host::notes::Notes;
use crate::robot::discovery::GROUPS;
use crate::text::phrase::phrase;
use crate::text::redact::printable;

/// Asks for the way to each group; nothing is sent.
pub(super) fn look(
    machine: &dyn Machine,
    said: &IpOutput,
    notes: &mut Notes,
) -> Option<Vec<MulticastFacts>> {
    let interfaces = machine.interfaces().unwrap_or_default();
    let mut ways = Vec::new();
    for group in GROUPS {
        let source = match machine.source_towards(group.into()) {
            Ok(source) => Some(source),
            Err(error) if no_way(&error) => None,
            Err(error) => return notes.missing("multicast", asked(group.into(), &error)),
        };
        // A tunnel without an address borrows that of another interface.
        let by_address = |source| interfaces.iter().find(|each| each.address == source);
        let interface = source.and_then(|source| match said.route_to(group) {
            Some(way) => Some(&way.interface),
            None => by_address(source).map(|own| &own.name),
        });
        ways.push(MulticastFacts {
            group,
            exists: Some(source.is_some()),
            interface: interface.map(|name| printable(name, MAX_NAME)),
            source: source.and_then(ipv4).filter(|source| is_of_local_use(*source)),
        });
    }
    let source = match ways.iter().any(|way| said.route_to(way.group).is_some()) {
        true => phrase!(
            "the kernel and ip -j route get, asked for each group",
            "核心與 ip -j route get，逐一查詢各群組"
        ),
        false => phrase!("the kernel, asked for each group", "核心，逐一查詢各群組"),
    };
    notes.source("multicast", source);
    Some(ways)
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use super::*;
    use crate::host::fake::{Ending, FakeMachine};
    use crate::host::network::iproute::ask;

    fn looked(machine: &FakeMachine) -> Vec<(bool, Option<String>, Option<String>)> {
        let said = ask(machine, &GROUPS);
        let found = look(machine, &said, &mut Notes::default()).unwrap();
        assert!(found.iter().map(|way| way.group).eq(GROUPS));
        let told = |way: MulticastFacts| {
            (way.exists.unwrap(), way.interface, way.source.map(|source| source.to_string()))
        };
        found.into_iter().map(told).collect()
    }

    fn by(name: &str, source: &str) -> (bool, Option<String>, Option<String>) {
        (true, Some(name.into()), Some(source.into()))
    }

    #[test]
    fn each_group_has_a_way_of_its_own() {
        let machine = FakeMachine::new()
            .address("wlan0", "192.168.12.222", 24)
            .address("tun0", "10.8.0.2", 24);
        let tunnel: IpAddr = "10.8.0.2".parse().unwrap();
        let machine = machine.source(GROUPS[1].into(), Some(tunnel)).source(GROUPS[2].into(), None);
        let expected = [by("wlan0", "192.168.12.222"), by("tun0", "10.8.0.2"), (false, None, None)];
        assert_eq!(looked(&machine), expected);
    }

    #[test]
    fn a_tunnel_that_borrows_an_address_is_told_by_its_route() {
        let said = "[{\"type\":\"multicast\",\"dst\":\"231.1.1.1\",\"dev\":\"wg0\",\
                    \"prefsrc\":\"192.168.1.37\",\"flags\":[],\"uid\":0,\"cache\":[\"mc\"]}]";
        let machine = FakeMachine::new()
            .address("wlan0", "192.168.1.37", 24)
            .file("/sys/class/net/wg0/type", "65534\n")
            .command(&["ip", "-j", "route", "get"], Ending::Output(said.into()));
        assert_eq!(looked(&machine)[0], by("wg0", "192.168.1.37"));
    }

    #[test]
    fn a_public_source_is_not_told() {
        let machine = FakeMachine::new().address("eth0", "203.0.113.7", 24);
        assert_eq!(looked(&machine)[0], (true, Some("eth0".into()), None));
    }
}
