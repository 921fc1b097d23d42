//! The DTLS handshake.

use crate::catalogue::alerts;
use crate::diagnosis::absence::Absent;
use crate::diagnosis::case::{Case, Seen, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::{Confidence, Side};
use crate::facts::outcome::Status;
use crate::facts::{
    AlertEvidence, CheckCounts, Direction, DtlsEvidence, DtlsTimings, LogFacts, LogSign, Stage,
};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

use super::{dtls_offer, ice, mtu};

type Dtls<'a> = Seen<'a, DtlsTimings, DtlsEvidence>;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    let Some(dtls) = case.dtls() else { return Vec::new() };
    match dtls.status {
        Status::Fail => failed(case, dtls),
        Status::Inconclusive => dtls_offer::not_met(dtls.evidence).into_iter().collect(),
        Status::Warn => dtls_offer::without_srtp(dtls.evidence).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn failed(case: &Case<'_>, dtls: Dtls<'_>) -> Vec<Finding> {
    let evidence = dtls.evidence;
    if evidence.fingerprint_match == Some(false) {
        return vec![mismatch(case, evidence)];
    }
    if case.sign(LogSign::NoSrtpProfile).is_some() {
        // The handshake had come to its end: the sign's own rule names what was missing.
        return Vec::new();
    }
    if let Some(finding) = no_fingerprint(case) {
        return vec![finding];
    }
    if case.source != Source::Live && passive(case) && evidence.role.as_deref() == Some("client") {
        return vec![two_clients(case, evidence, false)];
    }
    if case.sign(LogSign::DtlsUnexplained).is_some() {
        return vec![unexplained()];
    }
    let alerts = || evidence.alerts.iter().flatten();
    let fatal = alerts().find(|alert| alert.level == "fatal");
    let is_client = evidence.role.as_deref() == Some("client") && case.source != Source::Log;
    // Two clients ask each other. An alert to a ClientHello of ours alone is a server's.
    let asks = evidence.client_hellos_received > Some(0);
    if is_client && (asks || dtls.timings.first_flight_in_ms.is_none() && fatal.is_none()) {
        return vec![two_clients(case, evidence, asks)];
    }
    if let Some(alert) = fatal {
        return vec![alerted(case, evidence, alert)];
    }
    let closes = |alert: &&AlertEvidence| {
        alert.direction == Direction::In && alert.description == "close_notify"
    };
    if alerts().any(|alert| closes(&alert)) {
        return vec![closed(evidence)];
    }
    if case.source == Source::Log && (evidence.retransmits > Some(0) || asks) {
        return unheard(evidence);
    }
    match evidence.client_hellos_received {
        _ if is_client => vec![Finding::possible("G2-DTLS-FRAG").seen_all(resent(evidence))],
        Some(hellos) if hellos > 0 => vec![unfinished(case, evidence, hellos)],
        // A log without DEBUG lines counts nothing: then the silence is only possible.
        counted => silent(case, evidence, counted == Some(0)),
    }
}

/// The two fingerprints were compared by ourselves. That they differ leaves no
/// doubt; whose fault it is, it does not say.
fn mismatch(case: &Case<'_>, evidence: &DtlsEvidence) -> Finding {
    let confidence = match case.source {
        Source::Live | Source::Capture => Confidence::Certain,
        Source::Log => Confidence::Likely,
    };
    let certificate = evidence.peer_certificate.as_ref();
    let shown = certificate.map(|certificate| {
        let name = certificate.subject_cn.as_deref().unwrap_or("?");
        let (name, sha256) = (printable(name, 64), printable(&certificate.sha256, 23));
        phrase!(
            "the certificate belongs to {name}, SHA-256 {sha256}",
            "出示的憑證屬於 {name}，SHA-256 {sha256}"
        )
    });
    Finding::new("G2-DTLS-FPRINT", confidence).seen_all(shown)
}

fn alerted(case: &Case<'_>, evidence: &DtlsEvidence, alert: &AlertEvidence) -> Finding {
    let what = printable(&alert.description, 40);
    let finding = Finding::likely("G2-DTLS-ERROR").because(alerts::meaning(&alert.description));
    match (alert.direction, case.source) {
        (Direction::In, _) => finding
            .seen(phrase!("the robot sent the alert {what}", "機器人送出 alert {what}"))
            .seen_all(in_reply_to(evidence)),
        (Direction::Out, Source::Live) => finding
            .on_side(Side::ClientLimit)
            .seen(phrase!("we sent the alert {what}", "我方送出 alert {what}")),
        (Direction::Out, Source::Log | Source::Capture) => finding
            .on_side(Side::Host)
            .seen(phrase!("the driver broke it off: {what}", "驅動程式中止握手：{what}")),
    }
}

/// Needs a driver's log with an answer without a fingerprint: what shows a certificate has nothing
/// to be held against, and the driver does not even begin.
fn no_fingerprint(case: &Case<'_>) -> Option<Finding> {
    let lints = case.sdp()?.evidence.answer.as_ref()?.lint.as_ref()?;
    let missing = lints.iter().any(|lint| lint == "fingerprint-missing");
    (missing && case.source == Source::Log).then(|| {
        Finding::possible("G2-SIG-BADREPLY")
            .at_stage(Stage::Dtls)
            .because(phrase!(
                "the answer has no a=fingerprint, without which no driver starts DTLS: the robot's service is failing",
                "answer 沒有 a=fingerprint，驅動程式因此無法開始 DTLS：機器人的服務出了問題"
            ))
    })
}

/// OpenSSL knows, and the driver does not write it.
fn unexplained() -> Finding {
    Finding::possible("G2-DTLS-ERROR")
        .on_side(Side::Unknown)
        .next_command("go2doctor dtls")
        .because(phrase!(
            "the log does not say whether the robot or the driver sent an alert, or the connection broke",
            "日誌沒有說明是機器人或驅動程式送出 alert，還是連線中斷"
        ))
        .seen(phrase!(
            "the driver gives no reason why the handshake failed",
            "驅動程式沒有寫出握手失敗的原因"
        ))
}

/// A driver's server sends its certificate at once: a ClientHello came, and then nothing.
fn unheard(evidence: &DtlsEvidence) -> Vec<Finding> {
    let stalled = Finding::possible("G2-DTLS-STALLED").on_side(Side::Unknown).seen(phrase!(
        "the driver sent its reply, so a ClientHello had arrived",
        "驅動程式送出了它的回覆，表示已收到 ClientHello"
    ));
    [stalled, Finding::possible("G2-DTLS-FRAG")]
        .map(|each| each.next_command("go2doctor dtls").seen_all(resent(evidence)))
        .into()
}

fn passive(case: &Case<'_>) -> bool {
    let answer = case.sdp().and_then(|sdp| sdp.evidence.answer.as_ref());
    answer.is_some_and(|answer| answer.setup.as_deref() == Some("passive"))
}

/// What the robot's alert came in reply to, where the packets were counted.
fn in_reply_to(evidence: &DtlsEvidence) -> Option<Phrase> {
    match (evidence.client_hellos_received, &evidence.client_hello) {
        (Some(0), _) => Some(phrase!(
            "the alert came instead of a ClientHello",
            "機器人沒有送 ClientHello，而是送來 alert"
        )),
        (Some(1..), Some(hello)) if hello.has_cookie => {
            Some(phrase!("the alert came after our certificate", "alert 在我方出示憑證之後送來"))
        }
        _ => None,
    }
}

/// The answer made us the DTLS client, and no such robot was ever a server.
fn two_clients(case: &Case<'_>, evidence: &DtlsEvidence, asks: bool) -> Finding {
    let setup = case.sdp().and_then(|sdp| sdp.evidence.answer.as_ref()?.setup.as_deref());
    let setup = printable(setup.unwrap_or("?"), 16);
    let hellos = evidence.client_hellos_received.unwrap_or_default();
    let sent = evidence.client_hellos_sent.unwrap_or_default();
    let confidence = if asks { Confidence::Likely } else { Confidence::Possible };
    let said = phrase!("the answer says a=setup:{setup}", "answer 寫著 a=setup:{setup}");
    // A driver's log counts no ClientHello.
    let counted = evidence.client_hellos_sent.or(evidence.client_hellos_received).map(|_| {
        phrase!(
            "ClientHello sent {sent}, received {hellos}",
            "ClientHello 送出 {sent} 次，收到 {hellos} 次"
        )
    });
    let finding = Finding::new("G2-SDP-SETUP", confidence).on_side(Side::Robot).because(phrase!(
        "the robot's answer leaves the ClientHello to us but does not reply to it: both wait, or both ask",
        "機器人的 answer 要我方送 ClientHello，卻沒有回應：雙方都在等，或都在問"
    ));
    finding.seen(said).seen_all(counted)
}

/// The robot ended the session before the handshake was finished.
fn closed(evidence: &DtlsEvidence) -> Finding {
    let seen = match evidence.client_hellos_received {
        Some(0) => phrase!(
            "close_notify from the robot before any ClientHello",
            "尚未收到 ClientHello，機器人就送出 close_notify"
        ),
        Some(hellos) => phrase!(
            "close_notify from the robot after {}",
            "收到 {} 後，機器人送出 close_notify",
            Phrase::count(hellos.into(), "ClientHello", "次 ClientHello")
        ),
        None => phrase!("close_notify from the robot", "機器人送出 close_notify"),
    };
    Finding::likely("G2-DTLS-CLOSED-BY-PEER")
        .at_stage(Stage::Dtls)
        .next_command("go2doctor dtls --wait-slot")
        .seen(seen)
}

/// The robot began. How far it came tells what it is that does not arrive.
fn unfinished(case: &Case<'_>, evidence: &DtlsEvidence, hellos: u32) -> Finding {
    let seen = phrase!("ClientHello received: {hellos}", "收到 ClientHello：{hellos} 次");
    // The echoed cookie shows that our small HelloVerifyRequest arrived; our certificate follows it.
    if evidence.client_hello.as_ref().is_none_or(|hello| hello.has_cookie) {
        let mtu = case.machine().and_then(|machine| machine.interface_used()?.mtu);
        let size = evidence.largest_flight_bytes.map(|bytes| mtu::size_line(bytes, mtu));
        let finding = Finding::possible("G2-DTLS-FRAG").seen(seen);
        return finding.seen_all(size).seen_all(resent(evidence));
    }
    let stands = evidence.checks.filter(|checks| checks.answered > 0).map(|checks| {
        let CheckCounts { sent, answered, .. } = checks;
        phrase!("checks sent {sent}, answered {answered}", "送出檢查 {sent}，有回應 {answered}")
    });
    Finding::possible("G2-DTLS-STALLED").seen(seen).seen_all(stands).seen_all(resent(evidence))
}

fn resent(evidence: &DtlsEvidence) -> Option<Phrase> {
    let retransmits = evidence.retransmits.filter(|retransmits| *retransmits > 0)?;
    Some(phrase!("our flight sent again: {retransmits}", "我方重送：{retransmits} 次"))
}

/// A log without a line of the handshake cannot tell how far it came: what stays is the rung, and
/// its three known causes.
fn not_logged(case: &Case<'_>) -> Vec<Finding> {
    // What is known of drivers is known of Python's.
    let of_driver = |log: &LogFacts| {
        log.driver.is_some() || log.programs.iter().any(|name| name.starts_with("aio"))
    };
    if !case.log.is_some_and(of_driver) {
        return vec![unexplained()];
    }
    let ice = case.passed(Stage::Ice).then(|| {
        phrase!(
            "ICE completed, but the peer did not become connected, and the log says nothing about DTLS itself",
            "ICE 已完成，但 peer 沒有變成 connected，而日誌沒有 DTLS 本身的記錄"
        )
    });
    let shared = case.offer.and_then(|offer| offer.credentials_shared) == Some(true);
    let patch = (!shared).then(|| Finding::possible("G2-ENV-PATCH-MISSING").at_stage(Stage::Dtls));
    let stuck = Finding::possible("G2-DTLS-STUCK").seen_all(ice);
    let stale = Finding::possible("G2-DTLS-STALE-PEER");
    std::iter::once(stuck).chain(patch).chain([stale]).collect()
}

/// No ClientHello. Whether the robot's own checks arrive tells a robot that is not ready from one
/// that serves another session. Heavy loss looks the same (`loss` comes first then), and so does a
/// deadline below the 0.2 s that a healthy robot takes (the stage is inconclusive then).
fn silent(case: &Case<'_>, evidence: &DtlsEvidence, counted: bool) -> Vec<Finding> {
    if !case.would_show(Absent::ClientHello) {
        return not_logged(case);
    }
    let at_ice = || {
        let pairs = case.ice()?.evidence.pairs.as_ref()?;
        Some(pairs.iter().map(|pair| pair.requests_received).fold(0, u64::saturating_add))
    };
    let received = evidence.checks.map(|checks| checks.received).or_else(at_ice);
    let known_cause =
        ice::credentials_differ(case) || case.sign(LogSign::AioiceSubmoduleMissing).is_some();
    if let (Some(foreign), false) = (evidence.checks.and_then(ice::foreign_checks), known_cause) {
        return vec![foreign.at_stage(Stage::Dtls)];
    }
    // A client that is to send the ClientHello itself sees none either, and a robot that sent an
    // alert instead was not silent.
    let awaited = evidence.role.as_deref() == Some("server") && evidence.alerts.is_some();
    let confidence = match received {
        Some(1..) if counted && awaited && !known_cause => Confidence::Likely,
        _ => Confidence::Possible,
    };
    let checks = received.map(|received| {
        phrase!("the robot's own checks received: {received}", "收到機器人的檢查：{received}")
    });
    let mut found = vec![
        Finding::new("G2-DTLS-NOHELLO", confidence)
            .seen(phrase!("no ClientHello from the robot", "沒有收到機器人的 ClientHello"))
            .seen_all(checks.clone()),
    ];
    if received == Some(0) && counted {
        found.push(Finding::possible("G2-DTLS-STALE-PEER").seen_all(checks));
    }
    found
}
