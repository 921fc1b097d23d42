//! The robot's own AES key, on which everything after con_notify depends where data2 is 3.

use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::HttpEvidence;
use crate::facts::finding::{Confidence, Severity};
use crate::facts::outcome::Status;
use crate::text::phrase::phrase;

/// What the offer will fail on, where it was not tried.
pub(super) fn to_come(case: &Case<'_>, evidence: &HttpEvidence) -> Option<Finding> {
    let untried = case.sdp().is_none_or(|sdp| sdp.status == Status::Skip);
    if case.source != Source::Live || !untried || evidence.data2 != Some(3) {
        return None;
    }
    let found = match evidence.device_key_accepted {
        Some(true) => return None,
        Some(false) => rejected(),
        None => missing(case),
    };
    // Of a blob that is broken the key is not tried, and the offer does not fail on it yet.
    Some(Finding { confidence: Confidence::Likely, ..found.with_severity(Severity::Warning) })
}

pub(super) fn rejected() -> Finding {
    Finding::likely("G2-SIG-AES-REJECTED").seen(phrase!(
        "the blob's authentication tag does not match this key",
        "內容的驗證標籤與這把金鑰不符"
    ))
}

pub(super) fn missing(case: &Case<'_>) -> Finding {
    let confidence = match case.data2() {
        Some(3) => Confidence::Certain,
        None => Confidence::Likely,
        // Such evidence contradicts itself.
        Some(_) => Confidence::Possible,
    };
    let data2 = case.data2().map(|data2| phrase!("data2 is {data2}", "data2 為 {data2}"));
    Finding::new("G2-SIG-AES-REQUIRED", confidence).seen_all(data2)
}
