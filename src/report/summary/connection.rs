//! The decisive facts of `ice`, `dtls` and `sctp`.

use crate::facts::{
    AlertEvidence, Direction, DtlsEvidence, DtlsTimings, IceEvidence, IceTimings, OpenedBy,
    PairEvidence, SctpEvidence, SctpTimings,
};
use crate::text::format::{count, duration, listed, printable, times};
use crate::text::language::{Language, say};

pub(super) fn ice(timings: &IceTimings, evidence: &IceEvidence, language: Language) -> String {
    if let Some(selected) = &evidence.selected {
        return printable(selected);
    }
    if evidence.remote_candidates.as_ref().is_some_and(Vec::is_empty) {
        return language.pick("the robot named no candidate", "機器人沒有提供候選位址").into();
    }
    let Some(pairs) = &evidence.pairs else {
        return language.pick("no candidate pair was tried", "沒有嘗試任何候選位址組合").into();
    };
    let sent: u64 = pairs.iter().map(|pair| pair.requests_sent).sum();
    let responses: u64 = pairs.iter().map(|pair| pair.responses).sum();
    let errors: u64 = pairs.iter().flat_map(|pair| pair.errors.values()).sum();
    let checks = count(sent, "check", "次檢查", language);
    if responses > 0 {
        let after = |ms| say!(language, " after {}", "於 {} 後", duration(ms));
        let first = timings.first_response_ms.map(after).unwrap_or_default();
        return say!(
            language,
            "{} sent, answered{}, none nominated",
            "送出 {}，{}有回應，但沒有選定任何組合",
            checks,
            first
        );
    }
    let elsewhere = |pair: &PairEvidence| pair.responses_from_elsewhere.is_some_and(|it| it > 0);
    match errors {
        0 if pairs.iter().any(elsewhere) => say!(
            language,
            "{} sent, answered from another address",
            "送出 {}，但由另一個位址回應",
            checks
        ),
        0 => say!(language, "{} sent, no answer", "送出 {}，沒有回應", checks),
        _ => say!(
            language,
            "{} sent, refused with {}",
            "送出 {}，被 {} 拒絕",
            checks,
            error_codes(evidence, language)
        ),
    }
}

fn error_codes(evidence: &IceEvidence, language: Language) -> String {
    let pairs = evidence.pairs.iter().flatten();
    let mut codes: Vec<_> =
        pairs.flat_map(|pair| pair.errors.keys()).map(|code| printable(code)).collect();
    codes.sort_unstable();
    codes.dedup();
    listed(&codes, language)
}

pub(super) fn dtls(
    timings: &DtlsTimings,
    evidence: &DtlsEvidence,
    passed: bool,
    language: Language,
) -> String {
    if evidence.fingerprint_match == Some(false) {
        return language
            .pick(
                "the certificate is not the one that the answer announced",
                "憑證與回應中宣告的不同",
            )
            .into();
    }
    if passed {
        let done = || language.pick("handshake done", "握手完成").into();
        let version = evidence.version.as_deref().map_or_else(done, printable);
        let fits = match evidence.fingerprint_match {
            Some(true) => language.pick(", certificate fits", "，憑證相符"),
            _ => "",
        };
        let certificate = evidence.peer_certificate.as_ref();
        let name = certificate.and_then(|certificate| certificate.subject_cn.as_deref());
        let name = name.map(|name| format!(" ({})", printable(name)));
        return format!("{version}{fits}{}", name.unwrap_or_default());
    }
    let fatal = evidence.alerts.iter().flatten().find(|alert| alert.level == "fatal");
    if let Some(alert) = fatal {
        let who = match alert.direction {
            Direction::In => language.pick("the robot refused", "機器人拒絕"),
            Direction::Out => language.pick("we refused", "我方拒絕"),
        };
        return say!(language, "{}: alert {}", "{}：alert {}", who, printable(&alert.description));
    }
    let closes = |alert: &AlertEvidence| {
        alert.direction == Direction::In && alert.description == "close_notify"
    };
    if evidence.alerts.iter().flatten().any(closes) {
        return language.pick("the robot closed the connection", "機器人關閉了連線").into();
    }
    match (evidence.client_hellos_received, timings.first_flight_in_ms) {
        (Some(0), None) => {
            language.pick("the robot sent no ClientHello", "機器人沒有送出 ClientHello").into()
        }
        (Some(0), Some(_)) => language
            .pick("DTLS came in, but no ClientHello", "收到 DTLS 封包，但沒有 ClientHello")
            .into(),
        (Some(hellos), _) => say!(
            language,
            "{} from the robot, handshake not finished",
            "機器人送出 {}，握手未完成",
            count(hellos.into(), "ClientHello", "次 ClientHello", language)
        ),
        (None, _) => language.pick("handshake not finished", "握手未完成").into(),
    }
}

pub(super) fn sctp(
    timings: &SctpTimings,
    evidence: &SctpEvidence,
    passed: bool,
    language: Language,
) -> String {
    // Our own, and that of a connection that was up, are goodbyes.
    let abort = evidence.abort.as_ref().filter(|abort| !passed && abort.direction == Direction::In);
    if let Some(abort) = abort {
        let who = language.pick("the robot aborted", "機器人中止 (ABORT)");
        return match abort.causes.first() {
            Some(cause) => say!(language, "{}: {}", "{}：{}", who, printable(&cause.words())),
            None => who.into(),
        };
    }
    if let Some(opened_by) = evidence.opened_by {
        let proof = match opened_by {
            OpenedBy::Ack => "ACK",
            OpenedBy::Message => language.pick("first message", "第一則訊息"),
            OpenedBy::Sack => "SACK",
        };
        let association = |ms| say!(language, "association {}, ", "association {}，", duration(ms));
        let up = timings.association_ms.map(association).unwrap_or_default();
        let open = timings.open_to_usable_ms.map(|ms| format!(" {}", duration(ms)));
        let open = open.unwrap_or_default();
        return say!(language, "{}channel{} ({})", "{}通道{}（{}）", up, open, proof);
    }
    if passed {
        return match timings.association_ms {
            Some(ms) => format!("association {}", duration(ms)),
            None => language.pick("association up", "association 已建立").into(),
        };
    }
    if evidence.stream_reset == Some(true) {
        return language
            .pick(
                "association up, but the robot reset the channel's stream",
                "association 已建立，但機器人重設了通道的 stream",
            )
            .into();
    }
    if timings.association_ms.is_some() {
        return language
            .pick(
                "association up, but the OPEN of the channel is not answered",
                "association 已建立，但通道的 OPEN 沒有回應",
            )
            .into();
    }
    if evidence.init_ack_received.is_some_and(|acks| acks > 0) {
        return language
            .pick(
                "INIT-ACK came, but the COOKIE-ECHO is not answered",
                "收到 INIT-ACK，但 COOKIE-ECHO 沒有回應",
            )
            .into();
    }
    match (evidence.init_sent, evidence.init_received) {
        (Some(sent), Some(received)) if sent > 0 && received > 0 => say!(
            language,
            "INIT sent {}, no answer but the robot's own INIT",
            "INIT 送出 {}，沒有回應，只有機器人自己的 INIT",
            times(sent.into(), language)
        ),
        (Some(sent), _) if sent > 0 => say!(
            language,
            "INIT sent {}, no answer",
            "INIT 送出 {}，沒有回應",
            times(sent.into(), language)
        ),
        _ => language.pick("no association", "沒有建立 association").into(),
    }
}
