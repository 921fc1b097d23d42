//! This machine and the driver on it.

use super::*;
use crate::catalogue::entry::Platform;
use crate::diagnosis::next_step::{against, blanks};
use crate::facts::finding::Severity;
use crate::facts::invocation::Invocation;
use crate::facts::outcome::{RobotFacts, StageOutcome};
use crate::facts::*;
use crate::report::fixtures::{failures, healthy};
use Confidence::{Certain, Likely, Possible};
use Side::Host;

/// What `env` alone would conclude.
fn alone(machine: &HostEvidence) -> Vec<Finding> {
    let robot = RobotFacts::default();
    diagnose(&Case { host: Some(machine), ..Case::live(&[], &robot) })
}

fn with_driver(driver: DriverFacts) -> HostEvidence {
    HostEvidence { driver: Some(driver), ..HostEvidence::default() }
}

fn strings(names: &[&str]) -> Option<Vec<String>> {
    Some(names.iter().map(|name| (*name).to_owned()).collect())
}

#[test]
fn nothing_known_of_this_machine_is_nothing_wrong() {
    assert_eq!(alone(&HostEvidence::default()), []);
    assert_eq!(alone(&with_driver(DriverFacts::default())), []);
}

#[test]
fn a_driver_that_would_offer_three_fingerprints_is_a_warning_even_beside_a_healthy_run() {
    let machine = with_driver(DriverFacts {
        aiortc: Some("1.14.0".into()),
        offered_fingerprints: strings(&["sha-256", "sha-384", "sha-512"]),
        credentials_shared: Some(false),
        ..Default::default()
    });
    let run = healthy();
    for found in [alone(&machine), diagnose(&Case { host: Some(&machine), ..case(&run) })] {
        let codes: Vec<_> = found.iter().map(Finding::code).collect();
        assert_eq!(codes, ["G2-ENV-AIORTC-FPS", "G2-ENV-PATCH-MISSING"]);
        for each in &found {
            assert_eq!((each.side, each.confidence), (Host, Likely));
            assert_eq!(each.severity, Severity::Warning);
        }
    }
    let patched = with_driver(DriverFacts {
        aiortc: Some("1.14.0".into()),
        offered_fingerprints: strings(&["sha-256"]),
        credentials_shared: Some(true),
        sha256_patch: Some(true),
        ..Default::default()
    });
    assert_eq!(alone(&patched), []);
}

#[test]
fn the_missing_route_is_certain_unless_something_answered() {
    let route = Some(RouteFacts { exists: Some(false), ..Default::default() });
    let machine = HostEvidence { route, ..Default::default() };
    assert_eq!(alone(&machine).first().map(triple), Some(("G2-LINK-SUBNET", Host, Certain)));
    let run = healthy();
    assert_eq!(diagnose(&Case { host: Some(&machine), ..case(&run) }), []);
}

#[test]
fn the_facts_of_the_host_stage_count_as_well() {
    let route = Some(RouteFacts { exists: Some(false), ..Default::default() });
    let evidence = Box::new(HostEvidence { route, ..Default::default() });
    let stages = [StageOutcome {
        status: crate::facts::outcome::Status::Fail,
        started_ms: Some(0.0),
        duration_ms: Some(1.0),
        skip_reason: None,
        remark: None,
        facts: StageFacts::Host { timings: HostTimings {}, evidence },
    }];
    let robot = RobotFacts::default();
    assert_eq!(first(&Case::live(&stages, &robot)), Some(("G2-LINK-SUBNET", Host, Certain)));
}

#[test]
fn an_open_pin_is_a_warning_unless_the_driver_is_patched() {
    let pin = |specifiers: &str, exact, satisfied| PinFacts {
        package: "aiortc".into(),
        specifiers: specifiers.into(),
        at: SourceLine { file: "requirements.txt".into(), line: 3, text: String::new() },
        exact: Some(exact),
        satisfied,
        via: None,
    };
    let pins = |pin: PinFacts, sha256_patch| {
        let facts = DriverFacts { pins: Some(vec![pin]), sha256_patch, ..Default::default() };
        alone(&with_driver(facts)).first().map(triple)
    };
    let warning = Some(("G2-ENV-PINS", Host, Likely));
    assert_eq!(pins(pin(">=1.9.0", false, Some(true)), None), warning);
    assert_eq!(pins(pin("==1.9.0", true, Some(false)), Some(false)), warning);
    assert_eq!(pins(pin("==1.9.0", true, Some(true)), None), None);
    assert_eq!(pins(pin(">=1.9.0", false, Some(true)), Some(true)), None);
    let other = PinFacts { package: "numpy".into(), ..pin(">=1", false, None) };
    assert_eq!(pins(other, None), None);
}

#[test]
fn a_second_version_on_the_path_is_named() {
    let copy = |version: &str, used| PackageCopy {
        package: "aiortc".into(),
        version: Some(version.into()),
        location: format!("/opt/{version}"),
        used,
        on_path: true,
    };
    let with = |second| {
        let copies = Some(vec![copy("1.14.0", true), copy(second, false)]);
        let executable = Some("~/env/bin/python3".into());
        let python = Some(PythonFacts { executable, ..Default::default() });
        alone(&with_driver(DriverFacts { copies, python, ..Default::default() }))
    };
    let found = with("1.9.0");
    assert_eq!(found.first().map(triple), Some(("G2-ENV-TWO-COPIES", Host, Likely)));
    let by = found[0].evidence.last().map(|it| it.get(crate::text::language::Language::English));
    assert_eq!(by, Some("it is imported by ~/env/bin/python3"));
    assert_eq!(with("1.14.0"), []);
}

#[test]
fn stun_servers_and_cyclonedds_are_worth_knowing_and_no_more() {
    let line = SourceLine { file: "go2.py".into(), line: 12, text: "stun:stun.l…".into() };
    let machine = HostEvidence {
        conn_type: Some("CycloneDDS".into()),
        ..with_driver(DriverFacts { ice_servers: Some(vec![line]), ..Default::default() })
    };
    let found = alone(&machine);
    let codes: Vec<_> = found.iter().map(Finding::code).collect();
    assert_eq!(codes, ["G2-ICE-STUN-SLOW", "G2-ENV-CONN-TYPE"]);
    assert!(found.iter().all(|each| each.severity == Severity::Info));
}

#[test]
fn wsl_is_suspected_only_where_the_robot_was_not_reached() {
    let wsl = |mode: &str| HostEvidence {
        wsl: Some(WslFacts {
            version: Some(2),
            networking: Some(mode.into()),
            ..Default::default()
        }),
        ..Default::default()
    };
    let (nat, mirrored) = (wsl("nat"), wsl("mirrored"));
    assert_eq!(alone(&nat).first().map(triple), Some(("G2-ENV-WSL-NAT", Host, Possible)));
    assert_eq!(alone(&mirrored), []);
    let run = healthy();
    assert_eq!(diagnose(&Case { host: Some(&nat), ..case(&run) }), []);
    let (_, run) =
        failures().into_iter().find(|(name, _)| name == "ice black hole").expect("it is there");
    let codes = codes(&Case { host: Some(&nat), ..case(&run) });
    assert_eq!(codes, ["G2-ICE-FAILED", "G2-ENV-WSL-NAT"]);
}

fn running(driver: &str, udp_sockets: Option<u64>) -> OtherProcess {
    OtherProcess {
        pid: 4321,
        name: Some("python3".into()),
        driver: Some(driver.into()),
        age_s: Some(7300.0),
        to_robot: Some(vec![]),
        udp_sockets,
    }
}

fn beside(others: Vec<OtherProcess>) -> HostEvidence {
    HostEvidence { others: Some(others), ..HostEvidence::default() }
}

#[test]
fn a_driver_that_runs_here_is_a_warning_with_its_id_and_its_age() {
    let machine = beside(vec![running("go2_driver_node", Some(3))]);
    let found = alone(&machine);
    let possible = ("G2-ENV-DUP-INSTANCE", Host, Possible);
    assert_eq!(found.iter().map(triple).collect::<Vec<_>>(), [possible]);
    assert_eq!((found[0].severity, found[0].stage), (Severity::Warning, Stage::Host));
    let told = found[0].evidence[0].get(crate::text::language::Language::English);
    let expected = "process 4321 is go2_driver_node, for 2 h, with 3 UDP sockets, whose peers are \
                    not known";
    assert_eq!(told, expected);
    // What cannot hold the place is nobody's rival, and a log may be of another machine.
    for other in [running("go2_driver_node", Some(0)), running("unitree_ros2", Some(3))] {
        assert_eq!(alone(&beside(vec![other])), []);
    }
    let stranger = OtherProcess { driver: None, ..running("", Some(3)) };
    assert_eq!(alone(&beside(vec![stranger])), []);
    let (run, log) = (healthy(), LogFacts::default());
    let logged = Case {
        host: Some(&machine),
        source: super::super::case::Source::Log,
        log: Some(&log),
        ..case(&run)
    };
    assert_eq!(diagnose(&logged), []);
}

#[test]
fn a_busy_robot_and_a_driver_that_can_speak_to_it_are_one_story() {
    let (_, run) =
        failures().into_iter().find(|(name, _)| name == "sdp Busy").expect("it is there");
    let with = |others| {
        let machine = beside(others);
        let case = Case { host: Some(&machine), ..case(&run) };
        let found = diagnose(&case);
        let blanks = blanks(&case, &Invocation::default());
        let next = against(&found[0], &blanks, Platform::Linux);
        let each: Vec<_> =
            found.iter().map(|each| (each.code(), each.severity, each.confidence)).collect();
        (each, found[1].explained_by, next)
    };
    use Severity::{Error, Warning};
    let named = ("G2-ENV-DUP-INSTANCE", Error, Likely);
    let rejected = ("G2-SIG-REJECT", Error, Likely);
    // The one whose sockets are known is the likelier of two.
    let unknown = OtherProcess { pid: 77, ..running("go2_robot_sdk", None) };
    let (found, explained, next) = with(vec![unknown.clone(), running("go2_driver_node", Some(3))]);
    assert_eq!(found, [named, rejected]);
    assert_eq!((explained, next.as_str()), (Some("G2-ENV-DUP-INSTANCE"), "kill -INT 4321"));
    let (found, explained, next) = with(vec![unknown]);
    assert_eq!(found, [rejected, ("G2-ENV-DUP-INSTANCE", Warning, Possible)]);
    assert_eq!(explained, None);
    assert!(next.starts_with("go2doctor"), "{next}");
}
