//! All the runs, many at the same time: mostly the client waits.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use go2doctor::facts::Stage;
use go2doctor::simulator::fault::Fault;
use go2doctor::simulator::fault_table::FaultSpec;

use crate::client::Client;
use crate::logs::LogExpected;

/// Runs under way at the same time.
const AT_ONCE: usize = 24;

/// A fault, and what the log must tell.
pub(crate) struct Run {
    /// Which, from 0.
    pub number: usize,
    /// The fault.
    pub spec: &'static FaultSpec,
    /// What its log must tell.
    pub expected: LogExpected,
}

impl Run {
    /// Which of the client's requests is never answered, from 1. It waits for that for ever.
    pub(crate) fn unanswered_request(&self) -> Option<usize> {
        match self.spec.fault {
            Fault::ConNotifySilent => Some(1),
            Fault::ConIngSilent => Some(2),
            _ => None,
        }
    }

    /// How long the client stays, once connected.
    pub(crate) fn listens(&self) -> Duration {
        Duration::from_secs(match self.spec.fault {
            // aioice gives the robot up after 24 to 36 s without an answer.
            Fault::LinkDead | Fault::ConsentLost => 38,
            _ if self.spec.stage == Some(Stage::Flow) => 8,
            _ => 3,
        })
    }
}

/// Makes every log, the longest runs first.
pub(crate) fn all_at_once(runs: &[Run], client: &Client) {
    let mut order: Vec<&Run> = runs.iter().collect();
    order.sort_by_key(|run| std::cmp::Reverse(run.listens()));
    at_once(AT_ONCE, &order, |run| client.meet(run));
}

/// Does all of it, at most so much at the same time.
pub(crate) fn at_once<T: Sync>(most: usize, all: &[T], task: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..most.min(all.len()) {
            scope.spawn(|| {
                while let Some(one) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                    task(one);
                }
            });
        }
    });
}
