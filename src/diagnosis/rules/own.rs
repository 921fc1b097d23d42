//! Our own limits, and our own defects.

use crate::diagnosis::case::Case;
use crate::diagnosis::conclusion::Conclusion;
use crate::diagnosis::phrase::phrase;
use crate::redact::printable;
use crate::stages::outcome::Status;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Conclusion> {
    let found = case.stages.iter().filter_map(|outcome| {
        let remark = outcome.remark.as_deref().map(|remark| printable(remark, 160));
        let remark = remark.map(|remark| phrase!("{remark}", "{remark}"));
        let conclusion = match outcome.status {
            Status::Crash => Conclusion::likely("G2-CLIENT-DEFECT"),
            // Whoever interrupts a run knows why it has no result.
            Status::Inconclusive if !case.interrupted => Conclusion::likely("G2-CLIENT-LIMIT"),
            _ => return None,
        };
        Some(conclusion.at(outcome.stage()).seen_all(remark))
    });
    found.collect()
}
