//! The http stage in a session: what it learns is what the stages after it go by.

use std::time::Duration;

use tokio::sync::watch;

use super::http::HttpPlan;
use super::session::Session;
use super::wait_for_robot;
use crate::facts::outcome::{Signalling, StageEnd};
use crate::facts::{HttpEvidence, PortReason, PortState};
use crate::robot::con_notify::Data2;
use crate::robot::firmware::{FirmwareRange, Signals};

/// The first answered TCP connect, told by http to ping.
pub(super) type FirstConnect = Option<watch::Sender<Option<Duration>>>;

/// Asks the robot, and notes in `session` what it said.
pub(super) async fn http_stage(
    session: &mut Session<'_>,
    deadline: Duration,
    answered: &mut FirstConnect,
) -> StageEnd {
    let plan = session.plan;
    let http_plan = HttpPlan {
        host: &plan.host,
        signal_port: plan.signal_port,
        legacy_port: plan.legacy_port,
        device_key: plan.device_key.as_ref(),
        source: plan.local_address(),
        timeout: deadline,
        recorder: session.recorder.clone(),
    };
    let answered = answered.take().unwrap_or_else(|| watch::channel(None).0);
    let mut so_far = |evidence| session.http.1 = evidence;
    let progress = &session.progress;
    let mut result =
        wait_for_robot::run(&http_plan, plan.wait, answered, progress, &mut so_far).await;
    session.robot.address = result.address;
    if let (Some(address), true) = (result.address, unanswered(&result.evidence)) {
        result.evidence.neighbour = session.neighbour.since(address);
    }
    session.robot.signalling = result.signalling;
    session.robot.data2 = result.evidence.data2;
    result.evidence.previous_data2 = plan.previous_data2;
    session.robot.firmware_hint = hint(result.signalling, result.evidence.data2);
    session.exchange.timings.con_notify_ms = result.notify.as_ref().and(result.timings.total_ms);
    session.notify = result.notify;
    session.http = (result.timings, result.evidence);
    result.end
}

/// Whether nobody at the address answered TCP, not even with a refusal.
fn unanswered(evidence: &HttpEvidence) -> bool {
    let spoke =
        |port: &PortState| matches!(port.reason, PortReason::Open | PortReason::ConnRefused);
    evidence.reason.is_some() && !evidence.ports.iter().flatten().any(spoke)
}

fn hint(signalling: Option<Signalling>, data2: Option<u8>) -> Option<FirmwareRange> {
    match signalling? {
        Signalling::Legacy => Some(FirmwareRange::of(Signals::Legacy)),
        Signalling::ConNotify => {
            Some(FirmwareRange::of(Signals::ConNotify(Data2::from_number(data2?.into())?)))
        }
    }
}
