//! The climb: stage after stage, deadlines, skip reasons, interruption, and the slot at the end.

use std::any::Any;
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::time::{Duration, Instant, SystemTime};

use futures_util::FutureExt;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;

use crate::evidence::{PingEvidence, PingTimings, Stage, StageFacts};
use crate::redact::printable;
use crate::robot::con_notify::Data2;
use crate::robot::firmware::{Signals, firmware_hint};

use super::http::{self, HttpPlan};
use super::outcome::{Client, RunEvent, RunOutcome, Signalling, Slot, StageOutcome, Status};
use super::ping::{self, PingPlan, PingStageResult};
use super::plan::Plan;
use super::session::{Session, StageEnd};
use super::timing::ms;
use super::waiting::Waiting;
use super::{dtls, flow, ice, release, sctp, sdp, stock, validation};

/// Called before each stage's work; tests make it panic.
pub type Rehearsal<'a> = &'a dyn Fn(Stage);

/// Climbs the ladder. `interrupt` turning true ends it in good order: the slot is released, the
/// running stage is inconclusive.
pub async fn run(
    plan: &Plan,
    interrupt: watch::Receiver<bool>,
    events: &mut dyn FnMut(RunEvent),
) -> RunOutcome {
    climb(plan, interrupt, events, &|_| {}).await
}

/// [`run`], with a rehearsal.
pub async fn climb(
    plan: &Plan,
    interrupt: watch::Receiver<bool>,
    events: &mut dyn FnMut(RunEvent),
    rehearsal: Rehearsal<'_>,
) -> RunOutcome {
    let started_at = SystemTime::now();
    let events = RefCell::new(events);
    let emit = |event| (events.borrow_mut())(event);
    emit(RunEvent::RunStarted {
        command: plan.command.clone(),
        host: plan.robot.clone(),
        started_at,
    });
    let climb = Climb { started: Instant::now(), interrupt, emit: &emit, rehearsal };
    climb.run(plan, started_at).await
}

/// One climb.
struct Climb<'a> {
    started: Instant,
    interrupt: watch::Receiver<bool>,
    emit: &'a dyn Fn(RunEvent),
    rehearsal: Rehearsal<'a>,
}

/// The ping beside the ladder.
struct Ping {
    task: JoinHandle<(PingStageResult, Duration)>,
    stop: Option<oneshot::Sender<()>>,
    started_ms: f64,
    outcome: Option<StageOutcome>,
}

impl Ping {
    /// Waits for its end, once; for ever afterwards.
    async fn ended(&mut self) -> StageOutcome {
        if self.outcome.is_some() {
            return std::future::pending().await;
        }
        let (result, took) = (&mut self.task).await.unwrap_or_else(|error| {
            let evidence = PingEvidence::default();
            let remark = Some(error.to_string());
            (PingStageResult { status: Status::Crash, evidence, remark }, Duration::ZERO)
        });
        let outcome = StageOutcome {
            status: result.status,
            started_ms: Some(self.started_ms),
            duration_ms: Some(ms(took)),
            skip_reason: None,
            remark: result.remark,
            facts: StageFacts::Ping { timings: PingTimings {}, evidence: result.evidence },
        };
        self.outcome = Some(outcome.clone());
        outcome
    }
}

impl Climb<'_> {
    async fn run(mut self, plan: &Plan, started_at: SystemTime) -> RunOutcome {
        let mut session = Session::new(plan);
        let (answered, tcp) = watch::channel(None);
        let mut answered = Some(answered);
        if plan.last_stage == Stage::Ping {
            // No other stage will connect: ping may do it itself.
            answered = None;
        }
        let mut ping = self.start_ping(plan, tcp);
        let mut outcomes = Vec::new();
        let mut blocked: Option<String> = None;
        for stage in Stage::ALL.into_iter().skip(1) {
            let outcome = match &blocked {
                _ if stage > plan.last_stage => StageOutcome::skipped(stage, "not requested"),
                Some(reason) => StageOutcome::skipped(stage, reason),
                None => self.stage(&mut session, stage, &mut answered, &mut ping).await,
            };
            if let (None, Some(reason)) = (&blocked, blocks(&outcome)) {
                blocked = Some(reason);
                answered = None;
            }
            self.finished(&outcome);
            outcomes.push(outcome);
        }
        // The slot first: ping is no reason to keep it a moment longer.
        let released = AssertUnwindSafe(release::release(&mut session)).catch_unwind().await;
        drop(answered);
        outcomes.insert(0, self.end_ping(ping, plan.last_stage == Stage::Ping).await);
        let outcome = RunOutcome {
            command: plan.command.clone(),
            started_at,
            duration_ms: ms(self.started.elapsed()),
            robot: session.robot.clone(),
            offer: match plan.client {
                Client::Go2doctor => plan.offer.clone(),
                Client::Stock => Client::Stock.name().into(),
            },
            client: plan.client,
            last_stage: plan.last_stage,
            stages: outcomes,
            interrupted: *self.interrupt.borrow(),
            slot: released.unwrap_or(Slot::HeldUnknown),
        };
        (self.emit)(RunEvent::RunFinished { outcome: Box::new(outcome.clone()) });
        outcome
    }

    async fn stage(
        &mut self,
        session: &mut Session<'_>,
        stage: Stage,
        answered: &mut Option<watch::Sender<Option<Duration>>>,
        ping: &mut Ping,
    ) -> StageOutcome {
        let started_ms = ms(self.started.elapsed());
        (self.emit)(RunEvent::StageStarted { stage, at_ms: started_ms });
        let started = Instant::now();
        let emit = self.emit;
        let progress = move |waiting| {
            emit(RunEvent::StageProgress { stage, elapsed_ms: ms(started.elapsed()), waiting });
        };
        let mut http_facts = None;
        let deadline = session.plan.deadlines.of(stage);
        let rehearsal = self.rehearsal;
        let stock = session.plan.client == Client::Stock;
        let work = async {
            rehearsal(stage);
            match stage {
                Stage::Host | Stage::Ping => StageEnd::pass(),
                Stage::Http => {
                    let (end, facts) = http_stage(session, deadline, answered, &progress).await;
                    http_facts = Some(facts);
                    end
                }
                Stage::Sdp => sdp::run(session, deadline, &progress).await,
                Stage::Ice if stock => stock::ice(session, deadline, &progress).await,
                Stage::Dtls if stock => stock::dtls(session, deadline, &progress).await,
                Stage::Sctp if stock => stock::sctp(session, deadline, &progress).await,
                Stage::Ice => ice::run(session, deadline, &progress).await,
                Stage::Dtls => dtls::run(session, deadline, &progress).await,
                Stage::Sctp => sctp::run(session, deadline, &progress).await,
                Stage::Validation => validation::run(session, deadline, &progress).await,
                Stage::Flow => flow::run(session, deadline, &progress).await,
            }
        };
        let mut work = Box::pin(AssertUnwindSafe(work).catch_unwind());
        let end = loop {
            tokio::select! {
                biased;
                end = &mut work => break end.unwrap_or_else(|panic| StageEnd {
                    status: Status::Crash,
                    remark: Some(panic_text(&*panic)),
                }),
                () = interrupted(&mut self.interrupt) => {
                    break StageEnd::inconclusive("interrupted");
                }
                outcome = ping.ended() => self.finished(&outcome),
            }
        };
        drop(work);
        StageOutcome {
            status: end.status,
            started_ms: Some(started_ms),
            duration_ms: Some(ms(started.elapsed())),
            skip_reason: None,
            remark: end.remark,
            facts: match stage {
                Stage::Host | Stage::Ping => StageFacts::unknown(stage),
                Stage::Http => http_facts.unwrap_or_else(|| StageFacts::unknown(stage)),
                Stage::Sdp => sdp::facts(session),
                Stage::Ice | Stage::Dtls | Stage::Sctp if stock => stock::facts(session, stage),
                Stage::Ice => ice::facts(session),
                Stage::Dtls => dtls::facts(session),
                Stage::Sctp => sctp::facts(session),
                Stage::Validation => validation::facts(session),
                Stage::Flow => flow::facts(session),
            },
        }
    }

    fn start_ping(&self, plan: &Plan, tcp: watch::Receiver<Option<Duration>>) -> Ping {
        let started_ms = ms(self.started.elapsed());
        (self.emit)(RunEvent::StageStarted { stage: Stage::Ping, at_ms: started_ms });
        let (stop, stopped) = oneshot::channel::<()>();
        let ping_plan = PingPlan {
            host: plan.host.clone(),
            port: plan.signal_port,
            source: plan.local_addresses.as_ref().and_then(|all| all.first().copied()),
            limit: plan.deadlines.of(Stage::Ping),
        };
        let task = tokio::spawn(async move {
            let started = Instant::now();
            let result = ping::run(&ping_plan, tcp, async move { drop(stopped.await) }).await;
            (result, started.elapsed())
        });
        Ping { task, stop: Some(stop), started_ms, outcome: None }
    }

    /// Waits for ping where it is the whole ladder, and cuts it short otherwise.
    async fn end_ping(&mut self, mut ping: Ping, whole: bool) -> StageOutcome {
        if let Some(outcome) = ping.outcome {
            return outcome;
        }
        let mut outcome = None;
        if whole {
            tokio::select! {
                biased;
                ended = ping.ended() => outcome = Some(ended),
                () = interrupted(&mut self.interrupt) => {}
            }
        }
        let mut outcome = match outcome {
            Some(outcome) => outcome,
            None => {
                drop(ping.stop.take());
                ping.ended().await
            }
        };
        if whole && *self.interrupt.borrow() && outcome.status != Status::Pass {
            outcome.status = Status::Inconclusive;
            outcome.remark = Some("interrupted".into());
        }
        self.finished(&outcome);
        outcome
    }

    fn finished(&self, outcome: &StageOutcome) {
        (self.emit)(RunEvent::StageFinished { outcome: Box::new(outcome.clone()) });
    }
}

async fn http_stage(
    session: &mut Session<'_>,
    deadline: Duration,
    answered: &mut Option<watch::Sender<Option<Duration>>>,
    progress: &dyn Fn(Waiting),
) -> (StageEnd, StageFacts) {
    let plan = session.plan;
    let http_plan = HttpPlan {
        host: &plan.host,
        signal_port: plan.signal_port,
        legacy_port: plan.legacy_port,
        device_key: plan.device_key.as_ref(),
        source: sdp::source(session),
        timeout: deadline,
    };
    let answered = answered.take().unwrap_or_else(|| watch::channel(None).0);
    let result = http::run(&http_plan, answered, progress).await;
    session.robot.address = result.address;
    session.robot.signalling = result.signalling;
    session.robot.data2 = result.evidence.data2;
    session.robot.firmware_hint = hint(result.signalling, result.evidence.data2).map(str::to_owned);
    session.exchange.con_notify_ms = result.notify.as_ref().and(result.timings.total_ms);
    session.notify = result.notify;
    let facts = StageFacts::Http { timings: result.timings, evidence: result.evidence };
    (StageEnd { status: result.status, remark: result.remark }, facts)
}

fn hint(signalling: Option<Signalling>, data2: Option<u8>) -> Option<&'static str> {
    match signalling? {
        Signalling::Legacy => Some(firmware_hint(Signals::Legacy)),
        Signalling::ConNotify => {
            Some(firmware_hint(Signals::ConNotify(Data2::from_number(data2?.into())?)))
        }
    }
}

/// Why the stages after this one are skipped, if they are.
fn blocks(outcome: &StageOutcome) -> Option<String> {
    let verb = match outcome.status {
        Status::Fail => "failed",
        Status::Crash => "crashed",
        Status::Inconclusive => "was inconclusive",
        Status::Pass | Status::Warn | Status::Skip => return None,
    };
    Some(format!("{} {verb}", outcome.stage()))
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
