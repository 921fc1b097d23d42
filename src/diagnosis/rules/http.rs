//! The signalling ports and con_notify.

use std::net::IpAddr;

use super::ping::silence;
use super::stranger;
use crate::diagnosis::case::{Case, Seen};
use crate::diagnosis::conclusion::Conclusion;
use crate::diagnosis::finding::Side;
use crate::diagnosis::phrase::{Phrase, phrase};
use crate::evidence::{
    HttpDialect, HttpEvidence, HttpReason, HttpTimings, PortReason, PortState, Stage,
};
use crate::stages::outcome::{Signalling, Status};

/// Boards beside the robot's main one, which alone serves WebRTC: the last
/// byte of their fixed addresses in 192.168.123.0/24, and what they are.
const OTHER_BOARDS: [(u8, &str, &str); 3] = [
    (18, "the Jetson of an EDU", "EDU 的 Jetson"),
    (164, "the development PC of a G1", "G1 的開發用電腦"),
    (20, "the LiDAR", "光達"),
];

type Http<'a> = Seen<'a, HttpTimings, HttpEvidence>;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Conclusion> {
    let Some(http) = case.http() else { return Vec::new() };
    match http.status {
        Status::Fail => {
            http.evidence.reason.map(|reason| failed(case, http, reason)).into_iter().collect()
        }
        Status::Pass | Status::Warn => worth_knowing(case, http),
        Status::Inconclusive if http.evidence.reason == Some(HttpReason::UnknownData2) => {
            vec![failed(case, http, HttpReason::UnknownData2)]
        }
        Status::Skip | Status::Inconclusive | Status::Crash => Vec::new(),
    }
}

fn failed(case: &Case<'_>, http: Http<'_>, reason: HttpReason) -> Conclusion {
    let conclusion = match reason {
        HttpReason::ConnRefused => stranger::after_a_wait(refused(case), http.evidence),
        HttpReason::NoResponse if connected(http) => {
            Conclusion::likely("G2-HTTP-NOANSWER").seen(phrase!("TCP connects", "TCP 連得上"))
        }
        HttpReason::NoResponse => silent(case),
        HttpReason::HostUnreachable => {
            Conclusion::likely("G2-LINK-UNREACH").at(Stage::Http).seen(phrase!(
                "the kernel reports: host unreachable",
                "核心回報：無法到達主機（host unreachable）"
            ))
        }
        // A router on the way can say the same as our own kernel: not certain.
        HttpReason::NetUnreachable => {
            Conclusion::likely("G2-LINK-SUBNET").at(Stage::Http).seen(phrase!(
                "the kernel reports: network unreachable",
                "核心回報：無法到達網路（network unreachable）"
            ))
        }
        HttpReason::NameNotResolved => Conclusion::likely("G2-LINK-NAME"),
        HttpReason::ClosedWithoutAnswer => Conclusion::possible("G2-HTTP-SILENT-CLOSE"),
        HttpReason::HttpStatus => status(http.evidence.http_status),
        HttpReason::BodyTooLarge => Conclusion::likely("G2-HTTP-BADJSON").seen(phrase!(
            "the answer is larger than 1 MiB; a robot's has about 1 KiB",
            "回應大於 1 MiB；機器人的約 1 KiB"
        )),
        HttpReason::NotBase64 if http.evidence.body_bytes == Some(0) => stranger::nothing(),
        HttpReason::NotBase64 => Conclusion::likely("G2-HTTP-BADJSON")
            .seen(phrase!("the answer is not base64", "回應不是 base64")),
        HttpReason::NotJson => Conclusion::possible("G2-HTTP-BADJSON").seen(phrase!(
            "the answer is base64 of something else than JSON with data1 and data2",
            "回應的 base64 內容不是含 data1 與 data2 的 JSON"
        )),
        HttpReason::UnknownData2 => Conclusion::likely("G2-SIG-DATA2-UNKNOWN"),
    };
    conclusion.seen_all(stranger::lines(http.evidence)).seen_all(ports(http.evidence))
}

/// The answer to another status than 200; for con_ing as well.
pub(super) fn status(status: Option<u16>) -> Conclusion {
    let line = status.map(|status| phrase!("HTTP status {status}", "HTTP 狀態 {status}"));
    match status {
        Some(404) => Conclusion::possible("G2-HTTP-404").seen_all(line),
        _ => Conclusion::possible("G2-HTTP-STATUS").seen_all(line),
    }
}

fn connected(http: Http<'_>) -> bool {
    let open = |port: &PortState| port.reason == PortReason::Open;
    http.timings.connect_ms.is_some() || http.evidence.ports.iter().flatten().any(open)
}

fn refused(case: &Case<'_>) -> Conclusion {
    match case.address().and_then(other_board) {
        Some(board) => Conclusion::likely("G2-HTTP-WRONG-HOST").seen(board),
        None => Conclusion::possible("G2-HTTP-REFUSED"),
    }
}

/// Which other board usually has this address.
fn other_board(address: IpAddr) -> Option<Phrase> {
    let IpAddr::V4(address) = address.to_canonical() else { return None };
    let [192, 168, 123, last] = address.octets() else { return None };
    let (_, name, chinese) = OTHER_BOARDS.iter().find(|(board, ..)| *board == last)?;
    Some(phrase!("{address} is usually {name}", "{address} 通常是 {chinese}"))
}

/// Ping tells a filter from a host that is not there.
fn silent(case: &Case<'_>) -> Conclusion {
    let ping = case.ping();
    let unanswered = ping.and_then(|ping| silence(ping.evidence));
    match ping.map(|ping| (ping.status, ping.evidence.received)) {
        Some((Status::Fail, _)) => {
            Conclusion::possible("G2-LINK-UNREACH").at(Stage::Http).seen_all(unanswered)
        }
        Some((_, Some(received))) if received > 0 => Conclusion::likely("G2-HTTP-TIMEOUT")
            .seen(phrase!("ping is answered ({received})", "ping 有回應（{received}）")),
        _ => Conclusion::possible("G2-HTTP-TIMEOUT"),
    }
}

/// What each port said.
fn ports(evidence: &HttpEvidence) -> Option<Phrase> {
    let ports = evidence.ports.as_ref().filter(|ports| !ports.is_empty())?;
    let say = |words: fn(PortReason) -> &'static str| {
        let said: Vec<_> =
            ports.iter().map(|port| format!("{} {}", port.port, words(port.reason))).collect();
        said.join(", ")
    };
    let (en, zh) = (say(in_english), say(in_chinese));
    Some(Phrase::new(format!("port {en}"), format!("連接埠 {zh}")))
}

fn in_english(reason: PortReason) -> &'static str {
    match reason {
        PortReason::Open => "open",
        PortReason::ConnRefused => "refused",
        PortReason::NoResponse => "silent",
        PortReason::HostUnreachable => "host unreachable",
        PortReason::NetUnreachable => "network unreachable",
    }
}

fn in_chinese(reason: PortReason) -> &'static str {
    match reason {
        PortReason::Open => "開啟",
        PortReason::ConnRefused => "拒絕",
        PortReason::NoResponse => "無回應",
        PortReason::HostUnreachable => "無法到達主機",
        PortReason::NetUnreachable => "無法到達網路",
    }
}

fn worth_knowing(case: &Case<'_>, http: Http<'_>) -> Vec<Conclusion> {
    let mut found = Vec::new();
    if http.evidence.dialect == Some(HttpDialect::Http10Raw) {
        found.push(Conclusion::likely("G2-HTTP-PICKY").on(Side::Robot).seen(phrase!(
            "con_notify was answered as raw HTTP/1.0 after HTTP/1.1 was closed without an answer",
            "HTTP/1.1 被直接關閉，改用原始 HTTP/1.0 後 con_notify 才有回應"
        )));
    }
    if case.robot.signalling == Some(Signalling::Legacy) {
        found.push(Conclusion::likely("G2-HTTP-LEGACY-ONLY").seen_all(ports(http.evidence)));
    }
    found
}
