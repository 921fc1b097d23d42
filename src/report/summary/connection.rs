//! The decisive facts of `ice`, `dtls` and `sctp`.

use crate::facts::{
    AlertEvidence, Direction, DtlsEvidence, DtlsTimings, IceEvidence, IceTimings, OpenedBy,
    PairEvidence, SctpEvidence, SctpTimings,
};
use crate::report::waiting::unanswered;
use crate::text::format::{duration, printable};
use crate::text::phrase::{Phrase, phrase};

pub(super) fn ice(timings: &IceTimings, evidence: &IceEvidence) -> Phrase {
    if let Some(selected) = &evidence.selected {
        return Phrase::same(printable(selected));
    }
    if evidence.remote_candidates.as_ref().is_some_and(Vec::is_empty) {
        return phrase!("the answer has no candidate", "answer 中沒有候選位址");
    }
    let Some(pairs) = &evidence.pairs else {
        // A driver's log may tell that ICE ended, and nothing of its pairs.
        return phrase!("the candidate pairs are not known", "候選位址組合不明");
    };
    let sent: u64 = pairs.iter().map(|pair| pair.requests_sent).sum();
    let responses: u64 = pairs.iter().map(|pair| pair.responses).sum();
    let errors: u64 = pairs.iter().flat_map(|pair| pair.errors.values()).sum();
    let checks = Phrase::count(sent, "check", "次檢查");
    if responses > 0 {
        let after = |ms| phrase!(" after {}", "於 {} 後", duration(ms));
        let first = timings.first_response_ms.map(after).unwrap_or_default();
        return phrase!(
            "{} sent, answered{}, none nominated",
            "送出 {}，{}有回應，但沒有選定任何組合",
            checks,
            first
        );
    }
    let elsewhere = |pair: &PairEvidence| pair.responses_from_elsewhere.is_some_and(|it| it > 0);
    match errors {
        0 if sent == 0 => phrase!("no check was sent", "沒有送出檢查"),
        0 if pairs.iter().any(elsewhere) => {
            phrase!("{} sent, answered from another address", "送出 {}，但由另一個位址回應", checks)
        }
        0 => phrase!("{} sent, no answer", "送出 {}，沒有回應", checks),
        _ => phrase!(
            "{} sent, refused with {}",
            "送出 {}，被 {} 拒絕",
            checks,
            error_codes(evidence)
        ),
    }
}

fn error_codes(evidence: &IceEvidence) -> Phrase {
    let pairs = evidence.pairs.iter().flatten();
    let mut codes: Vec<_> =
        pairs.flat_map(|pair| pair.errors.keys()).map(|code| printable(code)).collect();
    codes.sort_unstable();
    codes.dedup();
    Phrase::names(&codes)
}

pub(super) fn dtls(timings: &DtlsTimings, evidence: &DtlsEvidence, passed: bool) -> Phrase {
    if evidence.fingerprint_match == Some(false) {
        return phrase!(
            "the certificate is not the one that the answer announced",
            "憑證與 answer 宣告的不同"
        );
    }
    if passed {
        let version = match &evidence.version {
            Some(version) => Phrase::same(printable(version)),
            None => phrase!("handshake done", "握手完成"),
        };
        let fits = match evidence.fingerprint_match {
            Some(true) => phrase!(", certificate matches", "，憑證相符"),
            _ => Phrase::default(),
        };
        let certificate = evidence.peer_certificate.as_ref();
        let name = certificate.and_then(|certificate| certificate.subject_cn.as_deref());
        let name = name.map(|name| phrase!(" ({})", "（{}）", printable(name)));
        return Phrase::concat([version, fits, name.unwrap_or_default()]);
    }
    let fatal = evidence.alerts.iter().flatten().find(|alert| alert.level == "fatal");
    if let Some(alert) = fatal {
        let who = match alert.direction {
            Direction::In => phrase!("the robot refused", "機器人拒絕"),
            Direction::Out => phrase!("we refused", "我方拒絕"),
        };
        return phrase!("{}: alert {}", "{}：alert {}", who, printable(&alert.description));
    }
    let closes = |alert: &AlertEvidence| {
        alert.direction == Direction::In && alert.description == "close_notify"
    };
    if evidence.alerts.iter().flatten().any(closes) {
        return phrase!("the robot closed the connection", "機器人關閉了連線");
    }
    match (evidence.client_hellos_received, timings.first_flight_in_ms) {
        (Some(0), None) => phrase!("the robot sent no ClientHello", "機器人沒有送出 ClientHello"),
        (Some(0), Some(_)) => {
            phrase!("DTLS came in, but no ClientHello", "收到 DTLS 封包，但沒有 ClientHello")
        }
        (Some(hellos), _) => phrase!(
            "{} from the robot, handshake not finished",
            "機器人送出 {}，握手未完成",
            Phrase::count(hellos.into(), "ClientHello", "次 ClientHello")
        ),
        (None, _) => phrase!("handshake not finished", "握手未完成"),
    }
}

pub(super) fn sctp(timings: &SctpTimings, evidence: &SctpEvidence, passed: bool) -> Phrase {
    // Our own, and that of a connection that was up, are goodbyes.
    let abort = evidence.abort.as_ref().filter(|abort| !passed && abort.direction == Direction::In);
    if let Some(abort) = abort {
        let who = phrase!("the robot aborted", "機器人中止（ABORT）");
        return match abort.causes.first() {
            Some(cause) => phrase!("{}: {}", "{}：{}", who, printable(&cause.words())),
            None => who,
        };
    }
    if let Some(opened_by) = evidence.opened_by {
        let proof = match opened_by {
            OpenedBy::Ack => Phrase::same("ACK"),
            OpenedBy::Message => phrase!("first message", "第一則訊息"),
            OpenedBy::Sack => Phrase::same("SACK"),
        };
        let association = |ms| phrase!("association {}, ", "association {}，", duration(ms));
        let up = timings.association_ms.map(association).unwrap_or_default();
        let open = timings.open_to_usable_ms.map(|ms| format!(" {}", duration(ms)));
        let open = open.unwrap_or_default();
        return phrase!("{}channel{} ({})", "{}通道{}（{}）", up, open, proof);
    }
    if passed {
        return match timings.association_ms {
            Some(ms) => Phrase::same(format!("association {}", duration(ms))),
            None => phrase!("association up", "association 已建立"),
        };
    }
    if evidence.stream_reset == Some(true) {
        return phrase!(
            "association up, but the robot reset the channel's stream",
            "association 已建立，但機器人重設了通道的 stream"
        );
    }
    if timings.association_ms.is_some() {
        return phrase!(
            "association up, but the OPEN of the channel is not answered",
            "association 已建立，但通道的 OPEN 沒有回應"
        );
    }
    if evidence.init_ack_received.is_some_and(|acks| acks > 0) {
        return phrase!(
            "INIT-ACK came, but the COOKIE-ECHO is not answered",
            "收到 INIT-ACK，但 COOKIE-ECHO 沒有回應"
        );
    }
    match (evidence.init_sent, evidence.init_received) {
        (Some(sent), Some(received)) if sent > 0 && received > 0 => phrase!(
            "INIT sent {}, no answer but the robot's own INIT",
            "INIT 送出 {}，沒有回應，只有機器人自己的 INIT",
            Phrase::times(sent.into())
        ),
        (Some(sent), _) if sent > 0 => unanswered("INIT", sent),
        _ => phrase!("no association", "沒有建立 association"),
    }
}
