//! The rows of `ice`, `dtls` and `sctp`.

use super::Rows;
use crate::facts::{
    AbortCause, AbortEvidence, CheckCounts, DataChunks, Direction, DtlsEvidence, DtlsTimings,
    EndedBy, IceEvidence, IceTimings, LinkEnd, OpenedBy, PairEvidence, SctpEvidence, SctpTimings,
    SendRefusal, SendRefusals, Unreachable,
};
use crate::text::format::{count, duration, listed};
use crate::text::language::{Language, say};

/// The port of every known robot's SCTP.
const SCTP_PORT: u16 = 5000;

pub(super) fn ice(rows: &mut Rows, timings: &IceTimings, evidence: &IceEvidence) {
    rows.add("selected", "選定的組合", evidence.selected.as_ref());
    for pair in evidence.pairs.iter().flatten() {
        rows.add("pair", "組合", Some(pair_words(pair, rows.language)));
    }
    if let Some(SendRefusals { count, reason }) = evidence.send_refusals {
        let language = rows.language;
        let reason = match reason {
            SendRefusal::Forbidden => language.pick("forbidden", "被禁止"),
            SendRefusal::NoRoute => language.pick("no way there", "沒有路由"),
            SendRefusal::Other => language.pick("for another reason", "其他原因"),
        };
        let words = say!(language, "{} by this machine, {}", "本機拒絕 {} 次，{}", count, reason);
        rows.add("not sent", "未送出", Some(words));
    }
    rows.add("nominated", "選定", Some(rows.after(timings.nominated_ms)));
    // Who does not see the packets cannot say that none came.
    let seen = evidence.pairs.is_some() || timings.first_response_ms.is_some();
    let first_response = seen.then(|| rows.after(timings.first_response_ms));
    rows.add("first response", "第一個回應", first_response);
    rows.list("ours", "我方", evidence.local_candidates.as_ref());
    rows.list("the robot's", "機器人", evidence.remote_candidates.as_ref());
    rows.add_ms("gathering", "收集", timings.gathering_ms);
    rows.add("state", "狀態", evidence.state.as_ref());
}

fn pair_words(pair: &PairEvidence, language: Language) -> String {
    let mut words = say!(
        language,
        "{} -> {}: {} sent, {} answered, {} received",
        "{} -> {}：送出 {}，回應 {}，收到 {}",
        pair.local,
        pair.remote,
        pair.requests_sent,
        pair.responses,
        pair.requests_received
    );
    for (code, number) in &pair.errors {
        words += &say!(language, ", {0} refused with {1}", "，{0} 次被 {1} 拒絕", number, code);
    }
    if let Some(refused @ 1..) = pair.requests_refused {
        words += &say!(
            language,
            ", {} received with other credentials",
            "，收到 {} 次帶著別的認證資訊",
            refused
        );
    }
    if let (Some(answers @ 1..), Some(from)) = (pair.responses_from_elsewhere, &pair.elsewhere) {
        words += &say!(language, ", {} answered by {}", "，{} 次由 {} 回應", answers, from);
    }
    let unreachable = pair.unreachable.map(|what| match what {
        Unreachable::Port => language.pick(", port unreachable", "，連接埠無法連到"),
        Unreachable::Host => language.pick(", host unreachable", "，主機無法連到"),
        Unreachable::Net => language.pick(", network unreachable", "，網路無法連到"),
    });
    words += unreachable.unwrap_or_default();
    if let Some(ms) = pair.rtt_ms {
        words += &say!(language, ", round trip {}", "，往返 {}", duration(ms));
    }
    words
}

pub(super) fn dtls(rows: &mut Rows, timings: &DtlsTimings, evidence: &DtlsEvidence) {
    let seen = evidence.client_hellos_received.is_some() || timings.first_flight_in_ms.is_some();
    let first_record = seen.then(|| rows.after(timings.first_flight_in_ms));
    rows.add("first record", "第一個封包", first_record);
    rows.add("handshake", "握手", Some(rows.after(timings.handshake_ms)));
    let language = rows.language;
    let received = |number| say!(language, "{} received", "收到 {}", number);
    let sent = |number| say!(language, "{} sent", "送出 {}", number);
    let hellos =
        [evidence.client_hellos_received.map(received), evidence.client_hellos_sent.map(sent)];
    rows.add("ClientHello", "ClientHello", joined(hellos, language));
    // What was agreed on stands below; what was offered is of use where nothing was.
    let offered = evidence.client_hello.as_ref().filter(|_| evidence.cipher.is_none());
    if let Some(hello) = offered {
        rows.add("it offers", "它提出", Some(&hello.version));
        rows.list("ciphers", "加密套件", Some(&hello.cipher_suites));
        rows.list("SRTP", "SRTP", hello.srtp_profiles.as_ref());
    }
    for alert in evidence.alerts.iter().flatten() {
        let from = who(alert.direction, language);
        let words = format!("{} {}", alert.level, alert.description);
        rows.add("alert", "alert", Some(say!(language, "{} from {}", "{}，來自{}", words, from)));
    }
    rows.add(
        "fits the answer",
        "與回應相符",
        evidence.fingerprint_match.map(|yes| rows.yes_no(yes)),
    );
    if let Some(certificate) = &evidence.peer_certificate {
        let name =
            certificate.subject_cn.as_deref().unwrap_or(language.pick("no name", "沒有名稱"));
        let key =
            certificate.key.as_deref().unwrap_or(language.pick("unknown key", "金鑰種類不明"));
        rows.beside("certificate", "憑證", format!("{name}, {key}"), "KVS-WebRTC-Client");
        rows.add("sha-256", "sha-256", Some(&certificate.sha256));
        rows.add("signed by", "簽章", certificate.signature.as_ref());
    }
    rows.add("our role", "我方角色", evidence.role.as_ref());
    rows.add("version", "版本", evidence.version.as_ref());
    rows.add("cipher", "加密套件", evidence.cipher.as_ref());
    rows.add("SRTP", "SRTP", evidence.srtp_profile.as_ref());
    rows.add("flights repeated", "重送", evidence.retransmits);
    let largest = evidence.largest_flight_bytes;
    let bytes = largest.map(|bytes| say!(language, "{} bytes", "{} 位元組", bytes));
    rows.add("largest datagram", "最大封包", bytes);
    if let Some(CheckCounts { sent, answered, received, .. }) = evidence.checks {
        let words = say!(
            language,
            "{} sent, {} answered, {} received",
            "送出 {}，回應 {}，收到 {}",
            sent,
            answered,
            received
        );
        rows.add("checks beside it", "同時的檢查", Some(words));
    }
}

pub(super) fn sctp(rows: &mut Rows, timings: &SctpTimings, evidence: &SctpEvidence) {
    let language = rows.language;
    let sent_at = evidence.init_sent_at_ms.as_deref().map(|at_ms| at_seconds(at_ms, language));
    rows.add("INIT sent", "送出 INIT", sent_at.or(evidence.init_sent.map(|sent| sent.to_string())));
    let association = timings.association_ms;
    if evidence.init_sent.is_some() || association.is_some() {
        rows.add("INIT-ACK", "INIT-ACK", Some(rows.after(timings.init_to_init_ack_ms)));
        rows.beside(
            "association",
            "association",
            rows.after(association),
            language.pick("0.5 s; nine INITs unanswered: 27 s", "0.5 s；九次 INIT 沒有回應：27 s"),
        );
    }
    let init = |number: u32| count(number.into(), "INIT", "個 INIT", language);
    let rtp = |number| count(number, "RTP packet", "個 RTP 封包", language);
    let from_robot = [evidence.init_received.map(init), evidence.rtp_packets_received.map(rtp)];
    rows.add("from the robot", "來自機器人", joined(from_robot, language));
    rows.add("abort", "ABORT", evidence.abort.as_ref().map(|abort| abort_words(abort, language)));
    let reset = evidence.stream_reset.filter(|reset| *reset);
    rows.add("stream reset", "stream 重設", reset.map(|reset| rows.yes_no(reset)));
    let errors = evidence.error_causes.as_deref().filter(|errors| !errors.is_empty());
    rows.add("complaints", "ERROR", errors.map(|errors| causes_words(errors, language)));
    if let Some(port) = evidence.peer_port.filter(|port| *port != SCTP_PORT) {
        rows.beside("SCTP port", "SCTP 連接埠", port, "5000");
    }
    if association.is_some() {
        let opened_by = evidence.opened_by.map(|proof| match proof {
            OpenedBy::Ack => language.pick(", by ACK", "，由 ACK 得知"),
            OpenedBy::Message => {
                language.pick(", by the robot's first message", "，由機器人的第一則訊息得知")
            }
            OpenedBy::Sack => language.pick(", by the SACK of our OPEN", "，由 OPEN 的 SACK 得知"),
        });
        let usable = rows.after(timings.open_to_usable_ms);
        rows.add(
            "channel usable",
            "通道可用",
            Some(format!("{usable}{}", opened_by.unwrap_or_default())),
        );
        rows.add_ms("cookie", "cookie", timings.cookie_ms);
    }
    if let Some(acks) = evidence.dcep_ack_received {
        rows.beside(
            "DCEP ACK",
            "DCEP ACK",
            acks,
            language.pick("0: this robot sends none", "0：這台機器人不送"),
        );
    }
    repeated(rows, evidence.data.as_ref());
}

/// Those that are known, in one line.
fn joined(parts: [Option<String>; 2], language: Language) -> Option<String> {
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| listed(&parts, language))
}

/// When each packet went: `at 0.0, 1.0, 3.0 s`.
fn at_seconds(at_ms: &[f64], language: Language) -> String {
    match at_ms {
        [] => language.pick("none", "無").into(),
        [one] => say!(language, "at {}", "於 {}", duration(*one)),
        several => {
            let seconds: Vec<_> = several.iter().map(|ms| format!("{:.1}", ms / 1000.0)).collect();
            say!(language, "at {} s", "於 {} s", seconds.join(", "))
        }
    }
}

fn abort_words(abort: &AbortEvidence, language: Language) -> String {
    let causes = match abort.causes[..] {
        [] => language.pick("no cause named", "沒有說明原因").to_owned(),
        _ => causes_words(&abort.causes, language),
    };
    say!(language, "from {}: {}", "來自{}：{}", who(abort.direction, language), causes)
}

fn causes_words(causes: &[AbortCause], language: Language) -> String {
    let words = |cause: &AbortCause| format!("{} ({})", cause.words(), cause.code);
    listed(&causes.iter().map(words).collect::<Vec<_>>(), language)
}

/// How the robot ended the connection, where it did.
pub(super) fn ended(rows: &mut Rows, end: Option<&LinkEnd>) {
    let Some(end) = end else { return };
    let language = rows.language;
    let words = match (&end.abort, end.by) {
        (Some(abort), _) => format!("ABORT {}", abort_words(abort, language)),
        (None, by) => end_words(by, language).into(),
    };
    rows.add("ended by", "結束方式", Some(words));
}

/// What SCTP had to repeat, where it had to.
pub(super) fn repeated(rows: &mut Rows, data: Option<&DataChunks>) {
    let Some(data) = data.filter(|data| data.is_marked_by_loss()) else { return };
    let words = say!(
        rows.language,
        "{} of {} DATA chunks sent, {} of {} received came twice, {} late",
        "送出的 DATA {1} 個中有 {0} 個重送，收到的 {3} 個中有 {2} 個重複、{4} 個遲到",
        data.resent,
        data.sent,
        data.duplicates,
        data.received,
        data.late
    );
    rows.add("sent again", "重送", Some(words));
}

fn who(direction: Direction, language: Language) -> &'static str {
    match direction {
        Direction::In => language.pick("the robot", "機器人"),
        Direction::Out => language.pick("us", "我方"),
    }
}

fn end_words(by: EndedBy, language: Language) -> &'static str {
    match by {
        EndedBy::Closed => language.pick("close_notify or SHUTDOWN", "close_notify 或 SHUTDOWN"),
        EndedBy::Abort => "ABORT",
        EndedBy::StreamReset => {
            language.pick("a reset of the channel's stream", "通道的 stream 被重設")
        }
        EndedBy::Alert => language.pick("a fatal DTLS alert", "致命的 DTLS alert"),
    }
}
