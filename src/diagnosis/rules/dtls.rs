//! The DTLS handshake.

use super::odd_answer::two_clients;
use crate::diagnosis::case::{Case, Seen, Source};
use crate::diagnosis::conclusion::Conclusion;
use crate::diagnosis::finding::{Confidence, Side};
use crate::diagnosis::phrase::{Phrase, phrase};
use crate::evidence::{AlertEvidence, Direction, DtlsEvidence, DtlsTimings, LogSign};
use crate::redact::printable;
use crate::stages::outcome::Status;

type Dtls<'a> = Seen<'a, DtlsTimings, DtlsEvidence>;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Conclusion> {
    case.dtls()
        .filter(|dtls| dtls.status == Status::Fail)
        .map_or_else(Vec::new, |dtls| failed(case, dtls))
}

fn failed(case: &Case<'_>, dtls: Dtls<'_>) -> Vec<Conclusion> {
    let evidence = dtls.evidence;
    // Whatever alerts follow from it.
    if let Some(roles) = two_clients(case) {
        return vec![roles];
    }
    if evidence.fingerprint_match == Some(false) {
        return vec![mismatch(case, evidence)];
    }
    let fatal = evidence.alerts.iter().flatten().find(|alert| alert.level == "fatal");
    if let Some(alert) = fatal {
        return vec![alerted(case, alert)];
    }
    match evidence.client_hellos_received {
        Some(hellos) if hellos > 0 => vec![
            Conclusion::possible("G2-DTLS-FRAG")
                .seen(phrase!("ClientHello received: {hellos}", "收到 ClientHello：{hellos} 次"))
                .seen_all(resent(evidence)),
        ],
        // A log without DEBUG lines counts nothing: then the silence is only possible.
        counted => silent(case, counted == Some(0)),
    }
}

/// The two fingerprints were compared by ourselves. That they differ leaves no
/// doubt; whose fault it is, it does not say.
fn mismatch(case: &Case<'_>, evidence: &DtlsEvidence) -> Conclusion {
    let confidence = match case.source {
        Source::Live => Confidence::Certain,
        Source::Log => Confidence::Likely,
    };
    let certificate = evidence.peer_certificate.as_ref();
    let shown = certificate.map(|certificate| {
        let name = certificate.subject_cn.as_deref().unwrap_or("?");
        let (name, sha256) = (printable(name, 64), printable(&certificate.sha256, 23));
        phrase!(
            "the certificate shown is that of {name}, SHA-256 {sha256}",
            "出示的憑證屬於 {name}，SHA-256 {sha256}"
        )
    });
    Conclusion::new("G2-DTLS-FPRINT", confidence).seen_all(shown)
}

fn alerted(case: &Case<'_>, alert: &AlertEvidence) -> Conclusion {
    let what = printable(&alert.description, 40);
    let conclusion = Conclusion::likely("G2-DTLS-ERROR");
    match (alert.direction, case.source) {
        (Direction::In, _) => {
            conclusion.seen(phrase!("the robot sent the alert {what}", "機器人送出警示 {what}"))
        }
        (Direction::Out, Source::Live) => conclusion
            .on(Side::ClientLimit)
            .because(phrase!(
                "the robot's certificate or cipher is one that go2doctor does not know",
                "機器人的憑證或加密套件是 go2doctor 不認得的"
            ))
            .seen(phrase!("we sent the alert {what}", "我方送出警示 {what}")),
        (Direction::Out, Source::Log) => conclusion
            .on(Side::Host)
            .seen(phrase!("the driver sent the alert {what}", "驅動程式送出警示 {what}")),
    }
}

fn resent(evidence: &DtlsEvidence) -> Option<Phrase> {
    let retransmits = evidence.retransmits.filter(|retransmits| *retransmits > 0)?;
    Some(phrase!("our flight sent again: {retransmits}", "我方重送：{retransmits} 次"))
}

/// No ClientHello. Whether the robot's own checks arrive tells a robot that is
/// not ready from one that serves another session.
fn silent(case: &Case<'_>, counted: bool) -> Vec<Conclusion> {
    let pairs = case.ice().and_then(|ice| ice.evidence.pairs.as_ref());
    let received = pairs
        .map(|pairs| pairs.iter().map(|pair| pair.requests_received).fold(0, u64::saturating_add));
    let shared = case.offer.and_then(|offer| offer.credentials_shared);
    let refused = [LogSign::CheckRefusedByUs, LogSign::AioiceSubmoduleMissing];
    let known_cause =
        shared == Some(false) || refused.into_iter().any(|sign| case.sign(sign).is_some());
    let confidence = match received {
        Some(1..) if counted && !known_cause => Confidence::Likely,
        _ => Confidence::Possible,
    };
    let checks = received.map(|received| {
        phrase!("the robot's own checks received: {received}", "收到機器人的檢查：{received}")
    });
    let mut found = vec![
        Conclusion::new("G2-DTLS-NOHELLO", confidence)
            .seen(phrase!("no ClientHello from the robot", "沒有收到機器人的 ClientHello"))
            .seen_all(checks.clone()),
    ];
    if received == Some(0) && counted {
        found.push(Conclusion::possible("G2-DTLS-STALE-PEER").seen_all(checks));
    }
    found
}
