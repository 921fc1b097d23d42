//! What a search says, case by case.

use super::super::discovery::{Outcome, conclude, outcome};
use crate::facts::finding::Confidence;
use crate::facts::{
    Asked, DiscoveryEvidence, FirewallFacts, PortReason, PortState, RobotSeen, SearchMachine,
    SearchedInterface, Unused,
};
use crate::text::language::Language;

fn interface(name: &str, address: [u8; 4], unused: Option<Unused>) -> SearchedInterface {
    SearchedInterface {
        name: name.into(),
        address: address.into(),
        prefix: 24,
        questions: if unused.is_none() { 9 } else { 0 },
        unused,
        replies: 0,
    }
}

fn robot(replied_to: Option<Asked>, wanted: Option<bool>) -> RobotSeen {
    RobotSeen {
        serial: None,
        address: [192, 168, 12, 1].into(),
        claimed: None,
        interface: "wlan0".into(),
        latency_ms: None,
        replied_to,
        wanted,
        ports: Vec::new(),
    }
}

fn from_wlan0(robots: Vec<RobotSeen>) -> DiscoveryEvidence {
    DiscoveryEvidence {
        waited_ms: 2000.0,
        interfaces: vec![interface("wlan0", [192, 168, 12, 222], None)],
        robots,
        ..DiscoveryEvidence::default()
    }
}

fn codes(seen: &DiscoveryEvidence) -> Vec<&'static str> {
    conclude(seen).iter().map(|each| each.code()).collect()
}

/// Everything that the first finding says in English.
fn said(seen: &DiscoveryEvidence) -> String {
    let first = &conclude(seen)[0];
    let mut text = first.brief().get(Language::English).to_owned();
    for phrase in &first.evidence {
        text = format!("{text}\n{}", phrase.get(Language::English));
        assert!(!phrase.get(Language::Taiwan).is_empty());
    }
    text
}

#[test]
fn a_robot_that_replies_is_found_and_nothing_is_wrong() {
    let seen = from_wlan0(vec![robot(Some(Asked::General), None)]);
    assert_eq!(outcome(&seen), Outcome::Found);
    assert_eq!(codes(&seen), [""; 0]);
}

#[test]
fn silence_is_told_with_what_was_asked_and_claims_no_more() {
    let seen = from_wlan0(Vec::new());
    assert_eq!(outcome(&seen), Outcome::None);
    let found = conclude(&seen);
    assert_eq!(codes(&seen), ["G2-DISC-NOREPLY"]);
    assert_eq!(found[0].confidence, Confidence::Possible);
    let said = said(&seen);
    assert!(said.contains("9 queries from wlan0 (192.168.12.222), no reply within 2.0 s"));
    assert!(said.contains("--serial") && !said.contains("tunnel"), "{said}");
}

#[test]
fn silence_in_mirrored_wsl_may_be_its_firewalls_and_a_reply_is_none() {
    let mirrored = |robots| DiscoveryEvidence {
        machine: SearchMachine { wsl2: Some("mirrored".into()), ..SearchMachine::default() },
        ..from_wlan0(robots)
    };
    assert_eq!(codes(&mirrored(Vec::new())), ["G2-DISC-NOREPLY", "G2-ENV-HYPERV-FW"]);
    assert_eq!(conclude(&mirrored(Vec::new()))[1].confidence, Confidence::Possible);
    assert_eq!(codes(&mirrored(vec![robot(Some(Asked::General), None)])), [""; 0]);
    let other = robot(Some(Asked::General), Some(false));
    assert_eq!(codes(&mirrored(vec![other])), ["G2-DISC-NOREPLY"], "replies come in");
}

#[test]
fn silence_means_what_this_machine_makes_likely() {
    let on = |machine: SearchMachine| DiscoveryEvidence { machine, ..from_wlan0(Vec::new()) };
    let wsl2 = |mode: &str| SearchMachine { wsl2: Some(mode.into()), ..SearchMachine::default() };
    let translated =
        SearchMachine { translated_by: Some("virtualbox".into()), ..SearchMachine::default() };
    let docker = |network: Option<&str>| SearchMachine {
        container: Some("docker".into()),
        container_network: network.map(Into::into),
        ..SearchMachine::default()
    };
    for (machine, word, there) in [
        (wsl2("nat"), "WSL2", true),
        (wsl2("virtioproxy"), "WSL2 in virtioproxy mode", true),
        (wsl2("mirrored"), "WSL2", false),
        (translated, "virtualbox's address translation", true),
        (docker(Some("bridge")), "container (docker), multicast ends at its bridge", true),
        (docker(Some("user")), "another program carries", true),
        (docker(Some("host")), "container", false),
        (docker(None), "container", false),
    ] {
        let said = said(&on(machine));
        assert_eq!(said.contains(word), there, "{word}: {said}");
    }
    let lo = DiscoveryEvidence {
        interfaces: vec![interface("lo", [127, 0, 0, 1], None)],
        ..from_wlan0(Vec::new())
    };
    assert!(said(&lo).contains("only this machine was queried"));
    let noisy = DiscoveryEvidence { ignored: 7, ..from_wlan0(Vec::new()) };
    assert!(said(&noisy).contains("7 datagrams"));
}

#[test]
fn a_tunnel_that_owns_multicast_is_told_whether_a_robot_replied_or_not() {
    let on = |tunnel, robots| {
        let by_route = Some(("tun0".into(), tunnel));
        let machine = SearchMachine { by_route, ..SearchMachine::default() };
        DiscoveryEvidence { machine, ..from_wlan0(robots) }
    };
    let replied = || vec![robot(Some(Asked::General), None)];
    assert_eq!(codes(&on(true, vec![])), ["G2-DISC-NOREPLY", "G2-ENV-VPN-ROUTE"]);
    assert_eq!(codes(&on(true, replied())), ["G2-ENV-VPN-ROUTE"]);
    assert_eq!(codes(&on(false, vec![])), ["G2-DISC-NOREPLY"]);
    assert_eq!(codes(&on(false, replied())), [""; 0]);
    assert!(said(&on(true, replied())).contains("leaves by tun0, a tunnel"));
}

#[test]
fn a_firewall_that_keeps_replies_out_is_what_silence_means() {
    let on = |drops_unasked_udp, robots| {
        let firewall = FirewallFacts {
            name: Some("ufw".into()),
            active: Some(true),
            inbound_default: Some("drop".into()),
            drops_unasked_udp,
            ..FirewallFacts::default()
        };
        let machine = SearchMachine { firewall: Some(firewall), ..SearchMachine::default() };
        DiscoveryEvidence { machine, ..from_wlan0(robots) }
    };
    let silent = on(Some(true), vec![]);
    assert_eq!(codes(&silent), ["G2-DISC-NOREPLY", "G2-ENV-FW-UFW"]);
    assert!(said(&silent).contains("the firewall here (ufw) drops replies"));
    let unread = on(None, vec![]);
    assert_eq!(codes(&unread), ["G2-DISC-NOREPLY", "G2-ENV-FW-UFW"]);
    assert_eq!(conclude(&unread)[1].confidence, Confidence::Possible);
    assert!(!said(&unread).contains("the firewall here"), "its rules may allow it");
    assert_eq!(codes(&on(Some(false), vec![])), ["G2-DISC-NOREPLY"]);
    let replied = vec![robot(Some(Asked::General), None)];
    assert_eq!(codes(&on(None, replied)), [""; 0], "a reply came in");
}

#[test]
fn a_public_address_is_not_told() {
    let seen = DiscoveryEvidence {
        interfaces: vec![interface("eth0", [203, 0, 113, 7], None)],
        ..from_wlan0(Vec::new())
    };
    assert!(said(&seen).contains("from eth0, no reply"), "{}", said(&seen));
}

#[test]
fn found_by_its_port_and_not_by_the_search_it_is_the_search() {
    let port = |port, reason| PortState { port, reason };
    let open = RobotSeen {
        ports: vec![port(9991, PortReason::Open), port(8081, PortReason::ConnRefused)],
        ..robot(None, None)
    };
    let seen = from_wlan0(vec![open]);
    assert_eq!(outcome(&seen), Outcome::Found);
    assert_eq!(codes(&seen), ["G2-DISC-NOREPLY"]);
    assert!(said(&seen).contains("192.168.12.1 has the robot's port open"));
    let by_number = DiscoveryEvidence { serial_asked: true, ..seen };
    assert_eq!(outcome(&by_number), Outcome::None, "whose port that is, nobody knows");
    let other = RobotSeen {
        ports: vec![port(9991, PortReason::ConnRefused), port(8081, PortReason::Open)],
        ..robot(None, None)
    };
    assert_eq!(outcome(&from_wlan0(vec![other])), Outcome::None, "8081 alone is anybody's");
}

#[test]
fn a_scan_speaks_where_nothing_could_be_asked_by_multicast() {
    let scanned = Some(("192.168.12.0/24".to_owned(), 253));
    let busy = interface("wlan0", [192, 168, 12, 222], Some(Unused::PortBusy));
    let seen = DiscoveryEvidence {
        interfaces: vec![busy],
        scanned: scanned.clone(),
        ..from_wlan0(Vec::new())
    };
    assert_eq!((outcome(&seen), codes(&seen)), (Outcome::None, vec!["G2-DISC-PORT-BUSY"]));
    let silent = DiscoveryEvidence { scanned, ..from_wlan0(Vec::new()) };
    assert!(said(&silent).contains("none of 253 addresses in 192.168.12.0/24"));
}

#[test]
fn the_robot_that_was_asked_for_counts_and_no_other() {
    let asked = |robots| DiscoveryEvidence { serial_asked: true, ..from_wlan0(robots) };
    let port = PortState { port: 9991, reason: PortReason::Open };
    let other = RobotSeen { ports: vec![port], ..robot(Some(Asked::General), Some(false)) };
    let other = asked(vec![other]);
    assert_eq!(outcome(&other), Outcome::None);
    assert_eq!(codes(&other), ["G2-DISC-NOREPLY"]);
    assert!(said(&other).contains("other robots replied") && !said(&other).contains("--serial"));
    let at_once = asked(vec![robot(Some(Asked::General), Some(true))]);
    assert_eq!((outcome(&at_once), codes(&at_once)), (Outcome::Found, vec![]));
    let named = asked(vec![robot(Some(Asked::BySerial), Some(true))]);
    assert_eq!((outcome(&named), codes(&named)), (Outcome::Found, vec!["G2-DISC-NEEDS-SN"]));
    assert_eq!(conclude(&named)[0].confidence, Confidence::Likely);
    let another = asked(vec![robot(Some(Asked::BySerial), Some(false))]);
    assert_eq!(codes(&another), ["G2-DISC-NOREPLY"], "that says nothing of the one asked for");
}

#[test]
fn a_port_that_is_taken_is_certain_and_silence_there_is_none() {
    let busy = interface("wlan0", [192, 168, 12, 222], Some(Unused::PortBusy));
    let alone = DiscoveryEvidence { interfaces: vec![busy.clone()], ..from_wlan0(Vec::new()) };
    assert_eq!((outcome(&alone), codes(&alone)), (Outcome::Unable, vec!["G2-DISC-PORT-BUSY"]));
    assert_eq!(conclude(&alone)[0].confidence, Confidence::Certain);
    let beside = DiscoveryEvidence {
        interfaces: vec![busy, interface("eth0", [192, 168, 123, 99], None)],
        ..from_wlan0(Vec::new())
    };
    assert_eq!(outcome(&beside), Outcome::None);
    assert_eq!(codes(&beside), ["G2-DISC-PORT-BUSY", "G2-DISC-NOREPLY"]);
}

#[test]
fn where_nothing_could_be_asked_nothing_is_said_of_robots() {
    let lo = interface("lo", [127, 0, 0, 1], Some(Unused::Loopback));
    let cases = [
        (vec![], "loopback is the only interface"),
        (vec![lo.clone()], "loopback is the only interface"),
        (
            vec![lo, interface("tun0", [10, 8, 0, 2], Some(Unused::Tunnel))],
            "tun0 (10.8.0.2): a tunnel",
        ),
        (
            vec![interface("eth0", [10, 0, 0, 2], Some(Unused::Down))],
            "eth0 (10.0.0.2): not connected",
        ),
        (vec![interface("eth0", [10, 0, 0, 2], Some(Unused::Refused))], "refused to open a socket"),
        (vec![interface("eth0", [10, 0, 0, 2], Some(Unused::Unsent))], "sent no query"),
    ];
    for (interfaces, line) in cases {
        let seen = DiscoveryEvidence { interfaces, ..from_wlan0(Vec::new()) };
        assert_eq!(outcome(&seen), Outcome::Unable);
        assert_eq!(codes(&seen), ["G2-DISC-NO-INTERFACE"]);
        assert!(said(&seen).contains(line), "{}", said(&seen));
    }
}
