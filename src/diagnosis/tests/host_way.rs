//! Tunnels, firewalls and leases: what they are said to do, and where they are left alone.

use super::*;
use crate::facts::finding::Severity;
use crate::facts::outcome::{RobotFacts, Status};
use crate::facts::*;
use crate::report::fixtures::{failures, healthy, stage_mut};
use crate::stages::host;
use crate::text::language::Language;
use Confidence::{Likely, Possible};
use Severity::{Error, Info, Warning};
use std::net::{IpAddr, Ipv4Addr};

const ROBOT: [u8; 4] = [192, 168, 12, 1];

fn interface(name: &str, address: [u8; 4], tunnel: bool) -> InterfaceFacts {
    InterfaceFacts {
        name: name.into(),
        addresses: vec![AddressFacts::new(address.into(), 24)],
        up: Some(true),
        tunnel: Some(tunnel),
        ..InterfaceFacts::default()
    }
}

/// A machine with these interfaces, the robot and the search by the named ones.
fn machine(robot: &str, search: &str, interfaces: Vec<InterfaceFacts>) -> HostEvidence {
    let group = Ipv4Addr::new(231, 1, 1, 1);
    let interface = Some(search.to_owned()).filter(|name| !name.is_empty());
    let way = MulticastFacts { group, exists: Some(true), interface, source: None };
    HostEvidence {
        os: Some("linux".into()),
        route: Some(RouteFacts {
            exists: Some(true),
            interface: Some(robot.into()),
            on_link: Some(false),
            ..RouteFacts::default()
        }),
        interfaces: Some(interfaces),
        multicast: Some(vec![way]),
        ..HostEvidence::default()
    }
}

fn wlan0() -> InterfaceFacts {
    interface("wlan0", [192, 168, 12, 222], false)
}

fn house() -> InterfaceFacts {
    interface("wlan0", [192, 168, 1, 37], false)
}

fn tun0() -> InterfaceFacts {
    interface("tun0", [10, 8, 0, 2], true)
}

fn with_firewall(firewall: FirewallFacts) -> HostEvidence {
    let firewall = Some(firewall);
    HostEvidence { firewall, ..machine("wlan0", "wlan0", vec![wlan0()]) }
}

fn firewall(name: &str) -> FirewallFacts {
    FirewallFacts { name: Some(name.into()), active: Some(true), ..FirewallFacts::default() }
}

fn named(name: &str) -> RunOutcome {
    failures().into_iter().find(|(of, _)| of == name).expect("it is there").1
}

/// What `env` says, which asks nobody: code, severity and confidence.
fn env(machine: &HostEvidence) -> Vec<(&'static str, Severity, Confidence)> {
    let robot = RobotFacts {
        host: "192.168.12.1".into(),
        address: Some(ROBOT.into()),
        ..RobotFacts::default()
    };
    let found = diagnose(&Case { host: Some(machine), ..Case::live(&[], &robot) });
    let warns = host::status(machine, Some(IpAddr::from(ROBOT))) == Status::Warn;
    assert_eq!(warns, found.iter().any(|each| each.severity == Warning), "{found:#?}");
    found.iter().map(|each| (each.code(), each.severity, each.confidence)).collect()
}

fn found_with(machine: &HostEvidence, run: &RunOutcome) -> Vec<Finding> {
    diagnose(&Case { host: Some(machine), ..case(run) })
}

fn told(found: &[Finding], code: &str) -> Option<(Severity, Confidence, Stage)> {
    let found = found.iter().find(|each| each.code() == code)?;
    Some((found.severity, found.confidence, found.stage))
}

/// Everything that a finding says in English.
fn said(found: &[Finding], code: &str) -> String {
    let found = found.iter().find(|each| each.code() == code).expect("it was found");
    let lines = found.evidence.iter().map(|phrase| phrase.get(Language::English));
    let lines: Vec<_> = lines.chain([found.brief().get(Language::English)]).collect();
    lines.join("\n")
}

const VPN: &str = "G2-ENV-VPN-ROUTE";
const FIREWALL: &str = "G2-ENV-FW-UFW";

#[test]
fn a_tunnel_is_a_finding_only_where_it_owns_the_robots_way_or_the_search() {
    for (machine, expected) in [
        (machine("wlan0", "wlan0", vec![wlan0(), tun0()]), None),
        (machine("wlan0", "", vec![wlan0(), tun0()]), None),
        (machine("wlan0", "tun0", vec![wlan0(), tun0()]), Some((VPN, Warning, Likely))),
        (machine("tun0", "wlan0", vec![wlan0(), tun0()]), Some((VPN, Warning, Likely))),
        // It may be where the robot lives.
        (machine("tun0", "wlan0", vec![house(), tun0()]), Some((VPN, Warning, Possible))),
        (machine("tun0", "tun0", vec![house(), tun0()]), Some((VPN, Warning, Possible))),
    ] {
        assert_eq!(env(&machine), Vec::from_iter(expected), "{machine:#?}");
    }
}

#[test]
fn a_robot_behind_a_tunnel_that_answers_is_in_order() {
    let behind = machine("tun0", "wlan0", vec![house(), tun0()]);
    assert_eq!(found_with(&behind, &healthy()), []);
    let search = machine("tun0", "tun0", vec![house(), tun0()]);
    let found = found_with(&search, &healthy());
    assert_eq!(told(&found, VPN), Some((Info, Likely, Stage::Host)), "a search is another matter");
    assert!(said(&found, VPN).contains("231.1.1.1") && !said(&found, VPN).contains("packets to"));
}

#[test]
fn a_tunnel_that_takes_the_place_of_the_robots_network_is_the_first_suspect() {
    let run = named("http NoResponse");
    let taken = machine("tun0", "tun0", vec![wlan0(), tun0()]);
    let found = found_with(&taken, &run);
    assert_eq!(found[0].code(), VPN, "{found:#?}");
    assert_eq!(told(&found, VPN), Some((Error, Likely, Stage::Http)));
    let said = said(&found, VPN);
    assert!(
        said.contains("wlan0 is in the robot's network") && said.contains("231.1.1.1"),
        "{said}"
    );
    assert!(found[1..].iter().any(|each| each.explained_by == Some(VPN)), "{found:#?}");
    let lines = found.iter().flat_map(|each| &each.evidence);
    let lines: Vec<_> = lines.map(|phrase| phrase.get(Language::English)).collect();
    assert!(!lines.iter().any(|line| line.contains("no interface here")), "{lines:#?}");
    // In another network the tunnel is one guess among others.
    let behind = machine("tun0", "wlan0", vec![house(), tun0()]);
    let found = found_with(&behind, &run);
    assert_ne!(found[0].code(), VPN);
    assert_eq!(told(&found, VPN), Some((Warning, Possible, Stage::Host)));
}

#[test]
fn what_keeps_replies_out_is_a_warning_and_no_more_than_was_read() {
    let closed = |name: &str, drops_unasked_udp| FirewallFacts {
        inbound_default: Some("drop".into()),
        drops_unasked_udp,
        ..firewall(name)
    };
    for (facts, expected) in [
        (closed("ufw", Some(true)), Some((FIREWALL, Warning, Likely))),
        (closed("ufw", None), Some((FIREWALL, Warning, Possible))),
        (closed("firewalld", Some(true)), Some((FIREWALL, Warning, Likely))),
        (closed("nftables", Some(true)), Some((FIREWALL, Warning, Likely))),
        (closed("iptables", Some(true)), Some((FIREWALL, Warning, Likely))),
        (closed("ufw", Some(false)), None),
        (FirewallFacts { active: Some(false), ..closed("ufw", None) }, None),
        (firewall("nftables"), None),
        (
            FirewallFacts { drops_udp_to_robot: Some(true), ..firewall("nftables") },
            Some((FIREWALL, Warning, Likely)),
        ),
        (
            FirewallFacts { drops_answers: Some(true), ..firewall("nftables") },
            Some((FIREWALL, Warning, Likely)),
        ),
    ] {
        assert_eq!(env(&with_firewall(facts.clone())), Vec::from_iter(expected), "{facts:?}");
    }
    let found = found_with(&with_firewall(closed("ufw", Some(true))), &healthy());
    assert_eq!(told(&found, FIREWALL), Some((Info, Likely, Stage::Host)));
    assert!(said(&found, FIREWALL).contains("10134"));
    // The answers to our own checks come in: that ICE failed has another cause.
    let found = found_with(&with_firewall(closed("ufw", Some(true))), &named("ice black hole"));
    assert_eq!(found[0].code(), "G2-ICE-FAILED");
    assert_eq!(told(&found, FIREWALL), Some((Warning, Likely, Stage::Host)));
}

#[test]
fn a_firewall_that_drops_our_own_udp_is_why_ice_fails() {
    let machine = with_firewall(FirewallFacts {
        drops_udp_to_robot: Some(true),
        zone: Some("work".into()),
        ..firewall("nftables")
    });
    let found = found_with(&machine, &named("ice black hole"));
    assert_eq!(found[0].code(), FIREWALL);
    assert_eq!(told(&found, FIREWALL), Some((Error, Likely, Stage::Ice)));
    assert_eq!(found[1].explained_by, Some(FIREWALL));
    assert!(said(&found, FIREWALL).contains("drops UDP from here to 192.168.12.1"));
    // The kernel may refuse to send: then ICE is not judged.
    let mut refused = named("ice black hole");
    stage_mut(&mut refused, Stage::Ice).status = Status::Inconclusive;
    let found = found_with(&machine, &refused);
    assert_eq!(told(&found, FIREWALL), Some((Error, Likely, Stage::Ice)));
    let cut = Case { host: Some(&machine), interrupted: true, ..case(&refused) };
    let found = diagnose(&cut);
    assert_eq!(told(&found, FIREWALL), Some((Warning, Likely, Stage::Host)), "nothing was tried");
    assert_eq!(found_with(&machine, &healthy()), [], "a pair works: the rules were misread");
}

#[test]
fn a_firewall_that_drops_the_answers_too_is_why_ice_fails() {
    let machine = with_firewall(FirewallFacts {
        drops_unasked_udp: Some(true),
        drops_answers: Some(true),
        ..firewall("nftables")
    });
    let found = found_with(&machine, &named("ice black hole"));
    assert_eq!(told(&found, FIREWALL), Some((Error, Likely, Stage::Ice)));
    assert_eq!(found[1].explained_by, Some(FIREWALL));
    assert!(said(&found, FIREWALL).contains("drops UDP from 192.168.12.1 to here"));
    let passed = found_with(&machine, &healthy());
    assert_eq!(told(&passed, FIREWALL), Some((Info, Likely, Stage::Host)), "misread as to answers");
}

#[test]
fn each_firewall_is_asked_by_its_own_command() {
    for (name, next) in [
        ("ufw", None),
        ("firewalld", Some("sudo firewall-cmd --list-all")),
        ("nftables", Some("sudo nft list ruleset")),
        ("iptables", Some("sudo iptables -S")),
    ] {
        let facts = FirewallFacts { drops_unasked_udp: Some(true), ..firewall(name) };
        let found = found_with(&with_firewall(facts), &named("ice black hole"));
        let found = found.iter().find(|each| each.code() == FIREWALL).expect("it is found");
        assert_eq!(found.next.as_deref(), next, "{name}");
        let lines: Vec<_> = found.evidence.iter().map(|line| line.get(Language::Taiwan)).collect();
        assert!(lines[0].contains(name), "{lines:?}");
    }
}

#[test]
fn a_lease_beside_an_address_set_by_hand_is_the_stronger_form() {
    let two = |first, second| {
        let own = |last, dynamic| AddressFacts {
            dynamic,
            ..AddressFacts::new([192, 168, 12, last].into(), 24)
        };
        let addresses = vec![own(222, first), own(57, second)];
        machine("wlan0", "wlan0", vec![InterfaceFacts { addresses, ..wlan0() }])
    };
    for (first, second, confidence) in [
        (Some(false), Some(true), Likely),
        (Some(false), Some(false), Possible),
        (Some(true), Some(true), Possible),
        (None, None, Likely),
        (Some(false), None, Likely),
    ] {
        let machine = two(first, second);
        assert_eq!(env(&machine), [("G2-ENV-DUAL-IP", Warning, confidence)]);
        // Checks that came in and were not answered show it at work, whatever its form.
        let found = found_with(&machine, &named("ice one way"));
        assert_eq!(told(&found, "G2-ENV-DUAL-IP"), Some((Error, Likely, Stage::Ice)));
    }
    let found = found_with(&two(Some(false), Some(true)), &healthy());
    let line = "192.168.12.222/24 (set by hand), 192.168.12.57/24 (leased)";
    assert!(said(&found, "G2-ENV-DUAL-IP").contains(line), "{found:#?}");
    assert!(found[0].evidence[0].get(Language::Taiwan).contains("（DHCP 配發）"));
}
