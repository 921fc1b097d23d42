//! The decisive facts of `ping`, `http` and `sdp`.

use super::port_words;
use crate::facts::{
    HttpEvidence, HttpReason, PingEvidence, PingMethod, PortReason, SdpEvidence, SdpReason,
    SdpTimings,
};
use crate::text::format::{count, duration, listed, printable};
use crate::text::language::{Language, say};

pub(super) fn ping(evidence: &PingEvidence, language: Language) -> String {
    if let Some(error) = &evidence.error {
        return printable(error);
    }
    let by_tcp = match evidence.method {
        Some(PingMethod::Tcp) => language.pick(" by TCP", "（以 TCP）"),
        _ => "",
    };
    let requests = |sent: u32| count(sent.into(), "echo request", "個 echo 請求", language);
    match (evidence.sent, evidence.received) {
        (Some(sent), Some(received)) if received > 0 => {
            let round_trip = |ms| say!(language, ", {} on average", "，平均 {}", duration(ms));
            let average = evidence.rtt_avg_ms.map(round_trip).unwrap_or_default();
            say!(
                language,
                "{0} of {1} answered{2}{3}",
                "{1} 次中有 {0} 次回應{2}{3}",
                received,
                sent,
                by_tcp,
                average
            )
        }
        (Some(sent), _) if evidence.tcp_answered == Some(true) => say!(
            language,
            "{} unanswered, but TCP is answered",
            "{}沒有回應，但 TCP 有回應",
            requests(sent)
        ),
        (Some(sent), _) => {
            say!(language, "{} sent{}, no answer", "送出 {}{}，沒有回應", requests(sent), by_tcp)
        }
        (None, _) => language.pick("nothing was sent", "沒有送出任何封包").into(),
    }
}

pub(super) fn http(evidence: &HttpEvidence, passed: bool, language: Language) -> String {
    if let Some(reason) = evidence.reason {
        return http_reason(reason, evidence, language);
    }
    let waited = evidence.waited_ms.map(duration);
    if !passed {
        return match waited {
            Some(waited) => say!(
                language,
                "waited {} for the robot, which did not answer",
                "等待機器人 {}，沒有回應",
                waited
            ),
            None => language.pick("no answer to judge", "沒有可判斷的回應").into(),
        };
    }
    let said = method_words(evidence, waited.is_none(), language);
    match waited {
        Some(waited) => say!(language, "waited {}, then {}", "等待 {} 後，{}", waited, said),
        None => said,
    }
}

/// How the robot is reached; `whole` tells of its key as well.
fn method_words(evidence: &HttpEvidence, whole: bool, language: Language) -> String {
    let key = match (evidence.device_key_accepted, evidence.data2) {
        (Some(true), _) => language.pick(", the device key fits", "，裝置金鑰正確"),
        (Some(false), _) => language.pick(", the device key does not fit", "，裝置金鑰不符"),
        (None, _) if !whole => "",
        (None, Some(1)) => language.pick(" (plain)", "（未加密）"),
        (None, Some(2)) => language.pick(" (static key)", "（固定金鑰）"),
        (None, Some(3)) => language.pick(" (device key)", "（裝置金鑰）"),
        (None, _) => "",
    };
    match evidence.data2 {
        Some(data2) => {
            say!(
                language,
                "con_notify answered, data2 {}{}",
                "con_notify 有回應，data2 {}{}",
                data2,
                key
            )
        }
        // A log need not show what con_notify said, only that its port was open.
        None if asked_con_notify(evidence) => ports(evidence, language),
        None => say!(language, "legacy signalling: {}", "舊式信令：{}", ports(evidence, language)),
    }
}

fn asked_con_notify(evidence: &HttpEvidence) -> bool {
    let asked = |port: u16| {
        let end = format!(":{port}/con_notify");
        evidence.url.as_ref().is_some_and(|url| url.ends_with(&end))
    };
    let mut ports = evidence.ports.iter().flatten();
    ports.any(|port| port.reason == PortReason::Open && asked(port.port))
}

/// What each port said: `port 9991 silent, port 8081 refused`.
fn ports(evidence: &HttpEvidence, language: Language) -> String {
    let said: Vec<_> = evidence
        .ports
        .iter()
        .flatten()
        .map(|port| {
            let words = port_words(port.reason, language);
            say!(language, "port {} {}", "連接埠 {} {}", port.port, words)
        })
        .collect();
    match said[..] {
        [] => language.pick("no port was probed", "沒有探測任何連接埠").into(),
        _ => listed(&said, language),
    }
}

fn http_reason(reason: HttpReason, evidence: &HttpEvidence, language: Language) -> String {
    let any_open = evidence.ports.iter().flatten().any(|port| port.reason == PortReason::Open);
    let probed = evidence.ports.as_ref().is_some_and(|ports| !ports.is_empty());
    let fixed = match reason {
        HttpReason::ConnRefused if probed => return ports(evidence, language),
        HttpReason::ConnRefused => language.pick("connection refused", "連線被拒絕"),
        HttpReason::NoResponse if any_open => language
            .pick("connected, but con_notify is not answered", "已連線，但 con_notify 沒有回應"),
        HttpReason::NoResponse if probed => return ports(evidence, language),
        HttpReason::NoResponse => language.pick("no answer to a TCP connect", "TCP 連線沒有回應"),
        HttpReason::HostUnreachable => language
            .pick("no way to the host (host unreachable)", "無法到達主機 (host unreachable)"),
        HttpReason::NetUnreachable => language.pick(
            "no route to the network (network unreachable)",
            "沒有到該網路的路由 (network unreachable)",
        ),
        HttpReason::NameNotResolved => {
            language.pick("the name has no address", "這個名稱查不到位址")
        }
        HttpReason::ClosedWithoutAnswer => {
            language.pick("the connection was closed without an answer", "連線在回應之前就被關閉")
        }
        HttpReason::HttpStatus => match evidence.http_status {
            Some(status) => {
                return say!(
                    language,
                    "con_notify answered with HTTP status {}",
                    "con_notify 的回應是 HTTP 狀態 {}",
                    status
                );
            }
            None => language.pick(
                "con_notify answered with an unexpected status",
                "con_notify 的回應狀態不符預期",
            ),
        },
        HttpReason::BodyTooLarge => {
            language.pick("the answer is larger than 1 MiB", "回應超過 1 MiB")
        }
        HttpReason::NotBase64 if evidence.html == Some(true) => {
            language.pick("the answer is a web page", "回應是一個網頁")
        }
        HttpReason::NotBase64 if evidence.body_bytes == Some(0) => {
            language.pick("the answer is empty", "回應沒有內容")
        }
        HttpReason::NotBase64 => language.pick("the answer is not base64", "回應不是 base64"),
        HttpReason::NotJson => {
            language.pick("the answer is not the JSON of con_notify", "回應不是 con_notify 的 JSON")
        }
        HttpReason::UnknownData2 => {
            language.pick("data2 is none of 1, 2 and 3", "data2 不是 1、2 或 3")
        }
    };
    fixed.into()
}

pub(super) fn sdp(
    timings: &SdpTimings,
    evidence: &SdpEvidence,
    passed: bool,
    language: Language,
) -> String {
    if let Some(reason) = evidence.reason {
        return sdp_reason(reason, evidence, language);
    }
    let Some(answer) = evidence.answer.as_ref().filter(|_| passed) else {
        return language.pick("no usable answer to the offer", "offer 沒有得到可用的回應").into();
    };
    let mut parts = vec![match timings.con_ing_ms {
        Some(ms) => say!(language, "answered in {}", "{} 內回應", duration(ms)),
        None => language.pick("answered", "已回應").into(),
    }];
    if let Some(setup) = &answer.setup {
        parts.push(format!("setup {}", printable(setup)));
    }
    if let Some(candidates) = &answer.candidates {
        parts.push(count(candidates.len() as u64, "candidate", "個候選位址", language));
    }
    if let Some(free) = evidence.busy_retries.iter().flatten().last() {
        parts.push(say!(
            language,
            "the slot was taken, and free after {}: a client had vanished",
            "名額原被佔用，{} 後釋出：有用戶端不告而別",
            duration(free.after_s * 1e3)
        ));
    }
    parts.join(language.pick(", ", "，"))
}

/// Rejected, and again each time that was asked for.
fn busy(evidence: &SdpEvidence, language: Language) -> String {
    match evidence.busy_retries.iter().flatten().rfind(|retry| retry.rejected == Some(true)) {
        Some(last) => say!(
            language,
            "rejected, and again {} later: another client holds the slot",
            "被拒絕 (reject)，{} 後再次被拒絕：另一個用戶端佔用名額",
            duration(last.after_s * 1e3)
        ),
        None => language
            .pick(
                "rejected: another client holds the slot",
                "被拒絕 (reject)：另一個用戶端佔用名額",
            )
            .into(),
    }
}

fn sdp_reason(reason: SdpReason, evidence: &SdpEvidence, language: Language) -> String {
    let fixed = match reason {
        SdpReason::AesKeyMissing => language.pick(
            "data2 is 3: this robot's own AES key is needed",
            "data2 是 3：需要這台機器人自己的 AES 金鑰",
        ),
        SdpReason::AesKeyRejected => language.pick(
            "the AES key does not open this robot's blob",
            "AES 金鑰無法解開這台機器人的資料",
        ),
        SdpReason::BlobUndecipherable => {
            language.pick("the static key does not open the blob", "固定金鑰無法解開資料")
        }
        SdpReason::RsaKeyBad => {
            language.pick("the blob holds no readable RSA key", "資料中沒有可讀的 RSA 金鑰")
        }
        SdpReason::PathBad => {
            language.pick("the path for the offer cannot be computed", "無法算出送 offer 的路徑")
        }
        SdpReason::NoAnswer if evidence.closed == Some(true) => language
            .pick("the connection was closed instead of an answer", "連線被關閉，offer 沒有回應"),
        SdpReason::NoAnswer => language.pick("the offer was not answered", "offer 沒有回應"),
        SdpReason::HttpStatus => match evidence.http_status {
            Some(status) => {
                return say!(
                    language,
                    "the offer was answered with HTTP status {}",
                    "offer 的回應是 HTTP 狀態 {}",
                    status
                );
            }
            None => language.pick(
                "the offer was answered with an unexpected status",
                "offer 的回應狀態不符預期",
            ),
        },
        SdpReason::AnswerUndecipherable => {
            language.pick("the answer does not decrypt", "回應無法解密")
        }
        SdpReason::AnswerNotJson => {
            language.pick("the answer is not the JSON of con_ing", "回應不是 con_ing 的 JSON")
        }
        SdpReason::AnswerEmpty => language.pick("the answer holds no SDP", "回應中沒有 SDP"),
        SdpReason::Busy => return busy(evidence, language),
        SdpReason::AnswerUnusable => match lint(evidence) {
            Some(lint) => return say!(language, "unusable answer: {}", "回應無法使用：{}", lint),
            None => language
                .pick("the answer cannot lead to a data channel", "這樣的回應無法建立資料通道"),
        },
    };
    fixed.into()
}

fn lint(evidence: &SdpEvidence) -> Option<String> {
    let codes = evidence.answer.as_ref()?.lint.as_ref()?;
    (!codes.is_empty()).then(|| printable(&codes.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{AnswerEvidence, BusyRetry, PortState};

    #[test]
    fn an_open_port_of_a_log_is_no_legacy_signalling() {
        let evidence = |url: &str, port| HttpEvidence {
            url: Some(url.into()),
            ports: Some(vec![PortState { port, reason: PortReason::Open }]),
            ..Default::default()
        };
        let said = |url, port| http(&evidence(url, port), true, Language::English);
        assert_eq!(said("http://192.168.12.1:9991/con_notify", 9991), "port 9991 open");
        let legacy = "legacy signalling: port 8081 open";
        assert_eq!(said("http://192.168.12.1:8081/offer", 8081), legacy);
        assert_eq!(said("http://192.168.12.1:9991/con_notify", 8081), legacy);
    }

    #[test]
    fn a_wait_is_told_of_however_it_ended() {
        let waited =
            HttpEvidence { data2: Some(2), waited_ms: Some(12_010.0), ..HttpEvidence::default() };
        let said = |passed| http(&waited, passed, Language::English);
        assert_eq!(said(true), "waited 12.0 s, then con_notify answered, data2 2");
        assert_eq!(said(false), "waited 12.0 s for the robot, which did not answer");
        let at_once = HttpEvidence { waited_ms: None, ..waited };
        let said = http(&at_once, true, Language::English);
        assert_eq!(said, "con_notify answered, data2 2 (static key)");
    }

    #[test]
    fn offers_sent_again_tell_whose_client_it_was() {
        let retries = |rejected| {
            let retry = |after_s, rejected| BusyRetry { after_s, rejected };
            Some(vec![retry(5.0, Some(true)), retry(45.02, rejected)])
        };
        let taken = SdpEvidence {
            reason: Some(SdpReason::Busy),
            busy_retries: retries(Some(true)),
            ..Default::default()
        };
        let shown = sdp(&SdpTimings::default(), &taken, false, Language::English);
        assert_eq!(shown, "rejected, and again 45.0 s later: another client holds the slot");
        let unasked = SdpEvidence { busy_retries: None, ..taken };
        let shown = sdp(&SdpTimings::default(), &unasked, false, Language::English);
        assert_eq!(shown, "rejected: another client holds the slot");
        let freed = SdpEvidence {
            answer: Some(AnswerEvidence::default()),
            busy_retries: retries(Some(false)),
            ..Default::default()
        };
        let shown = sdp(&SdpTimings::default(), &freed, true, Language::English);
        assert!(shown.contains("free after 45.0 s"), "{shown}");
    }
}
