//! The signalling ports and con_notify.

use super::link::{Attempt, unreached};
use super::loss::{lost_echoes, swallowed};
use super::{device_key, not_a_robot};
use crate::catalogue::fact_table::Shown;
use crate::diagnosis::absence::Absent;
use crate::diagnosis::case::{Case, Seen, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::{Confidence, Severity, Side};
use crate::facts::outcome::{Signalling, Status};
use crate::facts::{
    BrokenAnswer, HttpDialect, HttpEvidence, HttpReason, HttpTimings, LogSign, PortReason,
    PortState, Stage,
};
use crate::robot::{con_notify, legacy};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

type Http<'a> = Seen<'a, HttpTimings, HttpEvidence>;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    let Some(http) = case.http() else { return Vec::new() };
    match http.status {
        Status::Fail => {
            http.evidence.reason.map_or_else(Vec::new, |reason| failed(case, http, reason))
        }
        Status::Pass | Status::Warn => worth_knowing(case, http),
        Status::Inconclusive if http.evidence.reason == Some(HttpReason::UnknownData2) => {
            failed(case, http, HttpReason::UnknownData2)
        }
        Status::Skip | Status::Inconclusive | Status::Crash => Vec::new(),
    }
}

fn failed(case: &Case<'_>, http: Http<'_>, reason: HttpReason) -> Vec<Finding> {
    let told = |each: Finding| {
        each.seen_all(not_a_robot::lines(http.evidence)).seen_all(ports(http.evidence))
    };
    let apart = |attempt| -> Vec<Finding> {
        unreached(case, Stage::Http, attempt).into_iter().map(told).collect()
    };
    if let Some(broken) = http.evidence.broken {
        return apart(Attempt::NotARobot)
            .into_iter()
            .chain([told(fell_short(case, broken, Finding::likely("G2-HTTP-BADJSON")))])
            .collect();
    }
    let strange = match reason {
        HttpReason::ConnRefused => {
            return apart(Attempt::Refused)
                .into_iter()
                .map(|each| not_a_robot::after_a_wait(each, http.evidence))
                .map(|each| each.seen_all(old_port_not_asked(case, http.evidence)))
                .collect();
        }
        HttpReason::NoResponse if !connected(case, http) => {
            let mut found = apart(Attempt::Silent);
            // A request that is not answered looks the same where the TCP connection was not noted.
            if case.source == Source::Live && http.evidence.ports.is_none() {
                let timeout = found.iter_mut().find(|each| each.code() == "G2-HTTP-TIMEOUT");
                timeout.into_iter().for_each(|each| each.confidence = Confidence::Possible);
            }
            return found;
        }
        HttpReason::HostUnreachable => return apart(Attempt::HostUnreachable),
        HttpReason::NetUnreachable => return apart(Attempt::NetUnreachable),
        HttpReason::NameNotResolved => return vec![Finding::likely("G2-LINK-NAME")],
        HttpReason::NoResponse => unanswered(case),
        HttpReason::ClosedWithoutAnswer => {
            // A driver does not repeat what it asked.
            let repeated = (case.source == Source::Live).then(|| {
                phrase!("a repeat as HTTP/1.0 got no answer either", "改用 HTTP/1.0 重試也沒有回應")
            });
            Finding::possible("G2-HTTP-SILENT-CLOSE").seen_all(repeated)
        }
        HttpReason::HttpStatus => status(http.evidence.http_status),
        HttpReason::BodyTooLarge => Finding::likely("G2-HTTP-BADJSON").seen(phrase!(
            "the answer is larger than 1 MiB; a robot's has about 1 KiB",
            "回應大於 1 MiB；機器人的約 1 KiB"
        )),
        HttpReason::NotBase64 | HttpReason::NotJson if http.evidence.body_bytes == Some(0) => {
            not_a_robot::nothing()
        }
        HttpReason::NotBase64 => {
            // A driver may say so of the robot's answer to the offer as well.
            let confidence = match case.source {
                Source::Live | Source::Capture => Confidence::Likely,
                Source::Log => Confidence::Possible,
            };
            Finding::new("G2-HTTP-BADJSON", confidence)
                .seen(phrase!("the answer is not base64", "回應不是 base64"))
        }
        HttpReason::NotJson => Finding::possible("G2-HTTP-BADJSON").seen(phrase!(
            "the answer is base64, but not of JSON with data1 and data2",
            "回應的 base64 內容不是含 data1 與 data2 的 JSON"
        )),
        // So far it spoke as robots do.
        HttpReason::UnknownData2 => {
            return vec![told(Finding::likely("G2-SIG-DATA2-UNKNOWN"))];
        }
    };
    // Who answers like that may be another device: the way there tells.
    apart(Attempt::NotARobot).into_iter().chain([told(strange)]).collect()
}

/// An answer that breaks off may be the robot's as well: its service failed in the middle, or the
/// way took the rest. What a robot says is otherwise some KiB behind a few header fields: a whole
/// answer of another form is `unreadable`.
pub(super) fn fell_short(case: &Case<'_>, broken: BrokenAnswer, unreadable: Finding) -> Finding {
    let finding = match broken {
        BrokenAnswer::CutShort | BrokenAnswer::Unfinished => {
            Finding::possible("G2-HTTP-INCOMPLETE").at_stage(unreadable.stage)
        }
        BrokenAnswer::BadChunks | BrokenAnswer::TooLarge | BrokenAnswer::NotHttp => unreadable,
    };
    let finding = finding.seen(broken.shown());
    match lost_echoes(case).filter(|_| broken == BrokenAnswer::Unfinished) {
        Some((side, lost)) => finding.on_side(side).seen(lost),
        None => finding,
    }
}

/// Beyond a router, and a VPN is one, there may be a hop that swallows what is too large for it: then
/// it is not sure that the robot's service hangs.
fn unanswered(case: &Case<'_>) -> Finding {
    let connects = phrase!("TCP connects", "TCP 連得上");
    if let Some((side, lost)) = lost_echoes(case) {
        return Finding::possible("G2-HTTP-NOANSWER")
            .on_side(side)
            .because(swallowed())
            .seen(connects)
            .seen(lost);
    }
    let Some(router) = through_a_router(case) else {
        // Who pressed Ctrl-C may not have waited for long.
        let confidence = match case.sign(LogSign::Interrupted) {
            Some(_) => Confidence::Possible,
            None => Confidence::Likely,
        };
        return Finding::new("G2-HTTP-NOANSWER", confidence).seen(connects);
    };
    Finding::possible("G2-HTTP-NOANSWER")
        .on_side(Side::Unknown)
        .because(phrase!(
            "the signalling service hangs, or a hop on the way, such as a VPN, drops large packets: its answer is the first large one",
            "信令服務卡住，或途中有節點（例如 VPN）丟棄大封包：它的回應比之前的封包都大"
        ))
        .seen(connects)
        .seen(router)
}

/// The router on the route to the robot, if there is one.
pub(super) fn through_a_router(case: &Case<'_>) -> Option<Phrase> {
    let machine = case.machine().filter(|_| case.source == Source::Live)?;
    let router = printable(machine.route.as_ref()?.gateway.as_deref()?, 64);
    Some(phrase!("the route goes through {router}", "路徑經過 {router}"))
}

/// The answer to another status than 200; for con_ing as well.
pub(super) fn status(status: Option<u16>) -> Finding {
    let line = status.map(|status| phrase!("HTTP status {status}", "HTTP 狀態 {status}"));
    match status {
        Some(404) => Finding::possible("G2-HTTP-404").seen_all(line),
        _ => Finding::possible("G2-HTTP-STATUS").seen_all(line),
    }
}

/// Needs a driver's log in which the newer port alone is asked.
fn old_port_not_asked(case: &Case<'_>, evidence: &HttpEvidence) -> Option<Phrase> {
    let asked = evidence.ports.as_ref()?.iter().any(|port| port.port == con_notify::PORT);
    let old = case.log?.marks.iter().any(|mark| mark.text.contains(&legacy::PORT.to_string()));
    (asked && !old && case.would_show(Absent::OldPort)).then(|| {
        phrase!(
            "8081 was not probed; firmware before 1.1.1 listens only there",
            "沒有探測 8081；1.1.1 之前的韌體只在那裡等待連線"
        )
    })
}

fn connected(case: &Case<'_>, http: Http<'_>) -> bool {
    let open = |port: &PortState| port.reason == PortReason::Open;
    http.timings.connect_ms.is_some()
        || case.sign(LogSign::AnswerAwaited).is_some()
        || http.evidence.ports.iter().flatten().any(open)
}

fn ports(evidence: &HttpEvidence) -> Option<Phrase> {
    let ports = evidence.ports.as_ref().filter(|ports| !ports.is_empty())?;
    let said = ports.iter().map(|port| phrase!("{} {}", "{} {}", port.port, port.reason.shown()));
    let said = Phrase::names(said);
    Some(phrase!("port {}", "連接埠 {}", said))
}

fn worth_knowing(case: &Case<'_>, http: Http<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    if http.evidence.dialect == Some(HttpDialect::Http10Raw) {
        found.push(Finding::likely("G2-HTTP-PICKY").on_side(Side::Robot).seen(phrase!(
            "con_notify was answered as raw HTTP/1.0 after HTTP/1.1 was closed without an answer",
            "HTTP/1.1 被直接關閉，改用原始 HTTP/1.0 後 con_notify 才有回應"
        )));
    }
    if case.robot.signalling == Some(Signalling::Legacy) {
        found.push(Finding::likely("G2-HTTP-LEGACY-ONLY").seen_all(ports(http.evidence)));
    }
    found.extend(updated(case, http.evidence));
    found.extend(device_key::to_come(case, http.evidence));
    found
}

/// Needs to have met the robot before. Another robot at its address would look the same.
fn updated(case: &Case<'_>, evidence: &HttpEvidence) -> Option<Finding> {
    let (was, is) = (evidence.previous_data2?, evidence.data2?);
    if was == is {
        return None;
    }
    // It stands in nobody's way unless the exchange that depends on it failed.
    let severity = if case.failed(Stage::Sdp) { Severity::Warning } else { Severity::Info };
    let seen = phrase!("data2 was {was} and is {is}", "data2 原為 {was}，現為 {is}");
    Some(Finding::likely("G2-FW-OTA").at_stage(Stage::Http).with_severity(severity).seen(seen))
}
