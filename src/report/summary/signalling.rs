//! The decisive facts of `ping`, `http` and `sdp`.

use crate::catalogue::fact_table::Shown;
use crate::facts::{
    HttpEvidence, HttpReason, PingEvidence, PingMethod, PortReason, SdpEvidence, SdpReason,
    SdpTimings,
};
use crate::text::format::{duration, printable};
use crate::text::phrase::{Phrase, phrase};

pub(super) fn ping(evidence: &PingEvidence) -> Phrase {
    if let Some(error) = &evidence.error {
        return Phrase::same(printable(error));
    }
    let by_tcp = match evidence.method {
        Some(PingMethod::Tcp) => phrase!(" by TCP", "（以 TCP）"),
        _ => Phrase::default(),
    };
    let requests = |sent: u32| Phrase::count(sent.into(), "echo request", "個 echo 請求");
    match (evidence.sent, evidence.received) {
        (Some(sent), Some(received)) if received > 0 => {
            let round_trip = |ms| phrase!(", {} on average", "，平均 {}", duration(ms));
            let average = evidence.rtt_avg_ms.map(round_trip).unwrap_or_default();
            phrase!(
                "{0} of {1} answered{2}{3}",
                "送出 {1} 次，收到 {0} 次回應{2}{3}",
                received,
                sent,
                by_tcp,
                average
            )
        }
        (Some(sent), _) if evidence.tcp_answered == Some(true) => phrase!(
            "{} unanswered, but TCP was answered",
            "{}沒有回應，但 TCP 有回應",
            requests(sent)
        ),
        (Some(sent), _) => {
            phrase!("{} sent{}, no answer", "送出 {}{}，沒有回應", requests(sent), by_tcp)
        }
        (None, _) => phrase!("nothing was sent", "沒有送出任何封包"),
    }
}

pub(super) fn http(evidence: &HttpEvidence, passed: bool) -> Phrase {
    if let Some(reason) = evidence.reason {
        return http_reason(reason, evidence);
    }
    let waited = evidence.waited_ms.map(duration);
    if !passed {
        return match waited {
            Some(waited) => phrase!(
                "waited {} for the robot, which did not answer",
                "等待機器人 {}，沒有回應",
                waited
            ),
            None => phrase!("no answer to judge", "沒有可判斷的回應"),
        };
    }
    let said = method_words(evidence, waited.is_none());
    match waited {
        Some(waited) => phrase!("waited {}, then {}", "等待 {} 後，{}", waited, said),
        None => said,
    }
}

/// How the robot is reached; `whole` tells of its key as well.
fn method_words(evidence: &HttpEvidence, whole: bool) -> Phrase {
    let key = match (evidence.device_key_accepted, evidence.data2) {
        (Some(true), _) => phrase!(", the device key matches", "，裝置金鑰正確"),
        (Some(false), _) => phrase!(", the device key does not match", "，裝置金鑰不符"),
        (None, _) if !whole => Phrase::default(),
        (None, Some(1)) => phrase!(" (plain)", "（未加密）"),
        (None, Some(2)) => phrase!(" (static key)", "（固定金鑰）"),
        (None, Some(3)) => phrase!(" (device key)", "（裝置金鑰）"),
        (None, _) => Phrase::default(),
    };
    match evidence.data2 {
        Some(data2) => {
            phrase!("con_notify answered, data2 {}{}", "con_notify 有回應，data2 {}{}", data2, key)
        }
        // A log need not show what con_notify said, only that its port was open.
        None if asked_con_notify(evidence) => ports(evidence),
        None => phrase!("legacy signalling: {}", "舊式信令：{}", ports(evidence)),
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
fn ports(evidence: &HttpEvidence) -> Phrase {
    let said = evidence
        .ports
        .iter()
        .flatten()
        .map(|port| phrase!("port {} {}", "連接埠 {} {}", port.port, port.reason.shown()));
    let said = Phrase::names(said);
    if said.is_empty() {
        phrase!("no port was probed", "沒有探測任何連接埠")
    } else {
        said
    }
}

fn http_reason(reason: HttpReason, evidence: &HttpEvidence) -> Phrase {
    let any_open = evidence.ports.iter().flatten().any(|port| port.reason == PortReason::Open);
    let probed = evidence.ports.as_ref().is_some_and(|ports| !ports.is_empty());
    if let Some(broken) = evidence.broken {
        return broken.shown();
    }
    match reason {
        HttpReason::ConnRefused if probed => ports(evidence),
        HttpReason::ConnRefused => phrase!("connection refused", "連線被拒絕"),
        HttpReason::NoResponse if any_open => {
            phrase!("connected, but con_notify is not answered", "已連線，但 con_notify 沒有回應")
        }
        HttpReason::NoResponse if probed => ports(evidence),
        HttpReason::NoResponse => phrase!("no answer to a TCP connect", "TCP 連線沒有回應"),
        HttpReason::HostUnreachable => {
            phrase!("no route to the host (host unreachable)", "無法到達主機（host unreachable）")
        }
        HttpReason::NetUnreachable => phrase!(
            "no route to the network (network unreachable)",
            "沒有到該網路的路由（network unreachable）"
        ),
        HttpReason::NameNotResolved => phrase!("the name has no address", "這個名稱查不到位址"),
        HttpReason::ClosedWithoutAnswer => {
            phrase!("the connection was closed without an answer", "連線在回應之前就被關閉")
        }
        HttpReason::HttpStatus => http_status(Phrase::same("con_notify"), evidence.http_status),
        HttpReason::BodyTooLarge => phrase!("the answer is larger than 1 MiB", "回應超過 1 MiB"),
        HttpReason::NotBase64 if evidence.html == Some(true) => {
            phrase!("the answer is a web page", "回應是一個網頁")
        }
        HttpReason::NotBase64 if evidence.body_bytes == Some(0) => {
            phrase!("the answer is empty", "回應沒有內容")
        }
        HttpReason::NotBase64 => phrase!("the answer is not base64", "回應不是 base64"),
        HttpReason::NotJson => {
            phrase!("the answer is not the JSON of con_notify", "回應不是 con_notify 的 JSON")
        }
        HttpReason::UnknownData2 => phrase!("data2 is none of 1, 2 and 3", "data2 不是 1、2 或 3"),
    }
}

fn http_status(asked: Phrase, status: Option<u16>) -> Phrase {
    match status {
        Some(status) => {
            phrase!(
                "{} was answered with HTTP status {}",
                "{} 的回應是 HTTP 狀態 {}",
                asked,
                status
            )
        }
        None => {
            phrase!("{} was answered with an unexpected status", "{} 的回應狀態不符預期", asked)
        }
    }
}

pub(super) fn sdp(timings: &SdpTimings, evidence: &SdpEvidence, passed: bool) -> Phrase {
    if let Some(reason) = evidence.reason {
        return sdp_reason(reason, evidence);
    }
    let Some(answer) = evidence.answer.as_ref().filter(|_| passed) else {
        // Whoever only watched it go by cannot read it.
        if let Some(ms) = timings.con_ing_ms.filter(|_| passed) {
            return phrase!("answered in {}, encrypted", "{} 內回應（已加密）", duration(ms));
        }
        return phrase!("no usable answer to the offer", "offer 沒有得到可用的回應");
    };
    let mut parts = vec![match timings.con_ing_ms {
        Some(ms) => phrase!("answered in {}", "{} 內回應", duration(ms)),
        None => phrase!("answered", "已回應"),
    }];
    if let Some(setup) = &answer.setup {
        parts.push(Phrase::same(format!("setup {}", printable(setup))));
    }
    if let Some(candidates) = &answer.candidates {
        parts.push(Phrase::count(candidates.len() as u64, "candidate", "個候選位址"));
    }
    if let Some(free) = evidence.busy_retries.iter().flatten().last() {
        parts.push(phrase!(
            "the slot was taken at first and became free after {}",
            "名額起初被佔用，{} 後釋出",
            duration(free.after_s * 1e3)
        ));
    }
    Phrase::listed(parts)
}

fn busy(evidence: &SdpEvidence) -> Phrase {
    match evidence.busy_retries.iter().flatten().rfind(|retry| retry.rejected == Some(true)) {
        Some(last) => phrase!(
            "rejected, and again {} later: its one slot is taken",
            "被拒絕（reject），{} 後再次被拒絕：連線名額已被佔用",
            duration(last.after_s * 1e3)
        ),
        None => phrase!("rejected: its one slot is taken", "被拒絕（reject）：連線名額已被佔用"),
    }
}

fn sdp_reason(reason: SdpReason, evidence: &SdpEvidence) -> Phrase {
    match reason {
        SdpReason::AesKeyMissing => phrase!(
            "data2 is 3: this robot's own AES key is needed",
            "data2 是 3：需要這台機器人自己的 AES 金鑰"
        ),
        SdpReason::AesKeyRejected => phrase!(
            "the AES key does not open this robot's blob",
            "AES 金鑰無法解開這台機器人的資料"
        ),
        SdpReason::BlobUndecipherable => {
            phrase!("the static key does not open the blob", "固定金鑰無法解開資料")
        }
        SdpReason::RsaKeyBad => {
            phrase!("the blob holds no readable RSA key", "資料中沒有可讀的 RSA 金鑰")
        }
        SdpReason::PathBad => {
            phrase!("the path for the offer cannot be computed", "無法算出送 offer 的路徑")
        }
        SdpReason::NoAnswer if let Some(broken) = evidence.broken => broken.shown(),
        SdpReason::NoAnswer if evidence.closed == Some(true) => {
            phrase!("the connection was closed before an answer came", "連線被關閉，offer 沒有回應")
        }
        SdpReason::NoAnswer => phrase!("the offer was not answered", "offer 沒有回應"),
        SdpReason::HttpStatus => http_status(phrase!("the offer", "offer"), evidence.http_status),
        SdpReason::AnswerUndecipherable => phrase!("the answer does not decrypt", "回應無法解密"),
        SdpReason::AnswerNotJson => {
            phrase!("the answer is not the JSON of con_ing", "回應不是 con_ing 的 JSON")
        }
        SdpReason::AnswerEmpty => phrase!("the answer contains no SDP", "回應中沒有 SDP"),
        SdpReason::Busy => busy(evidence),
        SdpReason::AnswerUnusable => match lint(evidence) {
            Some(lint) => phrase!("unusable answer: {}", "回應無法使用：{}", lint),
            None => {
                phrase!("the answer cannot lead to a data channel", "這樣的回應無法建立資料通道")
            }
        },
    }
}

fn lint(evidence: &SdpEvidence) -> Option<String> {
    let codes = evidence.answer.as_ref()?.lint.as_ref()?;
    (!codes.is_empty()).then(|| printable(&codes.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::{AnswerEvidence, BusyRetry, PortState};
    use crate::text::language::Language;

    #[test]
    fn an_open_port_of_a_log_is_no_legacy_signalling() {
        let evidence = |url: &str, port| HttpEvidence {
            url: Some(url.into()),
            ports: Some(vec![PortState { port, reason: PortReason::Open }]),
            ..Default::default()
        };
        let said = |url, port| http(&evidence(url, port), true).get(Language::English).to_owned();
        assert_eq!(said("http://192.168.12.1:9991/con_notify", 9991), "port 9991 open");
        let legacy = "legacy signalling: port 8081 open";
        assert_eq!(said("http://192.168.12.1:8081/offer", 8081), legacy);
        assert_eq!(said("http://192.168.12.1:9991/con_notify", 8081), legacy);
    }

    #[test]
    fn a_wait_is_told_of_however_it_ended() {
        let waited =
            HttpEvidence { data2: Some(2), waited_ms: Some(12_010.0), ..HttpEvidence::default() };
        let said = |passed| http(&waited, passed).get(Language::English).to_owned();
        assert_eq!(said(true), "waited 12.0 s, then con_notify answered, data2 2");
        assert_eq!(said(false), "waited 12.0 s for the robot, which did not answer");
        let at_once = HttpEvidence { waited_ms: None, ..waited };
        let said = http(&at_once, true);
        assert_eq!(said.get(Language::English), "con_notify answered, data2 2 (static key)");
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
        let shown = sdp(&SdpTimings::default(), &taken, false);
        let shown = shown.get(Language::English);
        assert_eq!(shown, "rejected, and again 45.0 s later: its one slot is taken");
        let unasked = SdpEvidence { busy_retries: None, ..taken };
        let shown = sdp(&SdpTimings::default(), &unasked, false);
        let shown = shown.get(Language::English);
        assert_eq!(shown, "rejected: its one slot is taken");
        let freed = SdpEvidence {
            answer: Some(AnswerEvidence::default()),
            busy_retries: retries(Some(false)),
            ..Default::default()
        };
        let shown = sdp(&SdpTimings::default(), &freed, true);
        let shown = shown.get(Language::English);
        // The other client may have left by itself meanwhile.
        assert!(
            shown.ends_with("the slot was taken at first and became free after 45.0 s"),
            "{shown}"
        );
    }
}
