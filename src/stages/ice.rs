//! The ice stage: a pair of candidates that works.

use std::time::{Duration, Instant};

use crate::evidence::{CheckLoss, IceEvidence, IceTimings, PairEvidence, StageFacts};
use crate::stack::ledger::PairCounts;

use super::line::drive;
use super::session::{Link, Session, StageEnd};
use super::timing::{ms, ms_between};
use super::waiting::Waiting;

/// Starts the checks and waits for a nominated pair.
pub async fn run(
    session: &mut Session<'_>,
    deadline: Duration,
    progress: &dyn Fn(Waiting),
) -> StageEnd {
    let now = Instant::now();
    if let Err(remark) = start(session, now) {
        return StageEnd::inconclusive(remark);
    }
    let Some(link) = &mut session.link else {
        return StageEnd::inconclusive("there is no socket");
    };
    let selected = |link: &Link| link.driver.endpoint.ice().selected().is_some();
    if drive(link, now + deadline, progress, selected, waiting).await {
        return StageEnd::pass();
    }
    match (&link.failure, link.driver.send_errors()) {
        (Some(error), _) => StageEnd::inconclusive(error.to_string()),
        // Not one check left this machine: the kernel's refusal is the fact, not silence.
        (None, (refused, Some(kind))) if refused >= requests_sent(link) => {
            StageEnd::inconclusive(format!("this machine refused to send the checks: {kind}"))
        }
        _ => StageEnd::fail(),
    }
}

/// Hands the robot's answer to the endpoint, once.
pub fn start(session: &mut Session<'_>, now: Instant) -> Result<(), String> {
    let (Some(link), Some(remote)) = (&mut session.link, session.remote.take()) else {
        return Err("there is no answer to start with".into());
    };
    link.driver.endpoint.start(now, remote).map_err(|error| error.to_string())
}

fn requests_sent(link: &Link) -> u64 {
    let pairs = link.driver.endpoint.ice().ledger().pairs();
    pairs.values().map(|counts| counts.requests_sent).sum()
}

fn waiting(link: &Link) -> Waiting {
    let pairs = link.driver.endpoint.ice().ledger().pairs();
    let received: u64 = pairs.values().map(|counts| counts.requests_received).sum();
    Waiting::Checks { sent: requests_sent(link), received }
}

/// What the path has lost of our checks so far.
pub fn check_loss(link: &Link) -> CheckLoss {
    let (answered, lost) = link.driver.endpoint.ice().ledger().loss().totals();
    CheckLoss { answered, lost }
}

/// What the stage measured.
pub fn facts(session: &Session<'_>) -> StageFacts {
    let mut timings = IceTimings { gathering_ms: session.gathering.map(ms), ..Default::default() };
    let Some(link) = &session.link else {
        return StageFacts::Ice { timings, evidence: IceEvidence::default() };
    };
    let ice = link.driver.endpoint.ice();
    let selected = ice.selected();
    timings.first_response_ms = ms_between(ice.started(), ice.ledger().first_response());
    timings.nominated_ms = ms_between(ice.started(), selected.map(|(_, at)| at));
    let pair = |((local, remote), counts): (&(_, _), &PairCounts)| PairEvidence {
        local: format!("{local}"),
        remote: format!("{remote}"),
        requests_sent: counts.requests_sent,
        responses: counts.responses,
        requests_received: counts.requests_received,
        errors: counts.errors.iter().map(|(code, count)| (code.to_string(), *count)).collect(),
        rtt_ms: counts.rtt.map(ms),
        nominated: selected.is_some_and(|(chosen, _)| chosen == (*local, *remote)),
    };
    let remote_candidates = session.exchange.answer.as_ref().and_then(|a| a.candidates.clone());
    StageFacts::Ice {
        timings,
        evidence: IceEvidence {
            state: Some(ice.state().into()),
            local_candidates: Some(
                ice.local_addresses().iter().map(|address| format!("{address} host")).collect(),
            ),
            remote_candidates,
            pairs: Some(ice.ledger().pairs().iter().map(pair).collect()),
            selected: selected.map(|((local, remote), _)| format!("{local} -> {remote}")),
        },
    }
}
