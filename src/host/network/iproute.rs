//! What iproute2's `ip` says of addresses and routes: what the kernel's own answer to a socket
//! leaves out.
//!
//! Each question is a program of its own. They run at the same time, for none waits for another,
//! and ask the kernel only. Where the source address alone tells the interface, no route is asked for.

use std::net::Ipv4Addr;
use std::path::Path;
use std::thread;
use std::time::Duration;

use serde::Deserialize;

use super::tunnel::is_tunnel;
use crate::host::machine::Machine;
use crate::host::notes::not_understood;
use crate::host::sysfs;
use crate::text::phrase::{Phrase, phrase};

const IP: &str = "ip";

/// It needs some 2 ms. Longer than this nobody waits for it.
const DEADLINE: Duration = Duration::from_millis(300);

#[derive(Debug)]
pub(super) struct IpOutput {
    /// Every IPv4 address, or why none is known.
    pub addresses: Result<Vec<Lease>, Phrase>,
    /// The route to each address that was asked for; none where it did not say, or has none.
    pub routes: Vec<(Ipv4Addr, KernelRoute)>,
}

impl IpOutput {
    pub(super) fn route_to(&self, towards: Ipv4Addr) -> Option<&KernelRoute> {
        self.routes.iter().find(|(asked, _)| *asked == towards).map(|(_, route)| route)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lease {
    pub interface: String,
    pub address: Ipv4Addr,
    pub dynamic: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct KernelRoute {
    #[serde(rename = "dev")]
    pub interface: String,
    pub gateway: Option<String>,
    /// `local` for an own address; none for an ordinary one.
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// Asks for every address, and for the route to each of `towards` where its source address may not tell
/// the interface. Only Linux has the program.
pub(super) fn ask(machine: &dyn Machine, towards: &[Ipv4Addr]) -> IpOutput {
    if machine.os() != "linux" {
        let reason = phrase!("it cannot be determined on {}", "{} 上無從得知", machine.os());
        return IpOutput { addresses: Err(reason), routes: Vec::new() };
    }
    let towards = if source_may_mislead(machine) { towards } else { &[] };
    thread::scope(|scope| {
        let addresses = scope.spawn(|| addresses(machine));
        let routes: Vec<_> = towards
            .iter()
            .map(|towards| scope.spawn(move || Some((*towards, route_get(machine, *towards)?))))
            .collect();
        let routes = routes.into_iter().filter_map(|route| route.join().ok().flatten()).collect();
        let addresses = addresses.join().unwrap_or_else(|_| Err(phrase!("a defect", "程式缺陷")));
        IpOutput { addresses, routes }
    })
}

/// Whether two interfaces share an address, or a tunnel without one may borrow another's.
fn source_may_mislead(machine: &dyn Machine) -> bool {
    let known = machine.interfaces().unwrap_or_default();
    let known: Vec<_> = known.iter().filter(|each| each.address.is_ipv4()).collect();
    let shared = known.iter().any(|one| {
        known.iter().any(|other| one.address == other.address && one.name != other.name)
    });
    shared
        || sysfs::interfaces(machine).iter().any(|name| {
            let has_none = known.iter().all(|each| each.name != *name);
            has_none && is_tunnel(machine, name) == Some(true)
        })
}

fn addresses(machine: &dyn Machine) -> Result<Vec<Lease>, Phrase> {
    let said = machine.run(Path::new(IP), &["-j", "addr"], DEADLINE)?;
    leases(&said).ok_or_else(|| not_understood("ip -j addr"))
}

fn route_get(machine: &dyn Machine, towards: Ipv4Addr) -> Option<KernelRoute> {
    let towards = towards.to_string();
    let said = machine.run(Path::new(IP), &["-j", "route", "get", &towards], DEADLINE).ok()?;
    route(&said)
}

fn leases(said: &str) -> Option<Vec<Lease>> {
    /// Some versions write an empty object for each interface that a filter leaves out.
    #[derive(Deserialize)]
    struct Interface {
        ifname: Option<String>,
        #[serde(default)]
        addr_info: Vec<Address>,
    }
    #[derive(Deserialize)]
    struct Address {
        family: Option<String>,
        local: Option<String>,
        #[serde(default)]
        dynamic: bool,
    }
    let interfaces: Vec<Interface> = serde_json::from_str(said).ok()?;
    let leases = interfaces.into_iter().flat_map(|each| {
        let interface = each.ifname.unwrap_or_default();
        each.addr_info.into_iter().filter_map(move |own| {
            let address = own.local.filter(|_| own.family.as_deref() == Some("inet"))?;
            let interface = interface.clone();
            Some(Lease { interface, address: address.parse().ok()?, dynamic: own.dynamic })
        })
    });
    Some(leases.collect())
}

fn route(said: &str) -> Option<KernelRoute> {
    let routes: Vec<KernelRoute> = serde_json::from_str(said).ok()?;
    // Packets to an own address never leave: that they go by `lo` helps nobody.
    routes.into_iter().find(|route| route.kind.as_deref() != Some("local"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::{Ending, FakeMachine};
    use crate::text::language::Language;

    /// Recorded from iproute2 6.1.
    const ADDRESSES: &str = include_str!("../../../tests/fixtures/host-tools/ip-addr-two.json");
    const TUNNELS: &str = include_str!("../../../tests/fixtures/host-tools/ip-addr-tunnels.json");

    fn told(said: &str) -> Option<Vec<(String, String, bool)>> {
        let told = |each: Lease| (each.interface, each.address.to_string(), each.dynamic);
        leases(said).map(|leases| leases.into_iter().map(told).collect())
    }

    fn lease(interface: &str, address: &str, dynamic: bool) -> (String, String, bool) {
        (interface.into(), address.into(), dynamic)
    }

    #[test]
    fn an_address_for_a_time_is_told_from_one_without_an_end() {
        let expected = vec![
            lease("lo", "127.0.0.1", false),
            lease("eth0", "192.168.12.222", false),
            lease("eth0", "192.168.12.57", true),
        ];
        assert_eq!(told(ADDRESSES), Some(expected.clone()));
        let tunnels = [expected, vec![lease("tun0", "10.8.0.2", false)]].concat();
        assert_eq!(told(TUNNELS), Some(tunnels));
    }

    #[test]
    fn what_other_versions_write_is_read_and_nonsense_is_not() {
        let hollow = "[{},{},{\"ifname\":\"eth0\",\"addr_info\":[{},{\"family\":\"inet\",\
                      \"local\":\"10.0.0.7\",\"peer\":\"10.0.0.8\",\"dynamic\":true}]}]";
        assert_eq!(told(hollow), Some(vec![lease("eth0", "10.0.0.7", true)]));
        assert_eq!(told("[]"), Some(vec![]));
        let cut = &ADDRESSES[..ADDRESSES.len() / 2];
        for nonsense in ["", "{}", "2: eth0: <UP>", "[1]", cut] {
            assert_eq!(told(nonsense), None, "{nonsense:?}");
        }
    }

    #[test]
    fn a_way_names_the_interface_and_the_router() {
        let attached = "[{\"dst\":\"192.168.12.1\",\"dev\":\"eth0\",\"prefsrc\":\"192.168.12.222\",\
                        \"flags\":[],\"uid\":0,\"cache\":[]}]";
        let routed = "[{\"dst\":\"192.168.12.1\",\"gateway\":\"192.168.1.1\",\"dev\":\"wlp4s0\",\
                      \"prefsrc\":\"192.168.1.37\",\"flags\":[],\"uid\":0,\"cache\":[]}]";
        let multicast = "[{\"type\":\"multicast\",\"dst\":\"231.1.1.1\",\"dev\":\"tun0\",\
                         \"prefsrc\":\"10.8.0.2\",\"flags\":[\"rt_offload_failed\"],\"uid\":0,\
                         \"cache\":[\"mc\"]}]";
        let own = "[{\"type\":\"local\",\"dst\":\"10.0.0.7\",\"dev\":\"lo\",\"prefsrc\":\"10.0.0.7\",\
                   \"flags\":[],\"uid\":0,\"cache\":[\"local\"]}]";
        let cases = [
            (attached, Some(("eth0", None))),
            (routed, Some(("wlp4s0", Some("192.168.1.1")))),
            (multicast, Some(("tun0", None))),
            (own, None),
            ("[]", None),
            ("RTNETLINK answers: Network is unreachable", None),
        ];
        for (said, expected) in cases {
            let way = route(said);
            let seen = way.as_ref().map(|way| (way.interface.as_str(), way.gateway.as_deref()));
            assert_eq!(seen, expected, "{said}");
        }
    }

    fn why(said: &IpOutput) -> &str {
        said.addresses.as_ref().unwrap_err().get(Language::English)
    }

    #[test]
    fn a_machine_without_the_program_says_why_and_one_that_hangs_too() {
        let none = ask(&FakeMachine::new(), &[Ipv4Addr::new(231, 1, 1, 1)]);
        assert!(why(&none).starts_with("ip cannot be started"));
        assert_eq!(none.routes, []);
        let hanging = FakeMachine::new().command(&["ip"], Ending::Hangs);
        assert!(why(&ask(&hanging, &[])).contains("did not finish"));
        // BusyBox knows no -j.
        let busybox = FakeMachine::new().command(&["ip"], Ending::Fails);
        assert!(why(&ask(&busybox, &[])).contains("exit status"));
        let apple = ask(&FakeMachine::new().running("macos").program("ip", ADDRESSES), &[]);
        assert!(why(&apple).contains("macos"));
    }

    #[test]
    fn a_route_is_asked_for_only_where_its_source_may_mislead() {
        let said = "[{\"dst\":\"192.168.12.1\",\"dev\":\"wg0\",\"flags\":[]}]";
        let robot = Ipv4Addr::new(192, 168, 12, 1);
        let plain = FakeMachine::new()
            .address("eth0", "10.0.0.7", 24)
            .address("eth0", "fe80::1", 64)
            .address("tun0", "10.8.0.2", 24)
            .file("/sys/class/net/eth0/type", "1\n")
            .file("/sys/class/net/eth1/type", "1\n")
            .file("/sys/class/net/tun0/type", "65534\n")
            .command(&["ip", "-j", "route", "get"], Ending::Output(said.into()));
        assert_eq!(ask(&plain, &[robot]).routes, []);
        let borrowing = plain.clone().file("/sys/class/net/wg0/type", "65534\n");
        let shared = plain.address("eth1", "10.0.0.7", 24);
        for machine in [borrowing, shared] {
            let said = ask(&machine, &[robot]);
            assert_eq!(said.route_to(robot).map(|route| route.interface.as_str()), Some("wg0"));
        }
    }
}
