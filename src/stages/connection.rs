//! What the stages above the data channel need of a connection, whoever's stack it runs on.

use std::time::{Duration, Instant};

use futures_util::future::LocalBoxFuture;

use crate::clock;
use crate::facts::{CheckLoss, DataChunks, LinkEnd, Stage};

use super::conversation::Conversation;
use super::deadline::{Deadline, LOOK_EVERY};
use super::media::book::MediaBook;
use crate::facts::remark::Remark;
use crate::facts::waiting::Waiting;

const PROGRESS_EVERY: Duration = Duration::from_secs(1);

pub(super) trait Connection {
    /// Drives the connection until one event was taken in, or the time is up (false).
    fn step(&mut self, until: Instant) -> LocalBoxFuture<'_, bool>;

    /// Sends a text message. One that cannot be sent shows as silence of the other side.
    fn send_text(&mut self, message: &str);

    fn is_closed(&self) -> bool;

    fn messages(&self) -> &Conversation;

    fn messages_mut(&mut self) -> &mut Conversation;

    /// When the layer of `stage` was up: the next one's timings count from there.
    fn up_since(&self, stage: Stage) -> Option<Instant>;

    /// Whether the other side's consent to be sent to is lost (RFC 7675).
    fn consent_lost(&self, now: Instant) -> bool;

    /// Whether consent is in doubt: checks go unanswered, not yet for long enough.
    fn consent_in_doubt(&self) -> bool;

    /// Whether the other side answered a check after `since`; true where that cannot be seen.
    fn consented_since(&self, since: Instant) -> bool;

    fn ended(&self) -> Option<LinkEnd>;

    /// What our own stack could not do, where that is what ended it.
    fn own_limit(&self) -> Option<Remark>;

    /// The result of the connectivity checks, where that can be seen.
    fn check_loss(&self) -> Option<CheckLoss>;

    /// Checks since the last answer to one, but for the latest, which may still be answered.
    fn overdue_checks(&self) -> u64 {
        0
    }

    /// What SCTP had to send or take more than once, where that can be seen.
    fn data_chunks(&self) -> Option<DataChunks>;

    /// From now on sound and picture are written into this book, where the stack lets us have them.
    fn start_media(&mut self, _book: MediaBook) {}

    fn media(&self) -> Option<&MediaBook> {
        None
    }

    /// Gives up packets that were waited for long enough. The source to be asked for a key frame,
    /// where one is due.
    fn look_at_media(&mut self, _now: Instant) -> Option<u32> {
        None
    }

    /// The picture is taken no further: what waits for a missing packet no longer does.
    fn end_media(&mut self) {}

    fn ask_for_key_frame(&mut self, _source: u32) {}

    /// Packets of sound and picture that the keys did not open; `None` where no keys were agreed on.
    fn refused_media(&self) -> Option<u64> {
        None
    }
}

/// Drives the connection until `done`, its end, or the deadline. `waiting` tells what was sent and not
/// answered.
pub(super) async fn drive<C: Connection + ?Sized>(
    connection: &mut C,
    deadline: &mut Deadline,
    progress: &dyn Fn(Waiting),
    done: impl Fn(&C) -> bool,
    waiting: impl Fn(&C) -> Waiting,
) -> bool {
    let mut tick = clock::now() + PROGRESS_EVERY;
    loop {
        if done(connection) {
            return true;
        }
        if connection.is_closed() || deadline.is_over() {
            return false;
        }
        let now = clock::now();
        if now >= tick {
            tick = now + PROGRESS_EVERY;
            progress(waiting(connection));
        }
        connection.step(deadline.at().min(now + LOOK_EVERY)).await;
    }
}
