use super::Table;
use super::shown::{Shown, after, sorted};
use crate::facts::{IceEvidence, IceTimings, PairEvidence, SendRefusals};
use crate::text::format::{duration, json_name};
use crate::text::phrase::{Phrase, phrase};

pub(super) fn rows(table: &mut Table<'_>, timings: &IceTimings, evidence: &IceEvidence) {
    table.add("selected", phrase!("selected", "選定的組合"), &evidence.selected);
    let pairs = evidence.pairs.as_deref();
    table.tell("pairs", phrase!("pair", "組合"), pairs.unwrap_or_default().iter().map(pair));
    let any = |above: fn(&PairEvidence) -> bool| {
        pairs.filter(|pairs| !pairs.is_empty()).map(|pairs| pairs.iter().any(above))
    };
    table
        .keep("checks_answered", any(|pair| pair.responses > 0))
        .where_broken(phrase!("our checks answered", "檢查有回應"), &[]);
    table
        .keep("checks_received", any(|pair| pair.requests_received > 0))
        .where_broken(phrase!("robot's checks received", "收到機器人的檢查"), &[]);
    let errors =
        pairs.map(|pairs| sorted(pairs.iter().flat_map(|pair| pair.errors.keys().cloned())));
    let label = phrase!("STUN errors", "STUN 錯誤");
    table.keep("errors", errors).where_broken(label, &[]);
    let unreachable =
        pairs.map(|pairs| sorted(pairs.iter().filter_map(|pair| pair.unreachable).map(json_name)));
    let label = phrase!("ICMP errors", "ICMP 錯誤");
    table.keep("unreachable", unreachable).where_broken(label, &[]);
    let refusals = evidence.send_refusals.map(|SendRefusals { count, reason }| {
        phrase!("{} by this machine, {}", "這台電腦拒絕 {} 次，{}", count, reason.shown())
    });
    table.tell("send_refusals", phrase!("not sent", "未送出"), refusals);
    let nominated = after(timings.nominated_ms);
    table.tell("nominated_ms", phrase!("nominated", "選定"), [nominated]);
    // Who does not see the packets cannot say that none came.
    let seen = pairs.is_some() || timings.first_response_ms.is_some();
    let first_response = seen.then(|| after(timings.first_response_ms));
    table.tell("first_response_ms", phrase!("first response", "第一個回應"), first_response);
    table.add("local_candidates", phrase!("ours", "我方"), &evidence.local_candidates);
    table.add("remote_candidates", phrase!("the robot's", "機器人"), &evidence.remote_candidates);
    table.add("gathering_ms", phrase!("gathering", "收集"), &timings.gathering_ms);
    table.add("state", phrase!("state", "狀態"), &evidence.state);
}

fn pair(pair: &PairEvidence) -> Phrase {
    let mut parts = vec![phrase!(
        "{} -> {}: {} sent, {} answered, {} received",
        "{} -> {}：送出 {}，回應 {}，收到 {}",
        pair.local,
        pair.remote,
        pair.requests_sent,
        pair.responses,
        pair.requests_received
    )];
    for (code, number) in &pair.errors {
        parts.push(phrase!("{} refused with {}", "{} 次被 {} 拒絕", number, code));
    }
    if let Some(refused @ 1..) = pair.requests_refused {
        parts.push(phrase!(
            "{} received with other credentials",
            "收到 {} 次帶著別的憑證資訊",
            refused
        ));
    }
    if let (Some(answers @ 1..), Some(from)) = (pair.responses_from_elsewhere, &pair.elsewhere) {
        parts.push(phrase!("{} answered by {}", "{} 次由 {} 回應", answers, from));
    }
    parts.extend(pair.unreachable.map(|what| what.shown()));
    parts.extend(pair.rtt_ms.map(|ms| phrase!("round trip {}", "往返 {}", duration(ms))));
    Phrase::listed(parts)
}
