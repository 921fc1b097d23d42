use super::Table;
use crate::facts::{LinkNeighbours, PingEvidence};
use crate::text::format::duration;
use crate::text::phrase::{Phrase, phrase};

pub(super) fn rows(table: &mut Table<'_>, evidence: &PingEvidence) {
    table.add("method", phrase!("method", "方法"), &evidence.method);
    let answered = evidence.sent.zip(evidence.received);
    let answered = answered.map(|(sent, received)| phrase!("{} of {}", "{} / {}", received, sent));
    table.tell("received", phrase!("answered", "回應"), answered);
    let trips = [evidence.rtt_min_ms, evidence.rtt_avg_ms, evidence.rtt_max_ms];
    let trips = match trips.map(|ms| ms.map(duration)) {
        [Some(min), Some(average), Some(max)] => {
            Some(Phrase::same(format!("{min} / {average} / {max} min/avg/max")))
        }
        _ => None,
    };
    table
        .tell("rtt_avg_ms", phrase!("round trip", "往返時間"), trips)
        .normal(phrase!("cable 1 ms, Wi-Fi 6 to 11 ms", "有線 1 ms，Wi-Fi 6 到 11 ms"));
    table.add("tcp_answered", phrase!("TCP answered", "TCP 回應"), &evidence.tcp_answered);
    table.add("neighbour", Phrase::same("ARP"), &evidence.neighbour);
    let others = evidence.neighbours.as_ref().and_then(neighbours);
    table.tell("neighbours", phrase!("others' ARP", "其他裝置的 ARP"), others);
}

/// `the router answers, 2 other devices answered lately`
fn neighbours(others: &LinkNeighbours) -> Option<Phrase> {
    let router = others.router_answers.map(|answers| match answers {
        true => phrase!("the router answers", "路由器有回應"),
        false => phrase!("the router does not answer", "路由器沒有回應"),
    });
    let devices = others.others_answer.map(|count| match count {
        0 => phrase!("no other device answered lately", "最近沒有其他裝置回應"),
        _ => {
            let devices = Phrase::count(count.into(), "other device", "個其他裝置");
            phrase!("{} answered lately", "最近有 {}回應", devices)
        }
    });
    (router.is_some() || devices.is_some())
        .then(|| Phrase::listed(router.into_iter().chain(devices)))
}
