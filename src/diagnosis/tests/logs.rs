//! Logs of drivers: the same rules, and what only a log says.

use super::super::case::Source;
use super::offers::{good, three_fingerprints};
use super::*;
use crate::facts::finding::Severity;
use crate::facts::outcome::{RobotFacts, StageOutcome};
use crate::facts::skip_reason::SkipReason;
use crate::facts::*;
use crate::report::fixtures::{failed, failures, healthy, sctp_silent};
use crate::text::language::Language;
use Confidence::{Likely, Possible};
use Side::{Host, Robot, Unknown};

fn mark(stage: Stage, sign: Option<LogSign>, line: u64, text: &str) -> LogMark {
    LogMark {
        stage,
        sign,
        line,
        last_line: line,
        count: 1,
        at_ms: None,
        last_at_ms: None,
        after: None,
        text: text.into(),
    }
}

fn log(debug: bool, marks: Vec<LogMark>) -> LogFacts {
    let levels = Stage::ALL.into_iter().filter(|_| debug).map(|stage| (stage, Level::Debug));
    LogFacts {
        lines: 265,
        debug: Some(debug),
        levels: levels.collect(),
        marks,
        ..Default::default()
    }
}

fn logged<'a>(run: &'a RunOutcome, log: &'a LogFacts) -> Case<'a> {
    Case { source: Source::Log, log: Some(log), ..case(run) }
}

/// Nine expired INITs, as a log shows them: of media it says nothing.
fn expired() -> RunOutcome {
    let evidence = SctpEvidence {
        init_sent: Some(10),
        init_received: Some(0),
        init_ack_received: Some(0),
        ..Default::default()
    };
    let mut run = failed(StageFacts::Sctp { timings: Default::default(), evidence }, 27_000.0);
    for outcome in &mut run.stages {
        if let StageFacts::Sdp { evidence, .. } = &mut outcome.facts {
            evidence.offer_fingerprints = None;
        }
    }
    run
}

fn expired_marks() -> Vec<LogMark> {
    let init = LogMark {
        last_line: 231,
        count: 9,
        ..mark(Stage::Sctp, None, 190, "x T1(InitChunk) expired 1")
    };
    vec![mark(Stage::Sdp, None, 28, "setLocalDescription(offer)"), init]
}

#[test]
fn the_guides_own_fault_is_named_with_its_lines() {
    let (run, log, offer) = (expired(), log(true, expired_marks()), three_fingerprints());
    let case = Case { offer: Some(&offer), ..logged(&run, &log) };
    assert_eq!(first(&case), Some(("G2-ENV-AIORTC-FPS", Host, Likely)));
    let found = diagnose(&case);
    let lines: Vec<_> = found[0].evidence.iter().map(|line| line.get(Language::Taiwan)).collect();
    assert!(lines.iter().any(|line| line.contains("第 190 至 231 行，共 9 次")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.contains("第 28 行")), "{lines:#?}");
}

#[test]
fn without_debug_lines_the_fingerprints_are_only_possible() {
    let (run, log, offer) = (expired(), log(false, expired_marks()), three_fingerprints());
    let case = Case { offer: Some(&offer), ..logged(&run, &log) };
    assert_eq!(first(&case), Some(("G2-ENV-AIORTC-FPS", Host, Possible)));
}

#[test]
fn a_right_offer_leaves_the_cause_open() {
    let (run, log, offer) = (expired(), log(true, expired_marks()), good());
    let case = Case { offer: Some(&offer), ..logged(&run, &log) };
    assert_eq!(first(&case), Some(("G2-SCTP-NOINITACK", Robot, Possible)));
}

#[test]
fn an_offer_that_is_not_in_the_log_is_not_guessed() {
    let (run, log) = (expired(), log(false, vec![]));
    assert_eq!(first(&logged(&run, &log)), Some(("G2-DC-TIMEOUT", Unknown, Possible)));
}

#[test]
fn the_abort_by_which_a_driver_gives_up_is_not_the_cause() {
    let mut run = sctp_silent("logs");
    for outcome in &mut run.stages {
        if let StageFacts::Sctp { evidence, .. } = &mut outcome.facts {
            evidence.abort = Some(AbortEvidence { direction: Direction::Out, causes: vec![] });
        }
    }
    let log = log(true, vec![]);
    assert_eq!(first(&logged(&run, &log)), Some(("G2-SCTP-NOINITACK", Robot, Possible)));
}

/// A log of which nothing is known but one sign.
fn signed(sign: LogSign, stage: Stage, run: &RunOutcome) -> Option<Expected> {
    let log = log(true, vec![mark(stage, Some(sign), 7, "as it stands")]);
    first(&logged(run, &log))
}

fn nothing() -> RunOutcome {
    let mut run = healthy();
    run.robot = RobotFacts::default();
    for outcome in &mut run.stages {
        *outcome = StageOutcome::skipped(outcome.stage(), SkipReason::NotSeen);
    }
    run
}

#[test]
fn each_sign_has_its_meaning() {
    let named =
        |name: &str| failures().into_iter().find(|(of, _)| of == name).expect("it is there").1;
    let cases = [
        (LogSign::NoSignallingPort, Stage::Http, nothing(), ("G2-HTTP-REFUSED", Unknown, Possible)),
        (LogSign::RsaKeyFormat, Stage::Sdp, nothing(), ("G2-SIG-DATA2-2", Host, Possible)),
        (
            LogSign::AioiceSubmoduleMissing,
            Stage::Host,
            nothing(),
            ("G2-ENV-PATCH-MISSING", Host, Likely),
        ),
        (
            LogSign::CheckRefusedByUs,
            Stage::Ice,
            named("dtls silent"),
            ("G2-ENV-PATCH-MISSING", Host, Likely),
        ),
        (
            LogSign::ConsentExpired,
            Stage::Flow,
            healthy(),
            ("G2-ICE-CONSENT", Side::Network, Possible),
        ),
        (LogSign::SectionsMismatch, Stage::Sdp, nothing(), ("G2-SDP-MLINE", Unknown, Likely)),
        (LogSign::EventLoopClosed, Stage::Host, nothing(), ("G2-ENV-ASYNCIO-CLOSED", Host, Likely)),
        (LogSign::DataChannelTimeout, Stage::Sctp, nothing(), ("G2-DC-TIMEOUT", Unknown, Possible)),
        (LogSign::SctpWatchdog, Stage::Sctp, nothing(), ("G2-DC-TIMEOUT", Unknown, Possible)),
        (
            LogSign::NetworkUnreachable,
            Stage::Ice,
            named("ice black hole"),
            ("G2-ICE-FAILED", Side::Network, Possible),
        ),
    ];
    for (sign, stage, run, expected) in &cases {
        assert_eq!(signed(*sign, *stage, run).as_ref(), Some(expected), "{sign:?}");
    }
}

#[test]
fn data2_3_turns_an_rsa_error_into_a_missing_key() {
    let mut run = nothing();
    run.robot.data2 = Some(3);
    let found = signed(LogSign::RsaKeyFormat, Stage::Sdp, &run);
    assert_eq!(found, Some(("G2-SIG-AES-REQUIRED", Host, Likely)));
}

#[test]
fn the_umbrella_opens_only_where_nothing_better_is_known() {
    let run = expired();
    let sign = Some(LogSign::DataChannelTimeout);
    let log = log(true, vec![mark(Stage::Sctp, sign, 260, "timed out after 15s")]);
    assert_eq!(codes(&logged(&run, &log)), ["G2-SCTP-NOINITACK"]);
}

#[test]
fn a_link_that_dies_after_a_failure_is_its_consequence() {
    let run = expired();
    let log = log(true, vec![mark(Stage::Flow, Some(LogSign::ConsentExpired), 250, "expired")]);
    let found = diagnose(&logged(&run, &log));
    assert_eq!(found[0].code(), "G2-SCTP-NOINITACK");
    assert_eq!((found[1].code(), found[1].severity), ("G2-ICE-CONSENT", Severity::Warning));
}

#[test]
fn the_log_of_a_healthy_session_has_no_finding() {
    let run = healthy();
    let log = log(true, vec![mark(Stage::Flow, Some(LogSign::DataArrived), 300, "rt/lf/lowstate")]);
    assert_eq!(diagnose(&logged(&run, &log)), []);
}

#[test]
fn what_would_have_shown_it_is_a_line_that_is_read() {
    use crate::diagnosis::absence::{Absent, Shown};
    use crate::logs::signatures::BUILT_IN;
    for absent in Absent::ALL {
        let (shown, line) = absent.shown();
        let found = BUILT_IN.matches(line.as_bytes());
        let known = found.iter().map(|one| &BUILT_IN.all()[one.pattern]);
        let fits = |stage, level| known.clone().any(|one| one.stage == stage && one.level == level);
        let read = match shown {
            Shown::At(stage, level) => fits(stage, level),
            Shown::ByDriver => known.clone().any(|one| one.event.is_some()),
        };
        assert!(read, "{absent:?}: {line}");
    }
}

/// Each rule that concludes from an absence does so where the log would have shown the thing, and
/// says less where it would not.
#[test]
fn an_absence_says_something_only_where_the_log_would_have_shown_the_thing() {
    let (shows, silent) = (log(true, vec![]), log(false, vec![]));
    let of = |run: &RunOutcome, log: &LogFacts| first(&logged(run, log)).map(|one| (one.0, one.1));
    let dtls = StageFacts::Dtls { timings: Default::default(), evidence: Default::default() };
    let dtls = failed(dtls, 27_000.0);
    assert_eq!(of(&dtls, &shows).map(|it| it.0), Some("G2-DTLS-NOHELLO"));
    assert_ne!(of(&dtls, &silent).map(|it| it.0), Some("G2-DTLS-NOHELLO"));
    assert_eq!(of(&expired(), &shows).map(|it| it.0), Some("G2-SCTP-NOINITACK"));
    assert_ne!(of(&expired(), &silent).map(|it| it.0), Some("G2-SCTP-NOINITACK"));
    let known = LogFacts { driver: Some(LogDriver::Go2Ros2Sdk), ..log(true, vec![]) };
    let facts =
        StageFacts::Validation { timings: Default::default(), evidence: Default::default() };
    let mut validation = failed(facts, 27_000.0);
    for outcome in &mut validation.stages {
        if let StageFacts::Sctp { evidence, .. } = &mut outcome.facts {
            evidence.opened_by = None;
        }
    }
    assert_eq!(of(&validation, &known), Some(("G2-VAL-NOCHALLENGE", Robot)));
    assert_eq!(of(&validation, &shows), Some(("G2-VAL-NOCHALLENGE", Unknown)));
    let ports = vec![PortState { port: 9991, reason: PortReason::ConnRefused }];
    let evidence = HttpEvidence {
        reason: Some(HttpReason::ConnRefused),
        ports: Some(ports),
        ..Default::default()
    };
    let http = failed(StageFacts::Http { timings: Default::default(), evidence }, 10.0);
    let says = |log: &LogFacts| {
        let found = diagnose(&logged(&http, log));
        let mut lines = found.iter().flat_map(|each| &each.evidence);
        lines.any(|line| line.get(Language::English).starts_with("8081 was not probed"))
    };
    assert_eq!((says(&known), says(&shows)), (true, false));
}
