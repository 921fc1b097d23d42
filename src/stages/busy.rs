//! Another client holds the robot's slot: offers are sent again.
//!
//! The robot itself gives up a client of which it hears nothing more, 46.1 s later at most. An
//! offer that is still rejected then found a living client; one that is answered earlier does not
//! tell whether the other client had died or left.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::time::sleep_until;

use crate::clock;
use crate::facts::{BusyRetry, SdpReason};

use super::http::ask_again;
use super::negotiation::{Offerer, exchange};
use super::session::Session;
use crate::facts::outcome::{Signalling, StageEnd, Status};
use crate::facts::waiting::Waiting;

/// How often the wait tells how long it still is.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);

/// Offers again at the times of the plan, counted from now, until the robot says something else
/// than `reject`.
///
/// At first nothing is told of it: who runs one command right after another meets himself, and no
/// other client. Later an answer is a warning at most: it works, and a client left without saying
/// so.
pub(super) async fn retry(session: &mut Session<'_>, offerer: &Offerer) -> StageEnd {
    let rejected = clock::now();
    let plan = session.plan;
    let mut end = StageEnd::fail();
    for after in &plan.goodbye_retries {
        sleep_until((rejected + *after).into()).await;
        let Some(answered) = offer_again(session, offerer).await else { break };
        end = answered;
        if session.exchange.evidence.reason != Some(SdpReason::Busy) {
            return end;
        }
    }
    for after in &plan.busy_retries {
        wait(session, rejected, *after).await;
        let at = clock::now();
        // What remains if the robot does not even tell its key: the reject before.
        let offered = offer_again(session, offerer).await;
        let asked = offered.is_some();
        end = offered.unwrap_or(end);
        let reason = session.exchange.evidence.reason;
        let rejected_again = match reason {
            Some(SdpReason::Busy) => asked.then_some(true),
            Some(SdpReason::NoAnswer) => None,
            _ => Some(false),
        };
        session.exchange.evidence.busy_retries.get_or_insert_default().push(BusyRetry {
            after_s: at.saturating_duration_since(rejected).as_secs_f64(),
            rejected: rejected_again,
        });
        if reason != Some(SdpReason::Busy) {
            break;
        }
    }
    if end.status == Status::Pass {
        end.status = Status::Warn;
    }
    end
}

async fn wait(session: &Session<'_>, rejected: Instant, after: Duration) {
    let retries = session.exchange.evidence.busy_retries.as_deref().unwrap_or_default();
    let again = retries.iter().filter(|retry| retry.rejected == Some(true)).count();
    let longest = session.plan.busy_retries.last().copied().unwrap_or_default();
    loop {
        let waited = clock::since(rejected);
        let next_in = after.saturating_sub(waited);
        if next_in.is_zero() {
            return;
        }
        let left = longest.saturating_sub(waited);
        (session.progress)(Waiting::Slot { rejects: 1 + again as u32, next_in, left });
        sleep_until((clock::now() + next_in.min(PROGRESS_EVERY)).into()).await;
    }
}

/// One more offer, for a key that was just asked for; `None` where there is no key.
async fn offer_again(session: &mut Session<'_>, offerer: &Offerer) -> Option<StageEnd> {
    if !ask(session, offerer).await {
        return None;
    }
    session.exchange.evidence.reason = None;
    Some(exchange(session, offerer).await)
}

/// Asks for the robot's key anew: it may have another one by now. Whether there is one.
async fn ask(session: &mut Session<'_>, offerer: &Offerer) -> bool {
    if session.robot.signalling == Some(Signalling::Legacy) {
        return true;
    }
    let address = SocketAddr::new(offerer.robot, session.plan.signal_port);
    let Some((notify, took)) =
        ask_again(address, session.plan.local_address(), offerer.timeout).await
    else {
        return false;
    };
    session.exchange.timings.con_notify_ms = Some(crate::text::format::ms(took));
    session.notify = Some(notify);
    true
}
