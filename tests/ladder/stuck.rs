//! A layer that never comes back keeps neither a deadline nor an interruption from acting.

use std::hint::spin_loop;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use go2doctor::diagnosis::case::Case;
use go2doctor::diagnosis::diagnose;
use go2doctor::exit::ExitStatus;
use go2doctor::facts::Stage;
use go2doctor::facts::finding::Side;
use go2doctor::facts::outcome::{RunEvent, RunOutcome, Slot, Status};
use go2doctor::facts::remark::Remark;
use go2doctor::facts::skip_reason::SkipReason;
use go2doctor::stages::supervisor;
use tokio::sync::watch;

use crate::support::{impatient_plan, of, robot};

/// How long after the deadline a run may take.
const SLACK: Duration = Duration::from_millis(300);

/// A run in which the layers of `stuck` spin, interrupted right then or not: its outcome, how long
/// the stage took from its start to the run's end, and whether the events told the same.
async fn spinning(stuck: Stage, interrupted: bool, timeout: Duration) -> (RunOutcome, Duration) {
    let robot = robot("");
    let mut plan = impatient_plan(&robot);
    plan.deadlines.set(stuck, timeout);
    let over = Arc::new(AtomicBool::new(false));
    let spinning = Arc::clone(&over);
    let before_stage = move |stage| {
        while stage == stuck && !spinning.load(Ordering::Relaxed) {
            spin_loop();
        }
    };
    let (tell, interrupt) = watch::channel(false);
    let mut began = None;
    let mut told = Vec::new();
    let mut last = None;
    let mut on_event = |event: RunEvent| match event {
        RunEvent::StageStarted { stage, .. } if stage == stuck => {
            began = Some(Instant::now());
            tell.send_replace(interrupted);
        }
        RunEvent::StageFinished { outcome } => told.push(*outcome),
        RunEvent::RunFinished { outcome } => last = Some(*outcome),
        _ => {}
    };
    let outcome = supervisor::run_with_hook(&plan, interrupt, &mut on_event, before_stage).await;
    let took = began.expect("the stage began").elapsed();
    over.store(true, Ordering::Relaxed);
    assert_eq!(last.as_ref(), Some(&outcome));
    assert_eq!(outcome.stages.iter().map(|each| each.stage()).collect::<Vec<_>>(), Stage::ALL);
    for each in &outcome.stages {
        assert!(told.contains(each), "{each:?}");
    }
    assert_eq!(told.len(), outcome.stages.len(), "each is told once");
    (outcome, took)
}

#[tokio::test]
async fn a_deadline_holds_while_a_layer_spins() {
    for stage in Stage::ALL.into_iter().filter(|stage| *stage > Stage::Ping) {
        let timeout = Duration::from_millis(600);
        let (outcome, took) = spinning(stage, false, timeout).await;
        assert!(took >= timeout && took <= timeout + SLACK, "{stage}: {took:?}");
        let stuck = of(&outcome, stage);
        assert_eq!((stuck.status, &stuck.remark), (Status::Crash, &Some(Remark::LayerStuck)));
        let held = if stage < Stage::Sdp { Slot::Untouched } else { Slot::HeldLong };
        assert_eq!(outcome.slot, held, "{stage}");
        for other in Stage::ALL.into_iter().filter(|other| *other > Stage::Ping) {
            let reason = &of(&outcome, other).skip_reason;
            let skipped = (other > stage).then_some(SkipReason::Crashed(stage));
            assert_eq!(*reason, skipped, "{stage}: {other}");
        }
        let found = diagnose(&Case::live(&outcome.stages, &outcome.robot));
        let first = (found[0].code(), found[0].side, found[0].stage);
        assert_eq!(first, ("G2-CLIENT-DEFECT", Side::ClientLimit, stage));
        assert_eq!(ExitStatus::from_outcome(&outcome, false), ExitStatus::Defect);
    }
}

#[tokio::test]
async fn an_interruption_acts_within_2_s_while_a_layer_spins() {
    let (outcome, took) = spinning(Stage::Sctp, true, Duration::from_secs(30)).await;
    assert!(took <= Duration::from_secs(2), "{took:?}");
    assert!(outcome.interrupted);
    assert_eq!(of(&outcome, Stage::Sctp).remark, Some(Remark::LayerStuck));
}
