//! From a case to its findings, the answer first.

use super::case::{Case, Source};
use super::explained::behind_their_causes;
use super::finding::Finding;
use super::rules::*;
use super::verdict::failed_stage;
use crate::facts::Stage;
use crate::facts::finding::{Confidence, Severity, Side};
use crate::facts::outcome::Client;
use crate::facts::remark::Remark;

/// What is wrong or worth knowing; the first is the answer. Empty where all is well.
///
/// Pure: the same case always gives the same findings.
pub fn diagnose(case: &Case<'_>) -> Vec<Finding> {
    let rules = [
        host::conclude,
        ping::conclude,
        http::conclude,
        sdp::conclude,
        offer::conclude,
        ice::conclude,
        dtls::conclude,
        sctp::conclude,
        validation::conclude,
        flow::conclude,
        loss::conclude,
        jitter::conclude,
        wifi::conclude,
        log::conclude,
        limits::conclude,
    ];
    let mut found: Vec<_> = rules.iter().flat_map(|rule| rule(case)).collect();
    if case.source == Source::Log {
        // Only where nothing better is known: this message stands for five faults.
        if !found.iter().any(|each| each.severity == Severity::Error) {
            found.extend(log::umbrella(case));
        }
        // That a log ends where all is well is only worth a word where there is no other.
        let ends_well =
            case.stages.iter().any(|it| matches!(it.remark, Some(Remark::LogEndsBefore(_))));
        let is_end = |each: &Finding| each.code() == "G2-CLIENT-LIMIT";
        if ends_well && !found.iter().all(is_end) {
            found.retain(|each| !is_end(each));
        }
        found = found.into_iter().map(|each| log::with_lines(case, each)).collect();
    }
    if case.source == Source::Live && case.client == Client::Stock {
        found = found.into_iter().map(|each| stock::then_ours(case, each)).collect();
    }
    for each in &mut found {
        each.of_driver = judges_driver(case, each);
        lower_contradicted(case, each);
    }
    weaken_by_loss(&mut found);
    #[cfg(test)]
    super::tests::emitted::note(case, &found);
    let blamed = failed_stage(case.stages);
    found.sort_by_key(|each| rank(each, blamed));
    behind_their_causes(once_each(found))
}

/// A log is a driver's, and so is what was watched, what is found on this machine is about one, and so is an offer that imitates
/// one.
fn judges_driver(case: &Case<'_>, each: &Finding) -> bool {
    let made_by = case.offer.and_then(|offer| offer.made_by.as_deref());
    let ours = made_by.is_none_or(|name| OUR_OFFERS.contains(&name));
    case.source != Source::Live || each.stage == Stage::Host || !ours
}

const OUR_OFFERS: [&str; 3] = ["go2doctor", "data-only", "stock"];

/// A later stage that passed contradicts whatever is said to stand in its way:
/// such evidence is not sound enough for a certainty.
fn lower_contradicted(case: &Case<'_>, each: &mut Finding) {
    if each.confidence == Confidence::Certain && case.went_beyond(each.stage) {
        each.confidence = Confidence::Likely;
    }
}

/// Where so many packets were seen to be lost that a stage may have failed by that alone, what did
/// not come in it says little of the robot.
fn weaken_by_loss(found: &mut [Finding]) {
    let is_heavy =
        |each: &&Finding| each.code() == "G2-LINK-LOSS" && each.severity == Severity::Error;
    let Some(loss) = found.iter().find(is_heavy).map(|loss| (loss.entry, loss.stage)) else {
        return;
    };
    for each in found {
        let explained = loss.0.explains.iter().any(|code| code == each.code());
        if explained && each.stage == loss.1 {
            each.confidence = Confidence::Possible;
            if each.side == Side::Robot {
                each.side = Side::Unknown;
            }
        }
    }
}

/// Errors before warnings; where the run broke before elsewhere; the surer first.
/// The sort is stable, so what is equal stays in ladder order.
fn rank(each: &Finding, blamed: Option<Stage>) -> (Severity, bool, Confidence, Stage) {
    (each.severity, Some(each.stage) != blamed, each.confidence, each.stage)
}

/// The findings of two cases as those of one, `first`'s before the others.
pub(super) fn merged(first: Vec<Finding>, second: Vec<Finding>) -> Vec<Finding> {
    behind_their_causes(once_each(first.into_iter().chain(second).collect()))
}

/// Two rules may name one thing: the better placed stays, with the evidence of both.
fn once_each(found: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::new();
    for each in found {
        match kept.iter_mut().find(|other| other.code() == each.code()) {
            Some(other) => {
                for line in each.evidence {
                    if !other.evidence.contains(&line) {
                        other.evidence.push(line);
                    }
                }
            }
            None => kept.push(each),
        }
    }
    kept
}
