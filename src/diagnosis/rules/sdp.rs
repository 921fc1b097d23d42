//! Keys, offer and answer.

use super::answer_lint;
use super::device_key;
use super::log::connection;
use super::loss::{lost_echoes, swallowed};
use crate::diagnosis::case::{Case, Seen, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::{Confidence, Side};
use crate::facts::outcome::{Signalling, Status};
use crate::facts::{BusyRetry, HttpDialect, LogSign, SdpEvidence, SdpReason, SdpTimings, Stage};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

type Sdp<'a> = Seen<'a, SdpTimings, SdpEvidence>;

/// KVS frees the slot of a client that died 45.1 to 46.1 s after its death (measured). The first
/// reject may come right after it, so only what is rejected later than this has a living client.
const DEAD_CLIENT_GONE_S: f64 = 48.0;

/// A client that leaves properly frees the slot within 2.3 s, our own last session among them: who
/// is accepted sooner than this has waited for no dead one.
const GOODBYE_DONE_S: f64 = 3.0;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    let Some(sdp) = case.sdp() else { return Vec::new() };
    let mut found = Vec::new();
    found.extend(stale_client(sdp.evidence));
    match sdp.status {
        Status::Fail => {
            let reason = sdp.evidence.reason.filter(|reason| !told_by_sign(case, *reason));
            found.extend(reason.map(|reason| failed(case, sdp, reason)));
        }
        Status::Pass | Status::Warn => {
            found.extend(picky(sdp.evidence));
            found.extend(answer_lint::conclude(case, sdp.evidence));
        }
        Status::Skip | Status::Inconclusive | Status::Crash => {}
    }
    found
}

/// A driver that took the blob as it was for a key says nothing of what is in it.
fn told_by_sign(case: &Case<'_>, reason: SdpReason) -> bool {
    let signed = reason == SdpReason::RsaKeyBad && case.sign(LogSign::RsaKeyFormat).is_some();
    let shown = case.sdp().is_some_and(|sdp| sdp.evidence.answer.is_some());
    let mismatch =
        reason == SdpReason::AnswerUnusable && case.sign(LogSign::SectionsMismatch).is_some();
    (signed && !connection::opened_the_blob(case)) || (mismatch && !shown)
}

fn failed(case: &Case<'_>, sdp: Sdp<'_>, reason: SdpReason) -> Finding {
    match reason {
        SdpReason::AesKeyMissing => device_key::missing(case),
        SdpReason::AesKeyRejected => device_key::rejected(),
        SdpReason::BlobUndecipherable => Finding::possible("G2-SIG-BLOB").seen(phrase!(
            "the blob does not decrypt with the key that all robots share",
            "共用金鑰無法解開內容"
        )),
        SdpReason::RsaKeyBad => Finding::possible("G2-SIG-BLOB")
            .seen(phrase!("the blob contains no RSA key", "內容不是 RSA 金鑰")),
        SdpReason::PathBad => Finding::possible("G2-SIG-PATH"),
        SdpReason::NoAnswer => match sdp.evidence.broken {
            // Con_notify was answered just before: it is the robot whose answer cannot be read.
            Some(broken) => {
                super::http::fell_short(case, broken, Finding::possible("G2-SIG-BADREPLY"))
            }
            None => no_answer(case, sdp.evidence.closed),
        },
        SdpReason::AnswerEmpty => {
            no_answer(case, None).seen(phrase!("the answer contains no SDP", "回應中沒有 SDP"))
        }
        SdpReason::HttpStatus => status(case, sdp.evidence.http_status),
        SdpReason::AnswerUndecipherable => Finding::possible("G2-SIG-BADREPLY").seen(phrase!(
            "the answer does not decrypt with our session key",
            "回應無法用我方的工作階段金鑰解密"
        )),
        SdpReason::AnswerNotJson => Finding::possible("G2-SIG-BADREPLY")
            .seen(phrase!("the decrypted answer is not JSON", "解密後的回應不是 JSON")),
        SdpReason::Busy => busy(case, sdp.evidence),
        SdpReason::AnswerUnusable => unusable(case, sdp.evidence),
    }
}

/// Certain only with data2 seen: a log may say no more than that a key is missing.
/// Robots with legacy signalling are never asked con_notify: their port took a connection, no more.
fn con_notify_answered(case: &Case<'_>) -> bool {
    case.passed(Stage::Http) && case.robot.signalling != Some(Signalling::Legacy)
}

/// A router may swallow what is large, and a lossy path anything: then it is not the robot alone.
fn silent(case: &Case<'_>, finding: Finding) -> Finding {
    if let Some(router) = super::http::through_a_router(case) {
        return finding.on_side(Side::Unknown).seen(router).because(phrase!(
            "its service is in a bad state, or a hop on the way swallows large packets, as a VPN may: the offer is larger than anything before",
            "服務狀態不正常，或途中有節點（例如 VPN）丟棄大封包：offer 比之前的封包都大"
        ));
    }
    match lost_echoes(case) {
        Some((side, lost)) => finding.on_side(side).seen(lost).because(swallowed()),
        None => finding,
    }
}

/// The offer left, and nothing or an end came back. A service that hangs, one that cannot parse this
/// offer, and loss look the same, so that it is possible at most.
fn no_answer(case: &Case<'_>, closed: Option<bool>) -> Finding {
    let offer = case.offer;
    if offer.and_then(|offer| offer.credentials_session_only) == Some(true) {
        return Finding::likely("G2-SDP-CREDS-SESSION").seen(phrase!(
            "the offer has ice-ufrag and ice-pwd at session level only",
            "offer 的 ice-ufrag 與 ice-pwd 只寫在 session 層"
        ));
    }
    // A log may only say that no answer came to the offer.
    let told = case.source != Source::Log || case.data2().is_some();
    let notify = (told && con_notify_answered(case)).then(|| {
        phrase!("con_notify was answered, but the offer was not", "con_notify 有回應，offer 沒有")
    });
    let finding = Finding::possible("G2-SIG-NOANSWER").seen_all(notify);
    match closed {
        Some(true) => finding
            .because(phrase!(
                "it read the offer and closed the connection: its service is in a bad state, or cannot parse this offer: try the smallest",
                "它讀取 offer 後直接關閉連線：服務狀態不正常，或讀不懂這份 offer：試最小的"
            ))
            .seen(phrase!(
                "the connection was closed without an answer",
                "連線被關閉，沒有回應"
            )),
        Some(false) => silent(case, finding)
        .seen(phrase!("nothing came before the deadline", "期限內沒有收到任何回應")),
        None => finding,
    }
}

/// Where con_notify was answered just before, nobody else than the robot says it.
fn status(case: &Case<'_>, status: Option<u16>) -> Finding {
    let finding = super::http::status(status).at_stage(Stage::Sdp);
    if !con_notify_answered(case) {
        return finding;
    }
    let why = match status {
        Some(404) => phrase!(
            "con_notify was answered just before, so this is the robot, but the path it gave is no longer valid",
            "con_notify 剛才有回應：這就是機器人，但它給的路徑已經失效"
        ),
        _ => phrase!(
            "con_notify was answered just before, so this is the robot, and its service is failing",
            "con_notify 剛才有回應：這就是機器人，是它的服務出了問題"
        ),
    };
    finding.on_side(Side::Robot).because(why).next_command("go2doctor sdp")
}

fn picky(evidence: &SdpEvidence) -> Option<Finding> {
    (evidence.dialect == Some(HttpDialect::Http10Raw)).then(|| {
        Finding::likely("G2-HTTP-PICKY").at_stage(Stage::Sdp).on_side(Side::Robot).seen(phrase!(
            "the offer was answered as raw HTTP/1.0 after HTTP/1.1 was closed without an answer",
            "HTTP/1.1 被直接關閉，改用原始 HTTP/1.0 後 offer 才有回應"
        ))
    })
}

/// A reject says that the slot is taken. Who has it, retries can tell.
fn busy(case: &Case<'_>, evidence: &SdpEvidence) -> Finding {
    let finding = match case.capture.and_then(|seen| seen.answer_bytes) {
        // Encrypted: any short answer, an error that nobody knows of as well, would look the same.
        Some(bytes) if case.robot.signalling == Some(Signalling::ConNotify) => Finding::possible(
            "G2-SIG-REJECT",
        )
        .seen(phrase!(
            "the encrypted answer has {bytes} bytes: enough for `reject`, not for a description",
            "加密的回應只有 {bytes} 位元組：足夠放 `reject`，放不下 SDP"
        )),
        _ => Finding::likely("G2-SIG-REJECT")
            .seen(phrase!("the offer was answered with `reject`", "offer 得到的回應是 `reject`")),
    };
    let Some(last) = retries(evidence).rfind(|retry| retry.rejected == Some(true)) else {
        // Who measures wants to get in; who reads a log wants to know who was there.
        return match case.source {
            Source::Live => finding.next_command("go2doctor check --wait-slot"),
            Source::Log | Source::Capture => finding,
        };
    };
    let after = last.after_s;
    let finding =
        finding.seen(phrase!("still rejected after {after:.0} s", "{after:.0} 秒後仍被拒絕"));
    if after < DEAD_CLIENT_GONE_S {
        return finding;
    }
    finding
        .seen(phrase!(
            "the robot frees a dead client's slot within 46 s: this client is alive",
            "機器人會在 46 秒內釋出當掉用戶端的名額：這個用戶端仍在線上"
        ))
        .next_command("go2doctor sdp")
}

/// Needs a retry that was taken after a reject. The other client may as well
/// have left by itself in between: not certain.
fn stale_client(evidence: &SdpEvidence) -> Option<Finding> {
    let freed = retries(evidence).find(|retry| retry.rejected == Some(false))?;
    let after = freed.after_s;
    let line = phrase!(
        "rejected at first, accepted after {after:.0} s",
        "起初被拒絕，{after:.0} 秒後被接受"
    );
    let confidence = match after {
        after if (GOODBYE_DONE_S..=DEAD_CLIENT_GONE_S).contains(&after) => Confidence::Likely,
        _ => Confidence::Possible,
    };
    let next = "go2doctor check";
    Some(
        Finding::new("G2-DTLS-STALE-PEER", confidence)
            .at_stage(Stage::Sdp)
            .seen(line)
            .next_command(next),
    )
}

fn retries(evidence: &SdpEvidence) -> impl DoubleEndedIterator<Item = &BusyRetry> {
    evidence.busy_retries.iter().flatten()
}

/// The lints are those of `stack::sdp_lint`, by their codes in reports.
fn unusable(case: &Case<'_>, evidence: &SdpEvidence) -> Finding {
    if evidence.answer.is_none() && case.source != Source::Log {
        return Finding::possible("G2-SIG-BADREPLY").seen(phrase!(
            "the session description of the answer is malformed or too long",
            "answer 的 SDP 格式錯誤或過長"
        ));
    }
    let lints = evidence.answer.as_ref().and_then(|answer| answer.lint.as_deref());
    let lints = lints.unwrap_or_default();
    let any = |codes: &[&str]| lints.iter().any(|lint| codes.contains(&lint.as_str()));
    let asked = case.offer.and_then(|offer| offer.has_application());
    let finding = if any(&["application-missing", "application-refused"]) {
        match asked {
            Some(false) => Finding::likely("G2-SDP-NOAPP").on_side(Side::Host),
            _ => Finding::likely("G2-SDP-NOAPP"),
        }
    } else if any(&["sections-reordered", "sections-count"]) {
        Finding::likely("G2-SDP-MLINE")
    } else if any(&["setup-unexpected"]) {
        Finding::likely("G2-SDP-SETUP").at_stage(Stage::Sdp).on_side(Side::Robot)
    } else {
        Finding::possible("G2-SIG-BADREPLY").because(phrase!(
            "the answer is readable but lacks what every connection needs: the robot's service is failing",
            "回應讀得懂，卻缺少連線必需的內容：機器人的服務出了問題"
        ))
    };
    finding.seen_all(listed(lints))
}

fn listed(lints: &[String]) -> Option<Phrase> {
    let codes = printable(lints.join(", "), 160);
    (!lints.is_empty())
        .then(|| phrase!("anomalies in the answer: {codes}", "answer 中的異常：{codes}"))
}
