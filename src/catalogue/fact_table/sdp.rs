use super::Table;
use crate::facts::Stage::{Dtls, Ice, Sctp};
use crate::facts::{BusyRetry, SdpEvidence, SdpTimings};
use crate::text::format::duration;
use crate::text::phrase::{Phrase, phrase};

/// So many offers sent again are listed, the last ones: `--wait-slot` sends two dozen.
const MAX_RETRIES: usize = 4;

pub(super) fn rows(table: &mut Table<'_>, timings: &SdpTimings, evidence: &SdpEvidence) {
    table.keep("reason", evidence.reason).as_reason();
    table.add("broken", phrase!("answer", "回應"), &evidence.broken);
    table.add("con_notify_ms", Phrase::same("con_notify"), &timings.con_notify_ms);
    table.add("con_ing_ms", Phrase::same("con_ing"), &timings.con_ing_ms);
    table
        .add("http_status", phrase!("status", "HTTP 狀態"), &evidence.http_status)
        .exactly(phrase!("HTTP status", "HTTP 狀態"), &[]);
    let retries = evidence.busy_retries.as_deref().unwrap_or_default();
    let last = retries.len().saturating_sub(MAX_RETRIES);
    let retries = retries[last..].iter().map(retry);
    table.tell("busy_retries", phrase!("offered again", "再次提出"), retries);
    table.add(
        "offer_fingerprints",
        phrase!("our fingerprints", "我方指紋"),
        &evidence.offer_fingerprints,
    );
    let answer = evidence.answer.clone().unwrap_or_default();
    table
        .add("answer.lint", phrase!("anomalies in the answer", "回應的異常"), &answer.lint)
        .exactly(phrase!("anomalies in the answer", "answer 的異常"), &[Ice, Dtls, Sctp]);
    table
        .add("answer.setup", Phrase::same("setup"), &answer.setup)
        .normal(Phrase::same("active"))
        .exactly(phrase!("answered DTLS role", "answer 的 DTLS 角色"), &[Dtls]);
    table.add("answer.candidates", phrase!("candidates", "候選位址"), &answer.candidates);
    table
        .add(
            "answer.fingerprint_algorithms",
            phrase!("fingerprints", "指紋"),
            &answer.fingerprint_algorithms,
        )
        .exactly(phrase!("answered fingerprints", "answer 的 fingerprint"), &[Dtls]);
    table
        .add("answer.sctp_port", Phrase::same("sctp-port"), &answer.sctp_port)
        .normal(Phrase::same("5000"))
        .exactly(phrase!("answered SCTP port", "answer 的 SCTP 連接埠"), &[Sctp]);
    table.add("dialect", phrase!("dialect", "HTTP 格式"), &evidence.dialect);
}

fn retry(retry: &BusyRetry) -> Phrase {
    let said = match retry.rejected {
        Some(true) => phrase!("rejected again", "再次被拒絕"),
        Some(false) => phrase!("no longer rejected", "不再被拒絕"),
        None => phrase!("no answer", "沒有回應"),
    };
    phrase!("after {}: {}", "{} 後：{}", duration(retry.after_s * 1e3), said)
}
