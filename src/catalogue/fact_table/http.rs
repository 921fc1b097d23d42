use super::Table;
use super::shown::Shown;
use crate::facts::Stage::{Http, Sdp};
use crate::facts::{HttpEvidence, HttpTimings, PortState};
use crate::robot::{con_notify, legacy};
use crate::text::format::json_name;
use crate::text::phrase::{Phrase, phrase};

pub(super) fn rows(table: &mut Table<'_>, timings: &HttpTimings, evidence: &HttpEvidence) {
    table.keep("reason", evidence.reason).as_reason();
    table.add("broken", phrase!("answer", "回應"), &evidence.broken);
    let port = |port: &PortState| phrase!("{} {}", "{} {}", port.port, port.reason.shown());
    let ports = evidence.ports.as_ref().map(|ports| Phrase::names(ports.iter().map(port)));
    table
        .tell("ports", phrase!("ports", "連接埠"), ports)
        .value(evidence.ports.as_ref().map(|ports| ports.iter().map(usual).collect::<Vec<_>>()))
        .where_broken(phrase!("ports", "連接埠"), &[Http]);
    table
        .add("neighbour", Phrase::same("ARP"), &evidence.neighbour)
        .exactly(Phrase::same("ARP"), &[Http]);
    let method = evidence.method.as_deref().unwrap_or("POST");
    let url = evidence.url.as_ref().map(|url| Phrase::same(format!("{method} {url}")));
    table.tell("url", phrase!("request", "請求"), url);
    table
        .add("http_status", phrase!("status", "HTTP 狀態"), &evidence.http_status)
        .exactly(phrase!("HTTP status", "HTTP 狀態"), &[]);
    table.add("data2", Phrase::same("data2"), &evidence.data2);
    table.add("waited_ms", phrase!("waited", "等待"), &evidence.waited_ms);
    table
        .add("server", Phrase::same("Server"), &evidence.server)
        .exactly(phrase!("Server header", "Server 標頭"), &[Http]);
    table.add("redirect", phrase!("redirected to", "導向"), &evidence.redirect);
    table
        .add(
            "device_key_accepted",
            phrase!("device key matches", "裝置金鑰正確"),
            &evidence.device_key_accepted,
        )
        .exactly(phrase!("device key matches", "裝置金鑰正確"), &[Sdp]);
    table.add("resolve_ms", phrase!("name resolved", "名稱查詢"), &timings.resolve_ms);
    table.add("connect_ms", phrase!("connected", "連線"), &timings.connect_ms);
    table.add("first_byte_ms", phrase!("first byte", "第一個位元組"), &timings.first_byte_ms);
    table.add("total_ms", phrase!("whole answer", "完整回應"), &timings.total_ms);
    table
        .add("dialect", phrase!("dialect", "HTTP 格式"), &evidence.dialect)
        .exactly(phrase!("HTTP dialect", "HTTP 格式"), &[Sdp]);
}

/// `9991 open`. Ports that are no robot's usual ones are chosen by chance.
fn usual(port: &PortState) -> String {
    let reason = json_name(port.reason);
    match port.port {
        usual @ (con_notify::PORT | legacy::PORT) => format!("{usual} {reason}"),
        _ => format!("- {reason}"),
    }
}
