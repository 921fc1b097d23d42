//! A whole capture: read as a stream, its attempts told apart and settled.

use std::io::Read;
use std::net::IpAddr;
use std::time::{Duration, Instant, SystemTime};

use super::attempt::Attempt;
use super::attempts::Attempts;
use super::frames::{CaptureError, each};
use super::observe::Observed;
use super::packets::Packets;
use super::rungs;
use super::settle::{Watched, settle};
use super::signalled::{Signalled, signalled};
use crate::facts::capture_reading::{
    CaptureReading, CaptureTotals, CapturedAttempt, MessageCounts,
};
use crate::facts::outcome::RobotFacts;
use crate::facts::{CaptureFacts, OfferFacts, UnansweredRecords};
use crate::text::format::ms_between;

/// Longer than any capture is; stamps beyond are damaged, s.
const LONGEST_S: u64 = 400 * 86_400;

/// What of a capture is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The robot whose attempts are told, where there are several.
    pub robot: Option<IpAddr>,
}

/// Reads a capture to its end, or to where it is damaged.
pub fn read(reader: impl Read, options: Options) -> Result<CaptureReading, CaptureError> {
    let (mut packets, mut attempts) = (Packets::default(), Attempts::default());
    let mut totals = CaptureTotals::default();
    let base = Instant::now();
    let (mut first, mut last) = (None, base);
    totals.damaged = each(reader, |frame| {
        totals.packets += 1;
        totals.cut += u64::from(frame.cut);
        let first = *first.get_or_insert(frame.at);
        let since = frame.at.saturating_sub(first).min(Duration::from_secs(LONGEST_S));
        let now = base + since;
        last = last.max(now);
        packets.take(&frame, &mut |found| attempts.take(now, found));
    })?;
    totals.foreign = packets.foreign;
    let dropped = attempts.dropped;
    let epoch = |at: Instant| {
        let stamp = first? + at.saturating_duration_since(base);
        (stamp.as_secs() > 0).then(|| SystemTime::UNIX_EPOCH.checked_add(stamp)).flatten()
    };
    let kept = attempts.into_kept();
    let told = kept.iter().filter(|attempt| match options.robot {
        Some(robot) => attempt.robot == robot,
        None => attempt.is_of_a_robot(),
    });
    let attempts = told.map(|attempt| settled(attempt, last, epoch(attempt.began))).collect();
    Ok(CaptureReading { attempts, dropped, totals })
}

fn settled(attempt: &Attempt, until: Instant, started_at: Option<SystemTime>) -> CapturedAttempt {
    let watched = Watched { from: attempt.began, until, given_up: attempt.given_up };
    let end = watched.end();
    let observed = &attempt.observed;
    let Signalled { http, sdp, how, notify, offer, lengths, offered } = signalled(attempt, watched);
    let rungs = vec![
        http,
        sdp,
        rungs::ice(attempt, end),
        rungs::dtls(attempt, &offer, offered.as_ref()),
        rungs::sctp(attempt),
        rungs::validation(observed),
        rungs::flow(observed, end),
    ];
    let offer_facts = offered.as_ref().map(OfferFacts::of).or_else(|| offer_by_checks(observed));
    CapturedAttempt {
        outcomes: settle(rungs, watched),
        robot: RobotFacts {
            host: attempt.robot.to_string(),
            address: Some(attempt.robot),
            signalling: how,
            data2: notify.data2,
            firmware_hint: notify.firmware.or(offer.firmware),
            ..RobotFacts::default()
        },
        driver: attempt.driver.to_string(),
        offer: offer_facts,
        facts: CaptureFacts {
            offer_bytes: lengths.map(|(asked, _)| asked),
            answer_bytes: offer.body_bytes.map(|bytes| bytes as u64),
            ..facts(attempt, end)
        },
        counts: counts(observed),
        timeline: attempt.chronicle.timeline().map(Box::new),
        started_at,
        duration_ms: ms_between(Some(attempt.began), Some(attempt.last)).unwrap_or_default(),
    }
}

/// What the checks alone tell of an offer that nobody can read: that its sections differ in their
/// credentials. One user fragment seen says nothing of those that never got a check.
fn offer_by_checks(observed: &Observed) -> Option<OfferFacts> {
    (observed.checks.driver_ufrags.len() > 1)
        .then(|| OfferFacts { credentials_shared: Some(false), ..OfferFacts::default() })
}

pub(super) fn facts(attempt: &Attempt, end: Instant) -> CaptureFacts {
    let observed = &attempt.observed;
    let unanswered = observed.records.unanswered_inits();
    let hidden = observed.handshake.alerts.iter().find(|seen| seen.alert.is_none());
    CaptureFacts {
        began_before: attempt.began_before(),
        decrypted: !observed.association.is_empty(),
        records_sent: observed.records.sent,
        records_received: observed.records.received,
        unanswered: unanswered.map(|inits| UnansweredRecords {
            count: inits.times.len() as u64,
            bytes: inits.bytes as u64,
            pause_s: (inits.pause_s * 1e3).round() / 1e3,
        }),
        silent_first: observed.silent_first(end).map(Into::into),
        encrypted_alert: hidden.map(|seen| seen.way.into()),
        offer_bytes: None,
        answer_bytes: None,
    }
}

fn counts(observed: &Observed) -> MessageCounts {
    let stun = observed.checks.messages;
    MessageCounts {
        stun_requests: stun.requests,
        stun_successes: stun.successes,
        stun_errors: stun.errors,
        stun_indications: stun.indications,
        handshake: observed
            .handshake
            .messages
            .iter()
            .map(|(kind, count)| (*kind, *count))
            .collect(),
        alerts: observed.handshake.plain_alerts().count() as u64,
    }
}
