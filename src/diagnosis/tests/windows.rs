//! Windows around this machine, and a clock that is wrong.

use super::super::case::Source;
use super::*;
use crate::facts::finding::Severity;
use crate::facts::outcome::RobotFacts;
use crate::facts::*;
use crate::report::fixtures::{failures, healthy};
use Confidence::{Certain, Likely, Possible};
use Severity::{Info, Warning};

const ROBOT: [u8; 4] = [192, 168, 12, 1];

fn windows(inbound: Option<&str>, category: &str) -> WindowsFacts {
    let network = WindowsNetwork {
        category: category.into(),
        address: [192, 168, 12, 222].into(),
        prefix: 24,
    };
    WindowsFacts { hyperv_inbound: inbound.map(Into::into), networks: Some(vec![network]) }
}

fn mirrored(windows: Option<WindowsFacts>) -> HostEvidence {
    let networking = Some("mirrored".into());
    let wsl = WslFacts { version: Some(2), networking, inferred: None };
    HostEvidence { wsl: Some(wsl), windows, ..HostEvidence::default() }
}

fn env(machine: &HostEvidence) -> Vec<(&'static str, Severity, Confidence)> {
    let robot = RobotFacts { address: Some(ROBOT.into()), ..RobotFacts::default() };
    told(&diagnose(&Case { host: Some(machine), ..Case::live(&[], &robot) }))
}

fn told(found: &[Finding]) -> Vec<(&'static str, Severity, Confidence)> {
    found.iter().map(|each| (each.code(), each.severity, each.confidence)).collect()
}

const FIREWALL: &str = "G2-ENV-HYPERV-FW";

#[test]
fn the_hyperv_firewall_is_a_hint_until_windows_tells_what_it_does() {
    let read = |inbound| mirrored(Some(windows(Some(inbound), "private")));
    assert_eq!(env(&mirrored(None)), [(FIREWALL, Info, Possible)]);
    assert_eq!(env(&read("block")), [(FIREWALL, Warning, Likely)]);
    assert_eq!(env(&read("allow")), []);
    assert_eq!(env(&read("off")), []);
    let mut nat = read("block");
    nat.wsl = Some(WslFacts { version: Some(1), ..WslFacts::default() });
    assert_eq!(env(&nat), [], "WSL1 is not behind it");
}

#[test]
fn beside_a_ladder_it_speaks_only_where_packets_did_not_come_in() {
    let named = |name: &str| failures().into_iter().find(|(of, _)| of == name).expect("it is").1;
    let codes = |machine: &HostEvidence, run: &RunOutcome| -> Vec<&'static str> {
        let found = diagnose(&Case { host: Some(machine), ..case(run) });
        found.iter().map(Finding::code).collect()
    };
    let (hint, blocked) = (mirrored(None), mirrored(Some(windows(Some("block"), "private"))));
    for machine in [&hint, &blocked] {
        assert_eq!(codes(machine, &healthy()), [""; 0]);
        let black_hole = codes(machine, &named("ice black hole"));
        assert_eq!(black_hole, ["G2-ICE-FAILED", FIREWALL]);
    }
    let silent = named("http NoResponse");
    assert!(!codes(&hint, &silent).contains(&FIREWALL), "TCP is not its matter");
}

#[test]
fn a_public_network_counts_where_its_firewall_stands_before_us() {
    let public = || Some(windows(None, "public"));
    let native =
        |windows| HostEvidence { os: Some("windows".into()), windows, ..HostEvidence::default() };
    let told = [("G2-ENV-FW-WINDOWS", Info, Possible)];
    assert_eq!(env(&native(public())), told);
    assert_eq!(env(&native(Some(windows(None, "private")))), []);
    let mut elsewhere = public();
    elsewhere.iter_mut().flat_map(|it| it.networks.iter_mut().flatten()).for_each(|network| {
        network.address = [10, 0, 0, 7].into();
    });
    assert_eq!(env(&native(elsewhere)), [], "another network than the robot's");
    let mut nat = mirrored(public());
    nat.wsl.iter_mut().for_each(|wsl| wsl.networking = Some("nat".into()));
    assert_eq!(env(&nat), [("G2-ENV-WSL-NAT", Warning, Possible)]);
    let mut old = mirrored(public());
    old.wsl = Some(WslFacts { version: Some(1), ..WslFacts::default() });
    assert_eq!(env(&old), told, "WSL1 has the addresses of Windows");
}

#[test]
fn a_clock_that_cannot_be_right_is_a_note_and_never_the_answer() {
    let early = ClockFacts { too_early: Some(true), synchronised: Some(false) };
    let machine = HostEvidence { clock: Some(early), ..HostEvidence::default() };
    let note = ("G2-ENV-CLOCK", Info, Certain);
    assert_eq!(env(&machine), [note]);
    let unset = ClockFacts { too_early: Some(false), synchronised: Some(false) };
    let unset = HostEvidence { clock: Some(unset), ..HostEvidence::default() };
    assert_eq!(env(&unset), [], "many clocks are right without network time");
    let (_, dtls) = failures().into_iter().find(|(of, _)| of == "dtls silent").expect("it is");
    let found = told(&diagnose(&Case { host: Some(&machine), ..case(&dtls) }));
    assert_eq!(found.first().map(|first| first.0), Some("G2-DTLS-NOHELLO"), "{found:?}");
    assert!(found[1..].iter().any(|each| each.0 == note.0));
    let log = LogFacts::default();
    let logged = Case { source: Source::Log, log: Some(&log), host: Some(&machine), ..case(&dtls) };
    assert!(diagnose(&logged).iter().all(|each| each.code() != note.0));
}
