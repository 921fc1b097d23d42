//! The stages `ice`, `dtls` and `sctp` as an application sees them: states that change.

use std::time::Duration;

use webrtc::peer_connection::RTCIceConnectionState;

use crate::facts::outcome::StageEnd;
use crate::facts::remark::Remark;
use crate::facts::waiting::Waiting;
use crate::stages::connection::{Connection, drive};
use crate::stages::deadline::Deadline;
use crate::stages::session::Session;

use super::link::StockLink;

/// Gives the stock client the robot's answer, if there are both. The error says why it would not
/// have it.
pub(crate) async fn start(session: &mut Session<'_>) -> Result<(), Remark> {
    let Some(link) = &mut session.stock else { return Ok(()) };
    match session.answer_text.take() {
        Some(answer) => link.start(answer.expose()).await,
        None => Ok(()),
    }
}

pub(crate) async fn ice(session: &mut Session<'_>, deadline: Duration) -> StageEnd {
    let Some(link) = &mut session.stock else { return no_connection() };
    let connected = |link: &StockLink| link.seen.ice_connected.is_some();
    let passed = drive(link, &mut Deadline::after(deadline), &session.progress, connected, |_| {
        Waiting::Pair
    })
    .await;
    link.look().await;
    let state = link.seen.ice.unwrap_or(RTCIceConnectionState::New);
    end(passed, || Remark::StockIce(state.to_string()))
}

/// Waits for the handshake. The crate tells of its end alone, and calls a transport that the robot
/// closed before it connected as well: without a certificate there was no handshake.
pub(crate) async fn dtls(session: &mut Session<'_>, deadline: Duration) -> StageEnd {
    let Some(link) = &mut session.stock else { return no_connection() };
    let connected = |link: &StockLink| link.seen.connected.is_some();
    let passed = drive(link, &mut Deadline::after(deadline), &session.progress, connected, |_| {
        Waiting::DtlsFinished
    })
    .await;
    link.look().await;
    if passed && link.seen.certificate.is_none() {
        return StageEnd::fail();
    }
    let state = link.seen.connection.unwrap_or_default();
    end(passed, || Remark::StockConnection(state.to_string()))
}

pub(crate) async fn sctp(session: &mut Session<'_>, deadline: Duration) -> StageEnd {
    let Some(link) = &mut session.stock else { return no_connection() };
    let open = |link: &StockLink| link.seen.open.is_some();
    let passed = drive(link, &mut Deadline::after(deadline), &session.progress, open, |_| {
        Waiting::ChannelOpen
    })
    .await;
    let association = link.association().await;
    end(passed, || Remark::StockChannel { association, closed: link.is_closed() })
}

fn no_connection() -> StageEnd {
    StageEnd::inconclusive(Remark::NoConnection)
}

fn end(passed: bool, remark: impl FnOnce() -> Remark) -> StageEnd {
    if passed {
        return StageEnd::pass();
    }
    StageEnd { remark: Some(remark()), ..StageEnd::fail() }
}
