//! The slot, given back by a client that can only say `close`.

use std::time::{Duration, Instant};

use tokio::time::timeout;
use webrtc::peer_connection::RTCPeerConnectionState;

use crate::facts::outcome::Slot;
use crate::stages::connection::Connection;
use crate::stages::session::Session;

use super::link::words;
use super::received::lock;
use super::stages::start;

/// `close` waits a tenth of a second for its last packets at most.
const CLOSING: Duration = Duration::from_secs(1);

/// Brings the connection to where it can be closed, closes it, and says how the slot was left.
pub(crate) async fn release(session: &mut Session<'_>, deadline: Instant) -> Slot {
    let started = start(session).await.is_ok();
    let answered = session.exchange.evidence.answer.is_some();
    let unanswered = session.exchange.unanswered;
    let Some(link) = &mut session.stock else { return Slot::Untouched };
    if answered && started {
        while link.seen.connected.is_none() && !link.is_closed() && link.step(deadline).await {}
    }
    // Whether the robot is still there to take a goodbye: the crate calls ICE disconnected after 5 s
    // without a packet, and tells no more.
    let heard = link.seen.connected.is_some() && !link.consent_lost(Instant::now());
    let connection = link.seen.connection;
    let gave_up = lock(&link.received).peer_gave_up();
    match timeout(CLOSING, link.peer.close()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(error = words(&error), "the stock client did not close"),
        Err(_) => tracing::debug!("the stock client did not close in time"),
    }
    match (&link.seen, answered) {
        (_, false) if unanswered => Slot::HeldBriefly,
        (_, false) => Slot::Untouched,
        // We had not closed yet. Of one that failed the crate does not tell who ended it.
        _ if gave_up || connection == Some(RTCPeerConnectionState::Closed) => Slot::EndedByRobot,
        _ if heard => Slot::Released,
        (seen, true) if seen.ice_connected.is_some() => Slot::HeldLong,
        (_, true) => Slot::HeldBriefly,
    }
}
