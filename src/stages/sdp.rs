//! The sdp stage: our offer, the robot's answer.

use std::time::Duration;

use super::negotiation::{Offerer, exchange};
use super::offer::gather;
use super::session::Session;
use super::{busy, stock};
use crate::facts::outcome::{StageEnd, Status};
use crate::facts::remark::Remark;
use crate::facts::{SdpEvidence, SdpReason, SdpTimings, StageFacts};

pub(super) async fn run(session: &mut Session<'_>, deadline: Duration) -> StageEnd {
    let Some(robot) = session.robot.address else {
        return StageEnd::inconclusive(Remark::NoRobotAddress);
    };
    let ours = match gather(session, robot).await {
        Ok(ours) => ours,
        Err(remark) => return StageEnd::inconclusive(remark),
    };
    if let Some(change) = session.plan.change {
        tokio::time::sleep(change.delay()).await;
    }
    let offerer = Offerer { ours, robot, timeout: deadline };
    let mut end = exchange(session, &offerer).await;
    if session.exchange.reason == Some(SdpReason::Busy) {
        end = busy::retry(session, &offerer).await;
    }
    match stock::start(session).await {
        Ok(()) => end,
        Err(remark) => {
            session.exchange.reason = Some(SdpReason::AnswerUnusable);
            StageEnd { status: Status::Fail, remark: Some(remark) }
        }
    }
}

pub(super) fn facts(session: &Session<'_>) -> StageFacts {
    let exchange = &session.exchange;
    StageFacts::Sdp {
        timings: SdpTimings {
            con_notify_ms: exchange.con_notify_ms,
            con_ing_ms: exchange.con_ing_ms,
        },
        evidence: SdpEvidence {
            reason: exchange.reason,
            http_status: exchange.http_status,
            closed: exchange.closed,
            broken: exchange.broken,
            dialect: exchange.dialect,
            offer_fingerprints: exchange.offer_fingerprints.clone(),
            answer: exchange.answer.clone(),
            busy_retries: exchange.busy_retries.clone(),
        },
    }
}
