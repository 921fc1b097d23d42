//! What differs between two sides, and what does not.

use serde_json::json;

use super::*;
use crate::facts::finding::{Confidence, Severity, Side};
use crate::facts::outcome::{RunOutcome, Status};
use crate::facts::{
    DriverFacts, HostEvidence, HttpReason, LogDriver, OfferFacts, PlaceFacts, Stage, StageFacts,
    WslFacts,
};
use crate::report::fixtures;

fn subject(run: &RunOutcome) -> Subject {
    Subject { stages: run.stages.clone(), robot: run.robot.clone(), ..Subject::default() }
}

fn healthy() -> Subject {
    subject(&fixtures::healthy())
}

fn silent() -> Subject {
    subject(&fixtures::sctp_silent("check"))
}

/// A side whose ladder ended at `stage` with `status`, the rest skipped.
fn ending(stage: Stage, status: Status) -> Subject {
    let mut side = healthy();
    for outcome in side.stages.iter_mut().filter(|outcome| outcome.stage() >= stage) {
        outcome.status = if outcome.stage() == stage { status } else { Status::Skip };
    }
    side
}

fn with_offer(fingerprints: &[&str]) -> Option<OfferFacts> {
    let fingerprints = fingerprints.iter().map(|name| (*name).to_owned()).collect();
    Some(OfferFacts { fingerprints: Some(fingerprints), ..OfferFacts::default() })
}

fn named(stage: Stage, code: &str) -> Vec<Found> {
    let (severity, side, confidence) = (Severity::Error, Side::Host, Confidence::Likely);
    vec![Found { code: code.into(), stage, severity, side, confidence, title: String::new() }]
}

fn of<'a>(found: &'a Comparison, field: &str) -> Option<&'a Difference> {
    found.differences.iter().find(|each| each.field == field)
}

fn first(a: &Subject, b: &Subject) -> Option<(Stage, Kind, Option<Which>)> {
    compare(a, b).first.map(|first| (first.stage, first.kind, first.worse))
}

#[test]
fn a_side_does_not_differ_from_itself() {
    for side in [healthy(), silent(), ending(Stage::Ice, Status::Inconclusive)] {
        let found = compare(&side, &side);
        assert_eq!(found.first, None);
        assert_eq!(found.undecided, None);
        assert!(found.differences.is_empty() && found.one_sided.is_empty(), "{found:?}");
        assert!(found.rungs.iter().all(|rung| rung.differs.is_none()));
    }
}

#[test]
fn the_lowest_rung_that_one_passed_and_one_did_not_is_the_answer() {
    for stage in Stage::ALL.into_iter().filter(|stage| *stage >= Stage::Http) {
        let broken = ending(stage, Status::Fail);
        let status = Kind::Status;
        assert_eq!(first(&broken, &healthy()), Some((stage, status, Some(Which::A))));
        assert_eq!(first(&healthy(), &broken), Some((stage, status, Some(Which::B))));
        for higher in Stage::ALL.into_iter().filter(|higher| *higher > stage) {
            let later = ending(higher, Status::Fail);
            assert_eq!(first(&later, &broken), Some((stage, status, Some(Which::B))));
        }
    }
}

#[test]
fn a_rung_below_one_that_was_reached_counts_as_passed() {
    let mut log = healthy();
    for outcome in log.stages.iter_mut().filter(|outcome| outcome.stage() < Stage::Sctp) {
        outcome.status = Status::Skip;
    }
    assert_eq!(
        first(&ending(Stage::Http, Status::Fail), &log),
        Some((Stage::Http, Kind::Status, Some(Which::A)))
    );
    assert_eq!(compare(&log, &healthy()).first, None);
}

#[test]
fn ping_stands_in_the_way_only_where_nothing_came_after_it() {
    let mut quiet = healthy();
    quiet.stages[1].status = Status::Fail;
    assert_eq!(quiet.stages[1].stage(), Stage::Ping);
    assert_eq!(compare(&quiet, &healthy()).first, None);
    for outcome in &mut quiet.stages[2..] {
        outcome.status = Status::Skip;
    }
    assert_eq!(first(&quiet, &healthy()), Some((Stage::Ping, Kind::Status, Some(Which::A))));
}

#[test]
fn a_side_that_does_not_tell_is_named_and_differs_in_nothing() {
    for status in [Status::Inconclusive, Status::Skip] {
        let found = compare(&ending(Stage::Ice, status), &healthy());
        assert_eq!(found.first, None, "{status:?}");
        assert_eq!(found.undecided, Some(Undecided { stage: Stage::Ice, by: Which::A }));
        let broken = ending(Stage::Sctp, Status::Fail);
        let found = compare(&broken, &ending(Stage::Ice, status));
        assert_eq!(found.first, None, "{status:?}");
        assert_eq!(found.undecided, Some(Undecided { stage: Stage::Ice, by: Which::B }));
    }
    // It broke before that: then it does not matter.
    let found = compare(&ending(Stage::Http, Status::Fail), &ending(Stage::Ice, Status::Skip));
    assert_eq!(found.first.map(|first| first.stage), Some(Stage::Http));
    assert_eq!(found.undecided, None);
}

#[test]
fn two_that_broke_at_one_rung_differ_by_reason() {
    let broken = |reason| {
        let mut side = ending(Stage::Http, Status::Fail);
        if let StageFacts::Http { evidence, .. } = &mut side.stages[2].facts {
            evidence.reason = Some(reason);
        }
        side
    };
    let (refused, silent) = (broken(HttpReason::ConnRefused), broken(HttpReason::NoResponse));
    assert_eq!(first(&refused, &refused), None);
    assert_eq!(first(&refused, &silent), Some((Stage::Http, Kind::Reason, None)));
    let found = compare(&refused, &silent);
    let reason = of(&found, "http.reason").expect("it differs");
    assert_eq!((&reason.a, &reason.b), (&json!("conn-refused"), &json!("no-response")));
    assert_eq!(reason.role, Role::Symptom);
    // Where stages have no reasons, it is what was found.
    let found_first =
        |code| Subject { findings: named(Stage::Sctp, code), ..ending(Stage::Sctp, Status::Fail) };
    let (silence, abort) = (found_first("G2-SCTP-NOINITACK"), found_first("G2-SCTP-ABORT"));
    assert_eq!(first(&silence, &abort), Some((Stage::Sctp, Kind::Reason, None)));
}

#[test]
fn a_warning_is_a_difference_where_nothing_graver_is() {
    let mut warned = healthy();
    warned.stages[0].status = Status::Warn;
    assert_eq!(first(&healthy(), &warned), Some((Stage::Host, Kind::Status, Some(Which::B))));
    let mut both = silent();
    both.stages[0].status = Status::Warn;
    assert_eq!(first(&both, &healthy()), Some((Stage::Sctp, Kind::Status, Some(Which::A))));
}

#[test]
fn the_cause_that_a_finding_names_comes_first() {
    let broken = Subject {
        offer: with_offer(&["sha-256", "sha-384", "sha-512"]),
        driver: Some(DriverFacts { numpy: Some("1.26.4".into()), ..DriverFacts::default() }),
        written_by: Some(LogDriver::Go2Ros2Sdk),
        findings: named(Stage::Sctp, "G2-ENV-AIORTC-FPS"),
        ..silent()
    };
    let sound = Subject {
        offer: with_offer(&["sha-256"]),
        driver: Some(DriverFacts { numpy: Some("2.1.0".into()), ..DriverFacts::default() }),
        written_by: Some(LogDriver::UnitreeWebrtcConnect),
        ..healthy()
    };
    let found = compare(&broken, &sound);
    let roles: Vec<_> = found
        .differences
        .iter()
        .filter(|each| matches!(each.of, Of::Offer | Of::Client))
        .map(|each| (each.field.as_str(), each.role, each.codes.clone()))
        .collect();
    let expected = [
        ("offer.fingerprints", Role::Named, vec!["G2-ENV-AIORTC-FPS"]),
        ("client.name", Role::Possible, vec![]),
        ("client.numpy", Role::Beside, vec![]),
    ];
    assert_eq!(roles, expected);
    assert!(found.differences.is_sorted_by_key(|each| each.role));
    // Of the rung that differs, the cause of another one is no cause.
    let elsewhere = Subject {
        findings: broken.findings.clone(),
        offer: broken.offer.clone(),
        ..ending(Stage::Http, Status::Fail)
    };
    let found = compare(&elsewhere, &sound);
    assert_eq!(of(&found, "offer.fingerprints").map(|each| each.role), Some(Role::Beside));
}

#[test]
fn what_one_side_does_not_know_is_no_difference() {
    let broken = Subject { offer: with_offer(&["sha-512"]), ..silent() };
    let found = compare(&broken, &healthy());
    assert_eq!(of(&found, "offer.fingerprints"), None);
    let told: Vec<_> =
        found.one_sided.iter().map(|each| (each.field.as_str(), each.known_in)).collect();
    assert_eq!(told, [("offer.fingerprints", Which::A)]);
    // What could not have broken this rung is not even told.
    let at_http = Subject { offer: with_offer(&["sha-512"]), ..ending(Stage::Http, Status::Fail) };
    assert!(compare(&at_http, &healthy()).one_sided.is_empty());
}

#[test]
fn a_machine_under_wsl_may_explain_what_packets_do_and_not_what_sctp_does() {
    let machine = |wsl: Option<WslFacts>| {
        Some(HostEvidence { os: Some("linux".into()), wsl, ..HostEvidence::default() })
    };
    let networking = Some("nat".into());
    let nat = WslFacts { version: Some(2), networking, ..WslFacts::default() };
    let native = Subject { host: machine(None), ..healthy() };
    for (stage, role) in [(Stage::Ice, Role::Possible), (Stage::Sctp, Role::Beside)] {
        let broken = ending(stage, Status::Fail);
        let found = compare(&Subject { host: machine(Some(nat.clone())), ..broken }, &native);
        let wsl = of(&found, "host.wsl").expect("it differs");
        assert_eq!((&wsl.a, &wsl.b, wsl.role), (&json!("WSL2 nat"), &json!("none"), role));
    }
}

#[test]
fn what_was_found_of_one_machine_alone_may_explain_too() {
    let machine = Some(HostEvidence { os: Some("linux".into()), ..HostEvidence::default() });
    let broken = Subject {
        host: machine.clone(),
        findings: named(Stage::Host, "G2-ENV-DUAL-IP"),
        ..ending(Stage::Ice, Status::Fail)
    };
    let found = compare(&broken, &Subject { host: machine, ..healthy() });
    let host = of(&found, "host.findings").expect("it differs");
    assert_eq!((&host.a, &host.b), (&json!(["G2-ENV-DUAL-IP"]), &json!([])));
    assert_eq!(host.role, Role::Possible);
    // What could not be made out is not known either.
    let place = |virtual_machine: &str| {
        let virtual_machine = Some(virtual_machine.to_owned());
        let place = Some(PlaceFacts { virtual_machine, ..PlaceFacts::default() });
        Subject { host: Some(HostEvidence { place, ..HostEvidence::default() }), ..healthy() }
    };
    let differs = |a, b| of(&compare(&place(a), &place(b)), "host.place.virtual_machine").is_some();
    assert!(differs("none", "kvm") && !differs("unknown", "kvm"));
    // Of a machine that was not looked at nothing is known.
    assert_eq!(of(&compare(&broken, &healthy()), "host.findings"), None);
}

#[test]
fn times_differ_when_they_are_twice_as_long_and_by_50_ms() {
    let taking = |ms: f64| {
        let mut side = healthy();
        if let StageFacts::Http { timings, .. } = &mut side.stages[2].facts {
            timings.total_ms = Some(ms);
        }
        side
    };
    let timing = Some((Stage::Http, Kind::Timing, None));
    for (one, other, expected) in [
        (10.0, 20.0, None),
        (10.0, 59.0, None),
        (100.0, 199.0, None),
        (100.0, 201.0, timing),
        (10.0, 61.0, timing),
    ] {
        assert_eq!(first(&taking(one), &taking(other)), expected, "{one} {other}");
        assert_eq!(first(&taking(other), &taking(one)), expected, "{other} {one}");
    }
}

#[test]
fn counts_differ_only_where_one_is_zero() {
    let with = |received, status| {
        let mut side = ending(Stage::Sctp, status);
        if let StageFacts::Sctp { evidence, .. } = &mut side.stages[6].facts {
            evidence.init_ack_received = received;
        }
        side
    };
    let differs = |a, b, status| {
        of(&compare(&with(a, status), &with(b, status)), "sctp.init_ack_received").is_some()
    };
    assert!(differs(Some(0), Some(3), Status::Fail));
    assert!(!differs(Some(1), Some(3), Status::Fail));
    assert!(!differs(None, Some(3), Status::Fail));
    // Both came through: whose INIT was first is of no interest.
    assert!(!differs(Some(0), Some(1), Status::Pass));
}

#[test]
fn every_fact_of_a_side_is_named_once_and_every_code_is_one_of_the_catalogue() {
    let machine = HostEvidence { driver: Some(DriverFacts::default()), ..HostEvidence::default() };
    let all = side_facts::side_facts(&Subject { host: Some(machine), ..Subject::default() });
    for (index, fact) in all.iter().enumerate() {
        assert!(all[..index].iter().all(|other| other.field != fact.field), "{}", fact.field);
        for code in fact.compared.codes {
            assert!(crate::catalogue::load::catalogue().get(code).is_some(), "{code}");
        }
    }
}
