//! Facts that the stages saw. What is another in every run (ports, counts, round trips) is none.

use serde_json::{Value, json};

use super::field::Compared::{self, Exactly, WhereBroken, ZeroOrNot, ZeroOrNotWhereBroken};
use super::field::{Field, Of, Read};
use crate::facts::Stage;
use crate::facts::Stage::{Dtls, Flow, Http, Ice, Sctp, Sdp, Validation};

const fn seen(
    stage: Stage,
    name: &'static str,
    path: &'static str,
    label: (&'static str, &'static str),
    compared: Compared,
    acts_on: &'static [Stage],
) -> Field {
    let read = Read::At(stage, path);
    Field { name, of: Of::Stage, label, read, compared, acts_on, codes: &[] }
}

const fn made(
    stage: Stage,
    name: &'static str,
    label: (&'static str, &'static str),
    make: fn(&Value) -> Option<Value>,
    acts_on: &'static [Stage],
) -> Field {
    let read = Read::Of(stage, make);
    Field { name, of: Of::Stage, label, read, compared: WhereBroken, acts_on, codes: &[] }
}

/// Why a stage failed, where it says so itself.
pub const REASONS: &[Field] = &[
    seen(Http, "http.reason", "/reason", ("reason", "原因"), Exactly, &[]),
    seen(Sdp, "sdp.reason", "/reason", ("reason", "原因"), Exactly, &[]),
];

/// The facts, in ladder order.
pub const EVIDENCE_FIELDS: &[Field] = &[
    seen(Http, "http.http_status", "/http_status", ("HTTP status", "HTTP 狀態"), Exactly, &[]),
    seen(Http, "http.dialect", "/dialect", ("form of HTTP", "HTTP 形式"), Exactly, &[Sdp]),
    seen(Http, "http.server", "/server", ("Server header", "Server 標頭"), Exactly, &[Http]),
    seen(Http, "http.neighbour", "/neighbour", ("ARP", "ARP"), Exactly, &[Http]),
    made(Http, "http.ports", ("ports", "連接埠"), ports, &[Http]),
    seen(
        Http,
        "http.device_key_accepted",
        "/device_key_accepted",
        ("device key fits", "裝置金鑰正確"),
        Exactly,
        &[Sdp],
    ),
    seen(Sdp, "sdp.http_status", "/http_status", ("HTTP status", "HTTP 狀態"), Exactly, &[]),
    seen(
        Sdp,
        "sdp.answer.setup",
        "/answer/setup",
        ("answered DTLS role", "answer 的 DTLS 角色"),
        Exactly,
        &[Dtls],
    ),
    seen(
        Sdp,
        "sdp.answer.fingerprint_algorithms",
        "/answer/fingerprint_algorithms",
        ("answered fingerprints", "answer 的 fingerprint"),
        Exactly,
        &[Dtls],
    ),
    seen(
        Sdp,
        "sdp.answer.sctp_port",
        "/answer/sctp_port",
        ("answered SCTP port", "answer 的 SCTP 連接埠"),
        Exactly,
        &[Sctp],
    ),
    seen(
        Sdp,
        "sdp.answer.lint",
        "/answer/lint",
        ("odd in the answer", "answer 的異常"),
        Exactly,
        &[Ice, Dtls, Sctp],
    ),
    made(Ice, "ice.checks_answered", ("our checks answered", "檢查有回應"), answered, &[]),
    made(Ice, "ice.checks_received", ("robot's checks received", "收到機器人的檢查"), asked, &[]),
    made(Ice, "ice.errors", ("STUN errors", "STUN 錯誤"), errors, &[]),
    made(Ice, "ice.unreachable", ("ICMP errors", "ICMP 錯誤"), unreachable, &[]),
    seen(Dtls, "dtls.version", "/version", ("DTLS version", "DTLS 版本"), Exactly, &[]),
    seen(Dtls, "dtls.cipher", "/cipher", ("cipher suite", "加密套件"), Exactly, &[]),
    seen(
        Dtls,
        "dtls.srtp_profile",
        "/srtp_profile",
        ("SRTP profile", "SRTP profile"),
        Exactly,
        &[],
    ),
    seen(Dtls, "dtls.role", "/role", ("our DTLS role", "我方 DTLS 角色"), Exactly, &[Dtls]),
    seen(
        Dtls,
        "dtls.client_hellos_received",
        "/client_hellos_received",
        ("ClientHellos received", "收到的 ClientHello"),
        ZeroOrNotWhereBroken,
        &[],
    ),
    made(Dtls, "dtls.alerts", ("alerts", "alert"), alerts, &[]),
    seen(
        Dtls,
        "dtls.peer_certificate.signature",
        "/peer_certificate/signature",
        ("certificate signed by", "憑證簽章"),
        Exactly,
        &[Dtls],
    ),
    seen(
        Dtls,
        "dtls.fingerprint_match",
        "/fingerprint_match",
        ("certificate is the announced one", "憑證與 answer 相符"),
        Exactly,
        &[],
    ),
    seen(
        Sctp,
        "sctp.init_received",
        "/init_received",
        ("robot's INITs", "機器人的 INIT"),
        ZeroOrNotWhereBroken,
        &[],
    ),
    seen(
        Sctp,
        "sctp.init_ack_received",
        "/init_ack_received",
        ("INIT-ACKs received", "收到的 INIT-ACK"),
        ZeroOrNotWhereBroken,
        &[],
    ),
    seen(
        Sctp,
        "sctp.cookie_ack_received",
        "/cookie_ack_received",
        ("COOKIE-ACKs received", "收到的 COOKIE-ACK"),
        ZeroOrNotWhereBroken,
        &[],
    ),
    made(Sctp, "sctp.abort", ("the robot's ABORT", "機器人的 ABORT"), abort, &[]),
    seen(
        Sctp,
        "sctp.peer_port",
        "/peer_port",
        ("robot's SCTP port", "機器人的 SCTP 連接埠"),
        Exactly,
        &[],
    ),
    seen(
        Sctp,
        "sctp.dcep_ack_received",
        "/dcep_ack_received",
        ("DCEP ACKs received", "收到的 DCEP ACK"),
        ZeroOrNot,
        &[],
    ),
    seen(Sctp, "sctp.opened_by", "/opened_by", ("channel opened by", "通道開啟依據"), Exactly, &[]),
    seen(
        Sctp,
        "sctp.rtp_packets_received",
        "/rtp_packets_received",
        ("RTP packets received", "收到的 RTP 封包"),
        ZeroOrNot,
        &[],
    ),
    seen(
        Validation,
        "validation.last_error",
        "/last_error",
        ("the robot's error", "機器人的錯誤"),
        Exactly,
        &[],
    ),
    seen(
        Validation,
        "validation.answers_sent",
        "/answers_sent",
        ("answers sent", "送出的答案"),
        ZeroOrNot,
        &[],
    ),
    seen(
        Validation,
        "validation.ended",
        "/ended/by",
        ("ended by the robot", "機器人結束連線"),
        Exactly,
        &[],
    ),
    seen(Flow, "flow.link", "/link", ("link", "連線狀態"), Exactly, &[]),
    seen(Flow, "flow.ended", "/ended/by", ("ended by the robot", "機器人結束連線"), Exactly, &[]),
    seen(
        Flow,
        "flow.request.code",
        "/request/code",
        ("answer to the request", "請求的回應"),
        Exactly,
        &[],
    ),
    seen(
        Flow,
        "flow.robot_errors",
        "/robot_errors",
        ("faults of the robot", "機器人回報的故障"),
        Exactly,
        &[],
    ),
];

/// `9991 open`, each. Ports that are no robot's usual ones are chosen by chance.
fn ports(evidence: &Value) -> Option<Value> {
    let each = evidence.get("ports")?.as_array()?.iter().map(|port| {
        let number = port.get("port")?.as_u64()?;
        let name = if matches!(number, 9991 | 8081) { number.to_string() } else { "-".into() };
        Some(format!("{name} {}", port.get("reason")?.as_str()?))
    });
    Some(json!(each.collect::<Option<Vec<_>>>()?))
}

/// Whether any pair's number of that name is above zero.
fn any_pair(evidence: &Value, count: &str) -> Option<Value> {
    let pairs = evidence.get("pairs")?.as_array().filter(|pairs| !pairs.is_empty())?;
    let above = |pair: &Value| pair.get(count).and_then(Value::as_u64).is_some_and(|n| n > 0);
    Some(json!(pairs.iter().any(above)))
}

fn answered(evidence: &Value) -> Option<Value> {
    any_pair(evidence, "responses")
}

fn asked(evidence: &Value) -> Option<Value> {
    any_pair(evidence, "requests_received")
}

/// The codes of the STUN errors of any pair, each once.
fn errors(evidence: &Value) -> Option<Value> {
    let pairs = evidence.get("pairs")?.as_array()?.iter();
    let codes = pairs.filter_map(|pair| pair.get("errors")?.as_object()).flat_map(|all| all.keys());
    Some(sorted(codes.cloned()))
}

fn unreachable(evidence: &Value) -> Option<Value> {
    let pairs = evidence.get("pairs")?.as_array()?.iter();
    Some(sorted(pairs.filter_map(|pair| pair.get("unreachable")?.as_str().map(Into::into))))
}

/// The alerts as `in fatal handshake_failure`. That a side says goodbye is no difference.
fn alerts(evidence: &Value) -> Option<Value> {
    let each = evidence.get("alerts")?.as_array()?.iter().filter_map(|alert| {
        let word = |name: &str| alert.get(name)?.as_str();
        let description = word("description").filter(|it| *it != "close_notify")?;
        Some(format!("{} {} {description}", word("direction")?, word("level")?))
    });
    Some(sorted(each))
}

/// The causes of an ABORT that the robot sent; whoever leaves in good order sends one as well.
fn abort(evidence: &Value) -> Option<Value> {
    let received = evidence.get("init_received").or_else(|| evidence.get("init_sent"));
    received.filter(|count| !count.is_null())?;
    let abort = evidence.get("abort").filter(|abort| abort["direction"] == "in");
    let Some(abort) = abort else { return Some(json!("none")) };
    let causes = abort.get("causes")?.as_array()?.iter();
    let codes: Vec<_> = causes.filter_map(|cause| cause.get("code")).collect();
    Some(if codes.is_empty() { json!("without a cause") } else { json!(codes) })
}

fn sorted(words: impl Iterator<Item = String>) -> Value {
    let mut words: Vec<_> = words.collect();
    words.sort();
    words.dedup();
    json!(words)
}
