//! What only a driver's log says.

use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::conclusion::Conclusion;
use crate::diagnosis::finding::{Severity, Side};
use crate::diagnosis::phrase::{Phrase, phrase};
use crate::evidence::{LogMark, LogSign, Stage};
use crate::redact::printable;

/// The longest quotation of a log line, in characters.
const MAX_TEXT: usize = 160;

/// The most lines of a log that are quoted for one finding.
const MAX_QUOTED: usize = 4;

/// What a sign means in a case.
type Rule = fn(&Case<'_>) -> Option<Conclusion>;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Conclusion> {
    if case.source != Source::Log {
        return Vec::new();
    }
    let signs: [(LogSign, Rule); 8] = [
        (LogSign::NoSignallingPort, no_port),
        (LogSign::RsaKeyFormat, rsa_key_format),
        (LogSign::AioiceSubmoduleMissing, submodule_missing),
        (LogSign::CheckRefusedByUs, checks_refused),
        (LogSign::ConsentExpired, consent_expired),
        (LogSign::NetworkUnreachable, network_unreachable),
        (LogSign::SectionsMismatch, sections_mismatch),
        (LogSign::EventLoopClosed, event_loop_closed),
    ];
    let shown = signs.into_iter().filter(|(sign, _)| case.sign(*sign).is_some());
    let mut found: Vec<_> = shown
        .filter_map(|(sign, rule)| Some(rule(case)?.seen_all(case.sign(sign).map(quoted))))
        .collect();
    if case.sign(LogSign::ClosedByRemote).is_some() && case.passed(Stage::Sctp) {
        let line = case.sign(LogSign::ClosedByRemote).map(quoted);
        found.push(Conclusion::likely("G2-DTLS-CLOSED-BY-PEER").seen_all(line));
    }
    found
}

/// The driver's own verdict where no rule found a better one.
pub(in crate::diagnosis) fn umbrella(case: &Case<'_>) -> Option<Conclusion> {
    let gave_up = case.sign(LogSign::DataChannelTimeout);
    let mark = gave_up.or_else(|| case.sign(LogSign::SctpWatchdog))?;
    Some(Conclusion::possible("G2-DC-TIMEOUT").at(mark.stage).seen(quoted(mark)))
}

/// Adds to a finding the lines of the log that speak of its stage.
pub(in crate::diagnosis) fn with_lines(case: &Case<'_>, found: Conclusion) -> Conclusion {
    let Some(log) = case.log else { return found };
    let about_offer = ["G2-ENV-AIORTC-FPS", "G2-ENV-PATCH-MISSING", "G2-SDP-FPCASE"];
    let about_offer = about_offer.contains(&found.code());
    let of_offer =
        log.of(Stage::Sdp).find(|mark| about_offer && mark.text.contains("LocalDescription(offer"));
    // The last of a stage show how it broke.
    let of_stage: Vec<_> = log.of(found.stage).collect();
    let last = of_stage.len().saturating_sub(MAX_QUOTED);
    let marks = of_offer.into_iter().chain(of_stage.into_iter().skip(last));
    let lines: Vec<_> = marks.map(quoted).filter(|line| !found.evidence.contains(line)).collect();
    found.seen_all(lines)
}

fn quoted(mark: &LogMark) -> Phrase {
    let (line, last, count) = (mark.line, mark.last_line, mark.count);
    let text = printable(&mark.text, MAX_TEXT);
    match count {
        0 | 1 => phrase!("line {line}: {text}", "第 {line} 行：{text}"),
        _ => phrase!(
            "lines {line} to {last}, {count} times: {text}",
            "第 {line} 至 {last} 行，共 {count} 次：{text}"
        ),
    }
}

/// The driver found neither port open and does not say whether they refused or kept silent.
fn no_port(case: &Case<'_>) -> Option<Conclusion> {
    let told = case.http().is_some_and(|http| http.evidence.reason.is_some());
    (!told).then(|| {
        Conclusion::possible("G2-HTTP-REFUSED").on(Side::Unknown).then("go2doctor probe-http")
    })
}

/// The driver took an encrypted blob for a key: data2 2, or 3 with a key needed besides.
fn rsa_key_format(case: &Case<'_>) -> Option<Conclusion> {
    Some(match case.data2() {
        Some(3) => Conclusion::likely("G2-SIG-AES-REQUIRED"),
        _ => Conclusion::likely("G2-SIG-DATA2-2"),
    })
}

fn submodule_missing(case: &Case<'_>) -> Option<Conclusion> {
    let broke = [Stage::Ice, Stage::Dtls].into_iter().find(|stage| case.failed(*stage));
    Some(Conclusion::likely("G2-ENV-PATCH-MISSING").at(broke.unwrap_or(Stage::Host)))
}

/// The driver answered the robot's checks with errors: it does not know the credentials that
/// the robot took from the offer's last section.
fn checks_refused(case: &Case<'_>) -> Option<Conclusion> {
    if case.passed(Stage::Dtls) {
        return None;
    }
    let stage = if case.failed(Stage::Dtls) { Stage::Dtls } else { Stage::Ice };
    Some(Conclusion::likely("G2-ENV-PATCH-MISSING").at(stage))
}

/// Before DTLS the rules of that stage speak; after it the link died.
fn consent_expired(case: &Case<'_>) -> Option<Conclusion> {
    if !case.passed(Stage::Dtls) {
        return None;
    }
    // A link that dies in the middle of a failure is its consequence.
    let failed = [Stage::Sctp, Stage::Validation].into_iter().any(|stage| case.failed(stage));
    let severity = if failed { Severity::Warning } else { Severity::Error };
    Some(Conclusion::possible("G2-ICE-CONSENT").rated(severity))
}

fn network_unreachable(case: &Case<'_>) -> Option<Conclusion> {
    let stage = case.sign(LogSign::NetworkUnreachable)?.stage;
    let severity = if case.failed(stage) { Severity::Error } else { Severity::Warning };
    Some(Conclusion::possible("G2-LINK-SUBNET").at(stage).rated(severity))
}

fn sections_mismatch(_: &Case<'_>) -> Option<Conclusion> {
    Some(Conclusion::likely("G2-SDP-MLINE").on(Side::Unknown))
}

fn event_loop_closed(_: &Case<'_>) -> Option<Conclusion> {
    Some(Conclusion::likely("G2-ENV-ASYNCIO-CLOSED"))
}
