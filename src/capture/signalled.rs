//! What was seen of the stages http and sdp: requests, and what became of them.

use std::time::Instant;

use super::attempt::Attempt;
use super::rungs::deadline_s;
use super::settle::{Rung, Watched};
use super::signalling::{self, Exchange, Path, Read};
use crate::facts::outcome::Signalling;
use crate::facts::{
    AnswerEvidence, HttpEvidence, HttpTimings, OfferFacts, PortReason, PortState, SdpEvidence,
    SdpReason, SdpTimings, Stage, StageFacts,
};
use crate::net::connect::http_reason;
use crate::robot::{con_notify, legacy};
use crate::stack::sdp::SessionDescription;
use crate::text::format::ms_between;

/// What the signalling showed.
pub(super) struct Signalled {
    pub http: Rung,
    pub sdp: Rung,
    pub how: Option<Signalling>,
    pub notify: Read,
    pub offer: Read,
    pub lengths: Option<(u64, u64)>,
    pub offered: Option<SessionDescription>,
}

pub(super) fn signalled(attempt: &Attempt, watched: Watched) -> Signalled {
    let end = watched.end();
    let notify = attempt.exchange(|path| path == Path::ConNotify);
    let offer = attempt.exchange(|path| matches!(path, Path::ConIng | Path::Offer));
    let old = offer.filter(|it| it.path() == Some(Path::Offer));
    let read = |exchange: Option<&Exchange>, stage| {
        exchange.map(|it| signalling::read(it, end, deadline_s(stage))).unwrap_or_default()
    };
    let (asked, answered) = (read(notify, Stage::Http), read(offer, Stage::Sdp));
    let how = match (notify, old) {
        (_, Some(_)) => Some(Signalling::Legacy),
        (Some(_), None) => Some(Signalling::ConNotify),
        (None, None) => offer.map(|_| Signalling::ConNotify),
    };
    let offered = old.and_then(signalling::offer_of);
    Signalled {
        http: http(attempt, notify.or(old), &asked, how, end),
        sdp: sdp(attempt, offer, &answered, offered.as_ref()),
        how,
        lengths: offer.map(Exchange::lengths),
        notify: asked,
        offer: answered,
        offered,
    }
}

fn http(
    attempt: &Attempt,
    main: Option<&Exchange>,
    read: &Read,
    how: Option<Signalling>,
    end: Instant,
) -> Rung {
    if main.is_none() && attempt.offered() {
        // Who knows where to send the offer was told before the capture began.
        return Rung::unseen(Stage::Http);
    }
    let wait = deadline_s(Stage::Http);
    let mut ports: Vec<PortState> = Vec::new();
    for exchange in &attempt.exchanges {
        let Some(reason) = exchange.port(end, wait) else { continue };
        let state = PortState { port: exchange.robot.port(), reason };
        match ports.iter_mut().find(|known| known.port == state.port) {
            Some(known) if known.reason != PortReason::Open => *known = state,
            Some(_) => {}
            None => ports.push(state),
        }
    }
    let is_open = ports.iter().any(|port| port.reason == PortReason::Open);
    let unconnected = (!is_open).then(|| ports.first()).flatten();
    let reason = read.http.or_else(|| http_reason(unconnected?.reason));
    let began = attempt.exchanges.iter().filter_map(Exchange::began).min();
    let legacy = how == Some(Signalling::Legacy);
    let passed = main
        .filter(|_| read.good || legacy)
        .and_then(|main| if legacy { main.syn_ack.or(main.request) } else { main.last_byte });
    let broken = reason.filter(|_| passed.is_none()).map(|_| {
        let ended = main.and_then(|main| main.closed_by_robot.or(main.last_byte));
        let refused = || attempt.exchanges.iter().filter_map(|it| it.refused).max();
        ended.or_else(refused).unwrap_or(end)
    });
    let path = if legacy { legacy::PATH } else { con_notify::PATH };
    Rung {
        began,
        passed,
        broken,
        hidden: None,
        facts: StageFacts::Http {
            timings: HttpTimings {
                resolve_ms: None,
                connect_ms: main.and_then(|main| ms_between(main.syn, main.syn_ack)),
                first_byte_ms: main.and_then(|main| ms_between(main.request, main.first_byte)),
                total_ms: main.and_then(|main| ms_between(main.request, main.last_byte)),
            },
            evidence: HttpEvidence {
                url: main.map(|main| format!("http://{}{path}", main.robot)),
                method: main.map(|_| "POST".into()),
                http_status: read.status.filter(|_| !legacy),
                reason: reason.filter(|_| broken.is_some()),
                broken: read.broken.filter(|_| broken.is_some()),
                data2: read.data2,
                ports: (!ports.is_empty()).then_some(ports),
                body_bytes: read.body_bytes.filter(|_| !legacy).map(|bytes| bytes as u64),
                ..HttpEvidence::default()
            },
        },
    }
}

fn sdp(
    attempt: &Attempt,
    exchange: Option<&Exchange>,
    read: &Read,
    offered: Option<&SessionDescription>,
) -> Rung {
    let Some(exchange) = exchange else { return Rung::unseen(Stage::Sdp) };
    // Neither side checks before it knows the other's password.
    let checked = attempt.observed.checks.first;
    let passed = exchange.last_byte.filter(|_| read.good).or(checked);
    let broken = read.sdp.filter(|_| passed.is_none()).map(|_| {
        let ended = exchange.closed_by_robot.or(exchange.last_byte);
        ended.unwrap_or(attempt.last)
    });
    let failed = broken.is_some();
    let answer = offered
        .zip(read.answer.as_ref())
        .map(|(offer, answer)| AnswerEvidence::of(offer, answer, Some(attempt.robot)));
    Rung {
        began: exchange.request,
        passed,
        broken,
        hidden: None,
        facts: StageFacts::Sdp {
            timings: SdpTimings {
                con_notify_ms: None,
                con_ing_ms: ms_between(exchange.request, exchange.last_byte),
            },
            evidence: SdpEvidence {
                reason: read.sdp.filter(|_| failed),
                http_status: read
                    .status
                    .filter(|_| failed && read.sdp == Some(SdpReason::HttpStatus)),
                closed: (read.sdp == Some(SdpReason::NoAnswer) && failed).then_some(read.closed),
                broken: read.broken.filter(|_| failed),
                offer_fingerprints: offered.and_then(|offer| OfferFacts::of(offer).fingerprints),
                answer,
                ..SdpEvidence::default()
            },
        },
    }
}
