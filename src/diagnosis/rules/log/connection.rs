//! Signs of how the connection broke.

use super::{quoted, rated_by};
use crate::diagnosis::absence::Absent;
use crate::diagnosis::case::Case;
use crate::diagnosis::finding::Finding;
use crate::facts::finding::{Severity, Side};
use crate::facts::outcome::Status;
use crate::facts::{HttpReason, LinkState, LogDriver, LogMark, LogSign, SdpReason, Stage};
use crate::text::phrase::phrase;

/// Expiries of T3 from which on it is no single loss.
const STALLED: u64 = 3;

/// The driver found neither port open and does not say whether they refused or kept silent.
pub(super) fn no_port(case: &Case<'_>, _: &LogMark) -> Option<Finding> {
    let told = case.http().is_some_and(|http| http.evidence.reason.is_some());
    let by_proxy = case.sign(LogSign::ProxyFailed).is_some();
    // Where it goes on, another port may have been asked next.
    let goes_on = case.ran(Stage::Http).is_some() && !case.failed(Stage::Http);
    (!told && !by_proxy && !goes_on).then(|| {
        Finding::possible("G2-HTTP-REFUSED")
            .on_side(Side::Unknown)
            .next_command("go2doctor probe-http")
    })
}

/// What refused or kept silent is the proxy: of the robot nothing is known.
pub(super) fn proxy_failed(case: &Case<'_>, _: &LogMark) -> Option<Finding> {
    case.failed(Stage::Http).then(|| Finding::likely("G2-ENV-PROXY").at_stage(Stage::Http))
}

/// A limit on the whole request does not say which part of it ran out of time.
pub(super) fn not_connected(case: &Case<'_>, _: &LogMark) -> Option<Finding> {
    ran_out_of_time(case, "G2-HTTP-TIMEOUT")
}

pub(super) fn or_not_answered(case: &Case<'_>, _: &LogMark) -> Option<Finding> {
    ran_out_of_time(case, "G2-HTTP-NOANSWER")
}

fn ran_out_of_time(case: &Case<'_>, code: &'static str) -> Option<Finding> {
    let http = case.http().filter(|http| http.status == Status::Fail)?;
    http.evidence.reason.is_none().then(|| {
        Finding::possible(code).on_side(Side::Unknown).next_command("go2doctor probe-http")
    })
}

/// The driver took an encrypted blob for a key: data2 2, or 3 with a key needed besides.
pub(super) fn rsa_key_format(case: &Case<'_>, _: &LogMark) -> Option<Finding> {
    match case.data2() {
        Some(3) => Some(Finding::likely("G2-SIG-AES-REQUIRED")),
        // The driver takes what it does not know for data2 1.
        Some(4..) => Some(
            Finding::likely("G2-SIG-DATA2-UNKNOWN").at_stage(Stage::Sdp).on_side(Side::Host),
        ),
        Some(2) if opened_the_blob(case) => None,
        Some(_) => Some(Finding::likely("G2-SIG-DATA2-2")),
        None => Some(
            Finding::possible("G2-SIG-DATA2-2").next_command("go2doctor probe-http").because(phrase!(
                "this driver is older than the firmware, or firmware 1.1.15 wants the device's own key: data2 tells which",
                "驅動程式比韌體舊，或韌體 1.1.15 起需要裝置專屬金鑰：data2 可以分辨"
            )),
        ),
    }
}

/// The same line where data2 is not known: it may as well be 3.
pub(super) fn or_a_key_is_missing(case: &Case<'_>) -> Option<Finding> {
    case.sign(LogSign::RsaKeyFormat).filter(|_| case.data2().is_none())?;
    Some(Finding::possible("G2-SIG-AES-REQUIRED").next_command("go2doctor probe-http"))
}

/// The published driver, which tells data2, knows how to open data2 2. It would also have
/// complained of the path's letters, had it taken an unopened blob for a key.
pub(in crate::diagnosis::rules) fn opened_the_blob(case: &Case<'_>) -> bool {
    let published = case.log.and_then(|log| log.driver) == Some(LogDriver::UnitreeWebrtcConnect);
    let reason = case.sdp().and_then(|sdp| sdp.evidence.reason);
    published && case.data2() == Some(2) && reason == Some(SdpReason::RsaKeyBad)
}

/// macOS says so of a host that is not there as well.
pub(super) fn macos_no_route(case: &Case<'_>, _: &LogMark) -> Option<Finding> {
    let reason = case.http().and_then(|http| http.evidence.reason);
    (case.failed(Stage::Http) && reason == Some(HttpReason::HostUnreachable))
        .then(|| Finding::possible("G2-ENV-MACOS-LNP").at_stage(Stage::Http))
}

pub(super) fn submodule_missing(case: &Case<'_>, _: &LogMark) -> Option<Finding> {
    let broke = [Stage::Ice, Stage::Dtls].into_iter().find(|stage| case.failed(*stage));
    Some(Finding::likely("G2-ENV-PATCH-MISSING").at_stage(broke.unwrap_or(Stage::Host)))
}

/// The driver answered the robot's checks with errors: it does not know the credentials that
/// the robot took from the offer's last section.
pub(super) fn checks_refused(case: &Case<'_>, _: &LogMark) -> Option<Finding> {
    // An offer with the same credentials in every section leaves nothing to mend here.
    let mended = case.offer.and_then(|offer| offer.credentials_shared) == Some(true);
    if case.passed(Stage::Dtls) || mended {
        return None;
    }
    let stage = if case.failed(Stage::Dtls) { Stage::Dtls } else { Stage::Ice };
    Some(Finding::likely("G2-ENV-PATCH-MISSING").at_stage(stage))
}

/// Before DTLS the rules of that stage speak; after it the link died.
pub(super) fn consent_expired(case: &Case<'_>, _: &LogMark) -> Option<Finding> {
    if !case.passed(Stage::Dtls) {
        // Where nothing is logged of DTLS, it may have been up.
        return (!case.would_show(Absent::ClientHello) && case.failed(Stage::Dtls)).then(|| {
            Finding::possible("G2-ICE-CONSENT")
                .at_stage(Stage::Dtls)
                .with_severity(Severity::Warning)
        });
    }
    // A link that dies in the middle of a failure is its consequence.
    let failed = [Stage::Sctp, Stage::Validation].into_iter().any(|stage| case.failed(stage));
    let severity = if failed { Severity::Warning } else { Severity::Error };
    Some(Finding::possible("G2-ICE-CONSENT").with_severity(severity))
}

/// Once packets had gone to and fro, it is the address that is gone and not the way.
pub(super) fn network_unreachable(case: &Case<'_>, mark: &LogMark) -> Option<Finding> {
    if mark.after >= Some(Stage::Dtls) {
        let above = [Stage::Sctp, Stage::Validation, Stage::Flow];
        return Some(rated_by(case, &above, Finding::possible("G2-ENV-DUAL-IP")));
    }
    let severity = if case.failed(mark.stage) { Severity::Error } else { Severity::Warning };
    // Of an error beside nothing else it is not known whose it is.
    let attempt =
        [Stage::Http, Stage::Sdp, Stage::Ice].into_iter().any(|it| case.ran(it).is_some());
    attempt
        .then(|| Finding::possible("G2-LINK-SUBNET").at_stage(mark.stage).with_severity(severity))
}

/// Where the answer stands in the log, the rule of its stage sees what is wrong with it.
pub(super) fn sections_mismatch(case: &Case<'_>, mark: &LogMark) -> Option<Finding> {
    let sdp = case.sdp().filter(|sdp| sdp.status == Status::Fail);
    let empty = sdp.is_some_and(|sdp| sdp.evidence.reason == Some(SdpReason::AnswerEmpty));
    let lints = sdp.and_then(|sdp| sdp.evidence.answer.as_ref()?.lint.as_ref());
    let about_sections =
        |lint: &String| lint.starts_with("sections-") || lint.starts_with("application-");
    if empty || lints.is_some_and(|lints| lints.iter().any(about_sections)) {
        return None;
    }
    let listed = mark.text.contains("[(");
    let shown = sdp.is_some_and(|sdp| sdp.evidence.answer.is_some());
    let hands_over_anything =
        matches!(case.log?.driver, Some(LogDriver::Go2Ros2Sdk | LogDriver::Go2Ros2SdkFork));
    if hands_over_anything && !listed && !shown {
        return Some(Finding::possible("G2-SIG-REJECT").because(phrase!(
            "this driver hands aiortc whatever was answered: `reject` has no sections, and a busy robot says that",
            "這個驅動程式把任何回應都交給 aiortc：忙碌的機器人回覆 `reject`，其中沒有任何區段"
        )));
    }
    Some(Finding::likely("G2-SDP-MLINE").on_side(Side::Unknown))
}

/// The usual drivers know what the known robots propose: which side departs from that is open.
pub(super) fn no_srtp_profile(case: &Case<'_>, _: &LogMark) -> Option<Finding> {
    case.failed(Stage::Dtls).then(|| Finding::likely("G2-DTLS-SRTP").on_side(Side::Unknown))
}

/// One expiry is a lost packet; many are a path that large packets do not pass.
pub(super) fn data_resent(case: &Case<'_>, mark: &LogMark) -> Option<Finding> {
    // The OPEN alone, sent again and again, is an OPEN without an answer.
    if case.failed(Stage::Sctp) {
        return None;
    }
    // On a dead link nothing is acknowledged.
    let link = case.flow().and_then(|flow| flow.evidence.link);
    if case.failed(Stage::Flow) && link == Some(LinkState::ConsentLost) {
        return None;
    }
    let above = [Stage::Validation, Stage::Flow];
    match mark.count {
        STALLED.. => Some(rated_by(case, &above, Finding::likely("G2-SCTP-STALL"))),
        // The lines count on, and the first of them may be missing.
        _ if case.failed(Stage::Flow) && link.is_none() => {
            Some(Finding::possible("G2-SCTP-STALL").at_stage(Stage::Flow))
        }
        2 => Some(Finding::possible("G2-LINK-LOSS").at_stage(Stage::Flow)),
        _ => None,
    }
}

/// Where validation had passed, the rule of `flow` names it; before that, it is only not open.
pub(super) fn channel_not_open(case: &Case<'_>, _: &LogMark) -> Option<Finding> {
    (case.failed(Stage::Validation) && case.sign(LogSign::DataArrived).is_none())
        .then(|| Finding::possible("G2-DC-CLOSED-MIDWAY").at_stage(Stage::Validation))
}

pub(super) fn closed_by_robot(case: &Case<'_>) -> Option<Finding> {
    let mark = case.sign(LogSign::ClosedByRemote).filter(|_| case.passed(Stage::Sctp))?;
    Some(Finding::likely("G2-DTLS-CLOSED-BY-PEER").seen(quoted(mark)))
}

/// Needs a sound connection that the robot closed, and a reject right after it.
pub(super) fn taken_over(case: &Case<'_>) -> Option<Finding> {
    let mark = case.log?.closed_before.as_ref()?;
    let rejected = case.sdp().and_then(|sdp| sdp.evidence.reason) == Some(SdpReason::Busy);
    (rejected && case.failed(Stage::Sdp)).then(|| {
        Finding::likely("G2-DTLS-CLOSED-BY-PEER")
            .at_stage(Stage::Sdp)
            .next_command("go2doctor sdp --retry-busy")
            .because(phrase!(
                "another client took over: the robot closed a working connection and rejects the next one",
                "被另一個用戶端接手：機器人關閉了正常的連線，並拒絕接下來的連線"
            ))
            .seen(quoted(mark))
    })
}
