//! How this machine is joined to the robot's network: warnings, unless they show at work.

use super::super::case::Source;
use super::*;
use crate::facts::finding::Severity;
use crate::facts::outcome::RobotFacts;
use crate::facts::*;
use crate::report::fixtures::{failures, healthy, stage_mut};
use Confidence::{Likely, Possible};
use Severity::{Error, Warning};
use Side::{Host, Network};

fn interface(name: &str, addresses: &[[u8; 4]]) -> InterfaceFacts {
    let own = |address: &[u8; 4]| AddressFacts::new((*address).into(), 24);
    InterfaceFacts {
        name: name.into(),
        addresses: addresses.iter().map(own).collect(),
        up: Some(true),
        carrier: Some(true),
        mtu: Some(1500),
        physical: Some(true),
        wireless: Some(false),
        tunnel: Some(false),
    }
}

fn machine(interfaces: Vec<InterfaceFacts>) -> HostEvidence {
    let route = RouteFacts {
        exists: Some(true),
        interface: Some("wlan0".into()),
        on_link: Some(true),
        ..Default::default()
    };
    HostEvidence { route: Some(route), interfaces: Some(interfaces), ..Default::default() }
}

const OURS: [u8; 4] = [192, 168, 12, 222];

fn plain() -> InterfaceFacts {
    interface("wlan0", &[OURS])
}

fn two_addresses() -> HostEvidence {
    machine(vec![interface("wlan0", &[OURS, [192, 168, 12, 57]])])
}

fn two_interfaces() -> HostEvidence {
    machine(vec![plain(), interface("eth0", &[[192, 168, 12, 57]])])
}

fn self_given() -> HostEvidence {
    machine(vec![interface("wlan0", &[OURS, [169, 254, 7, 7]])])
}

fn narrow() -> HostEvidence {
    machine(vec![InterfaceFacts { mtu: Some(1280), ..plain() }])
}

fn container() -> HostEvidence {
    let bridge = InterfaceFacts { physical: Some(false), ..interface("eth0", &[[172, 17, 0, 2]]) };
    HostEvidence { container: Some("docker".into()), ..machine(vec![bridge]) }
}

fn named(name: &str) -> RunOutcome {
    failures().into_iter().find(|(of, _)| of == name).expect("it is there").1
}

fn found_with(machine: &HostEvidence, run: &RunOutcome) -> Vec<Finding> {
    diagnose(&Case { host: Some(machine), ..case(run) })
}

#[test]
fn each_is_a_warning_beside_a_healthy_run() {
    let run = healthy();
    for (machine, expected) in [
        (two_addresses(), Some(("G2-ENV-DUAL-IP", Host, Likely))),
        (two_interfaces(), Some(("G2-ENV-MULTI-NIC", Host, Likely))),
        (self_given(), Some(("G2-ENV-LINKLOCAL", Host, Likely))),
        (narrow(), Some(("G2-LINK-MTU", Network, Possible))),
        // The robot was reached: the bridge is not in the way.
        (container(), None),
        (machine(vec![plain()]), None),
    ] {
        let found = found_with(&machine, &run);
        assert_eq!(found.first().map(triple), expected, "{machine:#?}");
        assert!(found.len() <= 1 && found.iter().all(|each| each.severity == Warning));
        assert!(found.iter().all(|each| each.stage == Stage::Host));
    }
}

#[test]
fn none_of_them_counts_for_loopback_or_for_another_machines_log() {
    let mut run = healthy();
    for machine in [two_addresses(), two_interfaces(), self_given(), narrow(), container()] {
        let log = LogFacts::default();
        let logged =
            Case { host: Some(&machine), source: Source::Log, log: Some(&log), ..case(&run) };
        assert_eq!(diagnose(&logged), []);
        run.robot.address = Some([127, 0, 0, 1].into());
        assert_eq!(found_with(&machine, &run), []);
        run.robot.address = Some([192, 168, 12, 1].into());
    }
}

#[test]
fn what_is_not_joined_or_in_another_network_does_not_count() {
    let run = healthy();
    let eth0 = || interface("eth0", &[[192, 168, 12, 57]]);
    for other in [
        InterfaceFacts { carrier: Some(false), ..eth0() },
        InterfaceFacts { up: Some(false), carrier: None, ..eth0() },
        interface("eth0", &[[192, 168, 1, 57]]),
        interface("docker0", &[[172, 17, 0, 1]]),
        InterfaceFacts { mtu: Some(1280), ..interface("tailscale0", &[[100, 64, 0, 9]]) },
    ] {
        assert_eq!(found_with(&machine(vec![plain(), other.clone()]), &run), [], "{other:?}");
    }
    let elsewhere = interface("wlan0", &[OURS, [10, 0, 0, 7]]);
    assert_eq!(found_with(&machine(vec![elsewhere]), &run), []);
}

#[test]
fn checks_that_come_in_and_are_not_answered_are_the_wrong_addresss_work() {
    let run = named("ice one way");
    for (machine, code) in
        [(two_addresses(), "G2-ENV-DUAL-IP"), (two_interfaces(), "G2-ENV-MULTI-NIC")]
    {
        let found = found_with(&machine, &run);
        assert_eq!(triple(&found[0]), (code, Host, Likely));
        assert_eq!((found[0].severity, found[0].stage), (Error, Stage::Ice));
        assert_eq!(found[1].code(), "G2-ICE-FAILED");
        // Silence both ways has other causes.
        let found = found_with(&machine, &named("ice black hole"));
        assert_eq!(found[0].code(), "G2-ICE-FAILED");
        assert_eq!((found[1].code(), found[1].severity), (code, Warning));
    }
}

#[test]
fn a_narrow_interface_is_suspected_where_our_flight_does_not_fit_it() {
    let unfinished = |bytes| {
        let mut run = named("dtls unfinished");
        if let StageFacts::Dtls { evidence, .. } = &mut stage_mut(&mut run, Stage::Dtls).facts {
            evidence.largest_flight_bytes = bytes;
        }
        let found = found_with(&narrow(), &run);
        let mtu = found.iter().find(|each| each.code() == "G2-LINK-MTU").expect("it is narrow");
        (found[0].code(), mtu.severity, mtu.stage, mtu.confidence)
    };
    let at_work = ("G2-LINK-MTU", Error, Stage::Dtls, Possible);
    assert_eq!(unfinished(Some(1253)), at_work);
    let beside = ("G2-DTLS-FRAG", Warning, Stage::Host, Possible);
    assert_eq!(unfinished(Some(1252)), beside, "with its headers it just fits");
    assert_eq!(unfinished(None), beside);
    let found = found_with(&narrow(), &named("dtls silent"));
    assert_eq!(found[0].code(), "G2-DTLS-NOHELLO");
    assert_eq!((found[1].code(), found[1].severity), ("G2-LINK-MTU", Warning));
}

#[test]
fn a_containers_bridge_is_suspected_where_no_pair_works() {
    let found = found_with(&container(), &named("ice black hole"));
    let codes: Vec<_> = found.iter().map(Finding::code).collect();
    assert_eq!(codes, ["G2-ICE-FAILED", "G2-ENV-DOCKER-BRIDGE"]);
    assert_eq!((found[1].severity, found[1].confidence), (Warning, Possible));
    let mut seen = container();
    seen.interfaces.iter_mut().flatten().for_each(|each| each.physical = Some(true));
    let codes = codes_of(&seen, &named("ice black hole"));
    assert_eq!(codes, ["G2-ICE-FAILED"], "it has its host's network");
}

fn codes_of(machine: &HostEvidence, run: &RunOutcome) -> Vec<&'static str> {
    found_with(machine, run).iter().map(Finding::code).collect()
}

#[test]
fn an_address_that_an_interface_gave_itself_is_told_once() {
    let mut run = named("http NoResponse");
    if let StageFacts::Ping { evidence, .. } = &mut stage_mut(&mut run, Stage::Ping).facts {
        evidence.received = Some(0);
    }
    let codes = codes_of(&self_given(), &run);
    assert!(!codes.contains(&"G2-ENV-LINKLOCAL"), "the other address was used: {codes:?}");
}

#[test]
fn a_machine_without_a_link_has_no_way_to_the_robot() {
    let cut = InterfaceFacts { carrier: Some(false), ..interface("eth0", &[[192, 168, 123, 51]]) };
    let route = RouteFacts { exists: Some(false), ..Default::default() };
    let machine = HostEvidence { route: Some(route), ..machine(vec![cut]) };
    let robot = RobotFacts { host: "192.168.123.161".into(), ..RobotFacts::default() };
    let found = diagnose(&Case { host: Some(&machine), ..Case::live(&[], &robot) });
    let first = found.first().map(|first| (first.code(), first.stage, first.side));
    assert_eq!(first, Some(("G2-LINK-NOCARRIER", Stage::Host, Host)));
}
