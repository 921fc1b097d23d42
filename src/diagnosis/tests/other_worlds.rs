//! The same failures in other worlds: a run that was cut short, one that lost packets, a slot that
//! an earlier session holds, a newer robot. What a rule concludes from absence has to hold there.

use super::*;
use crate::diagnosis::diagnosis::Diagnosis;
use crate::facts::finding::Severity;
use crate::facts::invocation::Invocation;
use crate::facts::outcome::{Proof, RobotFacts, Signalling, StageOutcome, Status};
use crate::facts::remark::Remark;
use crate::facts::*;
use crate::report::finding::FindingReport;
use crate::report::fixtures::{failed, failures, healthy, stage_mut, with_driver};
use crate::text::language::Language;
use Stage::*;

/// What is concluded from something that did not come.
pub(super) const FROM_ABSENCE: [&str; 22] = [
    "G2-LINK-UNREACH",
    "G2-HTTP-TIMEOUT",
    "G2-HTTP-NOANSWER",
    "G2-SIG-NOANSWER",
    "G2-ICE-FAILED",
    "G2-ICE-ANSWER-WRONG-IP",
    "G2-DTLS-NOHELLO",
    "G2-DTLS-STALE-PEER",
    "G2-DTLS-STALLED",
    "G2-DTLS-FRAG",
    "G2-SCTP-NOINITACK",
    "G2-SCTP-COOKIE",
    "G2-DC-UNANSWERED",
    "G2-DC-NOACK",
    "G2-VAL-NOCHALLENGE",
    "G2-VAL-WEDGED",
    "G2-DATA-SILENT",
    "G2-DATA-TOPIC",
    "G2-DATA-LOWHZ",
    "G2-LINK-JITTER",
    "G2-CTL-MSHANG",
    "G2-ICE-CONSENT",
];

fn named(name: &str) -> RunOutcome {
    failures().into_iter().find(|(of, _)| of == name).unwrap_or_else(|| panic!("{name}")).1
}

/// What people read of the findings, in English.
fn text(found: &[Finding]) -> String {
    let english = |phrase: &crate::text::phrase::Phrase| phrase.get(Language::English).to_owned();
    let lines = found.iter().flat_map(|each| {
        each.evidence.iter().map(english).chain([english(each.brief()), english(&each.entry.title)])
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Link, ICE and data are as they should be; the topic and the answer are still to come.
fn early_flow(window_s: f64) -> RunOutcome {
    let topic = |name: &str, messages| TopicEvidence {
        name: name.into(),
        messages,
        ..TopicEvidence::default()
    };
    let evidence = FlowEvidence {
        window_s: Some(window_s),
        topics: Some(vec![topic("rt/lf/lowstate", 1), topic("rt/utlidar/robot_pose", 0)]),
        request: Some(RequestEvidence { api_id: 1001, ..Default::default() }),
        link: Some(LinkState::Up),
        ..FlowEvidence::default()
    };
    failed(StageFacts::Flow { timings: FlowTimings::default(), evidence }, window_s * 1e3)
}

#[test]
fn a_stage_that_was_cut_short_concludes_nothing_from_what_did_not_come() {
    let flow = [("flow early".to_owned(), early_flow(0.2)), ("flow late".into(), early_flow(5.0))];
    for (name, mut run) in failures().into_iter().chain(flow) {
        let failed = run.stages.iter_mut().find(|stage| stage.status == Status::Fail);
        let failed = failed.unwrap_or_else(|| panic!("{name} fails"));
        failed.status = Status::Inconclusive;
        failed.remark = Some(Remark::Interrupted);
        run.interrupted = true;
        let found = codes(&Case { interrupted: true, ..case(&run) });
        let absent: Vec<_> = found.iter().filter(|code| FROM_ABSENCE.contains(code)).collect();
        assert!(absent.is_empty(), "{name}: {absent:?}");
    }
}

#[test]
fn a_look_too_short_to_miss_anything_misses_nothing() {
    for (window_s, expected) in [(0.3, false), (5.0, true)] {
        let mut run = early_flow(window_s);
        stage_mut(&mut run, Flow).status = Status::Warn;
        let found = codes(&case(&run));
        assert_eq!(found.contains(&"G2-DATA-TOPIC"), expected, "{window_s} s: {found:?}");
        assert_eq!(found.contains(&"G2-CTL-MSHANG"), expected, "{window_s} s: {found:?}");
    }
}

/// Three of four echoes are lost, and two of three checks.
pub(super) fn lossy(mut stages: Vec<StageOutcome>) -> Vec<StageOutcome> {
    let checks = CheckLoss { answered: 4, lost: 8 };
    for stage in &mut stages {
        match &mut stage.facts {
            StageFacts::Ping { evidence, .. } => {
                evidence.sent = Some(4);
                evidence.received = Some(1);
                evidence.lost = Some(3);
            }
            StageFacts::Dtls { evidence, .. } => evidence.check_loss = Some(checks),
            StageFacts::Sctp { evidence, .. } => evidence.check_loss = Some(checks),
            StageFacts::Flow { evidence, .. } => evidence.check_loss = Some(checks),
            _ => {}
        }
    }
    stages
}

fn lossy_run(run: RunOutcome) -> RunOutcome {
    RunOutcome { stages: lossy(run.stages.clone()), ..run }
}

/// The robot rejected the offer first, and took it after so many seconds. False where it did not.
pub(super) fn accepted_after(after_s: f64, stages: &mut [StageOutcome]) -> bool {
    let sdp = stages.iter_mut().find(|stage| stage.stage() == Sdp);
    let Some(sdp) = sdp.filter(|sdp| matches!(sdp.status, Status::Pass | Status::Warn)) else {
        return false;
    };
    let StageFacts::Sdp { evidence, .. } = &mut sdp.facts else { return false };
    evidence.busy_retries = Some(vec![BusyRetry { after_s, rejected: Some(false) }]);
    true
}

/// The robot acknowledged the channel. False where there was none.
pub(super) fn newer(stages: &mut [StageOutcome]) -> bool {
    let sctp = stages.iter_mut().find(|stage| stage.stage() == Sctp);
    let Some(sctp) = sctp.filter(|sctp| sctp.status == Status::Pass) else { return false };
    let StageFacts::Sctp { evidence, .. } = &mut sctp.facts else { return false };
    evidence.dcep_ack_received = Some(1);
    evidence.opened_by = Some(OpenedBy::Ack);
    true
}

#[test]
fn where_loss_was_measured_it_comes_before_the_silence_that_it_may_explain() {
    let dtls = DtlsEvidence { client_hellos_received: Some(0), ..Default::default() };
    let no_hello =
        failed(StageFacts::Dtls { timings: Default::default(), evidence: dtls }, 10_000.0);
    let two_inits = || {
        let mut run = named("sctp silent");
        if let StageFacts::Sctp { evidence, .. } = &mut stage_mut(&mut run, Sctp).facts {
            evidence.init_sent = Some(2);
        }
        run
    };
    let sdp = SdpEvidence {
        reason: Some(SdpReason::NoAnswer),
        closed: Some(false),
        ..Default::default()
    };
    let unanswered_offer =
        failed(StageFacts::Sdp { timings: Default::default(), evidence: sdp }, 10_000.0);
    let silences = [
        ("port silent", named("http NoResponse")),
        ("offer unanswered", unanswered_offer),
        ("no ClientHello", no_hello),
        ("two INITs", two_inits()),
        ("no data", named("flow no data")),
        ("silent", named("flow silent")),
    ];
    for (name, run) in silences {
        let quiet = diagnose(&case(&run));
        assert_ne!(quiet[0].code(), "G2-LINK-LOSS", "{name}: nothing was lost");
        let run = lossy_run(run);
        let found = diagnose(&case(&run));
        let first = &found[0];
        assert_eq!((first.code(), first.side), ("G2-LINK-LOSS", Side::Network), "{name}");
        assert_eq!(first.severity, Severity::Error, "{name}");
        for each in found.iter().filter(|each| FROM_ABSENCE.contains(&each.code())) {
            assert_eq!(each.confidence, Confidence::Possible, "{name}: {}", each.code());
        }
    }
    // Nine INITs do not vanish by a loss of three in four.
    assert_eq!(codes(&case(&lossy_run(named("sctp silent"))))[0], "G2-SCTP-NOINITACK");
}

fn rejected(retries: &[f64]) -> RunOutcome {
    let retry = |after_s: &f64| BusyRetry { after_s: *after_s, rejected: Some(true) };
    let evidence = SdpEvidence {
        reason: Some(SdpReason::Busy),
        busy_retries: Some(retries.iter().map(retry).collect()),
        ..Default::default()
    };
    failed(StageFacts::Sdp { timings: Default::default(), evidence }, 50_000.0)
}

#[test]
fn a_reject_names_nobody_until_a_dead_client_is_excluded() {
    for (retries, alive) in
        [(&[][..], false), (&[5.0, 45.0], false), (&[45.9], false), (&[5.0, 48.2], true)]
    {
        let run = rejected(retries);
        let text = text(&diagnose(&case(&run)));
        assert_eq!(text.contains("is alive"), alive, "{retries:?}: {text}");
        assert!(!text.contains("another client"), "our own last session is none: {text}");
    }
    let phone = diagnose(&case(&rejected(&[])))[0].brief().get(Language::English).to_owned();
    assert!(phone.find("just ended") < phone.find("phone"), "{phone}");
}

#[test]
fn who_is_let_in_within_the_time_of_a_goodbye_waited_for_no_dead_client() {
    for (after_s, confidence) in [(2.3, Confidence::Possible), (20.0, Confidence::Likely)] {
        let mut run = healthy();
        assert!(accepted_after(after_s, &mut run.stages));
        let expected = Some(("G2-DTLS-STALE-PEER", Side::Robot, confidence));
        assert_eq!(first(&case(&run)), expected, "{after_s}");
    }
}

#[test]
fn a_legacy_robot_is_not_said_to_have_answered_con_notify() {
    for (name, signalling) in [
        ("sdp NoAnswer", Signalling::ConNotify),
        ("sdp NoAnswer", Signalling::Legacy),
        ("sdp AnswerEmpty", Signalling::Legacy),
        ("sdp HttpStatus", Signalling::Legacy),
    ] {
        let mut run = named(name);
        run.robot.signalling = Some(signalling);
        let found = diagnose(&case(&run));
        let told = text(&found[..1]) + found[0].entry.meaning.get(Language::English);
        let asked = signalling == Signalling::ConNotify;
        assert_eq!(told.contains("con_notify was answered"), asked, "{name}: {told}");
        assert!(!told.contains("con_notify works"), "{name}: {told}");
    }
}

/// A machine whose aiortc offers three fingerprints.
fn with_new_aiortc(mut run: RunOutcome) -> RunOutcome {
    if let StageFacts::Host { evidence, .. } = &mut stage_mut(&mut run, Host).facts {
        let names = ["sha-256", "sha-384", "sha-512"].map(str::to_owned);
        let python = PythonFacts { version: Some("3.14.0".into()), ..Default::default() };
        evidence.driver = Some(DriverFacts {
            aiortc: Some("1.16.0".into()),
            python: Some(python),
            offered_fingerprints: Some(names.into()),
            ..DriverFacts::default()
        });
    }
    run
}

fn notes_of_the_offer(run: &RunOutcome) -> Vec<&'static str> {
    let diagnosis = Diagnosis::of_run(run, &Invocation::default());
    let of_offer = |code: &&str| code.starts_with("G2-ENV-");
    diagnosis.findings().iter().map(Finding::code).filter(of_offer).collect()
}

#[test]
fn a_robot_that_takes_any_fingerprint_refutes_the_note_on_this_machines_aiortc() {
    let run = with_new_aiortc(healthy());
    assert_eq!(notes_of_the_offer(&run), ["G2-ENV-AIORTC-FPS", "G2-ENV-PY-WHEELS"]);

    let mut acknowledged = run.clone();
    assert!(newer(&mut acknowledged.stages));
    assert_eq!(
        notes_of_the_offer(&acknowledged),
        [""; 0],
        "only robots that compare every line send it"
    );

    let proof = |offered| Proof {
        driver: Some("aiortc 1.16.0".into()),
        profile: Some("aiortc-1.16".into()),
        not_run: None,
        offered: Some(Box::new(offered)),
        reduced: None,
    };
    let proved = RunOutcome { proof: Some(proof(healthy())), ..run.clone() };
    assert_eq!(notes_of_the_offer(&proved), [""; 0], "the very offer opened the channel");

    let driven = with_driver(run.clone(), "healthy");
    assert_eq!(notes_of_the_offer(&driven), [""; 0], "the driver itself was validated");
    let silent = with_driver(run, "sctp silent");
    assert!(notes_of_the_offer(&silent).contains(&"G2-ENV-AIORTC-FPS"), "it was not");
}

#[test]
fn whatever_breaks_above_a_newer_robots_channel_is_not_blamed_on_fingerprints() {
    let mut tried = 0;
    for (name, run) in failures() {
        let mut run = with_new_aiortc(run);
        if newer(&mut run.stages) {
            tried += 1;
            assert_eq!(notes_of_the_offer(&run), [""; 0], "{name}");
        }
    }
    assert!(tried >= 5, "only {tried}");
}

#[test]
fn an_offer_with_credentials_for_each_section_needs_no_other_session_to_be_refused() {
    let run = named("ice refused");
    let told = |shared| {
        let offer = OfferFacts { credentials_shared: Some(shared), ..super::offers::good() };
        let found = diagnose(&Case { offer: Some(&offer), ..case(&run) });
        let first = &found[0];
        (first.code(), first.side, first.brief().get(Language::English).contains("another session"))
    };
    assert_eq!(told(true), ("G2-ICE-CREDS", Side::Robot, true));
    assert_eq!(told(false), ("G2-ICE-CREDS", Side::Host, false));
}

#[test]
fn an_alert_is_named_before_what_it_came_in_reply_to() {
    let alert = AlertEvidence {
        direction: Direction::In,
        level: "fatal".into(),
        description: "internal_error".into(),
    };
    let evidence = DtlsEvidence {
        alerts: Some(vec![alert]),
        client_hellos_received: Some(0),
        ..Default::default()
    };
    let run = failed(StageFacts::Dtls { timings: Default::default(), evidence }, 100.0);
    let found = diagnose(&case(&run));
    let lines: Vec<_> = found[0].evidence.iter().map(|it| it.get(Language::English)).collect();
    assert!(lines[0].contains("internal_error"), "{lines:?}");
    assert!(lines[1].contains("instead of a ClientHello"), "{lines:?}");
}

#[test]
fn an_aiortc_without_a_program_beside_it_is_a_note_and_no_verdict() {
    let robot = RobotFacts::default();
    let note = |version: &str, patch| {
        let driver = DriverFacts {
            aiortc: Some(version.into()),
            sha256_patch: patch,
            ..DriverFacts::default()
        };
        let machine = HostEvidence { driver: Some(driver), ..HostEvidence::default() };
        let found = diagnose(&Case { host: Some(&machine), ..Case::live(&[], &robot) });
        found.first().map(|each| (each.code(), each.severity, each.confidence))
    };
    let expected = Some(("G2-ENV-AIORTC-FPS", Severity::Info, Confidence::Possible));
    for version in ["1.10.0", "1.16.0", "2.0.0"] {
        assert_eq!(note(version, None), expected, "{version}");
    }
    assert_eq!(note("1.9.0", None), None);
    assert_eq!(note("1.16.0", Some(true)), None);
}

#[test]
fn each_alert_says_what_it_means() {
    let told = |description: &str| {
        let alert = AlertEvidence {
            direction: Direction::In,
            level: "fatal".into(),
            description: description.into(),
        };
        let evidence = DtlsEvidence {
            alerts: Some(vec![alert]),
            client_hellos_received: Some(1),
            ..Default::default()
        };
        let run = failed(StageFacts::Dtls { timings: Default::default(), evidence }, 100.0);
        diagnose(&case(&run))[0].brief().get(Language::English).to_owned()
    };
    assert!(told("certificate_expired").contains("clock"));
    assert!(told("unknown_ca").contains("issuer"));
    assert!(told("protocol_version").contains("DTLS 1.0"));
    assert!(told("internal_error").contains("memory"));
    assert_ne!(told("handshake_failure"), told("insufficient_security"));
}

#[test]
fn what_is_not_http_is_not_called_base64() {
    let of = |broken| {
        let reason = Some(HttpReason::NotBase64);
        let evidence = HttpEvidence { reason, broken, ..Default::default() };
        let run = failed(StageFacts::Http { timings: Default::default(), evidence }, 100.0);
        text(&diagnose(&case(&run)))
    };
    let not_http = of(Some(BrokenAnswer::NotHttp));
    assert!(not_http.contains("not valid HTTP") && !not_http.contains("base64"), "{not_http}");
    assert!(of(None).contains("is not base64"));
}

#[test]
fn an_unknown_side_is_not_certain() {
    for (name, expected) in
        [("dtls fingerprint", "side: unknown"), ("dtls alert", "side: the robot (likely)")]
    {
        let run = named(name);
        let diagnosis = Diagnosis::of(&case(&run), &Invocation::default());
        let finding = &diagnosis.findings()[0];
        assert_eq!(finding.side_and_confidence().get(Language::English), expected);
    }
}

#[test]
fn checks_that_are_dropped_in_silence_are_not_called_refused() {
    let pair = PairEvidence {
        requests_sent: 40,
        requests_received: 5,
        requests_refused: Some(0),
        last_request_ms: Some(200.0),
        ..PairEvidence::default()
    };
    let evidence = IceEvidence { pairs: Some(vec![pair]), ..Default::default() };
    let run = failed(StageFacts::Ice { timings: Default::default(), evidence }, 10_000.0);
    let offer = super::offers::good();
    let case = Case { offer: Some(&offer), ..case(&run) };
    let found = diagnose(&case);
    assert_eq!(found[0].code(), "G2-ICE-CREDS");
    assert!(!found[0].entry.title.get(Language::English).contains("refused"));
    let finding =
        &FindingReport::all(&Diagnosis::of(&case, &Invocation::default()), Language::English)[0];
    let helps: Vec<_> = finding.remedies.iter().flat_map(|remedy| &remedy.commands).collect();
    assert!(!helps.is_empty() && helps.iter().all(|it| !it.contains("submodule")), "{helps:?}");
    assert!(finding.causes.iter().all(|cause| !cause.text.contains("aiortc")));
    let theirs = OfferFacts { made_by: Some("aiortc-1.14".into()), ..super::offers::good() };
    let theirs = Case { offer: Some(&theirs), ..case };
    let of_driver =
        &FindingReport::all(&Diagnosis::of(&theirs, &Invocation::default()), Language::English)[0];
    assert!(of_driver.remedies.iter().flat_map(|it| &it.commands).any(|it| it.contains("git")));
}

#[test]
fn our_own_client_is_told_at_least_one_remedy_wherever_it_breaks() {
    for (name, run) in failures() {
        for finding in FindingReport::all(
            &Diagnosis::of(&case(&run), &Invocation::default()),
            Language::English,
        ) {
            assert!(!finding.remedies.is_empty(), "{name}: {}", finding.code);
            assert!(!finding.causes.is_empty(), "{name}: {}", finding.code);
        }
    }
}

/// Between words of Chinese stands no half-width comma, in whatever is put together as it runs.
#[test]
fn what_is_put_together_in_chinese_keeps_its_punctuation() {
    let mut tried = 0;
    for (name, run) in failures() {
        for each in diagnose(&case(&run)) {
            for line in each.evidence.iter().map(|line| line.get(Language::Taiwan)) {
                let letters: Vec<char> = line.chars().collect();
                let wrong = letters.windows(2).any(|pair| pair[0] > '\u{2e80}' && pair[1] == ',');
                assert!(!wrong, "{name}: {line}");
                tried += 1;
            }
        }
    }
    assert!(tried > 50, "only {tried}");
}
