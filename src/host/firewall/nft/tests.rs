//! Rules that were recorded, and single conditions.

use std::net::Ipv4Addr;

use super::*;

/// Recorded from nftables 1.0.6: none; a plain set of rules; UDP to a robot dropped; firewalld 1.3
/// with `eth0` in its zone public, as it comes and with ports and a rule added; all UDP dropped as it
/// comes in; iptables' rules.
const EMPTY: &str = include_str!("../../../../tests/fixtures/host-tools/nft-empty.json");
const DROP: &str = include_str!("../../../../tests/fixtures/host-tools/nft-drop.json");
const OUTPUT: &str = include_str!("../../../../tests/fixtures/host-tools/nft-output-drop.json");
const FIREWALLD: &str = include_str!("../../../../tests/fixtures/host-tools/nft-firewalld.json");
const PORTS: &str = include_str!("../../../../tests/fixtures/host-tools/nft-firewalld-ports.json");
const UDP: &str = include_str!("../../../../tests/fixtures/host-tools/nft-udp-in.json");
const IPTABLES: &str = include_str!("../../../../tests/fixtures/host-tools/nft-iptables.json");

const OURS: Ipv4Addr = Ipv4Addr::new(192, 168, 12, 222);

fn reply(robot: [u8; 4]) -> Packet {
    Packet::unasked(Some(robot.into()), Some(OURS), Some("eth0"))
}

fn check(robot: [u8; 4]) -> Packet {
    Packet::towards(robot.into(), Some(OURS), Some("eth0"))
}

fn answer(robot: [u8; 4]) -> Packet {
    Packet::answer(robot.into(), Some(OURS), Some("eth0"))
}

fn drops(said: &str, packet: &Packet) -> Option<bool> {
    Listing::read(said).expect("it was recorded").drops(packet, |_, _| false)
}

#[test]
fn recorded_rules_tell_what_becomes_of_a_robots_packets() {
    let (wifi, cable) = ([192, 168, 12, 1], [192, 168, 123, 161]);
    for (said, packet, expected) in [
        (EMPTY, reply(wifi), Some(false)),
        (EMPTY, check(wifi), Some(false)),
        (DROP, reply(wifi), Some(true)),
        (DROP, reply(cable), Some(false)),
        (DROP, check(wifi), Some(false)),
        (DROP, Packet { interface: Some("eth9".into()), ..check(wifi) }, Some(true)),
        (DROP, Packet { interface: None, ..check(wifi) }, None),
        (DROP, Packet { source: None, ..reply(wifi) }, None),
        (OUTPUT, check(wifi), Some(true)),
        (OUTPUT, check(cable), Some(false)),
        (OUTPUT, reply(wifi), Some(true)),
        (OUTPUT, answer(wifi), Some(false)),
        (DROP, answer(wifi), Some(false)),
        (UDP, answer(wifi), Some(true)),
        (UDP, check(wifi), Some(false)),
        (FIREWALLD, answer(wifi), Some(false)),
        (FIREWALLD, reply(wifi), Some(true)),
        (FIREWALLD, check(wifi), Some(false)),
        (FIREWALLD, Packet { interface: Some("lo".into()), ..reply(wifi) }, Some(false)),
        (PORTS, reply(wifi), Some(false)),
        (PORTS, reply(cable), Some(false)),
        (PORTS, Packet { destination_port: Some(80), ..reply(cable) }, Some(true)),
        (PORTS, Packet { destination_port: Some(80), ..reply(wifi) }, Some(false)),
    ] {
        assert_eq!(drops(said, &packet), expected, "{packet:?}");
    }
}

#[test]
fn what_only_iptables_can_tell_stays_open() {
    let listing = Listing::read(IPTABLES).expect("it was recorded");
    assert!(listing.needs_iptables() && listing.has_rules());
    let reply = reply([192, 168, 12, 1]);
    assert_eq!(listing.drops(&reply, |_, _| false), None, "a match that is not told");
    assert_eq!(
        listing.drops(&reply, |family, table| family == "ip" && table == "filter"),
        Some(false)
    );
    assert_eq!(listing.inbound_default().as_deref(), Some("drop"));
}

#[test]
fn a_listing_is_known_by_its_head() {
    let empty = Listing::read(EMPTY).expect("it was recorded");
    assert!(!empty.has_rules() && empty.inbound_default().is_none() && !empty.needs_iptables());
    let firewalld = Listing::read(FIREWALLD).expect("it was recorded");
    assert!(firewalld.has_table("firewalld") && !firewalld.has_table("filter"));
    assert!(!firewalld.needs_iptables());
    for nonsense in ["", "[]", "{}", "{\"nftables\":[]}", "{\"nftables\":1}", &DROP[..2000]] {
        assert!(Listing::read(nonsense).is_none(), "{nonsense:?}");
    }
}

/// A chain that drops whatever these statements do not let in.
fn behind(statements: &str) -> Option<bool> {
    let table = "\"family\":\"inet\",\"table\":\"t\"";
    let said = format!(
        "{{\"nftables\":[{{\"metainfo\":{{}}}},{{\"table\":{{\"family\":\"inet\",\"name\":\"t\"}}}},\
         {{\"set\":{{{table},\"name\":\"none\"}}}},\
         {{\"set\":{{{table},\"name\":\"robots\",\"elem\":[{{\"elem\":{{\"val\":\"192.168.12.1\",\"timeout\":9}}}}]}}}},\
         {{\"chain\":{{{table},\"name\":\"in\",\"type\":\"filter\",\"hook\":\"input\",\"policy\":\"drop\"}}}},\
         {{\"rule\":{{{table},\"chain\":\"in\",\"expr\":[{statements}]}}}}]}}"
    );
    drops(&said, &reply([192, 168, 12, 1]))
}

fn when(left: &str, op: &str, right: &str) -> String {
    format!(
        "{{\"match\":{{\"op\":\"{op}\",\"left\":{left},\"right\":{right}}}}},{{\"accept\":null}}"
    )
}

#[test]
fn each_condition_counts_and_what_is_not_understood_leaves_it_open() {
    let payload = |protocol: &str, field: &str| {
        format!("{{\"payload\":{{\"protocol\":\"{protocol}\",\"field\":\"{field}\"}}}}")
    };
    let meta = |key: &str| format!("{{\"meta\":{{\"key\":\"{key}\"}}}}");
    let state = "{\"ct\":{\"key\":\"state\"}}".to_owned();
    let fib = "{\"fib\":{\"result\":\"type\",\"flags\":[\"daddr\"]}}".to_owned();
    let (passes, dropped, open) = (Some(false), Some(true), None);
    for (left, op, right, expected) in [
        (payload("ip", "saddr"), "==", "\"192.168.12.1\"", passes),
        (payload("ip", "saddr"), "!=", "\"192.168.12.1\"", dropped),
        (payload("ip", "saddr"), "==", "\"@robots\"", passes),
        (payload("ip", "saddr"), "==", "\"@none\"", dropped),
        (payload("ip", "saddr"), "==", "\"@elsewhere\"", open),
        (payload("ip", "saddr"), "==", "{\"range\":[\"192.168.12.1\",\"192.168.12.9\"]}", passes),
        (
            payload("ip", "saddr"),
            "==",
            "{\"set\":[\"10.0.0.1\",{\"prefix\":{\"addr\":\"192.168.0.0\",\"len\":16}}]}",
            passes,
        ),
        (payload("ip", "daddr"), "==", "\"224.0.0.251\"", dropped),
        (payload("ip6", "saddr"), "!=", "\"fe80::1\"", dropped),
        (payload("tcp", "dport"), "!=", "22", dropped),
        (payload("udp", "dport"), "==", "{\"range\":[10000,11000]}", passes),
        (payload("th", "dport"), "==", "{\"set\":[53,10134]}", passes),
        (payload("udp", "sport"), "==", "10131", open),
        (payload("udp", "dport"), "<", "1024", open),
        (meta("l4proto"), "==", "{\"set\":[\"tcp\",\"udp\"]}", passes),
        (meta("nfproto"), "==", "\"ipv6\"", dropped),
        (meta("pkttype"), "==", "\"multicast\"", dropped),
        (meta("mark"), "==", "7", open),
        (meta("iifname"), "==", "\"eth*\"", passes),
        (meta("oifname"), "==", "\"eth0\"", dropped),
        (state.clone(), "in", "[\"established\",\"related\"]", dropped),
        (state.clone(), "in", "[\"new\",\"established\"]", passes),
        (state, "==", "{\"|\":[\"new\",\"related\"]}", open),
        (fib, "==", "\"local\"", passes),
        ("{\"socket\":{\"key\":\"mark\"}}".into(), "==", "1", open),
    ] {
        assert_eq!(behind(&when(&left, op, right)), expected, "{left} {op} {right}");
    }
}

#[test]
fn statements_do_what_they_say() {
    let udp = when("{\"meta\":{\"key\":\"l4proto\"}}", "==", "\"udp\"");
    let map = |first: &str| {
        format!(
            "{{\"vmap\":{{\"key\":{{\"ct\":{{\"key\":\"state\"}}}},\"data\":{{\"set\":\
             [[\"{first}\",{{\"accept\":null}}],[\"invalid\",{{\"drop\":null}}]]}}}}}}"
        )
    };
    for (statements, expected) in [
        (udp.clone(), Some(false)),
        (format!("{{\"counter\":{{\"packets\":1}}}},{{\"log\":null}},{udp}"), Some(false)),
        (format!("{{\"limit\":{{\"rate\":3}}}},{udp}"), None),
        (format!("{{\"xt\":{{\"type\":\"match\",\"name\":\"conntrack\"}}}},{udp}"), None),
        ("{\"xt\":{\"type\":\"target\",\"name\":\"LOG\"}}".into(), Some(true)),
        ("{\"xt\":{\"type\":\"target\",\"name\":\"NFQUEUE\"}}".into(), None),
        ("{\"queue\":{\"num\":1}}".into(), None),
        ("{\"return\":null}".into(), Some(true)),
        ("{\"jump\":{\"target\":\"missing\"}}".into(), None),
        (map("established"), Some(true)),
        (map("new"), Some(false)),
        ("{\"vmap\":{\"key\":{\"ct\":{\"key\":\"state\"}},\"data\":\"@map\"}}".into(), None),
        ("7".into(), None),
    ] {
        assert_eq!(behind(&statements), expected, "{statements}");
    }
}
