//! `reconnect`: connection after connection, and how long the robot rejects in between.

use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::plan::Plan;
use super::supervisor;
use crate::clock;
use crate::facts::outcome::{RunEvent, RunOutcome, Slot};
use crate::facts::reconnect::{Again, Left, Reconnection};
use crate::facts::{Stage, StageFacts};

/// After a goodbye a robot accepts again within seconds; it is asked this often at first.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const FIRST_FOR: Duration = Duration::from_secs(3);
/// And this often from then on, until well after a dead client has lost the slot.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60);

/// When an offer is sent again after the first reject.
fn tries() -> Vec<Duration> {
    let first = FIRST_FOR.as_millis() / FIRST_PAUSE.as_millis();
    let first = (1..=first as u32).map(|number| FIRST_PAUSE * number);
    let later = (FIRST_FOR.as_secs() + 1..=LONGEST.as_secs()).map(|number| PAUSE * number as u32);
    first.chain(later).collect()
}

/// Connects `count` times, up to validation and with a goodbye each time; with `kill` once more
/// without one, and then until the robot accepts again. Ends at the first connection that does not
/// work.
pub async fn run(
    plan: &Plan,
    count: u32,
    kill: bool,
    interrupt: &watch::Receiver<bool>,
    events: &mut dyn FnMut(RunEvent),
) -> Vec<Reconnection> {
    let mut lefts = vec![Left::Goodbye; count as usize];
    if kill {
        lefts.extend([Left::Vanished, Left::Goodbye]);
    }
    let mut done: Vec<Reconnection> = Vec::new();
    let mut before: Option<(Left, Instant)> = None;
    for left in lefts {
        let plan = Plan {
            last_stage: Stage::Validation,
            goodbye_retries: Vec::new(),
            // The first has nobody of ours before it.
            busy_retries: if before.is_some() { tries() } else { plan.busy_retries.clone() },
            vanish: left == Left::Vanished,
            ..plan.clone()
        };
        let mut answered = None;
        let mut noted = |event: RunEvent| {
            if let RunEvent::StageFinished { outcome } = &event
                && outcome.stage() == Stage::Sdp
            {
                answered = Some(clock::now());
            }
            events(event);
        };
        let run = supervisor::run(&plan, interrupt.clone(), &mut noted).await;
        let left_at = clock::now();
        let again = before
            .zip(answered)
            .map(|((after, since), at)| again(&run, after, at.saturating_duration_since(since)));
        let left = match run.slot {
            Slot::Released => Some(Left::Goodbye),
            Slot::HeldLong if plan.vanish => Some(Left::Vanished),
            _ => None,
        };
        let this = Reconnection { run, left, again };
        let goes_on = this.works() && !*interrupt.borrow();
        before = this.left.map(|left| (left, left_at));
        done.push(this);
        if !goes_on || before.is_none() {
            break;
        }
    }
    done
}

/// What the offers of `run` met, its sdp stage having ended `ended` after the client before left.
fn again(run: &RunOutcome, after: Left, ended: Duration) -> Again {
    let sdp = run.outcome(Stage::Sdp);
    let (mut times, mut exchange_ms) = (Vec::new(), 0.0);
    if let Some(StageFacts::Sdp { timings, evidence }) = sdp.map(|stage| &stage.facts) {
        // Its times count from the first reject.
        if let Some(retries) = &evidence.busy_retries {
            times.push((0.0, true));
            times.extend(retries.iter().map(|it| (it.after_s, it.rejected == Some(true))));
        }
        let parts = [timings.con_notify_ms, timings.con_ing_ms];
        exchange_ms = parts.into_iter().flatten().sum();
    }
    let ended = ended.as_secs_f64();
    let last = times.last().map(|(at, _)| *at);
    let rejected = times.iter().rfind(|(_, rejected)| *rejected).map(|(at, _)| *at);
    // The last exchange began when its answer came, less the time that it took.
    let since_rejected = last.zip(rejected).map(|(last, rejected)| last - rejected);
    Again {
        after,
        rejected_until_s: since_rejected.map(|since| rounded(ended - exchange_ms / 1e3 - since)),
        accepted_after_s: run.passed(Stage::Sdp).then(|| rounded(ended)),
        rejects: times.iter().filter(|(_, rejected)| *rejected).count() as u32,
    }
}

fn rounded(seconds: f64) -> f64 {
    (seconds.max(0.0) * 1e3).round() / 1e3
}
