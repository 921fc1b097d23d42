//! ICE and DTLS: what each count and each address says.

use super::*;
use crate::diagnosis::case::Source;
use crate::facts::outcome::Status;
use crate::facts::remark::Remark;
use crate::facts::*;
use crate::report::fixtures::{failed, healthy, stage_mut};
use crate::text::language::Language;
use Confidence::{Likely, Possible};
use Side::{ClientLimit, Host, Network, Robot, Unknown};

/// A run whose checks of 10 s came to nothing: candidates of both sides, and the one pair.
fn no_pair(candidates: [&str; 2], pair: PairEvidence) -> RunOutcome {
    let [local, remote] = candidates.map(|candidate| {
        let lines = candidate.split(", ").filter(|line| !line.is_empty());
        Some(lines.map(|line| format!("{line} host")).collect::<Vec<_>>())
    });
    let pair = PairEvidence { remote: "192.168.12.1:41234".into(), requests_sent: 480, ..pair };
    let evidence = IceEvidence {
        state: Some("checking".into()),
        local_candidates: local,
        remote_candidates: remote,
        pairs: Some(vec![pair]),
        ..IceEvidence::default()
    };
    failed(StageFacts::Ice { timings: Default::default(), evidence }, 10_000.0)
}

const OURS: &str = "192.168.12.222:50412";
const ROBOTS: &str = "192.168.12.1:41234";

fn of_pair(pair: PairEvidence) -> RunOutcome {
    no_pair([OURS, ROBOTS], pair)
}

/// Whether the first finding shows it.
fn said(run: &RunOutcome, text: &str) -> bool {
    let found = diagnose(&case(run));
    found.first().is_some_and(|first| shows(first, text))
}

fn shows(finding: &Finding, text: &str) -> bool {
    finding.evidence.iter().any(|line| line.get(Language::English).contains(text))
}

#[test]
fn what_comes_back_tells_a_closed_port_from_silence() {
    let unreachable = |unreachable| of_pair(PairEvidence { unreachable, ..Default::default() });
    let cases = [
        (Some(Unreachable::Port), ("G2-ICE-UNREACHABLE", Robot, Likely)),
        (Some(Unreachable::Net), ("G2-ICE-FAILED", Network, Possible)),
        (None, ("G2-ICE-FAILED", Network, Possible)),
    ];
    for (what, expected) in cases {
        assert_eq!(first(&case(&unreachable(what))), Some(expected), "{what:?}");
    }
}

#[test]
fn an_answer_from_elsewhere_is_told_with_both_addresses() {
    let run = of_pair(PairEvidence {
        responses_from_elsewhere: Some(300),
        elsewhere: Some("192.168.123.161:41234".into()),
        ..Default::default()
    });
    assert_eq!(first(&case(&run)), Some(("G2-ICE-SRC-MISMATCH", Network, Likely)));
    assert!(said(
        &run,
        "checks went to 192.168.12.1:41234, answers came from 192.168.123.161:41234"
    ));
}

#[test]
fn the_error_tells_a_role_from_credentials_and_from_trouble() {
    let cases = [
        ("487", ("G2-ICE-ROLE487", Unknown, Likely)),
        ("400", ("G2-ICE-CREDS", Robot, Possible)),
        ("401", ("G2-ICE-CREDS", Robot, Possible)),
        ("500", ("G2-ICE-FAILED", Robot, Possible)),
    ];
    for (code, expected) in cases {
        let errors = [(code.to_owned(), 480)].into();
        let run = of_pair(PairEvidence { errors, ..Default::default() });
        assert_eq!(first(&case(&run)), Some(expected), "{code}");
    }
}

#[test]
fn answered_and_never_nominated_is_loss_only_where_the_robot_checks_too() {
    for (requests_received, side) in [(0, Robot), (7, Network)] {
        let pair = PairEvidence { responses: 1, requests_received, ..Default::default() };
        assert_eq!(first(&case(&of_pair(pair))), Some(("G2-ICE-FAILED", side, Possible)));
    }
}

#[test]
fn checks_of_the_robot_that_end_early_show_that_our_answers_arrive() {
    let received = |requests_received, last_request_ms, requests_refused| {
        of_pair(PairEvidence {
            requests_received,
            last_request_ms,
            requests_refused,
            ..Default::default()
        })
    };
    let one_way = ("G2-ICE-FAILED", Network, Possible);
    let cases = [
        (received(2, Some(60.0), Some(0)), ("G2-ICE-CREDS", Robot, Possible)),
        (received(190, Some(9_900.0), Some(0)), one_way),
        // As many pauses as RFC 8489 has it: the last of them may still last.
        (received(4, Some(3_500.0), Some(0)), one_way),
        (received(2, None, None), one_way),
        (received(190, Some(9_900.0), Some(190)), ("G2-ICE-CREDS", Robot, Likely)),
        (received(190, Some(9_900.0), Some(1)), one_way),
    ];
    for (run, expected) in cases {
        assert_eq!(first(&case(&run)), Some(expected), "{run:#?}");
    }
    let mut short = received(2, Some(60.0), Some(0));
    stage_mut(&mut short, Stage::Ice).duration_ms = Some(800.0);
    assert_eq!(first(&case(&short)), Some(one_way), "too short a wait shows no end");
}

#[test]
fn the_addresses_that_the_robot_names_tell_why_no_pair_works() {
    let cases = [
        ([OURS, ""], ("G2-ICE-FAILED", Robot, Possible)),
        ([OURS, "4f1b.local:41234"], ("G2-ICE-MDNS", Robot, Possible)),
        ([OURS, "4f1b.local:41234, 192.168.12.1:1"], ("G2-ICE-FAILED", Network, Possible)),
        ([OURS, "[fd00::1]:41234"], ("G2-ICE-IPV6", Robot, Likely)),
        (["[fd00::2]:50412", ROBOTS], ("G2-ICE-IPV6", Host, Likely)),
        ([OURS, "[fd00::1]:1, 192.168.12.1:1"], ("G2-ICE-FAILED", Network, Possible)),
        ([OURS, "192.168.12.77:41234"], ("G2-ICE-ANSWER-WRONG-IP", Robot, Possible)),
        ([OURS, "garbage, :, [::"], ("G2-ICE-FAILED", Network, Possible)),
    ];
    for (candidates, expected) in cases {
        let run = no_pair(candidates, PairEvidence::default());
        assert_eq!(first(&case(&run)), Some(expected), "{candidates:?}");
    }
}

#[test]
fn a_candidate_in_another_network_is_the_likely_cause() {
    let unreachable = Some(Unreachable::Net);
    let pair = PairEvidence { unreachable, ..Default::default() };
    let mut run = no_pair([OURS, "192.168.123.161:41234"], pair);
    if let StageFacts::Sdp { evidence, .. } = &mut stage_mut(&mut run, Stage::Sdp).facts {
        let lint = Some(vec!["candidates-other-subnet".into()]);
        evidence.answer = Some(AnswerEvidence { lint, ..Default::default() });
    }
    assert_eq!(first(&case(&run)), Some(("G2-ICE-ANSWER-WRONG-IP", Robot, Likely)));
    assert!(said(&run, "192.168.12.1") && said(&run, "this machine has no route"));
    // The robot's checks came through: then its address is not the trouble.
    if let StageFacts::Ice { evidence, .. } = &mut stage_mut(&mut run, Stage::Ice).facts {
        evidence.pairs.iter_mut().flatten().for_each(|pair| pair.requests_received = 90);
    }
    assert_eq!(first(&case(&run)), Some(("G2-ICE-FAILED", Network, Possible)));
}

#[test]
fn dead_pairs_are_told_where_a_driver_was_slow_for_them() {
    let mut run = healthy();
    let dead =
        PairEvidence { local: "172.17.0.1:1".into(), requests_sent: 7, ..Default::default() };
    if let StageFacts::Ice { timings, evidence } = &mut stage_mut(&mut run, Stage::Ice).facts {
        timings.nominated_ms = Some(5200.0);
        evidence.pairs.get_or_insert_default().push(dead);
    }
    assert_eq!(diagnose(&case(&run)), [], "ours are tried all at once");
    let log = Case { source: Source::Log, ..case(&run) };
    assert_eq!(codes(&log), ["G2-ICE-EXTRA-DEAD"]);
    let mut quick = run.clone();
    if let StageFacts::Ice { timings, .. } = &mut stage_mut(&mut quick, Stage::Ice).facts {
        timings.nominated_ms = Some(180.0);
    }
    assert_eq!(diagnose(&Case { source: Source::Log, ..case(&quick) }), []);
}

/// A run whose handshake did not finish.
fn no_handshake(evidence: DtlsEvidence) -> RunOutcome {
    let first_flight_in_ms = evidence.client_hellos_received.filter(|hellos| *hellos > 0);
    let first_flight_in_ms = first_flight_in_ms.map(|_| 101.0);
    let timings = DtlsTimings { first_flight_in_ms, handshake_ms: None };
    let role = evidence.role.clone().or(Some("server".into()));
    failed(StageFacts::Dtls { timings, evidence: DtlsEvidence { role, ..evidence } }, 10_000.0)
}

fn hello(has_cookie: bool) -> Option<ClientHelloEvidence> {
    Some(ClientHelloEvidence {
        version: "DTLS 1.2".into(),
        has_cookie,
        cipher_suites: vec!["TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256".into()],
        srtp_profiles: Some(vec!["SRTP_AES128_CM_SHA1_80".into()]),
    })
}

fn alert(direction: Direction, level: &str, description: &str) -> Option<Vec<AlertEvidence>> {
    Some(vec![AlertEvidence { direction, level: level.into(), description: description.into() }])
}

#[test]
fn how_far_the_robot_came_tells_large_packets_from_a_robot_that_hangs() {
    let unfinished = |hellos, client_hello, bytes| {
        no_handshake(DtlsEvidence {
            client_hellos_received: Some(hellos),
            client_hello,
            largest_flight_bytes: bytes,
            ..Default::default()
        })
    };
    let stalled = ("G2-DTLS-STALLED", Robot, Possible);
    assert_eq!(first(&case(&unfinished(1, hello(false), Some(60)))), Some(stalled));
    assert_eq!(first(&case(&unfinished(6, hello(false), Some(60)))), Some(stalled));
    let large = unfinished(6, hello(true), Some(1180));
    assert_eq!(first(&case(&large)), Some(("G2-DTLS-FRAG", Network, Possible)));
    assert!(said(&large, "1180 bytes, 1208 with headers"));
    let mut narrow = large;
    if let StageFacts::Host { evidence, .. } = &mut stage_mut(&mut narrow, Stage::Host).facts {
        let name = "wg0".to_owned();
        evidence.route.get_or_insert_default().interface = Some(name.clone());
        let mtu = Some(1200);
        evidence.interfaces = Some(vec![InterfaceFacts { name, mtu, ..Default::default() }]);
    }
    let found = diagnose(&case(&narrow));
    let of_dtls = found.iter().find(|each| each.code() == "G2-DTLS-FRAG").expect("it stays");
    assert!(shows(of_dtls, "more than the interface's MTU of 1200"));
}

#[test]
fn a_goodbye_and_a_refusal_are_told_apart_by_when_they_came() {
    let came = |hellos, client_hello, alerts| {
        no_handshake(DtlsEvidence {
            client_hellos_received: Some(hellos),
            client_hello,
            alerts,
            ..Default::default()
        })
    };
    let closed = came(0, None, alert(Direction::In, "warning", "close_notify"));
    assert_eq!(first(&case(&closed)), Some(("G2-DTLS-CLOSED-BY-PEER", Robot, Likely)));
    assert_eq!(diagnose(&case(&closed))[0].stage, Stage::Dtls);
    let early = came(0, None, alert(Direction::In, "fatal", "internal_error"));
    let late = came(2, hello(true), alert(Direction::In, "fatal", "bad_certificate"));
    for (run, line) in [(&early, "instead of a ClientHello"), (&late, "after our certificate")] {
        assert_eq!(first(&case(run)), Some(("G2-DTLS-ERROR", Robot, Likely)));
        assert!(said(run, line), "{line}");
    }
}

#[test]
fn two_dtls_clients_are_a_matter_of_the_answers_setup() {
    let client = |received, alerts| {
        let mut run = no_handshake(DtlsEvidence {
            role: Some("client".into()),
            client_hellos_sent: Some(12),
            client_hellos_received: Some(received),
            alerts,
            ..Default::default()
        });
        if let StageFacts::Sdp { evidence, .. } = &mut stage_mut(&mut run, Stage::Sdp).facts {
            evidence.answer.get_or_insert_default().setup = Some("passive".into());
        }
        run
    };
    for (received, confidence) in [(0, Possible), (4, Likely)] {
        let run = client(received, None);
        assert_eq!(first(&case(&run)), Some(("G2-SDP-SETUP", Robot, confidence)));
        assert!(said(&run, "a=setup:passive"));
    }
    let refused = client(0, alert(Direction::In, "fatal", "handshake_failure"));
    assert_eq!(first(&case(&refused)), Some(("G2-DTLS-ERROR", Robot, Likely)));
    // It answered as a server, and then the handshake stood still.
    let mut answered = client(0, None);
    if let StageFacts::Dtls { timings, .. } = &mut stage_mut(&mut answered, Stage::Dtls).facts {
        timings.first_flight_in_ms = Some(3.0);
    }
    assert_eq!(first(&case(&answered)), Some(("G2-DTLS-FRAG", Network, Possible)));
}

#[test]
fn the_checks_beside_the_handshake_tell_whose_the_robots_side_is() {
    let silent = |checks| {
        let mut run = no_handshake(DtlsEvidence {
            role: Some("server".into()),
            client_hellos_received: Some(0),
            checks: Some(checks),
            alerts: Some(Vec::new()),
            ..Default::default()
        });
        // At the end of ICE, milliseconds after its start, none had come yet.
        if let StageFacts::Ice { evidence, .. } = &mut stage_mut(&mut run, Stage::Ice).facts {
            evidence.pairs.iter_mut().flatten().for_each(|pair| pair.requests_received = 0);
        }
        run
    };
    let counts = |received, refused| CheckCounts { sent: 22, answered: 22, received, refused };
    let run = silent(counts(9, 0));
    assert_eq!(codes(&case(&run)), ["G2-DTLS-NOHELLO"]);
    assert_eq!(first(&case(&run)), Some(("G2-DTLS-NOHELLO", Robot, Likely)));
    let run = silent(counts(0, 0));
    assert_eq!(codes(&case(&run)), ["G2-DTLS-NOHELLO", "G2-DTLS-STALE-PEER"]);
    let run = silent(counts(180, 180));
    assert_eq!(first(&case(&run)), Some(("G2-ICE-CREDS", Robot, Likely)));
    assert_eq!(diagnose(&case(&run))[0].stage, Stage::Dtls);
    // With several credentials in the offer it is the offer's own doing.
    let offer = OfferFacts { credentials_shared: Some(false), ..super::offers::good() };
    let own = Case { offer: Some(&offer), ..case(&run) };
    assert_eq!(first(&own).map(|(_, side, _)| side), Some(Host));
}

#[test]
fn what_our_own_stack_cannot_meet_is_named_and_is_our_limit() {
    let not_met = |change: fn(&mut ClientHelloEvidence)| {
        let mut run = healthy();
        let outcome = stage_mut(&mut run, Stage::Dtls);
        outcome.status = Status::Inconclusive;
        outcome.remark = Some(Remark::OwnDtls("no cipher in common".into()));
        if let StageFacts::Dtls { evidence, .. } = &mut outcome.facts {
            evidence.alerts = alert(Direction::Out, "fatal", "insufficient_security");
            evidence.client_hello.iter_mut().for_each(change);
        }
        run
    };
    let limit = ("G2-CLIENT-LIMIT", ClientLimit, Likely);
    let version = not_met(|hello| hello.version = "DTLS 1.0".into());
    assert_eq!(first(&case(&version)), Some(limit));
    assert!(said(&version, "up to DTLS 1.0") && said(&version, "own DTLS failed"));
    let ciphers = not_met(|hello| hello.cipher_suites = vec!["0x0004\x1b[2J".into()]);
    assert_eq!(first(&case(&ciphers)), Some(limit));
    assert!(said(&ciphers, "0x0004") && !said(&ciphers, "\x1b"));
    let srtp = not_met(|hello| hello.srtp_profiles = Some(vec!["SRTP_NULL_HMAC_SHA1_80".into()]));
    assert_eq!(first(&case(&srtp)), Some(("G2-DTLS-SRTP", ClientLimit, Likely)));
    assert_eq!(first(&case(&not_met(|_| ()))), Some(limit), "met, and given up for another reason");
}

#[test]
fn media_without_srtp_are_a_warning() {
    let mut run = healthy();
    let outcome = stage_mut(&mut run, Stage::Dtls);
    outcome.status = Status::Warn;
    if let StageFacts::Dtls { evidence, .. } = &mut outcome.facts {
        evidence.client_hello.iter_mut().for_each(|hello| hello.srtp_profiles = None);
    }
    assert_eq!(first(&case(&run)), Some(("G2-DTLS-SRTP", Robot, Likely)));
    let found = diagnose(&case(&run));
    assert_eq!(found[0].severity, crate::facts::finding::Severity::Warning);
    // It proposed none: the profiles that robots usually propose are not told as this one's.
    for (means, language) in
        [("no SRTP profile", Language::English), ("沒有協商", Language::Taiwan)]
    {
        let summary = found[0].meaning().get(language);
        assert!(summary.contains(means) && !summary.contains("SRTP_"), "{summary}");
    }
}

#[test]
fn what_never_left_this_machine_is_not_the_networks_doing() {
    let kept = |reason, count, candidates| {
        let mut run =
            no_pair(candidates, PairEvidence { local: OURS.into(), ..Default::default() });
        if let StageFacts::Ice { evidence, .. } = &mut stage_mut(&mut run, Stage::Ice).facts {
            evidence.send_refusals = Some(SendRefusals { count, reason });
        }
        let found = diagnose(&case(&run));
        let told = found[0].evidence.iter().any(|line| {
            line.get(crate::text::language::Language::English).contains(&format!("{count} refused"))
        });
        (triple(&found[0]), told)
    };
    let near = [OURS, ROBOTS];
    let far = [OURS, "192.168.123.161:41234"];
    use SendRefusal::{Forbidden, NoRoute, Other};
    for (reason, count, candidates, expected) in [
        (Forbidden, 480, near, (("G2-ICE-FAILED", Host, Likely), true)),
        (NoRoute, 480, near, (("G2-ICE-FAILED", Host, Likely), true)),
        // Where the robot named an address that nobody knows a way to, that is the answer.
        (NoRoute, 480, far, (("G2-ICE-ANSWER-WRONG-IP", Robot, Possible), true)),
        // Some went out: the rest of the story is the path's.
        (Forbidden, 3, near, (("G2-ICE-FAILED", Network, Possible), false)),
        (Other, 480, near, (("G2-ICE-FAILED", Network, Possible), false)),
    ] {
        assert_eq!(kept(reason, count, candidates), expected, "{reason:?} {count}");
    }
}
