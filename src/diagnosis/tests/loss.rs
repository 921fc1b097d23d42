//! Loss and jitter: what counts as a sign, and what a silent robot does not show.

use super::super::case::Source;
use super::*;
use crate::facts::finding::Severity;
use crate::facts::outcome::Status;
use crate::facts::*;
use crate::report::fixtures::{failed, failures, healthy, stage_mut};
use Confidence::{Likely, Possible};
use Severity::{Error, Warning};
use Side::Network;

/// What was counted.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    echoes_lost: Option<u32>,
    checks: Option<(u64, u64)>,
    cookies: u32,
    inits: u32,
    flights: u32,
    resent: u64,
    late: u64,
}

fn with(mut run: RunOutcome, seen: Seen) -> RunOutcome {
    let loss = seen.checks.map(|(answered, lost)| CheckLoss { answered, lost });
    for outcome in &mut run.stages {
        match &mut outcome.facts {
            StageFacts::Ping { evidence, .. } => evidence.lost = seen.echoes_lost,
            StageFacts::Dtls { evidence, .. } if evidence.retransmits.is_some() => {
                evidence.retransmits = Some(seen.flights);
            }
            StageFacts::Sctp { evidence, .. } => {
                evidence.check_loss = loss;
                if evidence.cookie_ack_received == Some(1) {
                    evidence.cookie_echo_sent = Some(1 + seen.cookies);
                    evidence.init_sent = Some(1 + seen.inits);
                }
            }
            StageFacts::Flow { evidence, .. } => {
                evidence.check_loss = loss;
                evidence.data =
                    Some(DataChunks { resent: seen.resent, late: seen.late, ..Default::default() });
            }
            _ => {}
        }
    }
    run
}

fn of_loss(run: &RunOutcome) -> Option<(Confidence, Severity, Stage)> {
    let found = diagnose(&case(run));
    let loss = found.iter().find(|each| each.code() == "G2-LINK-LOSS")?;
    assert_eq!(loss.side, Network);
    assert!(!loss.evidence.is_empty());
    Some((loss.confidence, loss.severity, loss.stage))
}

#[test]
fn a_run_that_passed_with_loss_has_a_warning() {
    let none = Seen::default();
    let checks = |lost| Seen { checks: Some((40, lost)), ..none };
    let echoes = |lost| Seen { echoes_lost: Some(lost), ..none };
    let likely = |stage| Some((Likely, Warning, stage));
    let possible = |stage| Some((Possible, Warning, stage));
    let cases = [
        (none, None),
        (checks(1), None),
        (checks(2), likely(Stage::Flow)),
        (Seen { cookies: 1, ..checks(1) }, likely(Stage::Flow)),
        (Seen { cookies: 2, ..none }, likely(Stage::Flow)),
        (echoes(1), None),
        (echoes(2), possible(Stage::Ping)),
        (Seen { checks: Some((40, 1)), ..echoes(1) }, possible(Stage::Ping)),
        (Seen { inits: 1, ..checks(1) }, possible(Stage::Flow)),
        (Seen { flights: 1, ..echoes(1) }, possible(Stage::Ping)),
        (Seen { resent: 2, ..none }, likely(Stage::Flow)),
        (Seen { resent: 1, late: 1, ..none }, possible(Stage::Flow)),
        (Seen { resent: 1, ..none }, None),
        // A way that mixes packets up has the same effect.
        (Seen { late: 2, ..none }, None),
        (Seen { late: 6, ..none }, possible(Stage::Flow)),
        // A robot that takes its time has the same effect.
        (Seen { inits: 5, flights: 4, ..none }, None),
    ];
    for (seen, expected) in cases {
        assert_eq!(of_loss(&with(healthy(), seen)), expected, "{seen:?}");
    }
}

#[test]
fn echoes_that_were_tcp_connects_or_none_at_all_do_not_count() {
    let mut run = with(healthy(), Seen { echoes_lost: Some(3), ..Seen::default() });
    if let StageFacts::Ping { evidence, .. } = &mut stage_mut(&mut run, Stage::Ping).facts {
        evidence.method = Some(PingMethod::Tcp);
    }
    assert_eq!(of_loss(&run), None);
    assert_eq!(of_loss(&with(healthy(), Seen { echoes_lost: None, ..Seen::default() })), None);
}

#[test]
fn what_is_lost_after_a_connection_broke_off_is_no_loss() {
    let seen = Seen { echoes_lost: Some(2), resent: 3, ..Seen::default() };
    let broken = |at_end, seen| {
        let mut run = with(named("flow consent"), seen);
        if let StageFacts::Ping { evidence, .. } = &mut stage_mut(&mut run, Stage::Ping).facts {
            evidence.lost_at_end = at_end;
        }
        of_loss(&run).is_some()
    };
    assert!(!broken(Some(2), seen));
    assert!(broken(Some(0), seen), "later echoes were answered");
    // What was overtaken was lost before the end.
    assert!(broken(Some(2), Seen { checks: Some((20, 3)), ..seen }));
}

fn named(name: &str) -> RunOutcome {
    failures().into_iter().find(|(of, _)| of == name).expect("it is there").1
}

#[test]
fn heavy_loss_explains_a_failure_in_which_packets_went_to_and_fro() {
    let heavy = Seen { checks: Some((20, 12)), ..Seen::default() };
    for (name, stage) in [
        ("sctp cookie", Stage::Sctp),
        ("sctp open", Stage::Sctp),
        ("validation unanswered", Stage::Validation),
        ("flow consent", Stage::Flow),
    ] {
        let run = with(named(name), heavy);
        assert_eq!(of_loss(&run), Some((Likely, Error, stage)), "{name}");
        let found = diagnose(&case(&run));
        assert_eq!(found[0].code(), "G2-LINK-LOSS", "{name}");
        assert_eq!(found[1].explained_by, Some("G2-LINK-LOSS"), "{name}");
    }
    let echoes = Seen { echoes_lost: Some(2), ..Seen::default() };
    let run = with(named("dtls unfinished"), echoes);
    assert_eq!(of_loss(&run), Some((Possible, Error, Stage::Dtls)));
    assert_eq!(diagnose(&case(&run))[1].explained_by, Some("G2-LINK-LOSS"));
}

#[test]
fn silence_is_no_loss_and_light_loss_breaks_nothing() {
    let heavy = Seen { checks: Some((20, 12)), ..Seen::default() };
    let light = Seen { checks: Some((60, 3)), ..Seen::default() };
    for (name, seen) in [
        ("sctp silent", heavy),
        ("sctp media only", heavy),
        ("sctp cookie", light),
        ("flow silent", light),
    ] {
        let run = with(named(name), seen);
        let without = first(&case(&named(name)));
        assert_eq!(first(&case(&run)), without, "{name}");
        let (confidence, severity, _) = of_loss(&run).expect("it is worth knowing");
        assert_eq!((confidence, severity), (Likely, Warning), "{name}");
    }
    let echoes = Seen { echoes_lost: Some(2), ..Seen::default() };
    let run = with(named("dtls silent"), echoes);
    assert_eq!(of_loss(&run), Some((Possible, Warning, Stage::Ping)), "no hello: nothing was lost");
}

#[test]
fn loss_that_would_swallow_every_init_explains_their_silence() {
    let at = |answered, lost| {
        let run =
            with(named("sctp silent"), Seen { checks: Some((answered, lost)), ..Seen::default() });
        let found = diagnose(&case(&run));
        (found[0].code(), found[1].code())
    };
    let (loss, silence) = ("G2-LINK-LOSS", "G2-SCTP-NOINITACK");
    assert_eq!(at(12, 48), (loss, silence), "four of five, nine times");
    assert_eq!(at(30, 30), (silence, loss), "half of them, nine times");
}

/// A run in which ICE failed with one pair, of these counts.
fn pair(requests_sent: u64, responses: u64, requests_received: u64) -> RunOutcome {
    let pair = PairEvidence { requests_sent, responses, requests_received, ..Default::default() };
    let evidence = IceEvidence { pairs: Some(vec![pair]), ..Default::default() };
    failed(StageFacts::Ice { timings: Default::default(), evidence }, 10_000.0)
}

#[test]
fn most_checks_unanswered_by_a_robot_that_takes_part_is_loss() {
    let run = pair(97, 12, 9);
    assert_eq!(first(&case(&run)), Some(("G2-LINK-LOSS", Network, Possible)));
    assert_eq!(codes(&case(&run)), ["G2-LINK-LOSS", "G2-ICE-FAILED"]);
    assert_eq!(diagnose(&case(&run))[1].explained_by, Some("G2-LINK-LOSS"));
    assert_eq!(of_loss(&pair(97, 12, 0)), None, "the robot sends no checks");
    assert_eq!(of_loss(&pair(97, 2, 9)), None, "too few to tell");
    assert_eq!(of_loss(&pair(20, 17, 9)), None, "the last ones are on their way");
    for name in ["ice black hole", "ice refused", "ice one way", "ice no candidate"] {
        assert_eq!(of_loss(&named(name)), None, "{name}");
    }
}

#[test]
fn one_slow_echo_is_no_jitter() {
    let jitter = |trips: [f64; 4]| {
        let mut run = healthy();
        if let StageFacts::Ping { evidence, .. } = &mut stage_mut(&mut run, Stage::Ping).facts {
            let mean = trips.iter().sum::<f64>() / 4.0;
            evidence.received = Some(4);
            evidence.rtt_min_ms = trips.iter().copied().reduce(f64::min);
            evidence.rtt_max_ms = trips.iter().copied().reduce(f64::max);
            evidence.rtt_avg_ms = Some(mean);
            let squares = trips.iter().map(|trip| (trip - mean).powi(2)).sum::<f64>() / 4.0;
            evidence.rtt_mdev_ms = Some(squares.sqrt());
        }
        first(&case(&run))
    };
    assert_eq!(jitter([4.0, 184.0, 90.0, 30.0]), Some(("G2-LINK-JITTER", Network, Possible)));
    assert_eq!(jitter([95.0, 4.0, 6.0, 5.0]), None, "the radio slept before the first");
    assert_eq!(jitter([6.0, 11.0, 8.0, 25.0]), None, "good Wi-Fi");
    assert_eq!(jitter([0.5, 0.6, 1.3, 0.7]), None, "a cable");
}

/// Round trips as over poor Wi-Fi.
pub(super) fn uneven() -> LinkFigures {
    LinkFigures {
        answered: 12,
        lost: 0,
        rtt_min_ms: Some(4.0),
        rtt_mean_ms: Some(60.0),
        rtt_p95_ms: None,
        rtt_max_ms: Some(180.0),
        jitter_ms: Some(55.0),
    }
}

#[test]
fn checks_that_took_unevenly_long_are_jitter_and_few_or_media_are_not() {
    let poor = uneven();
    let even = LinkFigures { jitter_ms: Some(3.0), ..poor.clone() };
    // Eleven of 5 ms and one of 600: a machine that was busy for a moment.
    let one = LinkFigures { rtt_mean_ms: Some(54.6), rtt_max_ms: Some(600.0), ..poor.clone() };
    let few = LinkFigures { answered: 4, ..poor.clone() };
    let found = |idle: Option<&LinkFigures>, under_load: Option<&LinkFigures>| {
        let mut run = healthy();
        if let StageFacts::Flow { evidence, .. } = &mut stage_mut(&mut run, Stage::Flow).facts {
            let quality = LinkQuality { idle: idle.cloned(), under_load: under_load.cloned() };
            evidence.link_quality = Some(quality);
        }
        first(&case(&run))
    };
    assert_eq!(found(Some(&poor), None), Some(("G2-LINK-JITTER", Network, Possible)));
    for other in [&even, &one, &few] {
        assert_eq!(found(Some(other), None), None, "{other:?}");
    }
    assert_eq!(found(None, Some(&poor)), None, "the load's own doing");
}

#[test]
fn a_log_shows_loss_by_what_sctp_sent_again() {
    let run = with(healthy(), Seen { cookies: 2, ..Seen::default() });
    let log = LogFacts { debug: Some(true), ..Default::default() };
    let case = Case { source: Source::Log, log: Some(&log), ..case(&run) };
    assert_eq!(first(&case), Some(("G2-LINK-LOSS", Network, Likely)));
}

#[test]
fn what_did_not_come_over_a_network_that_loses_one_check_in_six_is_not_the_robots() {
    let found = |lost, outcome: fn(&mut FlowEvidence) -> Status| {
        let seen = Seen { checks: Some((20 - lost, lost)), ..Seen::default() };
        let mut run = with(healthy(), seen);
        let flow = stage_mut(&mut run, Stage::Flow);
        if let StageFacts::Flow { evidence, .. } = &mut flow.facts {
            flow.status = outcome(evidence);
        }
        let found = diagnose(&case(&run));
        found.iter().map(|each| (each.code(), each.side)).collect::<Vec<_>>()
    };
    let unanswered = |evidence: &mut FlowEvidence| {
        evidence.window_s = Some(10.0);
        evidence.request =
            Some(RequestEvidence { api_id: 1001, asked: Some(3), ..Default::default() });
        Status::Warn
    };
    let silent = |evidence: &mut FlowEvidence| {
        evidence.link = Some(LinkState::Silent);
        Status::Fail
    };
    let loss = ("G2-LINK-LOSS", Network);
    assert_eq!(found(4, unanswered), [loss]);
    assert_eq!(found(2, unanswered), [("G2-CTL-MSHANG", Side::Robot), loss]);
    assert_eq!(found(4, silent), [loss, ("G2-DATA-SILENT", Network)]);
    assert_eq!(found(2, silent), [("G2-DATA-SILENT", Side::Robot), loss]);
}
