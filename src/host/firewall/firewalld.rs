//! firewalld, asked over D-Bus: it tells every user of its zones, and the kernel's rules only root.
//!
//! `busctl` is asked rather than `firewall-cmd`, which is a Python program and takes a third of a
//! second. A firewalld that does not run is not started by it.

use std::net::Ipv4Addr;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use super::packet::{Fit, Packet, in_network, in_range};
use crate::facts::FirewallFacts;
use crate::host::machine::{Machine, RunError};
use crate::host::notes::not_understood;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

const FOLDER: &str = "/usr/lib/firewalld";

const BUSCTL: &str = "busctl";
const QUESTION: [&str; 7] = [
    "--system",
    "--json=short",
    "--auto-start=no",
    "--timeout=1",
    "call",
    "org.fedoraproject.FirewallD1",
    "/org/fedoraproject/FirewallD1",
];

const ZONES: &str = "org.fedoraproject.FirewallD1.zone";
const MAIN: &str = "org.fedoraproject.FirewallD1";

/// Services that its zones let in as they come, and a few more: none of them opens a port that a
/// robot's reply comes to.
const OTHER_SERVICES: [&str; 14] = [
    "ssh",
    "dhcpv6-client",
    "dhcp",
    "dns",
    "mdns",
    "samba",
    "samba-client",
    "ipp-client",
    "cockpit",
    "http",
    "https",
    "kdeconnect",
    "rdp",
    "vnc-server",
];

/// Asks it; `None` where it is not installed.
pub(super) fn look(
    machine: &dyn Machine,
    packet: &Packet,
    deadline: impl Fn() -> Duration,
) -> Option<Result<FirewallFacts, Phrase>> {
    machine.is_folder(Path::new(FOLDER)).then(|| {
        let ask = |interface: &str, rest: &[&str]| -> Result<Value, Phrase> {
            let words: Vec<&str> =
                QUESTION.iter().copied().chain([interface]).chain(rest.iter().copied()).collect();
            let said = machine.run(Path::new(BUSCTL), &words, deadline()).map_err(reason)?;
            let said: Option<Value> = serde_json::from_str(&said).ok();
            let first = said.as_ref().and_then(|said| said.get("data")?.get(0)).cloned();
            first.ok_or_else(|| of_it(not_understood(BUSCTL)))
        };
        let active = ask(ZONES, &["getActiveZones"])?;
        let zone = match zone_of(&active, packet)? {
            Some(zone) => zone,
            None => {
                let zone = ask(MAIN, &["getDefaultZone"])?;
                zone.as_str().map(str::to_owned).ok_or_else(|| {
                    phrase!("firewalld names no default zone", "firewalld 沒有預設區域")
                })?
            }
        };
        let settings = ask(ZONES, &["getZoneSettings2", "s", &zone])?;
        Ok(of_zone(&zone, &settings, packet))
    })
}

fn reason(error: RunError) -> Phrase {
    match error {
        RunError::Failed { .. } => phrase!(
            "firewalld does not answer: it may not be running",
            "firewalld 沒有回應：可能沒有在執行"
        ),
        error => of_it(error.into()),
    }
}

fn of_it(reason: Phrase) -> Phrase {
    phrase!("firewalld: {}", "firewalld：{}", reason)
}

/// The zone of the robot's address, else that of the interface; `None` for the default one.
fn zone_of(active: &Value, packet: &Packet) -> Result<Option<String>, Phrase> {
    let zones = active
        .as_object()
        .ok_or_else(|| of_it(phrase!("its zones are not understood", "無法解讀它的區域")))?;
    for (zone, members) in zones {
        let fits = texts(members, "sources").map(|source| in_network(packet.source, source));
        match fits.fold(Fit::No, Fit::or) {
            Fit::Yes => return Ok(Some(zone.clone())),
            Fit::Maybe => {
                return Err(of_it(phrase!(
                    "the zone depends on the robot's address",
                    "區域取決於機器人的位址"
                )));
            }
            Fit::No => {}
        }
    }
    let by_interface = zones.iter().find(|(_, members)| {
        texts(members, "interfaces").any(|name| packet.comes_in_by(name) == Fit::Yes)
    });
    Ok(by_interface.map(|(zone, _)| zone.clone()))
}

fn of_zone(zone: &str, settings: &Value, packet: &Packet) -> FirewallFacts {
    let data = |key: &str| settings.get(key).and_then(|setting| setting.get("data"));
    let list = |key: &str| data(key).and_then(Value::as_array).into_iter().flatten();
    let inbound_default = match data("target").and_then(Value::as_str) {
        Some("ACCEPT") => "accept",
        Some("DROP") => "drop",
        _ => "reject",
    };
    let ports = list("ports").map(|port| is_port(port, packet.destination_port));
    let services = list("services").filter_map(Value::as_str);
    let others = services.map(|service| match OTHER_SERVICES.contains(&service) {
        true => Fit::No,
        false => Fit::Maybe,
    });
    let protocols = list("protocols").map(|protocol| Fit::from(protocol == "udp"));
    let source_ports = list("source_ports").map(|_| Fit::Maybe);
    let rules: Vec<_> = list("rules_str").filter_map(Value::as_str).collect();
    let by_rules = rules.iter().map(|rule| admits(rule, packet.source));
    let all = ports.chain(others).chain(protocols).chain(source_ports).chain(by_rules);
    let admitted = all.fold(Fit::No, Fit::or);
    // Rules that refuse come before those that admit.
    let may_refuse = rules.iter().any(|rule| !rule.ends_with(" accept"));
    let drops_unasked = match (admitted, inbound_default) {
        (Fit::No, "accept") if !may_refuse => Some(false),
        (Fit::Yes, _) if !may_refuse => Some(false),
        (Fit::No, "drop" | "reject") => Some(true),
        _ => None,
    };
    FirewallFacts {
        name: Some("firewalld".into()),
        active: Some(true),
        zone: Some(printable(zone, 40)),
        inbound_default: Some(inbound_default.into()),
        drops_unasked_udp: drops_unasked,
        ..FirewallFacts::default()
    }
}

/// `["1025-65535","udp"]`.
fn is_port(written: &Value, port: Option<u16>) -> Fit {
    let (Some(range), Some(protocol)) =
        (written.get(0).and_then(Value::as_str), written.get(1).and_then(Value::as_str))
    else {
        return Fit::Maybe;
    };
    if protocol != "udp" {
        return Fit::No;
    }
    let (low, high) = range.split_once('-').unwrap_or((range, range));
    in_range(port, low.parse().ok(), high.parse().ok())
}

/// `rule family="ipv4" source address="192.168.12.0/24" accept`, and nothing more than that.
fn admits(rule: &str, robot: Option<Ipv4Addr>) -> Fit {
    let source = || {
        let rest = rule.strip_prefix("rule family=\"ipv4\" source address=\"")?;
        rest.strip_suffix("\" accept")
    };
    match source() {
        Some(network) => in_network(robot, network),
        None if rule.starts_with("rule family=\"ipv6\"") => Fit::No,
        None => Fit::Maybe,
    }
}

fn texts<'a>(members: &'a Value, key: &str) -> impl Iterator<Item = &'a str> {
    members.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::host::fake::{Ending, FakeMachine};
    use crate::text::language::Language;

    /// Recorded from firewalld 1.3: its zone public as it comes, and with ports and a rule added.
    const PUBLIC: &str = include_str!("../../../tests/fixtures/host-tools/busctl-zone-public.json");
    const PORTS: &str = include_str!("../../../tests/fixtures/host-tools/busctl-zone-ports.json");

    const TRUSTED: &str =
        "{\"type\":\"a{sv}\",\"data\":[{\"target\":{\"type\":\"s\",\"data\":\"ACCEPT\"}}]}";

    fn machine(active: &str, settings: &str) -> FakeMachine {
        let line = |interface: &'static str, method: &'static str| -> Vec<&'static str> {
            [BUSCTL].into_iter().chain(QUESTION).chain([interface, method]).collect()
        };
        let output = |text: &str| Ending::Output(text.to_owned());
        FakeMachine::new()
            .file("/usr/lib/firewalld/zones/public.xml", "<zone/>")
            .command(&line(ZONES, "getActiveZones"), output(active))
            .command(
                &line(MAIN, "getDefaultZone"),
                output("{\"type\":\"s\",\"data\":[\"FedoraWorkstation\"]}\n"),
            )
            .command(&line(ZONES, "getZoneSettings2"), output(settings))
    }

    fn looked(
        machine: &FakeMachine,
        robot: Option<[u8; 4]>,
    ) -> Option<Result<FirewallFacts, Phrase>> {
        let packet = Packet::unasked(robot.map(Ipv4Addr::from), None, Some("eth0"));
        look(machine, &packet, || Duration::from_secs(9))
    }

    const ROBOT: Option<[u8; 4]> = Some([192, 168, 12, 1]);

    const ETH0: &str =
        "{\"type\":\"a{sa{sas}}\",\"data\":[{\"public\":{\"interfaces\":[\"eth0\"]}}]}\n";

    #[test]
    fn the_zone_of_the_interface_tells_what_comes_in() {
        let told = |settings: &str, robot| {
            let found = looked(&machine(ETH0, settings), robot).unwrap().unwrap();
            assert_eq!(found.zone.as_deref(), Some("public"));
            (found.inbound_default.unwrap(), found.drops_unasked_udp)
        };
        assert_eq!(told(PUBLIC, ROBOT), ("reject".into(), Some(true)));
        assert_eq!(told(PUBLIC, None), ("reject".into(), Some(true)));
        assert_eq!(told(PORTS, ROBOT), ("reject".into(), Some(false)));
        assert_eq!(told(TRUSTED, ROBOT), ("accept".into(), Some(false)));
        let of = |settings: &str| format!("{{\"type\":\"a{{sv}}\",\"data\":[{{{settings}}}]}}");
        let rule = |rule: &str| {
            of(&format!(
                "\"target\":{{\"data\":\"default\"}},\"rules_str\":{{\"data\":[\"{}\"]}}",
                rule.replace('"', "\\\"")
            ))
        };
        for (settings, expected) in [
            (of("\"ports\":{\"data\":[[\"10134\",\"udp\"]]}"), Some(false)),
            (of("\"ports\":{\"data\":[[\"10134\",\"tcp\"]]}"), Some(true)),
            (of("\"protocols\":{\"data\":[\"udp\"]}"), Some(false)),
            (of("\"services\":{\"data\":[\"of-my-own\"]}"), None),
            (of("\"target\":{\"data\":\"DROP\"}"), Some(true)),
            (rule("rule family=\"ipv4\" source address=\"192.168.12.0/24\" accept"), Some(false)),
            (rule("rule family=\"ipv4\" source address=\"10.0.0.0/8\" accept"), Some(true)),
            (rule("rule family=\"ipv6\" source address=\"fe80::/10\" accept"), Some(true)),
            (rule("rule service name=\"x\" accept"), None),
        ] {
            assert_eq!(told(&settings, ROBOT).1, expected, "{settings}");
        }
    }

    #[test]
    fn the_robots_own_zone_comes_first_and_the_default_last() {
        let zone = |active: &str, robot| {
            let active = format!("{{\"type\":\"a{{sa{{sas}}}}\",\"data\":[{active}]}}");
            let found = looked(&machine(&active, PUBLIC), robot).unwrap();
            found.map(|found| found.zone.unwrap())
        };
        let both = "{\"public\":{\"interfaces\":[\"eth0\"]},\"trusted\":{\"sources\":[\"192.168.12.0/24\"]}}";
        assert_eq!(zone(both, ROBOT).unwrap(), "trusted");
        assert_eq!(zone(both, Some([10, 0, 0, 1])).unwrap(), "public");
        assert!(zone(both, None).is_err(), "it depends on the address");
        assert_eq!(zone("{}", ROBOT).unwrap(), "FedoraWorkstation");
    }

    #[test]
    fn where_it_is_not_there_or_does_not_answer_nothing_is_said() {
        assert_eq!(looked(&FakeMachine::new(), ROBOT), None);
        let installed = || FakeMachine::new().file("/usr/lib/firewalld/zones/public.xml", "");
        for machine in [
            installed(),
            installed().command(&[BUSCTL], Ending::Fails),
            installed().command(&[BUSCTL], Ending::Hangs),
            machine("{\"type\":\"s\",\"data\":[]}", PUBLIC),
            machine("Call failed", PUBLIC),
            machine("{\"data\":[7]}", PUBLIC),
        ] {
            let reason = looked(&machine, ROBOT).unwrap().unwrap_err();
            let reason = reason.get(Language::English);
            assert!(reason.starts_with("firewalld"), "{reason}");
        }
    }
}
