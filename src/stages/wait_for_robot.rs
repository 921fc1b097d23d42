//! `--wait`: a robot that is still starting is asked again until it answers.
//!
//! Its ports come later than its network, and its network later than its light. So whatever says
//! that nobody listens there yet is asked again; what a service answers is never waited away.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::deadline::ticking;
use super::http::{self, HttpPlan, HttpProbe};
use crate::facts::outcome::Status;
use crate::facts::waiting::Waiting;
use crate::facts::{HttpEvidence, HttpReason};
use crate::text::format::ms;

/// From the start of one try to that of the next, at least.
const TRY_EVERY: Duration = Duration::from_secs(1);

const TELL_EVERY: Duration = Duration::from_secs(1);

/// Walks the http stage, again and again for as long as `wait` says while nobody is there.
///
/// No try begins later than that, and the last has its whole deadline: what it saw is what the
/// stage reports. `so_far` gets what is known while the wait goes on, for a run that ends in it.
pub(super) async fn run(
    plan: &HttpPlan<'_>,
    wait: Option<Duration>,
    answered: watch::Sender<Option<Duration>>,
    progress: &dyn Fn(Waiting),
    so_far: &mut dyn FnMut(HttpEvidence),
) -> HttpProbe {
    let started = Instant::now();
    let mut result = http::run(plan, answered.clone(), progress).await;
    let Some(wait) = wait else { return result };
    let mut tried = started;
    while absent(&result) && started.elapsed() < wait {
        let known = result.evidence.clone();
        let mut tell = || {
            let waited = started.elapsed();
            progress(Waiting::Robot { waited, of: wait });
            let waited_ms = Some(ms(waited));
            so_far(HttpEvidence { reason: None, waited_ms, ..known.clone() });
        };
        let next = (tried + TRY_EVERY).max(Instant::now()).min(started + wait);
        ticking(TELL_EVERY, sleep_until(next), &mut tell).await;
        tried = Instant::now();
        let again = http::run(plan, answered.clone(), |_| {});
        result = ticking(TELL_EVERY, again, &mut tell).await;
        result.evidence.waited_ms = Some(ms(tried - started));
    }
    result
}

/// Whether the stage failed in a way that a robot shows which is not up yet.
fn absent(result: &HttpProbe) -> bool {
    result.end.status == Status::Fail
        && matches!(
            result.evidence.reason,
            Some(
                HttpReason::ConnRefused
                    | HttpReason::NoResponse
                    | HttpReason::HostUnreachable
                    | HttpReason::NetUnreachable
                    | HttpReason::NameNotResolved
            )
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::HttpTimings;
    use crate::facts::outcome::StageEnd;

    #[test]
    fn only_what_says_that_nobody_is_there_yet_is_asked_again() {
        let ended = |status, reason| {
            absent(&HttpProbe {
                end: StageEnd { status, remark: None },
                timings: HttpTimings::default(),
                evidence: HttpEvidence { reason: Some(reason), ..HttpEvidence::default() },
                address: None,
                signalling: None,
                notify: None,
            })
        };
        for reason in [
            HttpReason::ConnRefused,
            HttpReason::NoResponse,
            HttpReason::HostUnreachable,
            HttpReason::NetUnreachable,
            HttpReason::NameNotResolved,
        ] {
            assert!(ended(Status::Fail, reason), "{reason:?}");
            assert!(!ended(Status::Inconclusive, reason), "{reason:?}");
        }
        for reason in [
            HttpReason::ClosedWithoutAnswer,
            HttpReason::HttpStatus,
            HttpReason::NotBase64,
            HttpReason::NotJson,
            HttpReason::BodyTooLarge,
        ] {
            assert!(!ended(Status::Fail, reason), "{reason:?}");
        }
    }
}
