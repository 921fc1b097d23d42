//! The rows of each stage, the most telling first: a short report keeps those.

mod connection;

use super::Row;
use crate::evidence::{
    AnswerEvidence, FlowEvidence, FlowTimings, HttpDialect, HttpEvidence, HttpTimings, LinkState,
    PingEvidence, PingMethod, SdpEvidence, SdpTimings, StageFacts, ValidationEvidence,
    ValidationTimings,
};
use crate::report::summary::port_words;
use crate::report::text::{count, duration};

pub(super) fn of(facts: &StageFacts) -> Vec<Row> {
    let mut rows = Rows::default();
    match facts {
        StageFacts::Host { .. } => {}
        StageFacts::Ping { evidence, .. } => ping(&mut rows, evidence),
        StageFacts::Http { timings, evidence } => http(&mut rows, timings, evidence),
        StageFacts::Sdp { timings, evidence } => sdp(&mut rows, timings, evidence),
        StageFacts::Ice { timings, evidence } => connection::ice(&mut rows, timings, evidence),
        StageFacts::Dtls { timings, evidence } => connection::dtls(&mut rows, timings, evidence),
        StageFacts::Sctp { timings, evidence } => connection::sctp(&mut rows, timings, evidence),
        StageFacts::Validation { timings, evidence } => validation(&mut rows, timings, evidence),
        StageFacts::Flow { timings, evidence } => flow(&mut rows, timings, evidence),
    }
    rows.0
}

/// Rows of what is known; what is not has no row.
#[derive(Default)]
pub(super) struct Rows(Vec<Row>);

impl Rows {
    fn add(&mut self, name: &'static str, value: Option<impl ToString>) {
        self.0.extend(value.map(|value| Row { name, value: value.to_string(), normal: None }));
    }

    fn add_ms(&mut self, name: &'static str, ms: Option<f64>) {
        self.add(name, ms.map(duration));
    }

    fn beside(&mut self, name: &'static str, value: impl ToString, normal: &'static str) {
        self.0.push(Row { name, value: value.to_string(), normal: Some(normal) });
    }

    fn list(&mut self, name: &'static str, values: Option<&Vec<String>>) {
        let shown = values.map(|values| match &values[..] {
            [] => "none".to_owned(),
            values => values.join(", "),
        });
        self.add(name, shown);
    }
}

fn ping(rows: &mut Rows, evidence: &PingEvidence) {
    let method = evidence.method.map(|method| match method {
        PingMethod::IcmpDatagram => "ICMP, datagram socket",
        PingMethod::IcmpRaw => "ICMP, raw socket",
        PingMethod::Tcp => "TCP connect (this machine forbids ICMP)",
    });
    rows.add("method", method);
    if let (Some(sent), Some(received)) = (evidence.sent, evidence.received) {
        rows.add("answered", Some(format!("{received} of {sent}")));
    }
    if let (Some(min), Some(average), Some(max)) =
        (evidence.rtt_min_ms, evidence.rtt_avg_ms, evidence.rtt_max_ms)
    {
        let trip =
            format!("{} / {} / {} min/avg/max", duration(min), duration(average), duration(max));
        rows.beside("round trip", trip, "cable 1 ms, Wi-Fi 6 to 11 ms");
    }
    rows.add("TCP answered", evidence.tcp_answered.map(yes_no));
}

fn http(rows: &mut Rows, timings: &HttpTimings, evidence: &HttpEvidence) {
    let ports = evidence.ports.as_ref().map(|ports| {
        let port = |port: &crate::evidence::PortState| {
            format!("{} {}", port.port, port_words(port.reason))
        };
        ports.iter().map(port).collect::<Vec<_>>().join(", ")
    });
    rows.add("ports", ports);
    let method = evidence.method.as_deref().unwrap_or("POST");
    rows.add("request", evidence.url.as_ref().map(|url| format!("{method} {url}")));
    rows.add("status", evidence.http_status);
    rows.add("data2", evidence.data2);
    rows.add("device key fits", evidence.device_key_accepted.map(yes_no));
    rows.add_ms("name resolved", timings.resolve_ms);
    rows.add_ms("connected", timings.connect_ms);
    rows.add_ms("first byte", timings.first_byte_ms);
    rows.add_ms("whole answer", timings.total_ms);
    rows.add("dialect", evidence.dialect.map(dialect));
}

fn sdp(rows: &mut Rows, timings: &SdpTimings, evidence: &SdpEvidence) {
    rows.add_ms("con_notify", timings.con_notify_ms);
    rows.add_ms("con_ing", timings.con_ing_ms);
    rows.add("status", evidence.http_status);
    for retry in evidence.busy_retries.iter().flatten() {
        let said = match retry.rejected {
            Some(true) => "rejected again",
            Some(false) => "no longer rejected",
            None => "no answer",
        };
        rows.add("offered again", Some(format!("after {}: {said}", duration(retry.after_s * 1e3))));
    }
    rows.list("our fingerprints", evidence.offer_fingerprints.as_ref());
    if let Some(answer) = &evidence.answer {
        answer_rows(rows, answer);
    }
    rows.add("dialect", evidence.dialect.map(dialect));
}

fn answer_rows(rows: &mut Rows, answer: &AnswerEvidence) {
    rows.list("odd in answer", answer.lint.as_ref());
    if let Some(setup) = &answer.setup {
        rows.beside("setup", setup, "active");
    }
    rows.list("candidates", answer.candidates.as_ref());
    rows.list("fingerprints", answer.fingerprint_algorithms.as_ref());
    if let Some(port) = answer.sctp_port {
        rows.beside("sctp-port", port, "5000");
    }
}

fn validation(rows: &mut Rows, timings: &ValidationTimings, evidence: &ValidationEvidence) {
    rows.add("challenge", Some(after(timings.challenge_ms)));
    rows.add("answers sent", evidence.answers_sent);
    rows.add("Validation Ok.", Some(after(timings.ok_ms)));
    rows.add("last error", evidence.last_error.as_ref());
}

fn flow(rows: &mut Rows, timings: &FlowTimings, evidence: &FlowEvidence) {
    let link = evidence.link.map(|link| match link {
        LinkState::Up => "up",
        LinkState::ConsentLost => "lost: no STUN answer for 2.5 s",
        LinkState::ClosedByPeer => "closed by the robot",
        LinkState::Silent => "STUN is answered, but no data comes",
    });
    rows.add("link", link);
    rows.add("watched", evidence.window_s.map(|seconds| format!("{seconds:.1} s")));
    rows.add_ms("first message", timings.first_message_ms);
    for topic in evidence.topics.iter().flatten() {
        let rate = topic.rate_hz.map(|rate| format!(", {rate:.1} Hz")).unwrap_or_default();
        let gap = topic.longest_gap_ms.map(|ms| format!(", longest pause {}", duration(ms)));
        let messages = count(topic.messages, "message");
        let value = format!("{}: {messages}{rate}{}", topic.name, gap.unwrap_or_default());
        rows.add("topic", Some(value));
    }
    rows.add("heartbeats", evidence.heartbeats.map(|echoed| format!("{echoed} echoed")));
    let request =
        evidence.request.as_ref().map(|request| match (request.answer_ms, request.code) {
            (Some(ms), Some(code)) => {
                format!("api {}: code {code} after {}", request.api_id, duration(ms))
            }
            (Some(ms), None) => format!("api {}: answered after {}", request.api_id, duration(ms)),
            (None, _) => format!("api {}: no answer", request.api_id),
        });
    rows.add("request", request);
    rows.list("robot's faults", evidence.robot_errors.as_ref());
}

fn after(ms: Option<f64>) -> String {
    ms.map_or_else(|| "none came".into(), |ms| format!("after {}", duration(ms)))
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

fn dialect(dialect: HttpDialect) -> &'static str {
    match dialect {
        HttpDialect::Http11 => "HTTP/1.1",
        HttpDialect::Http10Raw => "HTTP/1.0, raw",
    }
}
