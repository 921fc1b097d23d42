//! The ice stage: a pair of candidates that works.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::clock;
use crate::facts::of_stack::{checks, pair};
use crate::facts::outcome::StageEnd;
use crate::facts::{
    CheckCounts, IceEvidence, IceTimings, PairEvidence, SendRefusal, SendRefusals, StageFacts,
};
use crate::stack::check_targets::may_be_named;
use crate::stack::event::Pair;
use crate::stack::sdp_candidate::Candidate;
use crate::stack::stun_counts::PairCounts;

use super::connection::drive;
use super::deadline::Deadline;
use super::session::{Link, Session};
use crate::facts::remark::Remark;
use crate::facts::waiting::Waiting;
use crate::net::udp_probe::UdpProbe;
use crate::text::format::{ms, ms_between};

/// A hostile answer may list any number of candidates.
const MAX_PROBES: usize = 8;
/// Of them to addresses that are not the robot's: whoever wrote the answer may mean somebody else.
const MAX_PROBES_ELSEWHERE: usize = 2;

/// Starts the checks and waits for a nominated pair.
pub(super) async fn run(session: &mut Session<'_>, deadline: Duration) -> StageEnd {
    let now = clock::now();
    // Before the first check: a host tells of a closed port only so often.
    let probes = probes(session);
    if let Err(remark) = start(session, now) {
        return StageEnd::inconclusive(remark);
    }
    let Some(link) = &mut session.link else {
        return StageEnd::inconclusive(Remark::NoSocket);
    };
    let selected = |link: &Link| link.driver.endpoint.ice().selected().is_some();
    if drive(link, &mut Deadline::after(deadline), &session.progress, selected, waiting).await {
        return StageEnd::pass();
    }
    let heard = probes.iter().filter_map(|probe| Some((probe.remote(), probe.heard()?)));
    session.unreachable.extend(heard);
    if let Some(error) = &link.failure {
        return StageEnd::inconclusive(Remark::OwnLimit(error.to_string()));
    }
    match (link.driver.send_errors(), refusals(link)) {
        // Not one check left this machine, and nobody knows why. Where it is forbidden, or there
        // is no way, a driver would fare no better: that is a failure, with its reason.
        ((_, Some(kind)), Some(SendRefusals { count, reason: SendRefusal::Other }))
            if count >= checks(link.driver.endpoint.ice().counts()).sent =>
        {
            StageEnd::inconclusive(Remark::ChecksNotSent(kind.to_string()))
        }
        _ => StageEnd::fail(),
    }
}

/// What the kernel has refused to send so far, by the last reason that it gave.
pub(super) fn refusals(link: &Link) -> Option<SendRefusals> {
    let (count, kind) = link.driver.send_errors();
    let reason = match kind? {
        ErrorKind::PermissionDenied => SendRefusal::Forbidden,
        ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable => SendRefusal::NoRoute,
        _ => SendRefusal::Other,
    };
    Some(SendRefusals { count, reason })
}

/// One datagram to each candidate, from a socket of its own that hears of ICMP errors.
fn probes(session: &Session<'_>) -> Vec<UdpProbe> {
    let (Some(link), Some(remote)) = (&session.link, &session.remote) else { return Vec::new() };
    let locals = link.driver.endpoint.ice().local_addresses();
    let usable = remote.candidates.iter().filter_map(|line| Candidate::parse(line));
    let targets = usable.filter(Candidate::is_usable).filter_map(|candidate| {
        let remote = SocketAddr::new(candidate.ip?, candidate.port);
        let local = locals.iter().find(|local| local.is_ipv4() == remote.is_ipv4())?;
        may_be_named(remote, &locals).then(|| (local.ip(), remote))
    });
    let robot = session.robot.address;
    let mut elsewhere = 0;
    let targets = targets.filter(|(_, remote)| {
        let own = robot.is_none_or(|robot| remote.ip() == robot);
        elsewhere += usize::from(!own);
        own || elsewhere <= MAX_PROBES_ELSEWHERE
    });
    targets.take(MAX_PROBES).map(|(local, remote)| UdpProbe::send(local, remote)).collect()
}

/// Hands the robot's answer to the endpoint, once.
pub(super) fn start(session: &mut Session<'_>, now: Instant) -> Result<(), Remark> {
    let (Some(link), Some(remote)) = (&mut session.link, session.remote.take()) else {
        return Err(Remark::NoAnswer);
    };
    link.driver.start(now, remote).map_err(|error| Remark::OwnLimit(error.to_string()))
}

fn waiting(link: &Link) -> Waiting {
    let CheckCounts { sent, received, .. } = checks(link.driver.endpoint.ice().counts());
    Waiting::Checks { sent, received }
}

pub(super) fn facts(session: &Session<'_>) -> StageFacts {
    let mut timings = IceTimings { gathering_ms: session.gathering.map(ms), ..Default::default() };
    let Some(link) = &session.link else {
        return StageFacts::Ice { timings, evidence: IceEvidence::default() };
    };
    let ice = link.driver.endpoint.ice();
    let selected = ice.selected();
    timings.first_response_ms = ms_between(ice.started(), ice.counts().first_response());
    timings.nominated_ms = ms_between(ice.started(), selected.map(|(_, at)| at));
    let pair = |(ends, counts): (&Pair, &PairCounts)| PairEvidence {
        nominated: selected.is_some_and(|(chosen, _)| chosen == *ends),
        unreachable: session.unreachable.get(&ends.1).copied(),
        ..pair(*ends, counts, ice.started())
    };
    let remote_candidates =
        session.exchange.evidence.answer.as_ref().and_then(|a| a.candidates.clone());
    StageFacts::Ice {
        timings,
        evidence: IceEvidence {
            state: Some(ice.state().into()),
            local_candidates: Some(
                ice.local_addresses().iter().map(|address| format!("{address} host")).collect(),
            ),
            remote_candidates,
            pairs: Some(ice.counts().pairs().iter().map(pair).collect()),
            selected: selected.map(|((local, remote), _)| format!("{local} -> {remote}")),
            send_refusals: refusals(link),
        },
    }
}
