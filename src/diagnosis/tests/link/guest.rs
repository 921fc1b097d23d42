//! What is around this machine, or what guards it, as the cause of a robot out of reach.

use super::*;

fn with(place: PlaceFacts, here: Place, platform: Platform) -> HostEvidence {
    HostEvidence { place: Some(place), ..machine(here, platform) }
}

fn guest(network: Option<&str>, cloud: Option<&str>) -> PlaceFacts {
    PlaceFacts {
        virtual_machine: Some("virtualbox".into()),
        virtual_network: network.map(Into::into),
        cloud: cloud.map(Into::into),
        ..PlaceFacts::default()
    }
}

fn found(machine: &HostEvidence, reason: HttpReason, place: Place) -> Vec<Finding> {
    let run = run(reason, Ping::Unanswered, None, place.robot());
    diagnose(&Case { host: Some(machine), ..case(&run) })
}

fn codes_of(machine: &HostEvidence, place: Place) -> Vec<&'static str> {
    found(machine, NoResponse, place).iter().map(Finding::code).collect()
}

#[test]
fn a_guest_outside_the_robots_network_may_be_bridged_to_another_adapter() {
    let nic = "G2-ENV-MULTI-NIC";
    for (facts, place, suspected) in [
        (guest(None, None), AccessPointElsewhere, true),
        (guest(None, None), WiredElsewhere, true),
        (guest(None, None), AccessPoint, false),
        (guest(Some("nat"), None), AccessPointElsewhere, false),
        (guest(None, Some("aws")), AccessPointElsewhere, false),
        (
            PlaceFacts { virtual_machine: Some("none".into()), ..PlaceFacts::default() },
            AccessPointElsewhere,
            false,
        ),
        (PlaceFacts::default(), AccessPointElsewhere, false),
    ] {
        let codes = codes_of(&with(facts.clone(), place, Linux), place);
        assert_eq!(codes.contains(&nic), suspected, "{facts:?} {place:?}: {codes:?}");
    }
    let mut with_radio = with(guest(None, None), AccessPointElsewhere, Linux);
    with_radio.interfaces.iter_mut().flatten().for_each(|each| each.wireless = Some(true));
    assert!(!codes_of(&with_radio, AccessPointElsewhere).contains(&nic), "it joins by itself");
}

#[test]
fn a_guest_that_is_translated_cannot_see_which_networks_are_joined() {
    let machine = with(guest(Some("nat"), None), AccessPointElsewhere, Linux);
    let codes = codes_of(&machine, AccessPointElsewhere);
    let around = "it is the machine around it that joins the Wi-Fi";
    assert_eq!(codes, ["G2-LINK-UNREACH", "G2-ENV-VM-NAT"], "{around}");
    let healthy = crate::report::fixtures::healthy();
    assert_eq!(diagnose(&Case { host: Some(&machine), ..case(&healthy) }), [], "it came through");
    let bridged = with(guest(Some("nat"), None), AccessPoint, Linux);
    assert_eq!(codes_of(&bridged, AccessPoint), ["G2-LINK-UNREACH"], "it has another adapter");
}

#[test]
fn macos_asks_since_15_and_not_of_its_own_terminal_or_of_ssh() {
    for (version, from, suspected) in [
        (None, None, true),
        (Some("15.5"), None, true),
        (Some("26.0"), Some("vscode"), true),
        (Some("14.7.1"), Some("vscode"), false),
        (Some("15.5"), Some("Apple_Terminal"), false),
        (Some("15.5"), Some("ssh"), false),
    ] {
        let facts = PlaceFacts {
            macos_version: version.map(Into::into),
            started_from: from.map(Into::into),
            ..PlaceFacts::default()
        };
        let machine = with(facts, AccessPoint, Macos);
        let found = found(&machine, HostUnreachable, AccessPoint);
        let first = found.first().expect("it was not reached");
        assert_eq!(first.code() == "G2-ENV-MACOS-LNP", suspected, "{version:?} {from:?}");
        let lines: Vec<_> = first.evidence.iter().map(|it| it.get(Language::English)).collect();
        let named = lines.iter().any(|line| line.contains("Visual Studio Code"));
        assert_eq!(named, suspected && from == Some("vscode"), "{lines:?}");
    }
}
