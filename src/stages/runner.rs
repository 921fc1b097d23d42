//! The ladder, run: stage after stage, deadlines, skip reasons, interruption, and the slot at the end.

use std::any::Any;
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use futures_util::FutureExt;
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::asking::{FirstConnect, http_stage};
use super::background::{BackgroundStage, next_ended};
use super::deadline::{AWAY, Deadline, LOOK_EVERY, ticking};
use super::ping::{self, PingPlan};
use super::plan::Plan;
use super::session::Session;
use super::{dtls, flow, host, ice, motion, release, sctp, sdp, stock, validation};
use crate::clock;
use crate::dds;
use crate::facts::outcome::{Client, RunEvent, RunOutcome, Slot, StageEnd, StageOutcome, Status};
use crate::facts::remark::Remark;
use crate::facts::skip_reason::SkipReason;
use crate::facts::{
    HostEvidence, HostTimings, MotionEvidence, PingTimings, SdpReason, Stage, StageFacts,
};
use crate::host::network::neighbour;
use crate::text::format::ms;
use crate::text::redact::printable;

/// Climbs on this thread, `before_stage` being called before each stage's work.
pub async fn climb(
    plan: &Plan,
    interrupt: watch::Receiver<bool>,
    events: &mut dyn FnMut(RunEvent),
    before_stage: &dyn Fn(Stage),
) -> RunOutcome {
    let started_at = SystemTime::now();
    let events = RefCell::new(events);
    let emit = |event| (events.borrow_mut())(event);
    emit(RunEvent::RunStarted {
        command: plan.command.clone(),
        host: plan.robot.clone(),
        started_at,
    });
    let started = clock::now();
    let ladder = Ladder { started, interrupt, emit: &emit, before_stage, away: Duration::ZERO };
    ladder.run(plan, started_at).await
}

/// A look at DDS takes a moment longer than it listens.
const GOODBYE: Duration = Duration::from_millis(500);

struct Ladder<'a> {
    started: Instant,
    interrupt: watch::Receiver<bool>,
    emit: &'a dyn Fn(RunEvent),
    before_stage: &'a dyn Fn(Stage),
    /// For how long this process stood still since the robot was offered a connection.
    away: Duration,
}

impl<'a> Ladder<'a> {
    async fn run(mut self, plan: &'a Plan, started_at: SystemTime) -> RunOutcome {
        let mut session = Session::new(plan);
        let (answered, tcp) = watch::channel(None);
        // Without a stage that connects, ping may do it itself.
        let mut answered = (plan.last_stage > Stage::Ping).then_some(answered);
        let mut background = Vec::new();
        let mut blocked: Option<SkipReason> = None;
        // A robot that is waited for is pinged once it is there, or given up. So long this machine
        // may not be in its network: it is looked at then, too.
        let mut later = None;
        if plan.wait.is_some() && plan.last_stage > Stage::Ping {
            later = Some(tcp);
        } else {
            background.push(self.start_host(plan));
            if !host::may_reach(&plan.host, plan.local_address()) {
                // Known in microseconds: then nothing but the host stage is worth its time.
                let host = background[0].ended().await;
                self.finished(&host);
                blocked = blocks(&host);
            }
            if plan.last_stage >= Stage::Ping && blocked.is_none() {
                background.push(self.start_ping(plan, tcp, session.neighbour.clone()));
            }
        }
        let mut outcomes = Vec::new();
        for stage in Stage::ALL.into_iter().filter(|stage| *stage > Stage::Ping) {
            let outcome = match &blocked {
                _ if stage > plan.last_stage => {
                    StageOutcome::skipped(stage, SkipReason::NotRequested)
                }
                Some(reason) => StageOutcome::skipped(stage, reason.clone()),
                None => self.stage(&mut session, stage, &mut answered, &mut background).await,
            };
            if let (None, Some(reason)) = (&blocked, blocks(&outcome)) {
                blocked = Some(reason);
                answered = None;
            }
            self.finished(&outcome);
            outcomes.push(outcome);
            if let Some(tcp) = later.take_if(|_| !*self.interrupt.borrow()) {
                background.push(self.start_host(plan));
                background.push(self.start_ping(plan, tcp, session.neighbour.clone()));
            }
        }
        let motion = self.control(&mut session, &outcomes).await;
        // The slot first: nothing beside the ladder is a reason to keep it a moment longer.
        let vanish = plan.vanish && blocked.is_none() && !*self.interrupt.borrow();
        let work = async {
            match vanish {
                true => release::vanish(&mut session),
                false => release::release(&mut session).await,
            }
        };
        let released = AssertUnwindSafe(work).catch_unwind().await;
        drop(answered);
        let reason = blocked.unwrap_or(SkipReason::NotRequested);
        // After a wait in vain a ladder that ends at once must not cut the ping short as well.
        let given_up = plan.wait.is_some() && outcomes.iter().any(absent);
        let whole = if given_up { Stage::Ping } else { plan.last_stage };
        let background = self.end_background(background, whole, &reason, plan.dds.is_some()).await;
        let stages = background.into_iter().chain(outcomes).collect();
        let outcome = RunOutcome {
            duration_ms: ms(clock::since(self.started)),
            robot: session.robot.clone(),
            offer: match plan.client {
                Client::Go2doctor => plan.offer.clone(),
                other => other.name().into(),
            },
            offer_facts: session.exchange.offer_facts.take(),
            client: Some(plan.client),
            last_stage: plan.last_stage,
            interrupted: *self.interrupt.borrow(),
            slot: released.unwrap_or(Slot::HeldLong),
            motion: motion.map(Box::new),
            timeline: session.timeline(),
            ..RunOutcome::new(&plan.command, started_at, stages)
        };
        (self.emit)(RunEvent::RunFinished { outcome: Box::new(outcome.clone()) });
        outcome
    }

    /// What the plan asks of the robot, if every stage passed.
    async fn control(
        &mut self,
        session: &mut Session<'_>,
        outcomes: &[StageOutcome],
    ) -> Option<MotionEvidence> {
        let action = session.plan.action?;
        if !outcomes.iter().all(|each| each.status.passed()) {
            return None;
        }
        let mut evidence = MotionEvidence::of(action);
        let ended = {
            let work = AssertUnwindSafe(motion::run(session, &mut evidence)).catch_unwind();
            tokio::pin!(work);
            tokio::select! {
                biased;
                () = interrupted(&mut self.interrupt) => None,
                ended = &mut work => Some(ended),
            }
        };
        match ended {
            Some(Ok(())) => {}
            Some(Err(panic)) => evidence.defect = Some(panic_text(&*panic)),
            None => evidence.interrupted = true,
        }
        Some(evidence)
    }

    async fn stage(
        &mut self,
        session: &mut Session<'a>,
        stage: Stage,
        answered: &mut FirstConnect,
        background: &mut [BackgroundStage],
    ) -> StageOutcome {
        let started = began(session, stage).unwrap_or_else(clock::now);
        let started_ms = self.stage_started(stage, started);
        let emit = self.emit;
        let progress = move |waiting| {
            emit(RunEvent::StageProgress { stage, elapsed_ms: ms(clock::since(started)), waiting });
        };
        session.progress = Box::new(progress);
        let deadline = session.plan.deadlines.of(stage);
        let before_stage = self.before_stage;
        let stock = session.plan.client == Client::Stock;
        let work = async {
            before_stage(stage);
            match stage {
                Stage::Host | Stage::Ping => StageEnd::pass(),
                Stage::Http => http_stage(session, deadline, answered).await,
                Stage::Sdp => sdp::run(session, deadline).await,
                Stage::Ice if stock => stock::ice(session, deadline).await,
                Stage::Dtls if stock => stock::dtls(session, deadline).await,
                Stage::Sctp if stock => stock::sctp(session, deadline).await,
                Stage::Ice => ice::run(session, deadline).await,
                Stage::Dtls => dtls::run(session, deadline).await,
                Stage::Sctp => sctp::run(session, deadline).await,
                Stage::Validation => validation::run(session, deadline).await,
                Stage::Flow => flow::run(session, deadline, &progress).await,
            }
        };
        let mut clock = Deadline::after(deadline);
        let work = ticking(LOOK_EVERY, work, || clock.look());
        let mut work = Box::pin(AssertUnwindSafe(work).catch_unwind());
        let end = loop {
            tokio::select! {
                biased;
                end = &mut work => {
                    break end.unwrap_or_else(|panic| StageEnd::crash(panic_text(&*panic)));
                }
                () = interrupted(&mut self.interrupt) => {
                    break StageEnd::inconclusive(Remark::Interrupted);
                }
                outcome = next_ended(background) => self.finished(&outcome),
            }
        };
        drop(work);
        let away_before = self.away;
        if stage >= Stage::Sdp {
            self.away += clock.away();
        }
        // A reject was answered in time, however long it was asked again.
        let rejected =
            stage == Stage::Sdp && session.exchange.evidence.reason == Some(SdpReason::Busy);
        let end = if rejected { end } else { judge(clock, away_before, end, deadline) };
        let ended = session.connection().and_then(|connection| connection.up_since(stage));
        let took = ended.unwrap_or_else(clock::now).saturating_duration_since(started);
        let facts = match stage {
            Stage::Host | Stage::Ping => StageFacts::unknown(stage),
            Stage::Http => {
                let (timings, evidence) = session.http.clone();
                StageFacts::Http { timings, evidence }
            }
            Stage::Sdp => sdp::facts(session),
            Stage::Ice | Stage::Dtls | Stage::Sctp if stock => stock::facts(session, stage),
            Stage::Ice => ice::facts(session),
            Stage::Dtls => dtls::facts(session),
            Stage::Sctp => sctp::facts(session),
            Stage::Validation => validation::facts(session),
            Stage::Flow => flow::facts(session),
        };
        let facts = if self.away >= AWAY { facts.after_a_pause() } else { facts };
        StageOutcome::ended(end, started_ms, ms(took), facts)
    }

    fn stage_started(&self, stage: Stage, at: Instant) -> f64 {
        let at_ms = ms(at.saturating_duration_since(self.started));
        (self.emit)(RunEvent::StageStarted { stage, at_ms });
        at_ms
    }

    fn start_host(&self, plan: &Plan) -> BackgroundStage {
        let started_ms = self.stage_started(Stage::Host, clock::now());
        let machine = Arc::clone(&plan.machine);
        let (robot, chosen) = (plan.host.clone(), plan.local_address());
        let limit = plan.deadlines.of(Stage::Host);
        let at_leisure = plan.last_stage == Stage::Host;
        let dds = plan.dds.clone();
        let whole = dds.as_ref().map_or(limit, |dds| limit.max(dds.wanted.listen + GOODBYE));
        BackgroundStage::start(Stage::Host, started_ms, whole, |stopped| async move {
            let look = host::run(machine, &robot, chosen, limit, at_leisure);
            let (stop, dds_stopped) = watch::channel(false);
            let both = async {
                let dds = async { Some(dds::driver::look(dds.as_ref()?, dds_stopped).await) };
                let ((end, mut evidence), dds) = tokio::join!(look, dds);
                evidence.dds = dds;
                (end, evidence)
            };
            tokio::pin!(both);
            let (end, evidence) = tokio::select! {
                biased;
                seen = &mut both => seen,
                _ = stopped => match at_leisure {
                    // Whatever it waits for is left behind.
                    true => (StageEnd::inconclusive(Remark::Interrupted), HostEvidence::default()),
                    // What was announced is taken back. The rest is soon over: what it sees is
                    // worth more than the wait.
                    false => {
                        stop.send_replace(true);
                        both.await
                    }
                },
            };
            let evidence = Box::new(evidence);
            (end, StageFacts::Host { timings: HostTimings {}, evidence })
        })
    }

    fn start_ping(
        &self,
        plan: &Plan,
        tcp: watch::Receiver<Option<Duration>>,
        neighbour: neighbour::Watch,
    ) -> BackgroundStage {
        let started_ms = self.stage_started(Stage::Ping, clock::now());
        let ping_plan = PingPlan {
            host: plan.host.clone(),
            port: plan.signal_port,
            source: plan.local_address(),
            limit: plan.deadlines.of(Stage::Ping),
        };
        let limit = ping_plan.limit;
        BackgroundStage::start(Stage::Ping, started_ms, limit, |stopped| async move {
            let stopped = async move { drop(stopped.await) };
            let (end, mut evidence) = ping::run(&ping_plan, tcp, stopped).await;
            if end.status == Status::Fail {
                evidence.neighbour = neighbour.now();
                let others = spawn_blocking(move || neighbour.others());
                evidence.neighbours = others.await.ok().flatten();
            }
            (end, StageFacts::Ping { timings: PingTimings {}, evidence })
        })
    }

    /// Waits for the one that is to be whole; cuts the others short.
    async fn end_background(
        &mut self,
        mut background: Vec<BackgroundStage>,
        whole: Stage,
        skip_reason: &SkipReason,
        looks_at_dds: bool,
    ) -> Vec<StageOutcome> {
        for each in &mut background {
            if each.outcome().is_some() {
                continue;
            }
            if each.stage() == whole || (each.stage() == Stage::Host && looks_at_dds) {
                tokio::select! {
                    biased;
                    outcome = each.ended() => {
                        self.finished(&outcome);
                        continue;
                    }
                    () = interrupted(&mut self.interrupt) => {}
                }
            }
            each.stop();
            let outcome = each.ended().await;
            self.finished(&outcome);
        }
        let mut outcomes = Vec::new();
        for stage in [Stage::Host, Stage::Ping] {
            let ended = background.iter().find(|each| each.stage() == stage);
            let outcome = match ended.and_then(BackgroundStage::outcome) {
                Some(outcome) => outcome.clone(),
                None => {
                    let skipped = StageOutcome::skipped(stage, skip_reason.clone());
                    self.finished(&skipped);
                    skipped
                }
            };
            outcomes.push(outcome);
        }
        outcomes
    }

    fn finished(&self, outcome: &StageOutcome) {
        (self.emit)(RunEvent::StageFinished { outcome: Box::new(outcome.clone()) });
    }
}

/// A healthy robot needs 0.2 s to its ClientHello (KVS, measured), and Wi-Fi may double that: what
/// did not come within less is no failure of the robot's.
const HEALTHY_NEEDS: Duration = Duration::from_millis(500);

fn judge(
    mut clock: Deadline,
    away_before: Duration,
    end: StageEnd,
    deadline: Duration,
) -> StageEnd {
    let end = clock.judge(away_before, end);
    match end.status {
        Status::Fail if deadline < HEALTHY_NEEDS && clock.is_over() => {
            StageEnd::inconclusive(Remark::DeadlineTooShort {
                deadline_ms: deadline.as_millis(),
                needs_ms: HEALTHY_NEEDS.as_millis(),
            })
        }
        _ => end,
    }
}

fn absent(outcome: &StageOutcome) -> bool {
    outcome.stage() == Stage::Http && outcome.status == Status::Fail
}

/// Why the stages after this one are skipped, if they are.
fn blocks(outcome: &StageOutcome) -> Option<SkipReason> {
    SkipReason::after(outcome.stage(), outcome.status)
}

/// Where the layer below came up: the stage's own timings count from there as well.
fn began(session: &Session<'_>, stage: Stage) -> Option<Instant> {
    let below = Stage::ALL.into_iter().rfind(|below| *below < stage)?;
    session.connection()?.up_since(below)
}

async fn interrupted(interrupt: &mut watch::Receiver<bool>) {
    if interrupt.wait_for(|on| *on).await.is_err() {
        // Nobody is left who could interrupt.
        std::future::pending().await
    }
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    printable(text.unwrap_or("a panic without a message"), 200)
}
