//! The rows of each stage, the most telling first: a short report keeps those.

mod channel;
mod connection;
mod driver;
mod host;
mod network;
mod others;
mod place;
mod ros;

use super::Row;
use crate::facts::{
    AnswerEvidence, HttpDialect, HttpEvidence, HttpTimings, Neighbour, PingEvidence, PingMethod,
    SdpEvidence, SdpTimings, StageFacts,
};
use crate::report::summary::port_words;
use crate::text::format::{duration, listed};
use crate::text::language::{Language, say};

pub(super) fn of(facts: &StageFacts, language: Language) -> Vec<Row> {
    let mut rows = Rows { language, shown: Vec::new() };
    match facts {
        StageFacts::Host { evidence, .. } => host::host(&mut rows, evidence),
        StageFacts::Ping { evidence, .. } => ping(&mut rows, evidence),
        StageFacts::Http { timings, evidence } => http(&mut rows, timings, evidence),
        StageFacts::Sdp { timings, evidence } => sdp(&mut rows, timings, evidence),
        StageFacts::Ice { timings, evidence } => connection::ice(&mut rows, timings, evidence),
        StageFacts::Dtls { timings, evidence } => connection::dtls(&mut rows, timings, evidence),
        StageFacts::Sctp { timings, evidence } => connection::sctp(&mut rows, timings, evidence),
        StageFacts::Validation { timings, evidence } => {
            channel::validation(&mut rows, timings, evidence);
        }
        StageFacts::Flow { timings, evidence } => channel::flow(&mut rows, timings, evidence),
    }
    rows.shown
}

/// Rows of what is known, in one language; what is not known has no row.
pub(super) struct Rows {
    language: Language,
    shown: Vec<Row>,
}

impl Rows {
    fn add(&mut self, english: &'static str, taiwan: &'static str, value: Option<impl ToString>) {
        self.from(english, taiwan, value, None);
    }

    /// A row with what it was taken from.
    fn from(
        &mut self,
        english: &'static str,
        taiwan: &'static str,
        value: Option<impl ToString>,
        source: Option<String>,
    ) {
        let name = self.language.pick(english, taiwan);
        let row = |value: String| Row { name, value, normal: None, source, minor: false };
        self.shown.extend(value.map(|value| value.to_string()).map(row));
    }

    /// The same, for those alone who ask for every detail.
    fn minor(
        &mut self,
        english: &'static str,
        taiwan: &'static str,
        value: Option<impl ToString>,
        source: Option<String>,
    ) {
        let before = self.shown.len();
        self.from(english, taiwan, value, source);
        self.shown.iter_mut().skip(before).for_each(|row| row.minor = true);
    }

    /// Says what is normal of the row just added, if it departs from that.
    fn normally(&mut self, normal: &'static str) {
        if let Some(last) = self.shown.last_mut().filter(|row| row.value != normal) {
            last.normal = Some(normal);
        }
    }

    fn add_ms(&mut self, english: &'static str, taiwan: &'static str, ms: Option<f64>) {
        self.add(english, taiwan, ms.map(duration));
    }

    /// A row whose value stands beside what is normal.
    fn beside(
        &mut self,
        english: &'static str,
        taiwan: &'static str,
        value: impl ToString,
        normal: &'static str,
    ) {
        let name = self.language.pick(english, taiwan);
        self.shown.push(Row {
            name,
            value: value.to_string(),
            normal: Some(normal),
            source: None,
            minor: false,
        });
    }

    fn list(&mut self, english: &'static str, taiwan: &'static str, values: Option<&Vec<String>>) {
        let language = self.language;
        let shown = values.map(|values| match &values[..] {
            [] => language.pick("none", "無").to_owned(),
            values => listed(values, language),
        });
        self.add(english, taiwan, shown);
    }

    /// `after 3.1 ms`, or that nothing came.
    fn after(&self, ms: Option<f64>) -> String {
        match ms {
            Some(ms) => say!(self.language, "after {}", "{} 後", duration(ms)),
            None => self.language.pick("none came", "沒有收到").into(),
        }
    }

    fn yes_no(&self, yes: bool) -> &'static str {
        if yes { self.language.pick("yes", "是") } else { self.language.pick("no", "否") }
    }
}

fn ping(rows: &mut Rows, evidence: &PingEvidence) {
    let language = rows.language;
    let method = evidence.method.map(|method| match method {
        PingMethod::IcmpDatagram => "ICMP, datagram socket",
        PingMethod::IcmpRaw => "ICMP, raw socket",
        PingMethod::Tcp => language
            .pick("TCP connect (this machine forbids ICMP)", "TCP 連線（這台機器不允許 ICMP）"),
    });
    rows.add("method", "方法", method);
    if let (Some(sent), Some(received)) = (evidence.sent, evidence.received) {
        rows.add(
            "answered",
            "回應",
            Some(say!(language, "{0} of {1}", "{0} / {1}", received, sent)),
        );
    }
    if let (Some(min), Some(average), Some(max)) =
        (evidence.rtt_min_ms, evidence.rtt_avg_ms, evidence.rtt_max_ms)
    {
        let trip =
            format!("{} / {} / {} min/avg/max", duration(min), duration(average), duration(max));
        rows.beside(
            "round trip",
            "往返時間",
            trip,
            language.pick("cable 1 ms, Wi-Fi 6 to 11 ms", "有線 1 ms，Wi-Fi 6 到 11 ms"),
        );
    }
    rows.add("TCP answered", "TCP 回應", evidence.tcp_answered.map(|yes| rows.yes_no(yes)));
    rows.add("ARP", "ARP", evidence.neighbour.map(|said| neighbour(said, language)));
}

fn neighbour(said: Neighbour, language: Language) -> &'static str {
    match said {
        Neighbour::Reachable => language.pick("the address answers", "該位址有回應"),
        Neighbour::Stale => language.pick("known from before", "先前就已知"),
        Neighbour::Failed => language.pick("nobody answers for the address", "沒有裝置回應該位址"),
    }
}

fn http(rows: &mut Rows, timings: &HttpTimings, evidence: &HttpEvidence) {
    let language = rows.language;
    let ports = evidence.ports.as_ref().map(|ports| {
        let port = |port: &crate::facts::PortState| {
            format!("{} {}", port.port, port_words(port.reason).get(language))
        };
        listed(&ports.iter().map(port).collect::<Vec<_>>(), language)
    });
    rows.add("ports", "連接埠", ports);
    rows.add("ARP", "ARP", evidence.neighbour.map(|said| neighbour(said, language)));
    let method = evidence.method.as_deref().unwrap_or("POST");
    rows.add("request", "請求", evidence.url.as_ref().map(|url| format!("{method} {url}")));
    rows.add("status", "HTTP 狀態", evidence.http_status);
    rows.add("data2", "data2", evidence.data2);
    rows.add_ms("waited", "等待", evidence.waited_ms);
    rows.add("Server", "Server", evidence.server.as_ref());
    rows.add("redirected to", "導向", evidence.redirect.as_ref());
    rows.add(
        "device key fits",
        "裝置金鑰相符",
        evidence.device_key_accepted.map(|yes| rows.yes_no(yes)),
    );
    rows.add_ms("name resolved", "名稱查詢", timings.resolve_ms);
    rows.add_ms("connected", "連線", timings.connect_ms);
    rows.add_ms("first byte", "第一個位元組", timings.first_byte_ms);
    rows.add_ms("whole answer", "完整回應", timings.total_ms);
    rows.add("dialect", "HTTP 格式", evidence.dialect.map(|form| dialect(form, language)));
}

fn sdp(rows: &mut Rows, timings: &SdpTimings, evidence: &SdpEvidence) {
    let language = rows.language;
    rows.add_ms("con_notify", "con_notify", timings.con_notify_ms);
    rows.add_ms("con_ing", "con_ing", timings.con_ing_ms);
    rows.add("status", "HTTP 狀態", evidence.http_status);
    for retry in evidence.busy_retries.iter().flatten() {
        let said = match retry.rejected {
            Some(true) => language.pick("rejected again", "再次被拒絕"),
            Some(false) => language.pick("no longer rejected", "不再被拒絕"),
            None => language.pick("no answer", "沒有回應"),
        };
        let after = duration(retry.after_s * 1e3);
        let words = say!(language, "after {}: {}", "{} 後：{}", after, said);
        rows.add("offered again", "再次提出", Some(words));
    }
    rows.list("our fingerprints", "我方指紋", evidence.offer_fingerprints.as_ref());
    if let Some(answer) = &evidence.answer {
        answer_rows(rows, answer);
    }
    rows.add("dialect", "HTTP 格式", evidence.dialect.map(|form| dialect(form, language)));
}

fn answer_rows(rows: &mut Rows, answer: &AnswerEvidence) {
    rows.list("odd in answer", "回應的異常", answer.lint.as_ref());
    if let Some(setup) = &answer.setup {
        rows.beside("setup", "setup", setup, "active");
    }
    rows.list("candidates", "候選位址", answer.candidates.as_ref());
    rows.list("fingerprints", "指紋", answer.fingerprint_algorithms.as_ref());
    if let Some(port) = answer.sctp_port {
        rows.beside("sctp-port", "sctp-port", port, "5000");
    }
}

fn dialect(dialect: HttpDialect, language: Language) -> &'static str {
    match dialect {
        HttpDialect::Http11 => "HTTP/1.1",
        HttpDialect::Http10Raw => language.pick("HTTP/1.0, raw", "HTTP/1.0，原始"),
    }
}
