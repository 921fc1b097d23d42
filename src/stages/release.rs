//! The robot's one slot, given back on every way out.
//!
//! Before DTLS there is no close_notify: a client that stops after the answer holds the slot for
//! 10 s, one that stops between ICE and DTLS perhaps until a reboot. So a run that was answered
//! goes on silently, for a bounded time, to where it can say goodbye.

use std::time::{Duration, Instant};

use tokio::time::timeout_at;

use crate::stack::sdp::SessionDescription;

use super::connection::Connection;
use super::session::{Link, Session};
use super::{ice, negotiation, stock};
use crate::facts::outcome::Slot;

/// How long the silent part may take.
pub const BUDGET: Duration = Duration::from_secs(2);

/// Brings the connection to where it can be closed, closes it, and says how the slot was left.
pub async fn release(session: &mut Session<'_>) -> Slot {
    let deadline = Instant::now() + BUDGET;
    await_reply(session, deadline).await;
    if session.remote.is_some() {
        // An answer that no stage used yet. What cannot start cannot be closed either.
        let _ = ice::start(session, Instant::now());
    }
    let answered = session.exchange.answer.is_some();
    if let Some(stock) = session.stock.is_some().then(|| stock::release(session, deadline)) {
        return stock.await;
    }
    let unanswered = session.exchange.unanswered;
    let Some(link) = &mut session.link else { return Slot::Untouched };
    if !answered {
        // Of an offer in silence it is not known whether the robot took it.
        return if unanswered { Slot::HeldBriefly } else { Slot::Untouched };
    }
    finish_handshake(link, deadline).await;
    close(link).await;
    let endpoint = &link.driver.endpoint;
    match (endpoint.ice().selected(), closable(link)) {
        (_, true) => Slot::Released,
        (Some(_), false) => Slot::HeldUnknown,
        (None, false) => Slot::HeldBriefly,
    }
}

/// An offer on its way may still be accepted.
async fn await_reply(session: &mut Session<'_>, deadline: Instant) {
    let Some(mut pending) = session.exchange.pending.take() else { return };
    if let Ok(reply) = timeout_at(deadline.into(), pending.reply()).await {
        let reason = session.exchange.reason;
        negotiation::take_reply(session, &SessionDescription::default(), reply);
        session.exchange.reason = reason;
    }
}

async fn finish_handshake(link: &mut Link, deadline: Instant) {
    loop {
        if link.driver.is_checked_for_another_section() {
            let moved = Box::pin(link.driver.continue_in_last_section(Instant::now())).await;
            if let Err(error) = moved {
                tracing::debug!(%error, "the last m-section's socket is gone");
            }
        }
        if closable(link) || link.is_closed() || !link.step(deadline).await {
            return;
        }
    }
}

/// Whether DTLS finished: only then does close_notify exist.
fn closable(link: &Link) -> bool {
    link.driver.endpoint.dtls().is_some_and(|dtls| dtls.negotiated().is_some())
}

async fn close(link: &mut Link) {
    link.driver.endpoint.close(Instant::now());
    // Twice, because nobody would repeat a lost one: the peer drops the copy as a replay.
    link.driver.flush_twice().await;
}
