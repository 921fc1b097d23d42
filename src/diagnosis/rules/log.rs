//! What only a driver's log says.

mod commands;
pub(in crate::diagnosis::rules) mod connection;
mod program;

use program::kept_from_starting;

use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::Severity;
use crate::facts::{LogMark, LogSign, Stage};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// The longest quotation of a log line, in characters.
const MAX_TEXT: usize = 160;

const MAX_QUOTED: usize = 4;

type Rule = fn(&Case<'_>, &LogMark) -> Option<Finding>;

const RULES: [(LogSign, Rule); 35] = [
    (LogSign::NoSignallingPort, connection::no_port),
    (LogSign::ProxyFailed, connection::proxy_failed),
    (LogSign::TimeoutUnsaid, connection::not_connected),
    (LogSign::TimeoutUnsaid, connection::or_not_answered),
    (LogSign::RsaKeyFormat, connection::rsa_key_format),
    (LogSign::MacosNoRoute, connection::macos_no_route),
    (LogSign::AioiceSubmoduleMissing, connection::submodule_missing),
    (LogSign::CheckRefusedByUs, connection::checks_refused),
    (LogSign::SourceMismatch, |case, _| {
        Some(rated_by(case, &[Stage::Ice], Finding::likely("G2-ICE-SRC-MISMATCH")))
    }),
    (LogSign::RoleConflict, |case, _| {
        Some(rated_by(case, &[Stage::Ice], Finding::possible("G2-ICE-ROLE487")))
    }),
    (LogSign::ConsentExpired, connection::consent_expired),
    (LogSign::NetworkUnreachable, connection::network_unreachable),
    (LogSign::SectionsMismatch, connection::sections_mismatch),
    (LogSign::NoSrtpProfile, connection::no_srtp_profile),
    (LogSign::DataResent, connection::data_resent),
    (LogSign::EventLoopClosed, |_, _| Some(Finding::likely("G2-ENV-ASYNCIO-CLOSED"))),
    (LogSign::SentFromThread, |_, _| Some(Finding::likely("G2-CTL-THREAD"))),
    (LogSign::ApiNotInMode, |_, _| Some(Finding::likely("G2-CTL-MODE3203"))),
    (LogSign::DecoderErrors, program::decoder_errors),
    (LogSign::TabError, |case, _| {
        Some(rated_by(case, &[Stage::Host], Finding::likely("G2-ENV-TABERROR")))
    }),
    // The search was given up, or only one interface could not take part in it.
    (LogSign::NoDeviceFound, |case, _| {
        Some(rated_by(case, &[Stage::Host], Finding::likely("G2-DISC-NOREPLY")))
    }),
    (LogSign::ForeignCredentials, |case, _| {
        Some(rated_by(case, &[Stage::Ice, Stage::Dtls], Finding::possible("G2-ICE-CREDS")))
    }),
    (LogSign::ChannelNotOpen, connection::channel_not_open),
    (LogSign::WheelMissing, |case, _| {
        kept_from_starting(case, Finding::likely("G2-ENV-PY-WHEELS"))
    }),
    (LogSign::ModuleMissing, |case, _| {
        kept_from_starting(case, Finding::likely("G2-ENV-NO-MODULE"))
    }),
    (LogSign::NumpyTooNew, program::numpy_too_new),
    (LogSign::NativeMismatch, |case, _| kept_from_starting(case, Finding::likely("G2-ENV-NATIVE"))),
    (LogSign::BuildFailed, |case, _| kept_from_starting(case, Finding::likely("G2-ENV-BUILD"))),
    (LogSign::ResourceDenied, program::resource_denied),
    (LogSign::NoDisplay, program::no_display),
    (LogSign::NodeDied, |case, _| {
        kept_from_starting(case, Finding::possible("G2-ENV-NOT-STARTED"))
    }),
    (LogSign::KeyNotHandedOut, program::key_not_handed_out),
    (LogSign::BinaryUnread, commands::binary_unread),
    (LogSign::MoveSent, commands::moved_once),
    (LogSign::MoveSent, commands::moved_with_locked_joints),
];

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    if case.source != Source::Log {
        return Vec::new();
    }
    let meant = RULES.into_iter().filter_map(|(sign, rule)| {
        let mark = case.sign(sign)?;
        Some(rule(case, mark)?.seen(quoted(mark)))
    });
    meant
        .chain(connection::or_a_key_is_missing(case))
        .chain(connection::closed_by_robot(case))
        .chain(connection::taken_over(case))
        .collect()
}

/// An error where the stage failed that the sign speaks of, or one after it: else it did no harm
/// that shows.
fn rated_by(case: &Case<'_>, stages: &[Stage], found: Finding) -> Finding {
    match stages.iter().find(|stage| case.failed(**stage)) {
        Some(stage) => found.at_stage(*stage).with_severity(Severity::Error),
        None => found.with_severity(Severity::Warning),
    }
}

/// The driver's own verdict where no rule found a better one.
pub(in crate::diagnosis) fn umbrella(case: &Case<'_>) -> Option<Finding> {
    let gave_up = case.sign(LogSign::DataChannelTimeout);
    let mark = gave_up.or_else(|| case.sign(LogSign::SctpWatchdog))?;
    Some(Finding::possible("G2-DC-TIMEOUT").at_stage(mark.stage).seen(quoted(mark)))
}

pub(in crate::diagnosis) fn with_lines(case: &Case<'_>, found: Finding) -> Finding {
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
