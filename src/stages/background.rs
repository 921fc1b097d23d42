//! Stages that run beside the ladder and never delay it: host and ping.

use std::time::Duration;

use futures_util::future::select_all;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::deadline::{AWAY, Deadline, LOOK_EVERY, ticking};
use crate::clock;
use crate::facts::outcome::{StageEnd, StageOutcome};
use crate::facts::{Stage, StageFacts};
use crate::text::format::ms;

pub(super) struct BackgroundStage {
    stage: Stage,
    started_ms: f64,
    task: JoinHandle<(StageEnd, StageFacts, Duration)>,
    stop: Option<oneshot::Sender<()>>,
    outcome: Option<StageOutcome>,
}

impl BackgroundStage {
    /// Starts a stage. Its work gets a receiver that is closed when it is to come to an end.
    pub(super) fn start<Work>(
        stage: Stage,
        started_ms: f64,
        limit: Duration,
        work: impl FnOnce(oneshot::Receiver<()>) -> Work,
    ) -> Self
    where
        Work: Future<Output = (StageEnd, StageFacts)> + Send + 'static,
    {
        let (stop, stopped) = oneshot::channel();
        let work = work(stopped);
        let started = clock::now();
        let task = tokio::spawn(async move {
            let mut deadline = Deadline::after(limit);
            let (end, facts) = ticking(LOOK_EVERY, work, || deadline.look()).await;
            let facts = if deadline.away() >= AWAY { facts.after_a_pause() } else { facts };
            (deadline.judge(Duration::ZERO, end), facts, clock::since(started))
        });
        Self { stage, started_ms, task, stop: Some(stop), outcome: None }
    }

    pub(super) fn stage(&self) -> Stage {
        self.stage
    }

    pub(super) fn outcome(&self) -> Option<&StageOutcome> {
        self.outcome.as_ref()
    }

    pub(super) fn stop(&mut self) {
        self.stop = None;
    }

    /// Waits for its end; for ever once that was told.
    pub(super) async fn ended(&mut self) -> StageOutcome {
        if self.outcome.is_some() {
            return std::future::pending().await;
        }
        let (end, facts, took) = (&mut self.task).await.unwrap_or_else(|error| {
            let end = StageEnd::crash(error.to_string());
            (end, StageFacts::unknown(self.stage), Duration::ZERO)
        });
        let outcome = StageOutcome::ended(end, self.started_ms, ms(took), facts);
        self.outcome = Some(outcome.clone());
        outcome
    }
}

/// Waits for the next of them to end; for ever where there is none left.
pub(super) async fn next_ended(background: &mut [BackgroundStage]) -> StageOutcome {
    let running = background.iter_mut().filter(|each| each.outcome.is_none());
    let waits: Vec<_> = running.map(|each| Box::pin(each.ended())).collect();
    if waits.is_empty() {
        return std::future::pending().await;
    }
    select_all(waits).await.0
}
