//! The ladder on a thread of its own, and who watches over it.
//!
//! The layers work on what a robot sent. One that spins over it, or never comes back, holds up the
//! thread that it runs on: the deadlines of its stage, and the end that a user asked for, are kept
//! from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant, SystemTime};
use std::{io, panic, thread};

use tokio::runtime;
use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval};

use super::deadline::STOPPED;
use super::plan::Plan;
use super::release::BUDGET;
use super::runner::climb;
use crate::facts::outcome::{
    RobotFacts, RunEvent, RunOutcome, Slot, StageEnd, StageOutcome, Status,
};
use crate::facts::remark::Remark;
use crate::facts::skip_reason::SkipReason;
use crate::facts::{Stage, StageFacts};
use crate::text::format::ms;

/// How often the ladder's thread says that it runs, and how often that is looked at.
const TICK: Duration = Duration::from_millis(50);
/// So many looks without a word from it: it is stuck. In looks and not in time, so that a process
/// that was stopped itself (Ctrl-Z) takes nobody for stuck.
const STUCK_AFTER: u32 = 6;
/// How long after an interruption a stuck layer is waited for: the report is to be out after 2 s.
const GOODBYE: Duration = Duration::from_millis(1500);

/// Runs the ladder. `interrupt` turning true ends it in good order: the slot is released, the
/// running stage is inconclusive. A stage whose layers do not come back by its deadline is a crash.
pub async fn run(
    plan: &Plan,
    interrupt: watch::Receiver<bool>,
    events: &mut dyn FnMut(RunEvent),
) -> RunOutcome {
    run_with_hook(plan, interrupt, events, |_| {}).await
}

/// [`run`], with a hook before each stage's work: the place where tests inject faults.
pub async fn run_with_hook(
    plan: &Plan,
    interrupt: watch::Receiver<bool>,
    events: &mut dyn FnMut(RunEvent),
    before_stage: impl Fn(Stage) + Send + 'static,
) -> RunOutcome {
    let mut watched = Watched::new(plan, interrupt.clone());
    let (tell, mut told) = mpsc::unbounded_channel();
    let beat = Arc::new(AtomicU64::new(0));
    let ladder = {
        let (plan, beat) = (plan.clone(), Arc::clone(&beat));
        move || climb_here(&plan, interrupt, &tell, &beat, &before_stage)
    };
    let ladder = match thread::Builder::new().name("ladder".into()).spawn(ladder) {
        Ok(ladder) => ladder,
        Err(error) => return watched.never_began(&error, events),
    };
    let mut looks = interval(TICK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut heard, mut silent) = (0, 0);
    loop {
        tokio::select! {
            biased;
            event = told.recv() => match event {
                Some((event, taken)) => {
                    watched.note(&event);
                    events(event);
                    // The ladder waits for it.
                    let _ = taken.send(());
                }
                None => break,
            },
            _ = looks.tick() => {
                let beats = beat.load(Ordering::Relaxed);
                silent = if beats == heard { silent + 1 } else { 0 };
                heard = beats;
                watched.look(Instant::now());
                if silent >= STUCK_AFTER && watched.is_overdue(Instant::now()) {
                    return watched.given_up(events);
                }
            }
        }
    }
    match ladder.join() {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(error)) => watched.never_began(&error, events),
        Err(defect) => panic::resume_unwind(defect),
    }
}

type Told = mpsc::UnboundedSender<(RunEvent, SyncSender<()>)>;

/// Climbs on this thread. An event is taken before the ladder goes on, as if it were told here.
fn climb_here(
    plan: &Plan,
    interrupt: watch::Receiver<bool>,
    tell: &Told,
    beat: &Arc<AtomicU64>,
    before_stage: &dyn Fn(Stage),
) -> io::Result<RunOutcome> {
    let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
    let mut events = |event| {
        let (taken, wait) = sync_channel(1);
        if tell.send((event, taken)).is_ok() {
            let _ = wait.recv();
        }
    };
    let beat = Arc::clone(beat);
    runtime.spawn(async move {
        let mut beats = interval(TICK);
        loop {
            beats.tick().await;
            beat.fetch_add(1, Ordering::Relaxed);
        }
    });
    let outcome = runtime.block_on(climb(plan, interrupt, &mut events, before_stage));
    // A name lookup that hangs does not hold the end.
    runtime.shutdown_background();
    Ok(outcome)
}

/// What is known of the ladder from outside.
struct Watched<'a> {
    plan: &'a Plan,
    interrupt: watch::Receiver<bool>,
    interrupted_at: Option<Instant>,
    started: (Instant, SystemTime),
    /// The stages at work, the ladder's own last: when each began, and the same as its event told it.
    running: Vec<(Stage, Instant, f64)>,
    /// When the last event came.
    last: Instant,
    looked: Instant,
    /// For how long this process stood still since a stage last began or ended.
    paused: Duration,
    finished: Vec<StageOutcome>,
}

impl<'a> Watched<'a> {
    fn new(plan: &'a Plan, interrupt: watch::Receiver<bool>) -> Self {
        let now = Instant::now();
        Self {
            plan,
            interrupt,
            interrupted_at: None,
            started: (now, SystemTime::now()),
            running: Vec::new(),
            last: now,
            looked: now,
            paused: Duration::ZERO,
            finished: Vec::new(),
        }
    }

    fn note(&mut self, event: &RunEvent) {
        self.last = Instant::now();
        match event {
            RunEvent::StageStarted { stage, at_ms } => {
                self.running.push((*stage, self.last, *at_ms));
                self.paused = Duration::ZERO;
            }
            RunEvent::StageFinished { outcome } => {
                self.running.retain(|(stage, ..)| *stage != outcome.stage());
                self.finished.push((**outcome).clone());
                self.paused = Duration::ZERO;
            }
            _ => {}
        }
    }

    /// Who looks so late was stopped itself.
    fn look(&mut self, now: Instant) {
        let gap = now.saturating_duration_since(self.looked);
        if gap >= STOPPED {
            self.paused += gap;
        }
        self.looked = now;
    }

    /// Whether a ladder that is stuck has had its time: the stage's, or that of the slot's release.
    fn is_overdue(&mut self, now: Instant) -> bool {
        if *self.interrupt.borrow() {
            self.interrupted_at.get_or_insert(now);
        }
        let due = match self.at_work() {
            Some((stage, began)) => began + self.plan.deadlines.of(stage),
            None => self.last + BUDGET,
        };
        let due = due + self.paused;
        now >= due || self.interrupted_at.is_some_and(|at| now >= at + GOODBYE)
    }

    /// The stage of the ladder that is at work; those beside it hold nobody up.
    fn at_work(&self) -> Option<(Stage, Instant)> {
        let mut running = self.running.iter().filter(|(stage, ..)| *stage > Stage::Ping);
        running.next_back().map(|(stage, began, _)| (*stage, *began))
    }

    /// The stuck thread has the sockets and the keys: the slot cannot be given back without it.
    fn given_up(self, events: &mut dyn FnMut(RunEvent)) -> RunOutcome {
        let held = match self.at_work() {
            Some((stage, _)) if stage < Stage::Sdp => Slot::Untouched,
            _ => Slot::HeldLong,
        };
        let end = StageEnd { status: Status::Crash, remark: Some(Remark::LayerStuck) };
        self.ended(end, held, events)
    }

    /// This machine gave no thread, or no runtime.
    fn never_began(mut self, error: &io::Error, events: &mut dyn FnMut(RunEvent)) -> RunOutcome {
        self.running.push((Stage::Host, self.last, 0.0));
        let end = StageEnd::inconclusive(Remark::OwnLimit(error.to_string()));
        self.ended(end, Slot::Untouched, events)
    }

    /// The run as far as it is known from outside.
    fn ended(mut self, end: StageEnd, slot: Slot, events: &mut dyn FnMut(RunEvent)) -> RunOutcome {
        let plan = self.plan;
        let mut reason = None;
        let mut stages = Vec::new();
        for stage in Stage::ALL {
            let known = self.finished.iter().position(|outcome| outcome.stage() == stage);
            let running = self.running.iter().find(|(running, ..)| *running == stage);
            let outcome = match (known, running) {
                (Some(at), _) => self.finished.swap_remove(at),
                (None, Some((_, began, started_ms))) => {
                    let mut end = end.clone();
                    if stage <= Stage::Ping {
                        end.status = Status::Inconclusive;
                    }
                    reason = SkipReason::after(stage, end.status);
                    let took = ms(began.elapsed());
                    StageOutcome::ended(end, *started_ms, took, StageFacts::unknown(stage))
                }
                (None, _) => {
                    let reason = reason.clone().filter(|_| stage <= plan.last_stage);
                    StageOutcome::skipped(stage, reason.unwrap_or(SkipReason::NotRequested))
                }
            };
            if known.is_none() {
                events(RunEvent::StageFinished { outcome: Box::new(outcome.clone()) });
            }
            stages.push(outcome);
        }
        let outcome = RunOutcome {
            duration_ms: ms(self.started.0.elapsed()),
            robot: RobotFacts { host: plan.robot.clone(), ..RobotFacts::default() },
            offer: plan.offer.clone(),
            client: Some(plan.client),
            last_stage: plan.last_stage,
            interrupted: *self.interrupt.borrow(),
            slot,
            ..RunOutcome::new(&plan.command, self.started.1, stages)
        };
        events(RunEvent::RunFinished { outcome: Box::new(outcome.clone()) });
        outcome
    }
}
