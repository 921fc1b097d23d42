//! The slot, given back by a client that can only say `close`.

use std::time::{Duration, Instant};

use tokio::time::timeout;

use crate::facts::outcome::Slot;
use crate::stages::connection::Connection;
use crate::stages::session::Session;

use super::link::words;
use super::stages::start;

/// `close` waits a tenth of a second for its last packets at most.
const CLOSING: Duration = Duration::from_secs(1);

/// Brings the connection to where it can be closed, closes it, and says how the slot was left.
pub async fn release(session: &mut Session<'_>, deadline: Instant) -> Slot {
    let started = start(session).await.is_ok();
    let answered = session.exchange.answer.is_some();
    let unanswered = session.exchange.unanswered;
    let Some(link) = &mut session.stock else { return Slot::Untouched };
    if answered && started {
        while link.seen.connected.is_none() && !link.is_closed() && link.step(deadline).await {}
    }
    match timeout(CLOSING, link.peer.close()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(error = words(&error), "the stock client did not close"),
        Err(_) => tracing::debug!("the stock client did not close in time"),
    }
    match (&link.seen, answered) {
        (_, false) if unanswered => Slot::HeldBriefly,
        (_, false) => Slot::Untouched,
        (seen, true) if seen.connected.is_some() => Slot::Released,
        (seen, true) if seen.ice_connected.is_some() => Slot::HeldUnknown,
        (_, true) => Slot::HeldBriefly,
    }
}
