//! Live runs, one for each way to fail.

use super::*;
use crate::diagnosis::diagnosis::Diagnosis;
use crate::facts::finding::Severity;
use crate::facts::invocation::Invocation;
use crate::facts::outcome::Status;
use crate::facts::remark::Remark;
use crate::facts::*;
use crate::report::fixtures::{failed, failures, healthy, sctp_silent, stage_mut};
use Confidence::{Certain, Likely, Possible};
use Side::{ClientLimit, Host, Network, Robot, Unknown};

#[test]
fn a_healthy_run_has_no_finding() {
    assert_eq!(diagnose(&case(&healthy())), []);
}

/// By the names of `report::fixtures::failures`.
const EXPECTED: [(&str, Expected); 40] = [
    ("sctp silent", ("G2-SCTP-NOINITACK", Robot, Possible)),
    ("http ConnRefused", ("G2-HTTP-REFUSED", Robot, Possible)),
    ("http NoResponse", ("G2-HTTP-TIMEOUT", Network, Likely)),
    // The healthy ping beside them: somebody is there, and a filter says otherwise.
    ("http HostUnreachable", ("G2-HTTP-TIMEOUT", Network, Likely)),
    ("http NetUnreachable", ("G2-HTTP-TIMEOUT", Network, Likely)),
    ("http NameNotResolved", ("G2-LINK-NAME", Host, Likely)),
    ("http ClosedWithoutAnswer", ("G2-HTTP-SILENT-CLOSE", Robot, Possible)),
    ("http HttpStatus", ("G2-HTTP-404", Network, Possible)),
    ("http BodyTooLarge", ("G2-HTTP-BADJSON", Network, Likely)),
    ("http NotBase64", ("G2-HTTP-BADJSON", Network, Likely)),
    ("http NotJson", ("G2-HTTP-BADJSON", Network, Possible)),
    ("http UnknownData2", ("G2-SIG-DATA2-UNKNOWN", ClientLimit, Likely)),
    // The healthy run beside it says data2 2: such evidence contradicts itself.
    ("sdp AesKeyMissing", ("G2-SIG-AES-REQUIRED", Host, Possible)),
    ("sdp AesKeyRejected", ("G2-SIG-AES-REJECTED", Host, Likely)),
    ("sdp BlobUndecipherable", ("G2-SIG-BLOB", Unknown, Possible)),
    ("sdp RsaKeyBad", ("G2-SIG-BLOB", Unknown, Possible)),
    ("sdp PathBad", ("G2-SIG-PATH", Robot, Possible)),
    ("sdp NoAnswer", ("G2-SIG-NOANSWER", Robot, Possible)),
    ("sdp HttpStatus", ("G2-HTTP-STATUS", Robot, Possible)),
    ("sdp AnswerUndecipherable", ("G2-SIG-BADREPLY", Robot, Possible)),
    ("sdp AnswerNotJson", ("G2-SIG-BADREPLY", Robot, Possible)),
    ("sdp AnswerEmpty", ("G2-SIG-NOANSWER", Robot, Possible)),
    ("sdp Busy", ("G2-SIG-REJECT", Robot, Likely)),
    ("sdp AnswerUnusable", ("G2-SIG-BADREPLY", Robot, Possible)),
    ("ice black hole", ("G2-ICE-FAILED", Network, Possible)),
    ("ice refused", ("G2-ICE-CREDS", Robot, Possible)),
    ("ice one way", ("G2-ICE-FAILED", Network, Possible)),
    ("ice not nominated", ("G2-ICE-FAILED", Robot, Possible)),
    ("ice no candidate", ("G2-ICE-FAILED", Robot, Possible)),
    ("dtls silent", ("G2-DTLS-NOHELLO", Robot, Likely)),
    ("dtls unfinished", ("G2-DTLS-FRAG", Network, Possible)),
    ("dtls alert", ("G2-DTLS-ERROR", Robot, Likely)),
    ("dtls fingerprint", ("G2-DTLS-FPRINT", Unknown, Certain)),
    ("sctp media only", ("G2-SCTP-NOINITACK", Robot, Possible)),
    ("sctp own init", ("G2-SCTP-NOINITACK", Network, Possible)),
    ("sctp abort", ("G2-SCTP-ABORT", Robot, Likely)),
    ("sctp cookie", ("G2-SCTP-COOKIE", Network, Possible)),
    ("sctp open", ("G2-DC-UNANSWERED", Robot, Possible)),
    ("flow consent", ("G2-ICE-CONSENT", Network, Possible)),
    ("flow closed", ("G2-DTLS-CLOSED-BY-PEER", Robot, Possible)),
];

/// Those that are told apart by more than one fact.
const MORE: [(&str, Expected); 6] = [
    ("validation silent", ("G2-VAL-NOCHALLENGE", Robot, Possible)),
    ("validation refused", ("G2-VAL-WRONGHASH", Unknown, Possible)),
    ("validation unanswered", ("G2-VAL-WEDGED", Robot, Possible)),
    ("flow no data", ("G2-DATA-SILENT", Robot, Likely)),
    ("flow silent", ("G2-DATA-SILENT", Robot, Likely)),
    ("ping silent", ("G2-LINK-UNREACH", Network, Possible)),
];

#[test]
fn each_failure_has_the_right_first_finding() {
    let runs = failures();
    for (name, run) in &runs {
        let expected = EXPECTED.iter().chain(&MORE).find(|(of, _)| of == name);
        let (_, expected) = expected.unwrap_or_else(|| panic!("no expectation for {name}"));
        assert_eq!(first(&case(run)).as_ref(), Some(expected), "{name}");
    }
    assert_eq!(runs.len(), EXPECTED.len() + MORE.len(), "an expectation without its failure");
}

#[test]
fn the_silence_of_sctp_after_our_own_offer_keeps_its_cause_open() {
    let run = sctp_silent("check");
    let found = diagnose(&case(&run));
    assert_eq!(found.len(), 1, "{found:#?}");
    let said = |text: &str| {
        found[0]
            .evidence
            .iter()
            .any(|line| line.get(crate::text::language::Language::English).contains(text))
    };
    assert!(said("INIT sent 9 times"));
    assert!(said("the known cause is ruled out"));
    assert!(said("neither SCTP nor media"));
}

#[test]
fn a_port_that_connects_and_keeps_silent_is_the_robots() {
    let port = PortState { port: 9991, reason: PortReason::Open };
    let evidence = HttpEvidence {
        reason: Some(HttpReason::NoResponse),
        ports: Some(vec![port]),
        ..Default::default()
    };
    let run = failed(StageFacts::Http { timings: Default::default(), evidence }, 5000.0);
    assert_eq!(first(&case(&run)), Some(("G2-HTTP-NOANSWER", Robot, Likely)));
    // Beyond a router, a VPN for instance, the answer may be lost for its size.
    let through = |gateway: Option<&str>| {
        let gateway = gateway.map(Into::into);
        let route = RouteFacts { exists: Some(true), gateway, ..Default::default() };
        let machine = HostEvidence { route: Some(route), ..Default::default() };
        first(&Case { host: Some(&machine), ..case(&run) })
    };
    assert_eq!(through(None), Some(("G2-HTTP-NOANSWER", Robot, Likely)));
    assert_eq!(through(Some("10.0.0.1")), Some(("G2-HTTP-NOANSWER", Side::Unknown, Possible)));
}

#[test]
fn a_missing_key_is_certain_only_with_data2_seen() {
    let evidence = SdpEvidence { reason: Some(SdpReason::AesKeyMissing), ..Default::default() };
    for (data2, confidence) in [(Some(3), Certain), (None, Likely), (Some(2), Possible)] {
        let facts = StageFacts::Sdp { timings: Default::default(), evidence: evidence.clone() };
        let mut run = failed(facts, 1.0);
        run.robot.data2 = data2;
        if let StageFacts::Http { evidence, .. } = &mut stage_mut(&mut run, Stage::Http).facts {
            evidence.data2 = data2;
        }
        assert_eq!(first(&case(&run)), Some(("G2-SIG-AES-REQUIRED", Host, confidence)));
    }
}

/// A run that was rejected and then tried again.
fn busy(retries: &[(f64, bool)]) -> RunOutcome {
    let retries: Vec<_> = retries
        .iter()
        .map(|(after_s, rejected)| BusyRetry { after_s: *after_s, rejected: Some(*rejected) })
        .collect();
    let freed = retries.iter().any(|retry| retry.rejected == Some(false));
    if freed {
        let mut run = healthy();
        if let StageFacts::Sdp { evidence, .. } = &mut stage_mut(&mut run, Stage::Sdp).facts {
            evidence.busy_retries = Some(retries);
        }
        return run;
    }
    let reason = Some(SdpReason::Busy);
    let evidence = SdpEvidence { reason, busy_retries: Some(retries), ..Default::default() };
    failed(StageFacts::Sdp { timings: Default::default(), evidence }, 45_000.0)
}

#[test]
fn retries_tell_a_stale_client_from_a_live_one() {
    let stale = busy(&[(5.0, true), (10.0, true), (20.0, false)]);
    assert_eq!(first(&case(&stale)), Some(("G2-DTLS-STALE-PEER", Robot, Likely)));
    let live = busy(&[(5.0, true), (10.0, true), (20.0, true), (48.0, true)]);
    assert_eq!(first(&case(&live)), Some(("G2-SIG-REJECT", Robot, Likely)));
    assert!(diagnose(&case(&live))[0].evidence.len() >= 3, "the retries are shown");
}

#[test]
fn an_answer_without_a_data_channel_or_in_another_order_is_named() {
    for (lint, code) in [
        ("application-missing", "G2-SDP-NOAPP"),
        ("application-refused", "G2-SDP-NOAPP"),
        ("sections-reordered", "G2-SDP-MLINE"),
    ] {
        let answer = AnswerEvidence { lint: Some(vec![lint.into()]), ..Default::default() };
        let evidence = SdpEvidence {
            reason: Some(SdpReason::AnswerUnusable),
            answer: Some(answer),
            ..Default::default()
        };
        let run = failed(StageFacts::Sdp { timings: Default::default(), evidence }, 40.0);
        assert_eq!(first(&case(&run)), Some((code, Robot, Likely)), "{lint}");
    }
}

#[test]
fn a_robot_that_sends_no_checks_may_serve_an_earlier_client() {
    let evidence = DtlsEvidence { client_hellos_received: Some(0), ..Default::default() };
    let mut run = failed(StageFacts::Dtls { timings: Default::default(), evidence }, 10_000.0);
    if let StageFacts::Ice { evidence, .. } = &mut stage_mut(&mut run, Stage::Ice).facts {
        evidence.pairs.iter_mut().flatten().for_each(|pair| pair.requests_received = 0);
    }
    assert_eq!(codes(&case(&run)), ["G2-DTLS-NOHELLO", "G2-DTLS-STALE-PEER"]);
    assert_eq!(first(&case(&run)), Some(("G2-DTLS-NOHELLO", Robot, Possible)));
}

#[test]
fn a_stock_client_waits_for_an_ack_that_never_comes() {
    let (_, run) =
        failures().into_iter().find(|(name, _)| name == "sctp open").expect("it is there");
    let case = Case { client: crate::facts::outcome::Client::Stock, ..case(&run) };
    assert_eq!(first(&case), Some(("G2-DC-NOACK", Robot, Likely)));
    let client = Some(crate::facts::outcome::Client::Stock);
    let invocation = Invocation { client, ..Default::default() };
    let diagnosis = Diagnosis::of(&case, &invocation);
    assert_eq!(
        diagnosis.next(),
        Some("go2doctor sctp --client go2doctor --robot 192.168.12.1"),
        "ours shows every packet"
    );
}

#[test]
fn an_alert_of_our_own_is_our_limit() {
    let alert = AlertEvidence {
        direction: Direction::Out,
        level: "fatal".into(),
        description: "handshake_failure".into(),
    };
    let evidence = DtlsEvidence { alerts: Some(vec![alert]), ..Default::default() };
    let run = failed(StageFacts::Dtls { timings: Default::default(), evidence }, 100.0);
    assert_eq!(first(&case(&run)), Some(("G2-DTLS-ERROR", ClientLimit, Likely)));
}

#[test]
fn a_motion_switcher_that_keeps_silent_is_a_warning() {
    let mut run = healthy();
    let outcome = stage_mut(&mut run, Stage::Flow);
    outcome.status = Status::Warn;
    if let StageFacts::Flow { evidence, .. } = &mut outcome.facts {
        evidence.request = Some(RequestEvidence { api_id: 1001, ..Default::default() });
        evidence.robot_errors = Some(vec!["100/1".into()]);
    }
    assert_eq!(codes(&case(&run)), ["G2-CTL-MSHANG", "G2-DATA-ERRORS"]);
    assert_eq!(first(&case(&run)), Some(("G2-CTL-MSHANG", Robot, Likely)));
}

#[test]
fn our_own_limits_are_never_the_robots_fault() {
    let mut run = healthy();
    let outcome = stage_mut(&mut run, Stage::Dtls);
    outcome.status = Status::Inconclusive;
    outcome.remark = Some(Remark::Said("ECDSA-SHA1 is not supported\x1b[2J".into()));
    assert_eq!(first(&case(&run)), Some(("G2-CLIENT-LIMIT", ClientLimit, Likely)));
    let line = diagnose(&case(&run))[0].evidence[0].clone();
    assert!(!line.get(crate::text::language::Language::Taiwan).contains('\x1b'));
    let interrupted = Case { interrupted: true, ..case(&run) };
    assert_eq!(first(&interrupted), None);
    stage_mut(&mut run, Stage::Dtls).status = Status::Crash;
    assert_eq!(first(&case(&run)), Some(("G2-CLIENT-DEFECT", ClientLimit, Likely)));
}

#[test]
fn old_signalling_and_picky_http_are_worth_knowing() {
    let mut run = healthy();
    run.robot.signalling = Some(crate::facts::outcome::Signalling::Legacy);
    if let StageFacts::Http { evidence, .. } = &mut stage_mut(&mut run, Stage::Http).facts {
        evidence.dialect = Some(HttpDialect::Http10Raw);
    }
    assert_eq!(codes(&case(&run)), ["G2-HTTP-PICKY", "G2-HTTP-LEGACY-ONLY"]);
}

#[test]
fn dropped_echo_requests_alone_are_harmless() {
    let mut run = healthy();
    let outcome = stage_mut(&mut run, Stage::Ping);
    outcome.status = Status::Warn;
    if let StageFacts::Ping { evidence, .. } = &mut outcome.facts {
        evidence.received = Some(0);
        evidence.tcp_answered = Some(true);
    }
    assert_eq!(codes(&case(&run)), ["G2-LINK-NOECHO"]);
}

#[test]
fn a_changed_data2_is_an_update_and_stands_in_the_way_only_where_the_exchange_failed() {
    let met = |mut run: RunOutcome, was| {
        if let StageFacts::Http { evidence, .. } = &mut stage_mut(&mut run, Stage::Http).facts {
            (evidence.previous_data2, evidence.data2) = (was, Some(3));
        }
        run
    };
    for was in [None, Some(3)] {
        assert_eq!(codes(&case(&met(healthy(), was))), Vec::<&str>::new());
    }
    let severity = |run: &RunOutcome| {
        let found = diagnose(&case(run));
        found.iter().find(|each| each.code() == "G2-FW-OTA").map(|each| each.severity)
    };
    assert_eq!(severity(&met(healthy(), Some(2))), Some(Severity::Info));
    let evidence = SdpEvidence { reason: Some(SdpReason::AesKeyMissing), ..SdpEvidence::default() };
    let broken = failed(StageFacts::Sdp { timings: Default::default(), evidence }, 1.0);
    let broken = met(broken, Some(2));
    assert_eq!(severity(&broken), Some(Severity::Warning));
    assert_eq!(first(&case(&broken)).map(|first| first.0), Some("G2-SIG-AES-REQUIRED"));
}

#[test]
fn a_complaint_after_one_answer_says_that_the_answer_was_lost_or_late() {
    let evidence = ValidationEvidence {
        answers_sent: Some(1),
        last_error: Some("Validation Needed.".into()),
        ..ValidationEvidence::default()
    };
    let run = failed(StageFacts::Validation { timings: Default::default(), evidence }, 10_000.0);
    assert_eq!(first(&case(&run)), Some(("G2-VAL-NEEDED", Unknown, Possible)));
}
