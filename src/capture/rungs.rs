//! What was seen of the stages from ice to flow, as evidence and as times.

use std::time::Instant;

use super::attempt::Attempt;
use super::observe::Observed;
use super::settle::Rung;
use super::signalling::Read;
use crate::facts::deadlines::Deadlines;
use crate::facts::of_stack::{
    alert_evidence, association, association_timings, certificate, check_loss, checks, hello, pair,
};
use crate::facts::remark::Remark;
use crate::facts::{
    DtlsEvidence, DtlsTimings, EndedBy, FlowEvidence, FlowTimings, IceEvidence, IceTimings,
    LinkEnd, LinkState, PairEvidence, SctpEvidence, SctpTimings, Stage, StageFacts, TopicEvidence,
    ValidationEvidence, ValidationTimings,
};
use crate::robot::topics::LOW_STATE;
use crate::stack::Way;
use crate::stack::client_hello::{cipher_name, srtp_name, version_name};
use crate::stack::dtls::fingerprint;
use crate::stack::record::Alert;
use crate::stack::sdp::SessionDescription;
use crate::text::format::{ms, ms_between};

/// A check every half second or so, and no answer for so long: the link is lost (RFC 7675 gives up
/// after 30 s), s.
const CONSENT_LOST_S: f64 = 2.5;
/// So many checks have to be unanswered for it.
const CONSENT_LOST_CHECKS: u32 = 5;

/// Why a rung failed although no answer came is decided by how long one was waited for.
pub(super) fn deadline_s(stage: Stage) -> f64 {
    Deadlines::default().of(stage).as_secs_f64()
}

pub(super) fn ice(attempt: &Attempt, end: Instant) -> Rung {
    let observed = &attempt.observed;
    let seen = &observed.checks;
    let finished = observed.handshake.finished();
    let passed = seen.nominated.map(|(_, at)| at).or_else(|| both_ways(observed)).or(finished);
    let Some(began) = seen.first else {
        return Rung { passed, ..Rung::unseen(Stage::Ice) };
    };
    let nominated = seen.nominated.map(|(chosen, _)| chosen);
    let pairs = seen.counts.pairs().iter().map(|(ends, counts)| PairEvidence {
        nominated: nominated == Some(*ends),
        unreachable: attempt.unreachable.get(&ends.1).copied(),
        ..pair(*ends, counts, Some(began))
    });
    let waited = end.saturating_duration_since(began).as_secs_f64() >= deadline_s(Stage::Ice);
    let state = match (passed, waited) {
        (Some(_), _) => "connected",
        (None, true) => "failed",
        (None, false) => "checking",
    };
    Rung {
        began: Some(began),
        passed,
        broken: None,
        hidden: None,
        facts: StageFacts::Ice {
            timings: IceTimings {
                gathering_ms: None,
                first_response_ms: ms_between(Some(began), seen.counts.first_response()),
                nominated_ms: ms_between(Some(began), seen.nominated.map(|(_, at)| at)),
            },
            evidence: IceEvidence {
                state: Some(state.into()),
                pairs: Some(pairs.collect()),
                selected: nominated.map(|(local, remote)| format!("{local} -> {remote}")),
                ..IceEvidence::default()
            },
        },
    }
}

/// DTLS both ways shows a pair that works, whoever nominated it.
fn both_ways(observed: &Observed) -> Option<Instant> {
    let (driver, robot) = (observed.handshake.driver.first?, observed.handshake.robot.first?);
    Some(driver.max(robot))
}

pub(super) fn dtls(attempt: &Attempt, answer: &Read, offered: Option<&SessionDescription>) -> Rung {
    let observed = &attempt.observed;
    let seen = &observed.handshake;
    let nominated = observed.checks.nominated.map(|(_, at)| at);
    let start = nominated.or(seen.driver.first).or(seen.robot.first);
    let finished = seen.finished();
    let ended = seen.ended().filter(|end| finished.is_none_or(|finished| end.at <= finished));
    let robots = seen.robot.certificate.as_deref();
    let announced = answer.answer.as_ref().and_then(|answer| answer.transport().fingerprint);
    let matches = robots
        .zip(announced)
        .map(|(der, announced)| fingerprint(der).eq_ignore_ascii_case(announced));
    // The robot compares letter by letter with the last line of the whole offer.
    let last_line = offered.and_then(SessionDescription::last_fingerprint);
    let drivers = seen.driver.certificate.as_deref();
    let accepted = drivers.zip(last_line).map(|(der, line)| fingerprint(der) == line.value);
    let broken = ended.map(|end| end.at).or(finished.filter(|_| matches == Some(false)));
    let role = match (seen.driver.client_hellos, seen.robot.client_hellos) {
        (0, 1..) => Some("server"),
        (1.., _) => Some("client"),
        // Who waits for a ClientHello is the server; who was to send it nobody can see.
        (0, 0) => None,
    };
    let settled = seen.server_hello;
    let began_before = attempt.began_before();
    let known = |value: u32| (!began_before).then_some(value);
    let alerts = seen.plain_alerts().map(|(way, alert)| alert_evidence(way, alert));
    Rung {
        began: start.filter(|_| !began_before),
        passed: finished.filter(|_| broken.is_none()),
        broken,
        hidden: None,
        facts: StageFacts::Dtls {
            timings: DtlsTimings {
                first_flight_in_ms: ms_between(start, seen.robot.first),
                handshake_ms: ms_between(start, finished),
            },
            evidence: DtlsEvidence {
                role: role.map(Into::into),
                version: settled.map(|hello| version_name(hello.version)),
                cipher: settled.map(|hello| cipher_name(hello.cipher_suite)),
                srtp_profile: settled.and_then(|hello| hello.srtp_profile).map(srtp_name),
                client_hellos_sent: known(seen.driver.client_hellos),
                client_hellos_received: known(seen.robot.client_hellos),
                client_hello: seen.robot.client_hello.as_ref().map(hello),
                retransmits: known(seen.driver.retransmits()),
                largest_flight_bytes: (seen.driver.largest > 0)
                    .then_some(seen.driver.largest as u64),
                checks: Some(checks(&observed.checks.counts)),
                alerts: (!began_before).then(|| alerts.collect()),
                peer_certificate: robots.map(certificate),
                fingerprint_match: matches,
                check_loss: Some(check_loss(&observed.checks.counts)),
                client_certificate: drivers.map(certificate),
                client_fingerprint_match: accepted,
            },
        },
    }
}

pub(super) fn sctp(attempt: &Attempt) -> Rung {
    let observed = &attempt.observed;
    let began = observed.handshake.finished();
    if !observed.association.is_empty() {
        return decrypted(observed, began);
    }
    let (records, end) = (&observed.records, observed.handshake.ended());
    let inits = records.unanswered_inits();
    if began.is_none() && records.sent + records.received == 0 {
        return Rung::unseen(Stage::Sctp);
    }
    // An alert that comes before anything else did, and whose content nobody sees.
    let closed = end.filter(|end| {
        records.received == 0 && end.way == Way::In && began.is_some_and(|began| end.at > began)
    });
    let broken = inits.as_ref().and_then(|inits| inits.times.last().copied());
    let nothing_came = records.received == 0 && !attempt.began_before();
    let hidden = match (records.sent, records.received) {
        (0, 0) => None,
        (_, 0) => Some(Remark::RecordsUnanswered(records.sent)),
        (sent, received) => Some(Remark::RecordsEncrypted { sent, received }),
    };
    let sent_at = |at: &Instant| ms_between(began, Some(*at));
    Rung {
        began: began.or(records.first.first().map(|sent| sent.at)).or(observed.last_in),
        passed: None,
        broken: broken.or(closed.map(|end| end.at)),
        hidden,
        facts: StageFacts::Sctp {
            timings: SctpTimings::default(),
            evidence: SctpEvidence {
                init_sent: inits.as_ref().map(|inits| inits.times.len() as u32),
                init_sent_at_ms: inits
                    .as_ref()
                    .and_then(|inits| inits.times.iter().map(sent_at).collect()),
                init_received: nothing_came.then_some(0),
                init_ack_received: nothing_came.then_some(0),
                rtp_packets_received: Some(observed.rtp_in),
                check_loss: Some(check_loss(&observed.checks.counts)),
                ..SctpEvidence::default()
            },
        },
    }
}

fn decrypted(observed: &Observed, began: Option<Instant>) -> Rung {
    let seen = &observed.association;
    let counts = &seen.counts;
    let opened = seen.usable.map(|(_, at)| at);
    let ended = counts.abort.is_some() || counts.stream_reset;
    let broken = (ended && opened.is_none()).then(|| observed.last_in.or(began)).flatten();
    Rung {
        began: counts.init_sent.first().copied().or(began),
        passed: opened,
        broken,
        hidden: None,
        facts: StageFacts::Sctp {
            timings: SctpTimings {
                open_to_usable_ms: ms_between(counts.open_at, opened),
                ..association_timings(counts)
            },
            evidence: SctpEvidence {
                opened_by: seen.usable.map(|(sign, _)| sign),
                rtp_packets_received: Some(observed.rtp_in),
                check_loss: Some(check_loss(&observed.checks.counts)),
                ..association(counts, began)
            },
        },
    }
}

pub(super) fn validation(observed: &Observed) -> Rung {
    let seen = &observed.association;
    if seen.usable.is_none() {
        return Rung::unseen(Stage::Validation);
    }
    let start = seen.usable.map(|(_, at)| at);
    Rung {
        began: start,
        passed: seen.validated,
        broken: None,
        hidden: None,
        facts: StageFacts::Validation {
            timings: ValidationTimings {
                challenge_ms: ms_between(start, seen.challenge),
                ok_ms: ms_between(start, seen.validated),
            },
            evidence: ValidationEvidence {
                answers_sent: Some(seen.answers_sent),
                ..ValidationEvidence::default()
            },
        },
    }
}

pub(super) fn flow(observed: &Observed, end: Instant) -> Rung {
    let seen = &observed.association;
    let lost = consent_lost(observed, end);
    let closed = closed_by_robot(observed);
    if seen.validated.is_none() && lost.is_none() && closed.is_none() {
        return Rung::unseen(Stage::Flow);
    }
    let link = match (lost, closed) {
        (_, Some(_)) => LinkState::ClosedByPeer,
        (Some(_), None) => LinkState::ConsentLost,
        (None, None) => LinkState::Up,
    };
    let topics = seen.low_state.map(|(first, last, messages)| {
        let watched = last.saturating_duration_since(first).as_secs_f64();
        vec![TopicEvidence {
            name: LOW_STATE.name.into(),
            messages,
            rate_hz: (messages > 1 && watched >= 0.2).then(|| (messages - 1) as f64 / watched),
            ..TopicEvidence::default()
        }]
    });
    Rung {
        began: seen.validated.or(observed.records.first_received),
        passed: seen.low_state.map(|(first, ..)| first),
        broken: closed.or(lost),
        hidden: None,
        facts: StageFacts::Flow {
            timings: FlowTimings {
                first_message_ms: ms_between(seen.validated, seen.low_state.map(|(at, ..)| at)),
            },
            evidence: FlowEvidence {
                topics,
                link: Some(link),
                ended: closed.map(|_| LinkEnd { by: EndedBy::Closed, abort: None }),
                consent_age_ms: lost.map(|lost| ms(end.saturating_duration_since(lost))),
                check_loss: Some(check_loss(&observed.checks.counts)),
                ..FlowEvidence::default()
            },
        },
    }
}

/// When the last check was answered, where the driver went on asking and nothing more came at all.
fn consent_lost(observed: &Observed, end: Instant) -> Option<Instant> {
    let counts = &observed.checks.counts;
    let (answered, sent) = (counts.last_response()?, observed.last_out?);
    let waited = sent.min(end).saturating_duration_since(answered).as_secs_f64();
    let silent = observed.last_in.is_none_or(|heard| heard <= answered)
        || counts.unanswered_since_response() >= CONSENT_LOST_CHECKS;
    let lost = observed.handshake.finished().is_some()
        && counts.unanswered_since_response() >= CONSENT_LOST_CHECKS
        && waited >= CONSENT_LOST_S
        && silent
        && observed.handshake.ended().is_none();
    lost.then_some(answered)
}

/// When the robot sent an encrypted alert before the driver did, after packets had gone both ways.
fn closed_by_robot(observed: &Observed) -> Option<Instant> {
    let end = observed.handshake.ended()?;
    let finished = observed.handshake.finished()?;
    let up = observed.records.received > 0 && end.at >= finished;
    (up && end.way == Way::In && end.alert.is_none_or(|alert| alert.level != Alert::FATAL))
        .then_some(end.at)
}
