//! The robot's one slot is given back on every way out.

use go2doctor::facts::remark::Remark;
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::{StreamExt, stream};
use go2doctor::facts::outcome::{Slot, Status};
use go2doctor::facts::{EndedBy, SdpReason, Stage, StageFacts};
use go2doctor::simulator::fault_table::FAULTS;
use go2doctor::simulator::options::{SimulatorOptions, TimeScale};
use go2doctor::simulator::run::Simulator;
use go2doctor::stages::supervisor;
use tokio::sync::watch;

use crate::support::{free_after, of, plan, run, run_interrupted_at, scaled_robot_with};

/// The robot's hold times are halved: it frees its slot 1.0 to 1.15 s after a goodbye, and 5.05 s
/// after a client that never connects.
const TIME_SCALE: f64 = 0.5;

/// How soon the slot has to be free: after a goodbye, and after nothing else even three times as
/// long.
const SOON: Duration = Duration::from_millis(1650);

fn robot(fault: &str) -> Simulator {
    scaled_robot_with(fault, TIME_SCALE)
}

#[tokio::test]
async fn a_check_interrupted_at_any_stage_leaves_the_slot_free() {
    for stage in Stage::ALL.into_iter().filter(|stage| *stage > Stage::Ping) {
        let mut robot = robot("");
        let (outcome, at) = run_interrupted_at(&plan(&robot, Stage::Flow), stage).await;
        assert!(outcome.interrupted);
        let interrupted = of(&outcome, stage);
        assert_eq!(interrupted.status, Status::Inconclusive, "{stage}");
        assert_eq!(interrupted.remark, Some(Remark::Interrupted));
        let expected = if stage <= Stage::Http { Slot::Untouched } else { Slot::Released };
        assert_eq!(outcome.slot, expected, "{stage}");
        free_after(&mut robot, SOON * 3).await;
        // From dtls on there is only close_notify to send; before it the handshake comes first.
        let limit = if stage >= Stage::Dtls { SOON } else { SOON * 3 };
        let took = at.elapsed();
        assert!(robot.slot_is_free() && took <= limit, "{stage}: {took:?}");
        let again = run(&plan(&robot, Stage::Validation)).await;
        assert_eq!(of(&again, Stage::Validation).status, Status::Pass, "{stage}: {again:#?}");
    }
}

#[tokio::test]
async fn a_run_that_ends_at_any_stage_leaves_the_slot_free() {
    for last in [Stage::Sdp, Stage::Ice, Stage::Dtls, Stage::Sctp, Stage::Validation] {
        let mut robot = robot("");
        let outcome = run(&plan(&robot, last)).await;
        assert_eq!(of(&outcome, last).status, Status::Pass);
        assert_eq!(outcome.slot, Slot::Released, "{last}");
        assert!(free_after(&mut robot, SOON).await.is_some(), "{last}");
    }
}

#[tokio::test]
async fn an_answer_that_leads_nowhere_does_not_keep_the_slot() {
    for (fault, slot) in [
        ("answer-no-data", Slot::Released),
        ("answer-no-fingerprint", Slot::Released),
        ("answer-other-hash", Slot::Released),
        ("answer-reordered", Slot::Released),
        ("con-ing-status", Slot::Untouched),
        ("con-ing-undecipherable", Slot::Untouched),
        // The robot took the offer, and its credentials are not known: nothing can be said to it.
        ("con-ing-cut-short", Slot::HeldBriefly),
        ("con-ing-too-large", Slot::HeldBriefly),
    ] {
        let mut robot = robot(fault);
        let outcome = run(&plan(&robot, Stage::Flow)).await;
        assert_eq!(outcome.slot, slot, "{fault}");
        let limit = if slot == Slot::HeldBriefly { SOON * 4 } else { SOON };
        assert!(free_after(&mut robot, limit).await.is_some(), "{fault}");
    }
}

#[tokio::test]
async fn a_panic_in_any_stage_is_a_crash_and_leaves_the_slot_free() {
    for stage in Stage::ALL.into_iter().filter(|stage| *stage >= Stage::Sdp) {
        let mut robot = robot("");
        let plan = plan(&robot, Stage::Flow);
        let (_keep, interrupt) = watch::channel(false);
        let before_stage = move |started: Stage| assert!(started != stage, "rehearsed panic");
        let outcome = supervisor::run_with_hook(&plan, interrupt, &mut |_| {}, before_stage).await;
        assert_eq!(of(&outcome, stage).status, Status::Crash);
        assert_eq!(of(&outcome, stage).remark, Some(Remark::Said("rehearsed panic".into())));
        assert!(free_after(&mut robot, SOON).await.is_some(), "{stage}");
    }
}

#[tokio::test]
async fn a_stage_that_fails_after_dtls_leaves_the_slot_free() {
    let faults = [
        "wrong-fingerprint",
        "sctp-silent",
        "sctp-init-unanswered",
        "sctp-port",
        "sctp-abort",
        "cookie-unanswered",
        "open-unanswered",
        "stream-reset",
        "validation-silent",
        "validation-refused",
        "abort-at-validation",
        "abort-in-flow",
    ];
    join_all(faults.map(|fault| async move {
        let mut robot = robot(fault);
        let mut plan = plan(&robot, Stage::Flow);
        for stage in Stage::ALL {
            plan.deadlines.set(stage, Duration::from_millis(500));
        }
        let outcome = run(&plan).await;
        assert_eq!(outcome.slot, Slot::Released, "{fault}");
        assert!(free_after(&mut robot, SOON).await.is_some(), "{fault}");
    }))
    .await;
}

#[tokio::test]
async fn a_client_that_takes_over_has_the_slot_from_then_on() {
    let robot = robot("takeover");
    let outcome = run(&plan(&robot, Stage::Flow)).await;
    let StageFacts::Flow { evidence, .. } = &of(&outcome, Stage::Flow).facts else {
        panic!("the facts of flow");
    };
    assert_eq!(evidence.ended.as_ref().map(|end| end.by), Some(EndedBy::Closed));
    let again = run(&plan(&robot, Stage::Flow)).await;
    let StageFacts::Sdp { evidence, .. } = &of(&again, Stage::Sdp).facts else {
        panic!("the facts of sdp");
    };
    assert_eq!(evidence.reason, Some(SdpReason::Busy));
}

#[tokio::test]
async fn a_slot_that_could_not_be_freed_is_told() {
    for (fault, expected) in [
        ("ice-black-hole", Slot::HeldBriefly),
        ("ice-wrong-password", Slot::HeldBriefly),
        ("ice-answers-only", Slot::HeldLong),
        ("dtls-silent", Slot::HeldLong),
        ("dtls-large-lost", Slot::HeldLong),
    ] {
        let robot = robot(fault);
        let mut plan = plan(&robot, Stage::Flow);
        for stage in Stage::ALL {
            plan.deadlines.set(stage, Duration::from_millis(300));
        }
        assert_eq!(run(&plan).await.slot, expected, "{fault}");
    }
}

#[tokio::test]
async fn a_session_that_the_robot_ended_is_told_to_be_free_within_seconds() {
    let expected = Slot::EndedByRobot;
    for fault in ["dtls-closed", "dtls-alert", "dtls-refused"] {
        let mut robot = robot(fault);
        assert_eq!(run(&plan(&robot, Stage::Flow)).await.slot, expected, "{fault}");
        assert!(free_after(&mut robot, SOON).await.is_some(), "{fault}");
    }
    let robot = robot("takeover");
    assert_eq!(run(&plan(&robot, Stage::Flow)).await.slot, expected, "takeover");
}

#[tokio::test]
async fn a_goodbye_to_a_robot_that_is_not_heard_any_more_releases_nothing() {
    let outcome = run(&plan(&robot("link-dead"), Stage::Flow)).await;
    assert_eq!(of(&outcome, Stage::Flow).status, Status::Fail, "{outcome:#?}");
    assert_eq!(outcome.slot, Slot::HeldLong);
    let outcome = run(&plan(&robot("consent-lost"), Stage::Flow)).await;
    assert_eq!(outcome.slot, Slot::Released, "its messages still come");
}

#[tokio::test]
async fn after_each_fault_of_ice_and_dtls_the_slot_comes_free_in_the_robots_own_time() {
    // 10 s and 45 s become 0.5 s and 2.25 s.
    let time_scale = TimeScale::new(0.05).expect("a scale");
    let faults = FAULTS.iter().filter(|spec| {
        let healthy = spec.name.starts_with("ice-") || spec.name.starts_with("dtls-");
        matches!(spec.stage, Some(Stage::Ice | Stage::Dtls)) || healthy
    });
    let runs = faults.map(|spec| async move {
        let fault = spec.name.parse().expect("a fault");
        let options = SimulatorOptions { time_scale, ..SimulatorOptions::in_process(vec![fault]) };
        let mut robot = Simulator::start(options).expect("a simulated robot");
        let mut plan = plan(&robot, Stage::Dtls);
        for stage in Stage::ALL {
            plan.deadlines.set(stage, Duration::from_millis(300));
        }
        run(&plan).await;
        assert!(free_after(&mut robot, SOON * 4).await.is_some(), "{}", spec.name);
    });
    stream::iter(runs).buffer_unordered(16).collect::<Vec<()>>().await;
}
