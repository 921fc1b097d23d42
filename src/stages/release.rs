//! The robot's one slot, given back on every way out.
//!
//! Before DTLS there is no close_notify: a client that stops after the answer holds the slot for
//! 10 s, one that stops between ICE and DTLS for 46 s. So a run that was answered goes on silently,
//! for a bounded time, to where it can say goodbye.
//!
//! The robot does not answer a goodbye (KVS takes close_notify in silence). What tells that one
//! arrived is that the robot was heard right before.

use std::time::{Duration, Instant};

use tokio::time::timeout_at;

use crate::clock;
use crate::stack::sdp::SessionDescription;

use super::connection::Connection;
use super::session::{Link, Session};
use super::{ice, negotiation, stock};
use crate::facts::EndedBy;
use crate::facts::outcome::Slot;

/// How long the silent part may take: within 2 s of a signal the process is gone, its report written.
pub(super) const BUDGET: Duration = Duration::from_millis(1800);

/// How long the robot is given to acknowledge what switches it off, and how often it is told. SCTP
/// itself would repeat it after a second.
const SWITCHING: Duration = Duration::from_millis(300);
/// See [`SWITCHING`].
const SWITCH_AGAIN: Duration = Duration::from_millis(40);
/// How long the robot is listened for before the goodbye: two of our checks.
const LISTENING: Duration = Duration::from_secs(1);
/// An answer to a check is no event, and no acknowledgement is: who wants to know of it has to look.
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// An answered check counts for as long as it takes until the next one is sent, and a little more.
const ANSWER_COUNTS: Duration = Duration::from_millis(750);

/// Brings the connection to where it can be closed, closes it, and says how the slot was left.
pub(super) async fn release(session: &mut Session<'_>) -> Slot {
    let deadline = clock::now() + BUDGET;
    await_reply(session, deadline).await;
    if session.remote.is_some() {
        // An answer that no stage used yet. What cannot start cannot be closed either.
        let _ = ice::start(session, clock::now());
    }
    let answered = session.exchange.evidence.answer.is_some();
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
    let goodbyes = session.watch.media.goodbyes();
    switch_off(link, &goodbyes, deadline).await;
    let heard = closable(link) && is_heard(link, deadline).await;
    let ended = link.ended().map(|end| end.by);
    close(link).await;
    match link.driver.endpoint.ice().selected() {
        _ if matches!(ended, Some(EndedBy::Alert | EndedBy::Closed)) => Slot::EndedByRobot,
        _ if heard => Slot::Released,
        Some(_) => Slot::HeldLong,
        None => Slot::HeldBriefly,
    }
}

/// Closes our sockets without a word, as the system does for a program that is killed.
pub(super) fn vanish(session: &mut Session<'_>) -> Slot {
    session.link = None;
    session.stock = None;
    Slot::HeldLong
}

/// Whether the robot is still there to take a goodbye: it answered our last check a moment ago, or
/// says something now.
async fn is_heard(link: &mut Link, deadline: Instant) -> bool {
    let began = clock::now();
    let deadline = deadline.min(began + LISTENING);
    loop {
        let (now, stun) = (clock::now(), link.driver.endpoint.ice().counts());
        let answered = stun.unanswered_since_response() == 0
            && stun.last_response().is_some_and(|last| last + ANSWER_COUNTS > now);
        if answered || link.messages.last_publication().is_some_and(|last| last > began) {
            return true;
        }
        if now >= deadline || link.closed_by_peer.is_some() {
            return false;
        }
        link.step(deadline.min(now + LOOK_EVERY)).await;
    }
}

/// An offer on its way may still be accepted.
async fn await_reply(session: &mut Session<'_>, deadline: Instant) {
    let Some(mut pending) = session.exchange.pending.take() else { return };
    if let Ok(reply) = timeout_at(deadline.into(), pending.reply()).await {
        let reason = session.exchange.evidence.reason;
        negotiation::take_reply(session, &SessionDescription::default(), reply);
        session.exchange.evidence.reason = reason;
    }
}

async fn finish_handshake(link: &mut Link, deadline: Instant) {
    loop {
        if link.driver.is_checked_for_another_section() {
            let moved = Box::pin(link.driver.continue_in_last_section(clock::now())).await;
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

/// Leaves camera, microphone and LiDAR as they were found.
async fn switch_off(link: &mut Link, goodbyes: &[String], deadline: Instant) {
    if goodbyes.is_empty() || link.is_closed() {
        return;
    }
    // One that was lost before holds up what follows it for a second and more.
    link.driver.endpoint.allow_overtaking();
    goodbyes.iter().for_each(|goodbye| link.send_text(goodbye));
    let sent = link.driver.send_queued().await;
    let until = deadline.min(clock::now() + SWITCHING);
    let mut again = clock::now() + SWITCH_AGAIN;
    // An ABORT right behind it would drop what the other side did not read.
    while !link.is_closed() && !link.driver.endpoint.is_acknowledged() {
        let now = clock::now();
        if now >= until {
            return;
        }
        if now >= again {
            link.driver.send_again(&sent).await;
            again = now + SWITCH_AGAIN;
        }
        link.step(until.min(now + LOOK_EVERY)).await;
    }
}

async fn close(link: &mut Link) {
    link.driver.endpoint.close(clock::now());
    // Twice, because nobody would repeat a lost one: the peer drops the copy as a replay.
    link.driver.flush_twice().await;
}
