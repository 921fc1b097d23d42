//! The sctp stage: the association, and the channel `data`.

use std::time::Duration;

use crate::facts::of_stack::{association, association_timings, check_loss};
use crate::facts::outcome::StageEnd;
use crate::facts::{SctpEvidence, SctpTimings, Stage, StageFacts};
use crate::stack::sctp::SctpLayer;
use crate::stack::{SctpError, StackError};

use super::connection::drive;
use super::deadline::Deadline;
use super::session::{Link, Session};
use crate::facts::remark::Remark;
use crate::facts::waiting::Waiting;
use crate::text::format::ms_between;

pub(super) async fn run(session: &mut Session<'_>, deadline: Duration) -> StageEnd {
    let Some(link) = &mut session.link else {
        return StageEnd::inconclusive(Remark::NoConnection);
    };
    let usable = |link: &Link| link.usable.is_some();
    if drive(link, &mut Deadline::after(deadline), &session.progress, usable, waiting).await {
        return StageEnd::pass();
    }
    match &link.failure {
        Some(StackError::Sctp(SctpError::Local(error))) => {
            StageEnd::inconclusive(Remark::OwnSctp(error.clone()))
        }
        // What came was refused by our own layer: nobody else has a part in it.
        None if unusable_init_ack(link) => {
            StageEnd::inconclusive(Remark::OwnSctp("the INIT-ACK cannot be read".into()))
        }
        _ => StageEnd::fail(),
    }
}

fn unusable_init_ack(link: &Link) -> bool {
    let counts = link.driver.endpoint.sctp().map(SctpLayer::counts);
    counts.is_some_and(|counts| {
        counts.init_ack_received > 0 && counts.cookie_echo_sent == 0 && counts.abort.is_none()
    })
}

fn waiting(link: &Link) -> Waiting {
    let Some(sctp) = link.driver.endpoint.sctp() else { return Waiting::InitAck { sent: 0 } };
    let counts = sctp.counts();
    match counts.established {
        Some(_) => Waiting::Usable,
        None if counts.cookie_echo_sent > 0 => Waiting::CookieAck { sent: counts.cookie_echo_sent },
        None => Waiting::InitAck { sent: counts.init_sent.len() as u32 },
    }
}

pub(super) fn facts(session: &Session<'_>) -> StageFacts {
    let Some((link, sctp)) =
        session.link.as_ref().and_then(|link| Some((link, link.driver.endpoint.sctp()?)))
    else {
        return StageFacts::unknown(Stage::Sctp);
    };
    let counts = sctp.counts();
    let endpoint = &link.driver.endpoint;
    let dtls_finished = endpoint.dtls().and_then(|dtls| dtls.counts().finished);
    StageFacts::Sctp {
        timings: SctpTimings {
            open_to_usable_ms: ms_between(counts.open_at, link.usable.map(|(_, at)| at)),
            ..association_timings(counts)
        },
        evidence: SctpEvidence {
            opened_by: link.usable.map(|(sign, _)| sign),
            rtp_packets_received: Some(endpoint.rtp_packets()),
            check_loss: Some(check_loss(endpoint.ice().counts())),
            ..association(counts, dtls_finished)
        },
    }
}
