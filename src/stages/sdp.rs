//! The sdp stage: our offer, the robot's answer.

use std::time::Duration;

use super::negotiation::{Offerer, exchange};
use super::offer::gather;
use super::session::{Exchange, Session};
use super::{busy, stock};
use crate::facts::outcome::{StageEnd, Status};
use crate::facts::remark::Remark;
use crate::facts::{SdpReason, StageFacts};

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
    if session.exchange.evidence.reason == Some(SdpReason::Busy) {
        end = busy::retry(session, &offerer).await;
    }
    match stock::start(session).await {
        Ok(()) => end,
        Err(remark) => {
            session.exchange.evidence.reason = Some(SdpReason::AnswerUnusable);
            StageEnd { status: Status::Fail, remark: Some(remark) }
        }
    }
}

pub(super) fn facts(session: &Session<'_>) -> StageFacts {
    let Exchange { timings, evidence, .. } = &session.exchange;
    StageFacts::Sdp { timings: timings.clone(), evidence: evidence.clone() }
}
