//! The association, the validation and the data: what their evidence says.

use super::*;
use crate::facts::outcome::Status;
use crate::facts::*;
use crate::report::fixtures::{failed, healthy, sctp_silent, stage_mut};
use crate::text::language::Language;
use Confidence::{Likely, Possible};
use Side::{Host, Network, Robot, Unknown};

fn sctp(timings: SctpTimings, evidence: SctpEvidence) -> RunOutcome {
    failed(StageFacts::Sctp { timings, evidence }, 1500.0)
}

/// A silent SCTP, with something more seen.
fn silent_but(change: impl FnOnce(&mut SctpEvidence)) -> RunOutcome {
    let mut run = sctp_silent("check");
    if let StageFacts::Sctp { evidence, .. } = &mut stage_mut(&mut run, Stage::Sctp).facts {
        change(evidence);
    }
    run
}

fn abort(code: u16, text: &str) -> AbortEvidence {
    let causes = vec![AbortCause { code, text: text.into() }];
    AbortEvidence { direction: Direction::In, causes }
}

/// Every line of evidence of the first finding, in one language.
fn lines(run: &RunOutcome, language: Language) -> Vec<String> {
    let found = diagnose(&case(run));
    found[0].evidence.iter().map(|line| line.get(language).to_owned()).collect()
}

fn why(run: &RunOutcome, language: Language) -> String {
    diagnose(&case(run))[0].brief().get(language).to_owned()
}

#[test]
fn each_cause_of_an_abort_is_named_in_both_languages_and_some_say_more() {
    let mut said = Vec::new();
    for code in 1..=13 {
        let run = silent_but(|evidence| evidence.abort = Some(abort(code, "")));
        let side = match code {
            1 | 4 | 10 | 12 => Robot,
            _ => Unknown,
        };
        assert_eq!(first(&case(&run)), Some(("G2-SCTP-ABORT", side, Likely)), "{code}");
        for language in Language::ALL {
            let line = lines(&run, language).concat();
            assert!(line.ends_with(&format!("({code})")), "{line}");
            said.push(line);
        }
    }
    let told = said.len();
    said.sort();
    said.dedup();
    assert_eq!(said.len(), told, "two causes have one name");
    for (code, word) in [(4, "resources"), (13, "protocol"), (3, "too late"), (1, "streams")] {
        let run = silent_but(|evidence| evidence.abort = Some(abort(code, "")));
        assert!(why(&run, Language::English).contains(word), "{code}");
    }
}

#[test]
fn what_comes_with_a_cause_is_shown_and_harmless() {
    let run = silent_but(|evidence| evidence.abort = Some(abort(12, "ban\u{1b}[2Jned")));
    let line = lines(&run, Language::Taiwan).concat();
    assert!(line.contains("由應用程式中止 (12)：ban"), "{line}");
    assert!(!line.contains('\u{1b}'));
    let bare = AbortEvidence { direction: Direction::In, causes: Vec::new() };
    let run = silent_but(|evidence| evidence.abort = Some(bare));
    assert_eq!(lines(&run, Language::English), ["the ABORT names no cause"]);
}

#[test]
fn what_the_robot_sends_in_spite_of_its_silence_tells_why() {
    type Change = fn(&mut SctpEvidence);
    let cases: [(Change, Expected); 4] = [
        (|_| (), ("G2-SCTP-NOINITACK", Robot, Possible)),
        (|it| it.init_received = Some(3), ("G2-SCTP-NOINITACK", Network, Possible)),
        (|it| it.rtp_packets_received = Some(5), ("G2-SCTP-NOINITACK", Robot, Possible)),
        (|it| it.peer_port = Some(6000), ("G2-SCTP-PORT", Robot, Likely)),
    ];
    for (change, expected) in cases {
        let run = silent_but(change);
        assert_eq!(first(&case(&run)), Some(expected), "{:?}", lines(&run, Language::English));
    }
    let usual = silent_but(|evidence| evidence.peer_port = Some(5000));
    assert_eq!(first(&case(&usual)), Some(("G2-SCTP-NOINITACK", Robot, Possible)));
}

#[test]
fn a_reset_is_no_silence_and_a_complaint_stands_beside_a_lost_cookie() {
    let up = SctpTimings { association_ms: Some(3.0), ..Default::default() };
    let reset = SctpEvidence { stream_reset: Some(true), ..Default::default() };
    assert_eq!(first(&case(&sctp(up, reset))), Some(("G2-DC-RESET", Robot, Likely)));
    let complaint = AbortCause { code: 3, text: "250000 µs too old".into() };
    let run = silent_but(|evidence| {
        evidence.init_ack_received = Some(1);
        evidence.cookie_echo_sent = Some(4);
        evidence.error_causes = Some(vec![complaint]);
    });
    assert_eq!(first(&case(&run)), Some(("G2-SCTP-COOKIE", Network, Possible)));
    assert!(lines(&run, Language::English).concat().contains("Stale Cookie (3): 250000 µs"));
}

/// Every way for the robot to end a connection.
fn ends() -> [(LinkEnd, &'static str); 4] {
    let end = |by| LinkEnd { by, abort: None };
    [
        (LinkEnd { by: EndedBy::Abort, abort: Some(abort(12, "")) }, "G2-SCTP-ABORT"),
        (end(EndedBy::StreamReset), "G2-DC-RESET"),
        (end(EndedBy::Closed), "G2-DTLS-CLOSED-BY-PEER"),
        (end(EndedBy::Alert), "G2-DTLS-CLOSED-BY-PEER"),
    ]
}

#[test]
fn an_end_by_the_robot_is_named_at_the_stage_that_it_cut_short() {
    for (end, code) in ends() {
        let evidence = ValidationEvidence {
            answers_sent: Some(1),
            ended: Some(end.clone()),
            ..Default::default()
        };
        let run = failed(StageFacts::Validation { timings: Default::default(), evidence }, 3.0);
        let flow = FlowEvidence {
            link: Some(LinkState::ClosedByPeer),
            ended: Some(end),
            ..Default::default()
        };
        let flow = failed(StageFacts::Flow { timings: Default::default(), evidence: flow }, 3.0);
        let again = [
            (run, Stage::Validation, "go2doctor validate --wait-slot"),
            (flow, Stage::Flow, "go2doctor flow --wait-slot"),
        ];
        for (run, stage, next) in again {
            let found = diagnose(&case(&run));
            assert_eq!((found[0].code(), found[0].stage), (code, stage));
            assert_eq!((found[0].side, found[0].confidence), (Robot, Likely));
            assert_eq!(found[0].next.as_deref(), Some(next));
        }
    }
}

#[test]
fn something_that_is_no_challenge_is_not_a_silence() {
    for (unreadable, expected) in [(0, (Robot, Likely)), (2, (Unknown, Possible))] {
        let evidence = ValidationEvidence {
            answers_sent: Some(0),
            unreadable: Some(unreadable),
            ..Default::default()
        };
        let mut run = failed(StageFacts::Validation { timings: Default::default(), evidence }, 9.0);
        if let StageFacts::Sctp { evidence, .. } = &mut stage_mut(&mut run, Stage::Sctp).facts {
            evidence.opened_by = Some(OpenedBy::Sack);
        }
        let (side, confidence) = expected;
        assert_eq!(first(&case(&run)), Some(("G2-VAL-NOCHALLENGE", side, confidence)));
    }
}

#[test]
fn data_that_goes_on_clears_the_network_of_a_lost_consent() {
    let cases = [
        (Some(40.0), 0, Robot),
        (Some(40.0), 3, Network),
        (Some(2400.0), 0, Network),
        (None, 0, Network),
    ];
    for (quiet_ms, duplicates, side) in cases {
        let evidence = FlowEvidence {
            link: Some(LinkState::ConsentLost),
            quiet_ms,
            data: Some(DataChunks { received: 50, duplicates, ..Default::default() }),
            ..Default::default()
        };
        let run = failed(StageFacts::Flow { timings: Default::default(), evidence }, 2600.0);
        assert_eq!(first(&case(&run)), Some(("G2-ICE-CONSENT", side, Possible)));
    }
}

#[test]
fn consent_that_this_machine_did_not_ask_for_is_its_own_loss() {
    use SendRefusal::{Forbidden, NoRoute, Other};
    let of_network = ("G2-ICE-CONSENT", Network, Possible);
    for (reason, count, expected) in [
        (NoRoute, 5, ("G2-ICE-CONSENT", Host, Likely)),
        (Forbidden, 5, ("G2-ICE-CONSENT", Host, Likely)),
        // A hiccup, or nothing that anybody could name.
        (NoRoute, 2, of_network),
        (Other, 5, of_network),
    ] {
        let evidence = FlowEvidence {
            link: Some(LinkState::ConsentLost),
            send_refusals: Some(SendRefusals { count, reason }),
            ..Default::default()
        };
        let run = failed(StageFacts::Flow { timings: Default::default(), evidence }, 2600.0);
        assert_eq!(first(&case(&run)), Some(expected), "{reason:?} {count}");
    }
}

/// A link that is up, and what its flow is changed to.
fn flowing(change: impl FnOnce(&mut FlowEvidence)) -> RunOutcome {
    let mut run = healthy();
    let outcome = stage_mut(&mut run, Stage::Flow);
    outcome.status = Status::Warn;
    if let StageFacts::Flow { evidence, .. } = &mut outcome.facts {
        evidence.window_s = Some(5.0);
        change(evidence);
    }
    run
}

/// The flow with another odometry.
fn with_pose(messages: u64, rate_hz: Option<f64>, gap_ms: f64, resent: u64) -> RunOutcome {
    flowing(|evidence| {
        evidence.data = Some(DataChunks { resent, ..Default::default() });
        let pose = evidence.topics.iter_mut().flatten().nth(1).expect("odometry");
        (pose.messages, pose.rate_hz, pose.longest_gap_ms) = (messages, rate_hz, Some(gap_ms));
    })
}

#[test]
fn a_topic_out_of_the_usual_is_told_by_how_it_departs() {
    let cases = [
        (with_pose(90, Some(18.0), 60.0, 0), None),
        (with_pose(0, None, 0.0, 0), Some(("G2-DATA-TOPIC", Robot, Possible))),
        (with_pose(18, Some(3.6), 280.0, 0), Some(("G2-DATA-LOWHZ", Robot, Possible))),
        (with_pose(18, Some(3.6), 280.0, 1), Some(("G2-DATA-LOWHZ", Network, Possible))),
        (with_pose(18, Some(3.6), 280.0, 4), Some(("G2-LINK-LOSS", Network, Likely))),
        (with_pose(80, Some(20.0), 2000.0, 0), Some(("G2-LINK-JITTER", Network, Possible))),
        // It began late, and comes at its rate since.
        (with_pose(18, Some(18.2), 60.0, 0), None),
    ];
    for (run, expected) in cases {
        assert_eq!(first(&case(&run)), expected);
    }
}

#[test]
fn a_pause_during_which_checks_were_fast_is_not_laid_to_the_network() {
    let paused = |answered, lost, slowest, resent| {
        let mut run = with_pose(80, Some(20.0), 2000.0, resent);
        if let StageFacts::Flow { evidence, .. } = &mut stage_mut(&mut run, Stage::Flow).facts {
            let idle = LinkFigures {
                answered,
                lost,
                rtt_min_ms: Some(4.0),
                rtt_mean_ms: Some(6.0),
                rtt_max_ms: Some(slowest),
                ..LinkFigures::default()
            };
            evidence.link_quality = Some(LinkQuality { idle: Some(idle), under_load: None });
        }
        diagnose(&case(&run)).iter().find(|it| it.code() == "G2-LINK-JITTER").map(triple)
    };
    let of = |side| Some(("G2-LINK-JITTER", side, Possible));
    assert_eq!(paused(10, 0, 12.0, 0), of(Unknown));
    assert_eq!(paused(10, 0, 1900.0, 0), of(Network), "a check was held up as well");
    assert_eq!(paused(3, 0, 12.0, 0), of(Network), "none may have gone by meanwhile");
    assert_eq!(paused(10, 1, 12.0, 0), of(Network), "a check was lost");
    assert_eq!(paused(10, 0, 12.0, 1), of(Network), "data had to be sent again");
}

#[test]
fn where_data_went_twice_its_slowness_is_the_networks() {
    let run = with_pose(18, Some(3.6), 280.0, 4);
    let found = diagnose(&case(&run));
    let slow = found.iter().find(|each| each.code() == "G2-DATA-LOWHZ").map(triple);
    assert_eq!(slow, Some(("G2-DATA-LOWHZ", Network, Possible)));
}

#[test]
fn a_refused_query_and_faults_of_the_robots_own_are_told() {
    let run = flowing(|evidence| {
        let answer = RequestEvidence {
            api_id: 1001,
            code: Some(3203),
            answer_ms: Some(2.0),
            ..Default::default()
        };
        evidence.request = Some(answer);
    });
    assert_eq!(first(&case(&run)), Some(("G2-CTL-MODE3203", Robot, Likely)));
    let run = flowing(|evidence| {
        evidence.robot_errors = Some(vec!["source 300, code 0x10, since 2026".into()]);
        evidence.robot_error_sources = Some(vec![200, 300, 700]);
    });
    assert_eq!(first(&case(&run)), Some(("G2-DATA-ERRORS", Robot, Likely)));
    let english = lines(&run, Language::English);
    assert_eq!(english[0], "parts of the robot with faults: fans (200), motors (300), 700");
    let taiwan = lines(&run, Language::Taiwan);
    assert_eq!(taiwan[0], "回報故障的部位：風扇 (200)、馬達 (300)、700");
}
