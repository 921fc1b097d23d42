//! What is wrong in an offer, whoever made it.
//!
//! A defect is an error only where the run broke just where that defect
//! breaks it. What passed excludes it: a newer robot may be more patient.

use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::{Severity, Side};
use crate::facts::{OfferFacts, Stage};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    let Some(offer) = case.offer else { return Vec::new() };
    let mut found = Vec::new();
    if !case.passed(Stage::Sctp) && !case.went_beyond(Stage::Sctp) {
        found.extend(no_application(case, offer));
        // Where SCTP was tried, its own rules weigh these against what arrived.
        if !case.failed(Stage::Sctp) {
            found.extend(fingerprints(offer));
            found.extend(lower_case(offer));
        }
    }
    if !case.passed(Stage::Dtls) && !case.went_beyond(Stage::Dtls) {
        found.extend(credentials(case, offer));
    }
    if !case.passed(Stage::Ice) && !case.went_beyond(Stage::Ice) {
        found.extend(no_candidates(case, offer));
    }
    found
}

pub(super) fn fingerprint_line(names: &[String]) -> Phrase {
    let (count, names) = (names.len(), printable(names.join(", "), 120));
    phrase!(
        "the offer carries {count} fingerprints in this order: {names}",
        "offer 依序帶有 {count} 行指紋：{names}"
    )
}

fn fingerprints(offer: &OfferFacts) -> Option<Finding> {
    let names = offer.fingerprints.as_ref()?;
    if names.last()? == "sha-256" {
        return None;
    }
    // The run never got as far as to show it: a warning of what comes next.
    Some(
        Finding::likely("G2-ENV-AIORTC-FPS")
            .at_stage(Stage::Sdp)
            .with_severity(Severity::Warning)
            .seen(fingerprint_line(names)),
    )
}

fn lower_case(offer: &OfferFacts) -> Option<Finding> {
    if offer.fingerprints_upper_case != Some(false) {
        return None;
    }
    Some(
        Finding::likely("G2-SDP-FPCASE")
            .at_stage(Stage::Sdp)
            .with_severity(Severity::Warning)
            .seen(phrase!(
                "a fingerprint of the offer is not in upper-case hex",
                "offer 的指紋不是大寫十六進位"
            )),
    )
}

fn no_application(case: &Case<'_>, offer: &OfferFacts) -> Option<Finding> {
    if offer.has_application() != Some(false) {
        return None;
    }
    let broke = case.failed(Stage::Sctp) || case.failed(Stage::Sdp);
    let sections = printable(offer.sections.as_ref()?.join(", "), 80);
    Some(
        Finding::likely("G2-SDP-NOAPP")
            .on_side(Side::Host)
            .at_stage(if case.failed(Stage::Sctp) { Stage::Sctp } else { Stage::Sdp })
            .with_severity(if broke { Severity::Error } else { Severity::Warning })
            .seen(phrase!("the offer's m-sections: {sections}", "offer 的 m 區段：{sections}")),
    )
}

/// Unshared credentials break ICE or DTLS; which, depends on where the robot's
/// packets happen to go. `G2-ENV-PATCH-MISSING` is what it is called in a Python driver.
fn credentials(case: &Case<'_>, offer: &OfferFacts) -> Option<Finding> {
    if offer.credentials_shared != Some(false) {
        return None;
    }
    let broken = [Stage::Ice, Stage::Dtls].into_iter().find(|stage| case.failed(*stage));
    let by_driver = case.log.is_some();
    let finding = match by_driver {
        true => Finding::likely("G2-ENV-PATCH-MISSING"),
        false => Finding::likely("G2-ICE-CREDS").because(super::ice::own_credentials()),
    };
    let severity = if broken.is_some() { Severity::Error } else { Severity::Warning };
    Some(
        finding
            .on_side(Side::Host)
            .at_stage(broken.unwrap_or(Stage::Sdp))
            .with_severity(severity)
            .seen(phrase!(
                "the m-sections of the offer carry different ICE credentials",
                "offer 各 m 區段的 ICE 憑證資訊不同"
            )),
    )
}

/// A driver's log shows its offer as it was before gathering, not as it was sent.
fn no_candidates(case: &Case<'_>, offer: &OfferFacts) -> Option<Finding> {
    if case.source == Source::Log || !offer.candidates.as_ref()?.is_empty() {
        return None;
    }
    let stage = if case.failed(Stage::Ice) { Stage::Ice } else { Stage::Sdp };
    Some(
        Finding::possible("G2-SDP-NOCAND")
            .at_stage(stage)
            .seen(phrase!("no a=candidate in the offer", "offer 中沒有 a=candidate")),
    )
}
