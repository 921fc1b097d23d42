//! Evidence mutated at random: whatever it says, a certainty must follow from it.

use crate::facts::skip_reason::SkipReason;
use std::collections::BTreeMap;

use fastrand::Rng;
use serde_json::Value;

use super::super::case::{Counterpart, Source};
use super::offers::{good, three_fingerprints};
use super::*;
use crate::facts::outcome::{Client, RobotFacts, StageOutcome, Status};
use crate::facts::*;
use crate::report::fixtures::{failures, healthy, sctp_silent};

/// Cases tried. Each is named by its seed in a failure.
const CASES: u64 = 3000;

/// Replaces values of a JSON tree by others of its kind, or by null.
fn mutate(value: &mut Value, rng: &mut Rng) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                // The tag that tells which stage it is.
                if name != "name" || !field.is_string() {
                    mutate(field, rng);
                }
            }
        }
        Value::Array(items) => {
            if rng.u8(..12) == 0 {
                items.clear();
            }
            items.iter_mut().for_each(|item| mutate(item, rng));
        }
        Value::Number(number) if rng.u8(..12) == 0 => {
            *value = match (number.is_f64(), rng.u8(..4)) {
                (true, 0..2) => Value::from(rng.f64() * 1e5),
                (true, _) => Value::Null,
                (false, 0) => Value::from(0),
                (false, 1) => Value::from(3),
                (false, 2) => Value::from(rng.u8(..)),
                (false, _) => Value::Null,
            };
        }
        Value::Bool(_) | Value::Null if rng.u8(..12) == 0 => *value = Value::Bool(rng.bool()),
        Value::String(_) if rng.u8(..20) == 0 => *value = Value::Null,
        _ => {}
    }
}

/// The facts, mutated; as they were where the mutation is no evidence at all.
fn mutated_facts(facts: &StageFacts, rng: &mut Rng) -> StageFacts {
    let mut value = serde_json::to_value(facts).expect("facts are JSON");
    mutate(&mut value, rng);
    serde_json::from_value(value).unwrap_or_else(|_| facts.clone())
}

fn mutated_offer(rng: &mut Rng) -> OfferFacts {
    let offer = if rng.bool() { good() } else { three_fingerprints() };
    if rng.bool() {
        return offer;
    }
    let mut value = serde_json::to_value(&offer).expect("facts are JSON");
    mutate(&mut value, rng);
    serde_json::from_value(value).unwrap_or(offer)
}

/// Statuses at random, not those that the facts would give.
fn mutated_run(rng: &mut Rng) -> RunOutcome {
    let mut sources = failures();
    sources.push(("healthy".into(), healthy()));
    // Those that certainties rest on weigh as much as all the others.
    let decisive =
        ["ping silent", "http NoResponse", "sdp AesKeyMissing", "dtls fingerprint", "sctp silent"];
    if rng.bool() {
        sources.retain(|(name, _)| decisive.contains(&name.as_str()));
    }
    // Stages of different runs side by side: no run would measure them together.
    let mut run = sources[rng.usize(..sources.len())].1.clone();
    for (place, outcome) in run.stages.iter_mut().enumerate() {
        if rng.u8(..10) == 0 {
            *outcome = sources[rng.usize(..sources.len())].1.stages[place].clone();
        }
        outcome.facts = mutated_facts(&outcome.facts, rng);
        if let StageFacts::Http { evidence, .. } = &mut outcome.facts {
            evidence.data2 = [None, Some(2), Some(3)][rng.usize(..3)];
        }
        if rng.u8(..20) == 0 {
            let all =
                [Status::Skip, Status::Pass, Status::Warn, Status::Inconclusive, Status::Fail];
            outcome.status = all[rng.usize(..all.len())];
        }
    }
    run.robot.data2 = [None, Some(1), Some(2), Some(3), Some(9)][rng.usize(..5)];
    run
}

/// Addresses in the robot's network and out of it, or the robot's own.
fn mutated_interfaces(rng: &mut Rng) -> Vec<InterfaceFacts> {
    let addresses = [[192, 168, 12, 222], [192, 168, 12, 1], [10, 0, 0, 7], [169, 254, 7, 7]];
    let mut interface = |name: &str| InterfaceFacts {
        name: name.into(),
        addresses: (0..rng.usize(..3))
            .map(|_| AddressFacts::new(addresses[rng.usize(..4)].into(), 24))
            .collect(),
        carrier: [None, Some(true), Some(false)][rng.usize(..3)],
        mtu: [None, Some(1280), Some(1500)][rng.usize(..3)],
        ..Default::default()
    };
    vec![interface("wlan0"), interface("eth0")]
}

fn passed(stages: &[StageOutcome], from: Stage) -> bool {
    stages.iter().any(|outcome| {
        outcome.stage() >= from && matches!(outcome.status, Status::Pass | Status::Warn)
    })
}

/// Whether the evidence leaves nothing but this finding: written a second time,
/// not by calling the rules.
fn follows(finding: &Finding, case: &Case<'_>) -> bool {
    let facts = |stage| {
        let ran = |outcome: &&StageOutcome| outcome.stage() == stage;
        let outcome = case.stages.iter().find(ran).filter(|it| it.status != Status::Skip)?;
        Some((outcome.status, &outcome.facts))
    };
    match finding.code() {
        "G2-LINK-SUBNET" => {
            let route = case.machine().and_then(|machine| machine.route.as_ref());
            route.is_some_and(|route| route.exists == Some(false))
                && !passed(case.stages, Stage::Ping)
        }
        "G2-HTTP-WRONG-HOST" => {
            let mut own = case.machine().expect("it says so").addresses();
            let failed = |(status, _): (Status, &StageFacts)| status == Status::Fail;
            own.any(|(_, own)| Some(own.address.into()) == case.robot.address)
                && (facts(Stage::Http).is_some_and(failed)
                    || facts(Stage::Ping).is_some_and(failed)
                    || finding.stage == Stage::Host)
                && case.source == Source::Live
        }
        "G2-SIG-AES-REQUIRED" => match facts(Stage::Sdp) {
            Some((Status::Fail, StageFacts::Sdp { evidence, .. })) => {
                evidence.reason == Some(SdpReason::AesKeyMissing) && case.data2() == Some(3)
            }
            _ => false,
        },
        "G2-DTLS-FPRINT" => match facts(Stage::Dtls) {
            Some((Status::Fail, StageFacts::Dtls { evidence, .. })) => {
                case.source == Source::Live
                    && evidence.fingerprint_match == Some(false)
                    && !passed(case.stages, Stage::Sctp)
            }
            _ => false,
        },
        // Seen from outside, that the certificate is not the one of the last fingerprint is enough.
        "G2-ENV-AIORTC-FPS" if certificate_differs(facts(Stage::Dtls)) => true,
        "G2-ENV-AIORTC-FPS" => match facts(Stage::Sctp) {
            Some((Status::Fail, StageFacts::Sctp { timings, evidence })) => {
                fn last(offer: Option<&OfferFacts>) -> Option<&str> {
                    offer?.fingerprints.as_ref()?.last().map(String::as_str)
                }
                let other = case.counterpart.expect("certain needs a counterpart");
                last(case.offer).is_some_and(|last| last != "sha-256")
                    && last(Some(other.offer)) == Some("sha-256")
                    && evidence.init_received == Some(0)
                    && evidence.init_ack_received.unwrap_or_default() == 0
                    && evidence.rtp_packets_received == Some(0)
                    && case.source == Source::Live
                    && timings.association_ms.is_none()
                    && passed(case.stages, Stage::Dtls)
                    && !passed(case.stages, Stage::Sctp)
            }
            _ => false,
        },
        other => panic!("{other} is never certain, or this test has to learn why it is"),
    }
}

#[test]
fn a_certainty_follows_from_the_evidence_and_every_code_has_its_entry() {
    let (mut certain, opened) = (BTreeMap::<&str, u32>::new(), healthy());
    for seed in 0..CASES {
        let mut rng = Rng::with_seed(seed);
        let run = mutated_run(&mut rng);
        let (offer, other) = (mutated_offer(&mut rng), mutated_offer(&mut rng));
        let machine = HostEvidence {
            route: Some(RouteFacts {
                exists: [None, Some(true), Some(false)][rng.usize(..3)],
                ..Default::default()
            }),
            interfaces: rng.bool().then(|| mutated_interfaces(&mut rng)),
            ..Default::default()
        };
        let log = LogFacts { debug: Some(rng.bool()), ..Default::default() };
        let is_log = rng.u8(..3) == 0;
        let case = Case {
            source: if is_log { Source::Log } else { Source::Live },
            log: is_log.then_some(&log),
            offer: rng.bool().then_some(&offer),
            host: rng.bool().then_some(&machine),
            counterpart: rng
                .bool()
                .then_some(Counterpart { offer: &other, stages: &opened.stages }),
            client: if rng.bool() { Client::Go2doctor } else { Client::Stock },
            interrupted: rng.u8(..8) == 0,
            ..case(&run)
        };
        let found = diagnose(&case);
        assert_eq!(found, diagnose(&case), "seed {seed}: not pure");
        for each in &found {
            if each.confidence == Confidence::Certain {
                *certain.entry(each.code()).or_default() += 1;
                let (code, lines) = (each.code(), &each.evidence);
                assert!(follows(each, &case), "seed {seed}: {code} {lines:#?}\n{case:#?}");
            }
        }
        let mut codes: Vec<_> = found.iter().map(Finding::code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), found.len(), "seed {seed}: a code stands twice");
    }
    let often = certain.values().filter(|times| **times >= 3).count();
    assert_eq!(often, 5, "{certain:?}: the mutations miss what they test");
}

#[test]
fn a_proof_is_certain_and_a_contradiction_to_it_is_not() {
    let (run, opened) = (sctp_silent("sctp"), healthy());
    let (bad, good) = (three_fingerprints(), good());
    let case = Case {
        offer: Some(&bad),
        counterpart: Some(Counterpart { offer: &good, stages: &opened.stages }),
        ..case(&run)
    };
    let found = diagnose(&case);
    assert_eq!(found[0].confidence, Confidence::Certain);
    assert!(follows(&found[0], &case));
}

#[test]
fn a_run_of_which_nothing_is_known_has_no_finding() {
    let stages = Stage::ALL.map(|stage| StageOutcome::skipped(stage, SkipReason::NotRequested));
    let robot = RobotFacts::default();
    assert_eq!(diagnose(&Case::live(&stages, &robot)), []);
    for status in [Status::Fail, Status::Pass, Status::Warn] {
        let stages = Stage::ALL.map(|stage| StageOutcome {
            status,
            facts: StageFacts::unknown(stage),
            ..StageOutcome::skipped(stage, SkipReason::NotRequested)
        });
        for each in diagnose(&Case::live(&stages, &robot)) {
            assert_ne!(each.confidence, Confidence::Certain, "{each:#?}");
        }
    }
}

fn certificate_differs(dtls: Option<(Status, &StageFacts)>) -> bool {
    match dtls {
        Some((_, StageFacts::Dtls { evidence, .. })) => {
            evidence.client_fingerprint_match == Some(false)
        }
        _ => false,
    }
}
