//! Our own limits, and our own defects.

use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::outcome::{StageOutcome, Status};
use crate::facts::remark::Remark;
use crate::facts::{HttpReason, StageFacts};
use crate::text::phrase::phrase;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    let found = case.stages.iter().filter_map(|outcome| {
        let remark = outcome.remark.as_ref().map(Remark::phrase);
        let finding = match outcome.status {
            Status::Crash => Finding::likely("G2-CLIENT-DEFECT"),
            // Whoever interrupts a run knows why it has no result.
            Status::Inconclusive if case.source == Source::Log => cut_short(),
            Status::Inconclusive if case.source == Source::Capture => not_visible(outcome),
            Status::Inconclusive if !case.interrupted && !named(outcome) => match outcome.remark {
                Some(Remark::DeadlineTooShort { .. }) => hurried(),
                _ => Finding::likely("G2-CLIENT-LIMIT"),
            },
            _ => return None,
        };
        Some(finding.at_stage(outcome.stage()).seen_all(remark))
    });
    found.collect()
}

fn hurried() -> Finding {
    Finding::likely("G2-CLIENT-LIMIT").because(phrase!(
        "the wait was too short to tell that anything is missing: do not shorten it with --timeout",
        "等待太短，不能斷定缺少什麼：請不要用 --timeout 縮短"
    ))
}

/// A log that ends too early limits us as well.
fn cut_short() -> Finding {
    Finding::likely("G2-CLIENT-LIMIT").next_command("go2doctor check").because(phrase!(
        "the log ends before the outcome: let the driver run for a minute, or measure",
        "日誌在結果出現之前就結束了：讓驅動程式執行一分鐘，或直接測量"
    ))
}

/// A bystander sees what is in clear, and as long as the capture lasts.
fn not_visible(outcome: &StageOutcome) -> Finding {
    let finding = Finding::likely("G2-CLIENT-LIMIT").next_command("go2doctor check");
    finding.because(match outcome.remark {
        Some(Remark::RecordsEncrypted { .. }) => phrase!(
            "what is inside DTLS is encrypted: the driver's log shows it (go2doctor logs FILE), or measure",
            "DTLS 內是加密的：請看驅動程式的日誌（go2doctor logs FILE），或直接測量"
        ),
        _ => phrase!(
            "the capture ends before the outcome: capture a whole attempt of a minute, or measure",
            "封包擷取在結果出現之前就結束了：請擷取完整的一次連線（一分鐘），或直接測量"
        ),
    })
}

fn named(outcome: &StageOutcome) -> bool {
    let StageFacts::Http { evidence, .. } = &outcome.facts else { return false };
    evidence.reason == Some(HttpReason::UnknownData2)
}
