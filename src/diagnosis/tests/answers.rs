//! Answers that are odd, to con_notify and to the offer.

use super::*;
use crate::facts::outcome::Status;
use crate::facts::remark::Remark;
use crate::facts::*;
use crate::report::fixtures::{failed, healthy, stage_mut};
use crate::text::language::Language;
use Confidence::{Likely, Possible};
use Side::{ClientLimit, Network, Robot, Unknown};

/// A healthy run whose answer to the offer has this lint.
fn odd(lint: &str, change: impl FnOnce(&mut AnswerEvidence)) -> RunOutcome {
    let mut run = healthy();
    let outcome = stage_mut(&mut run, Stage::Sdp);
    outcome.status = Status::Warn;
    if let StageFacts::Sdp { evidence, .. } = &mut outcome.facts {
        let answer = evidence.answer.get_or_insert_default();
        answer.lint = Some(vec![lint.into()]);
        change(answer);
    }
    run
}

/// The lines that the first finding rests on.
fn lines(run: &RunOutcome) -> Vec<String> {
    let found = diagnose(&case(run));
    let first = found.first().expect("a finding");
    first.evidence.iter().map(|line| line.get(Language::English).to_owned()).collect()
}

#[test]
fn an_answer_that_other_clients_stumble_over_is_a_warning() {
    for (lint, code) in [
        ("sections-reordered", "G2-SDP-MLINE"),
        ("sections-count", "G2-SDP-MLINE"),
        ("setup-unexpected", "G2-SDP-SETUP"),
        ("sctp-port-unusual", "G2-SCTP-PORT"),
    ] {
        let run = odd(lint, |_| ());
        assert_eq!(first(&case(&run)), Some((code, Robot, Likely)), "{lint}");
        let found = diagnose(&case(&run));
        assert_eq!((found.len(), found[0].stage), (1, Stage::Sdp), "{lint}");
        assert_eq!(found[0].severity, crate::facts::finding::Severity::Warning, "{lint}");
    }
    for lint in ["fingerprint-several", "setup-passive", "candidates-missing"] {
        assert_eq!(codes(&case(&odd(lint, |_| ()))), [""; 0], "{lint}");
    }
}

#[test]
fn a_port_that_was_not_needed_is_proved_only_by_an_association() {
    let run = odd("sctp-port-unusual", |answer| answer.sctp_port = Some(6000));
    assert_eq!(lines(&run)[0], "the answer says a=sctp-port:6000");
    assert!(lines(&run)[1].contains("came up with port 5000"));
    let short = crate::report::fixtures::up_to(run, "ice", Stage::Ice);
    assert_eq!(lines(&short).len(), 1, "{:?}", lines(&short));
}

#[test]
fn two_dtls_clients_are_named_whatever_alerts_follow() {
    let alert = |direction| AlertEvidence {
        direction,
        level: "fatal".into(),
        description: "unexpected_message".into(),
    };
    let dtls = |sent, received| {
        let evidence = DtlsEvidence {
            role: Some("client".into()),
            client_hellos_sent: Some(sent),
            client_hellos_received: Some(received),
            alerts: Some(vec![alert(Direction::Out), alert(Direction::In)]),
            ..Default::default()
        };
        let mut run = failed(StageFacts::Dtls { timings: Default::default(), evidence }, 9.0);
        if let StageFacts::Sdp { evidence, .. } = &mut stage_mut(&mut run, Stage::Sdp).facts {
            evidence.answer.get_or_insert_default().setup = Some("passive".into());
        }
        run
    };
    assert_eq!(codes(&case(&dtls(2, 1))), ["G2-SDP-SETUP"]);
    assert_eq!(first(&case(&dtls(2, 1))), Some(("G2-SDP-SETUP", Robot, Likely)));
    assert_eq!(codes(&case(&dtls(2, 0))), ["G2-DTLS-ERROR"], "one client only");
}

#[test]
fn a_status_to_the_offer_is_the_robots_only_after_it_answered_con_notify() {
    for (status, code, alone) in [(404, "G2-HTTP-404", Network), (500, "G2-HTTP-STATUS", Unknown)] {
        let evidence = SdpEvidence {
            reason: Some(SdpReason::HttpStatus),
            http_status: Some(status),
            ..Default::default()
        };
        let mut run = failed(StageFacts::Sdp { timings: Default::default(), evidence }, 9.0);
        assert_eq!(first(&case(&run)), Some((code, Robot, Possible)));
        assert!(diagnose(&case(&run))[0].why.is_some());
        stage_mut(&mut run, Stage::Http).status = Status::Skip;
        assert_eq!(first(&case(&run)), Some((code, alone, Possible)));
    }
}

#[test]
fn an_offer_that_only_http_1_0_got_through_is_worth_knowing() {
    let mut run = healthy();
    if let StageFacts::Sdp { evidence, .. } = &mut stage_mut(&mut run, Stage::Sdp).facts {
        evidence.dialect = Some(HttpDialect::Http10Raw);
    }
    assert_eq!(first(&case(&run)), Some(("G2-HTTP-PICKY", Robot, Likely)));
}

fn con_notify(evidence: HttpEvidence) -> RunOutcome {
    failed(StageFacts::Http { timings: Default::default(), evidence }, 9.0)
}

#[test]
fn what_names_a_stranger_is_shown() {
    let run = con_notify(HttpEvidence {
        reason: Some(HttpReason::NotBase64),
        server: Some("lighttpd/1.4\x1b[2J".into()),
        html: Some(true),
        body_bytes: Some(90),
        ..Default::default()
    });
    assert_eq!(first(&case(&run)), Some(("G2-HTTP-BADJSON", Network, Likely)));
    let shown = lines(&run).join("; ");
    assert!(shown.contains("web page") && shown.contains("lighttpd/1.4"), "{shown}");
    assert!(!shown.contains('\x1b'));

    let run = con_notify(HttpEvidence {
        reason: Some(HttpReason::HttpStatus),
        http_status: Some(302),
        redirect: Some("http://portal.example".into()),
        ..Default::default()
    });
    assert!(lines(&run).iter().any(|line| line.contains("http://portal.example")));
}

#[test]
fn an_empty_answer_says_little() {
    let run = con_notify(HttpEvidence {
        reason: Some(HttpReason::NotBase64),
        body_bytes: Some(0),
        html: Some(false),
        ..Default::default()
    });
    assert_eq!(first(&case(&run)), Some(("G2-HTTP-BADJSON", Unknown, Possible)));
}

#[test]
fn an_answer_that_falls_short_is_told_as_what_came() {
    use BrokenAnswer::*;
    for (broken, code, offer) in [
        (CutShort, "G2-HTTP-INCOMPLETE", ("G2-HTTP-INCOMPLETE", Unknown, Possible)),
        (Unfinished, "G2-HTTP-INCOMPLETE", ("G2-HTTP-INCOMPLETE", Unknown, Possible)),
        (BadChunks, "G2-HTTP-BADJSON", ("G2-SIG-BADREPLY", Robot, Possible)),
        (TooLarge, "G2-HTTP-BADJSON", ("G2-SIG-BADREPLY", Robot, Possible)),
        (NotHttp, "G2-HTTP-BADJSON", ("G2-SIG-BADREPLY", Robot, Possible)),
    ] {
        let reason = Some(HttpReason::NoResponse);
        let run = con_notify(HttpEvidence { reason, broken: Some(broken), ..Default::default() });
        let found = diagnose(&case(&run));
        assert_eq!((found[0].code(), found[0].stage), (code, Stage::Http), "{broken:?}");
        let evidence = SdpEvidence {
            reason: Some(SdpReason::NoAnswer),
            broken: Some(broken),
            ..Default::default()
        };
        let run = failed(StageFacts::Sdp { timings: Default::default(), evidence }, 100.0);
        assert_eq!(first(&case(&run)), Some(offer), "{broken:?}");
        let shown = lines(&run).join("; ");
        assert!(!shown.contains("not answered") && !shown.contains("HTTP/1.0"), "{shown}");
    }
}

#[test]
fn a_data2_of_tomorrow_is_our_limit_and_one_finding() {
    let evidence = HttpEvidence { reason: Some(HttpReason::UnknownData2), ..Default::default() };
    let mut run = con_notify(evidence);
    let outcome = stage_mut(&mut run, Stage::Http);
    outcome.status = Status::Inconclusive;
    outcome.remark = Some(Remark::UnknownData2("9".into()));
    assert_eq!(codes(&case(&run)), ["G2-SIG-DATA2-UNKNOWN"]);
    assert_eq!(first(&case(&run)), Some(("G2-SIG-DATA2-UNKNOWN", ClientLimit, Likely)));
}

#[test]
fn a_refusal_after_a_wait_says_how_long_it_was() {
    let run = con_notify(HttpEvidence {
        reason: Some(HttpReason::ConnRefused),
        waited_ms: Some(60_020.0),
        ..Default::default()
    });
    assert_eq!(lines(&run), ["unchanged after 60 s of waiting"]);
    assert!(diagnose(&case(&run))[0].why.is_some(), "it is not about to start any more");
    let run = con_notify(HttpEvidence {
        reason: Some(HttpReason::ConnRefused),
        waited_ms: Some(20_000.0),
        ..Default::default()
    });
    assert_eq!(diagnose(&case(&run))[0].why, None, "it may still be starting");
}
