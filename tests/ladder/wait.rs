//! `--wait`: a robot that is still starting is asked again, and no other.

use std::time::{Duration, Instant};

use go2doctor::diagnosis::case::Case;
use go2doctor::diagnosis::diagnose;
use go2doctor::facts::outcome::{RunEvent, RunOutcome, Slot, Status};
use go2doctor::facts::waiting::Waiting;
use go2doctor::facts::{HttpEvidence, HttpReason, PingEvidence, Stage, StageFacts};
use go2doctor::simulator::run::Simulator;
use go2doctor::stages::plan::Plan;
use go2doctor::stages::supervisor;
use tokio::sync::watch;

use crate::support::{of, plan, robot, run};

fn waiting(robot: &Simulator, last: Stage, seconds: f64) -> Plan {
    Plan { wait: Some(Duration::from_secs_f64(seconds)), ..plan(robot, last) }
}

fn http(outcome: &RunOutcome) -> &HttpEvidence {
    match &of(outcome, Stage::Http).facts {
        StageFacts::Http { evidence, .. } => evidence,
        other => panic!("not the facts of http: {other:?}"),
    }
}

fn ping(outcome: &RunOutcome) -> &PingEvidence {
    match &of(outcome, Stage::Ping).facts {
        StageFacts::Ping { evidence, .. } => evidence,
        other => panic!("not the facts of ping: {other:?}"),
    }
}

#[tokio::test]
async fn a_robot_that_starts_meanwhile_is_checked_to_the_end() {
    for fault in ["booting:2", "booting:2+legacy"] {
        let robot = robot(fault);
        let outcome = run(&waiting(&robot, Stage::Flow, 10.0)).await;
        let unwell: Vec<_> =
            outcome.stages.iter().filter(|stage| stage.status != Status::Pass).collect();
        assert!(unwell.is_empty(), "{fault}: {unwell:#?}");
        let waited = http(&outcome).waited_ms.expect("it was waited");
        assert!((1900.0..5000.0).contains(&waited), "{fault}: {waited} ms");
        assert_eq!(http(&outcome).reason, None, "{fault}");
        assert_eq!(outcome.slot, Slot::Released, "{fault}");
    }
}

#[tokio::test]
async fn a_wait_in_vain_ends_with_what_the_last_try_saw_and_a_whole_ping() {
    let robot = robot("ports-refused");
    let started = Instant::now();
    let outcome = run(&waiting(&robot, Stage::Flow, 1.3)).await;
    let took = started.elapsed();
    assert_eq!(of(&outcome, Stage::Http).status, Status::Fail);
    assert_eq!(http(&outcome).reason, Some(HttpReason::ConnRefused));
    let waited = http(&outcome).waited_ms.expect("it was waited");
    assert!((1290.0..2000.0).contains(&waited), "{waited} ms");
    assert!(took < Duration::from_secs(5), "{took:?}");
    assert_eq!(ping(&outcome).received, ping(&outcome).sent, "{:?}", ping(&outcome));
    let found = diagnose(&Case::live(&outcome.stages, &outcome.robot));
    assert_eq!(found[0].code(), "G2-HTTP-REFUSED");
    let said = |line: &go2doctor::text::phrase::Phrase| {
        line.get(go2doctor::text::language::Language::English).contains("1 s of waiting")
    };
    assert!(found[0].evidence.iter().any(said), "{:?}", found[0].evidence);
}

#[tokio::test]
async fn what_a_service_answers_is_never_waited_away() {
    for fault in ["con-notify-404", "con-notify-closed", "other-device", ""] {
        let robot = robot(fault);
        let started = Instant::now();
        let outcome = run(&waiting(&robot, Stage::Http, 60.0)).await;
        assert!(started.elapsed() < Duration::from_secs(5), "{fault:?}");
        assert_eq!(http(&outcome).waited_ms, None, "{fault:?}");
        assert_eq!(of(&outcome, Stage::Ping).status, Status::Pass, "{fault:?}");
    }
}

#[tokio::test]
async fn an_interruption_ends_the_wait_at_once_and_tells_how_long_it_was() {
    let robot = robot("booting");
    let plan = waiting(&robot, Stage::Flow, 3600.0);
    let (tell, interrupt) = watch::channel(false);
    let (mut told, mut interrupted_at) = (Vec::new(), None);
    let mut on_event = |event: RunEvent| {
        if let RunEvent::StageProgress { waiting: Waiting::Robot { waited, of }, .. } = event {
            told.push(waited);
            assert_eq!(of, Duration::from_secs(3600));
            if waited >= Duration::from_secs(1) {
                interrupted_at.get_or_insert_with(Instant::now);
                tell.send_replace(true);
            }
        }
    };
    let outcome = supervisor::run(&plan, interrupt, &mut on_event).await;
    let took = interrupted_at.expect("it was told of the wait").elapsed();
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert!(told.is_sorted() && told.len() >= 2, "{told:?}");
    assert!(outcome.interrupted);
    assert_eq!(of(&outcome, Stage::Http).status, Status::Inconclusive);
    assert_eq!(http(&outcome).reason, None, "no verdict");
    assert!(http(&outcome).waited_ms.is_some_and(|waited| waited >= 1000.0));
    assert_eq!(of(&outcome, Stage::Ping).status, Status::Skip);
    assert_eq!(outcome.slot, Slot::Untouched);
}

#[tokio::test]
async fn without_being_asked_nothing_is_waited_for() {
    let robot = robot("booting:2");
    let outcome = run(&plan(&robot, Stage::Flow)).await;
    assert_eq!(http(&outcome).reason, Some(HttpReason::ConnRefused));
    assert_eq!(http(&outcome).waited_ms, None);
    assert!(of(&outcome, Stage::Http).duration_ms.is_some_and(|took| took < 1000.0));
}
