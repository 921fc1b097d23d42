//! `--retry-busy`: a client that lives and one that has vanished are told apart.

use std::time::{Duration, Instant};

use go2doctor::facts::outcome::{Client, RunEvent, RunOutcome, Slot, StageOutcome, Status};
use go2doctor::facts::waiting::Waiting;
use go2doctor::facts::{SdpEvidence, SdpReason, Stage, StageFacts};
use go2doctor::simulator::run::Simulator;
use go2doctor::stages::plan::{GOODBYE_RETRIES, Plan};
use go2doctor::stages::supervisor;
use tokio::runtime::Builder;
use tokio::sync::{oneshot, watch};

use crate::support::{of, plan, robot, run, scaled_robot};

fn sdp(outcome: &RunOutcome) -> &SdpEvidence {
    match &of(outcome, Stage::Sdp).facts {
        StageFacts::Sdp { evidence, .. } => evidence,
        other => panic!("not the facts of sdp: {other:?}"),
    }
}

/// Whether each offer after the first was rejected.
fn rejected(outcome: &RunOutcome) -> Vec<Option<bool>> {
    sdp(outcome).busy_retries.iter().flatten().map(|retry| retry.rejected).collect()
}

fn with_retries(robot: &Simulator, last: Stage, after_ms: &[u64]) -> Plan {
    let busy_retries = after_ms.iter().map(|ms| Duration::from_millis(*ms)).collect();
    Plan { busy_retries, ..plan(robot, last) }
}

#[tokio::test]
async fn a_run_right_after_another_is_not_told_of_another_client() {
    let robot = robot("");
    let plan = Plan { goodbye_retries: GOODBYE_RETRIES.into(), ..plan(&robot, Stage::Dtls) };
    for client in [Client::Go2doctor, Client::Stock] {
        let plan = Plan { client, ..plan.clone() };
        assert_eq!(of(&run(&plan).await, Stage::Dtls).status, Status::Pass, "{client:?}");
        let again = run(&plan).await;
        let sdp_stage = of(&again, Stage::Sdp);
        assert_eq!(sdp_stage.status, Status::Pass, "{client:?}: {sdp_stage:#?}");
        assert!(sdp_stage.duration_ms > Some(200.0), "it was rejected at first");
        assert_eq!(sdp(&again).busy_retries, None);
        assert_eq!(of(&again, Stage::Dtls).status, Status::Pass, "{client:?}");
    }
}

#[tokio::test]
async fn a_slot_that_stays_taken_longer_than_a_goodbye_takes_is_believed_to_be_taken() {
    let robot = robot("busy");
    let goodbye_retries = GOODBYE_RETRIES.into();
    let outcome = run(&Plan { goodbye_retries, ..plan(&robot, Stage::Flow) }).await;
    assert_eq!(sdp(&outcome).reason, Some(SdpReason::Busy));
    assert!(of(&outcome, Stage::Sdp).duration_ms > Some(2300.0), "{outcome:#?}");
    assert_eq!(outcome.slot, Slot::Untouched);
}

/// A client that is answered and never heard of again: it stands still at the very event, in a
/// thread of its own, before it has sent a single check.
async fn vanish(robot: &Simulator) {
    let plan = plan(robot, Stage::Flow);
    let (tell, answered) = oneshot::channel();
    std::thread::spawn(move || {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        let (_keep, interrupt) = watch::channel(false);
        let mut tell = Some(tell);
        let mut on_event = |event: RunEvent| {
            let sdp = |outcome: &StageOutcome| outcome.stage() == Stage::Sdp;
            if matches!(&event, RunEvent::StageFinished { outcome } if sdp(outcome)) {
                tell.take().map(|tell| tell.send(()));
                loop {
                    std::thread::park();
                }
            }
        };
        runtime.block_on(supervisor::run(&plan, interrupt, &mut on_event));
    });
    answered.await.expect("it is answered");
    assert!(!robot.slot_is_free());
}

#[tokio::test]
async fn a_slot_that_a_vanished_client_held_becomes_free_and_the_ladder_goes_on() {
    // Its slot is free half a second after the answer.
    let robot = scaled_robot(0.05);
    vanish(&robot).await;
    let outcome = run(&with_retries(&robot, Stage::Flow, &[50, 150, 900, 60_000])).await;
    assert_eq!(rejected(&outcome), [Some(true), Some(true), Some(false)]);
    let stage = of(&outcome, Stage::Sdp);
    assert_eq!(stage.status, Status::Warn, "{stage:#?}");
    assert_eq!(sdp(&outcome).reason, None);
    let last = sdp(&outcome).busy_retries.as_ref().and_then(|all| all.last()).expect("retries");
    assert!((0.9..1.5).contains(&last.after_s), "{last:?}");
    assert_eq!(of(&outcome, Stage::Flow).status, Status::Pass);
    assert_eq!(outcome.slot, Slot::Released);
}

#[tokio::test]
async fn a_client_that_lives_keeps_the_slot_to_the_end_of_the_schedule() {
    let robot = robot("busy");
    let outcome = run(&with_retries(&robot, Stage::Flow, &[20, 40, 80])).await;
    assert_eq!(rejected(&outcome), [Some(true); 3]);
    assert_eq!(sdp(&outcome).reason, Some(SdpReason::Busy));
    assert_eq!(of(&outcome, Stage::Sdp).status, Status::Fail);
    assert_eq!(outcome.slot, Slot::Untouched);
}

#[tokio::test]
async fn a_client_that_leaves_meanwhile_makes_way() {
    let robot = robot("busy:0.6");
    let outcome = run(&with_retries(&robot, Stage::Flow, &[100, 1000, 60_000])).await;
    assert_eq!(rejected(&outcome), [Some(true), Some(false)]);
    assert_eq!(of(&outcome, Stage::Sdp).status, Status::Warn);
    assert_eq!(of(&outcome, Stage::Flow).status, Status::Pass);
}

#[tokio::test]
async fn nothing_is_sent_again_unless_asked_for() {
    let robot = robot("busy");
    let outcome = run(&plan(&robot, Stage::Sdp)).await;
    assert_eq!(sdp(&outcome).busy_retries, None);
}

/// Runs, and does `then` once the plan waits for the next offer.
async fn run_until_waiting(plan: &Plan, then: impl FnOnce(&watch::Sender<bool>)) -> RunOutcome {
    let (tell, interrupt) = watch::channel(false);
    let mut then = Some(then);
    let mut on_event = |event: RunEvent| {
        if let RunEvent::StageProgress { waiting: Waiting::Slot { next_in, left, .. }, .. } = event
            && let Some(then) = then.take()
        {
            assert!(next_in <= left && Some(&left) <= plan.busy_retries.last(), "{left:?}");
            then(&tell);
        }
    };
    supervisor::run(plan, interrupt, &mut on_event).await
}

#[tokio::test]
async fn an_interruption_ends_the_wait_at_once() {
    let robot = robot("busy");
    let plan = with_retries(&robot, Stage::Flow, &[3_600_000]);
    let started = Instant::now();
    let outcome = run_until_waiting(&plan, |interrupt| {
        interrupt.send_replace(true);
    })
    .await;
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
    assert_eq!(of(&outcome, Stage::Sdp).status, Status::Inconclusive);
    assert_eq!(outcome.slot, Slot::Untouched);
    assert!(outcome.interrupted);
}

#[tokio::test]
async fn a_robot_that_falls_silent_meanwhile_is_not_said_to_have_rejected() {
    let robot = robot("busy");
    let plan = with_retries(&robot, Stage::Flow, &[20, 40]);
    let outcome = run_until_waiting(&plan, |_| drop(robot)).await;
    assert_eq!(rejected(&outcome), [None, None]);
    assert_eq!(sdp(&outcome).reason, Some(SdpReason::Busy), "what was measured before");
}
