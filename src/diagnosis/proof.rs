//! What the proof of `check --prove` shows: the driver's offer beside one that passed.

use super::case::{Case, Counterpart};
use super::diagnose::diagnose;
use super::finding::Finding;
use crate::facts::Stage;
use crate::facts::finding::{Confidence, Severity};
use crate::facts::outcome::{Proof, RunOutcome};

/// The fault of the driver's offer, where the proof shows one.
///
/// The counterpart is the same offer with its sha-256 fingerprints alone, where that was tried and
/// passed: then nothing else differs. Otherwise it is our own.
pub fn conclude(run: &RunOutcome) -> Option<Finding> {
    let proof = run.proof.as_ref()?;
    let offered = proof.offered.as_deref()?;
    let other =
        proof.reduced.as_deref().filter(|reduced| reduced.passed(Stage::Sctp)).unwrap_or(run);
    let counterpart =
        other.offer_facts.as_ref().map(|offer| Counterpart { offer, stages: &other.stages });
    let case = Case {
        offer: offered.offer_facts.as_ref(),
        counterpart,
        interrupted: offered.interrupted,
        ..Case::live(&offered.stages, &offered.robot)
    };
    // What the host stage warns of belongs to the first run.
    let of_the_offer = |each: &Finding| {
        each.severity == Severity::Error && each.stage != Stage::Host && offered.failed(each.stage)
    };
    let found = diagnose(&case).into_iter().find(of_the_offer);
    if reduced_breaks(proof) {
        // Without the suspected lines it breaks as well: then they are not what breaks it.
        return found.filter(|found| found.code() != FINGERPRINTS);
    }
    let unfinished = proof.reduced.as_deref().is_some_and(|reduced| !reduced.passed(Stage::Sctp));
    found.map(|found| match found.confidence {
        Confidence::Certain if unfinished => Finding { confidence: Confidence::Likely, ..found },
        _ => found,
    })
}

/// The same as the first run's report carries it: every stage of that run passed, so it is told of
/// this machine. Only where the driver's offer broke by itself.
pub fn of_this_machine(run: &RunOutcome) -> Option<Finding> {
    run.proof.as_ref().filter(|proof| driver_breaks(proof))?;
    conclude(run).map(|shown| shown.at_stage(Stage::Host))
}

/// The fault that the run with sha-256 alone puts to the test.
const FINGERPRINTS: &str = "G2-ENV-AIORTC-FPS";

/// Stages that show the offer at work: before them, another client or the network may be the cause.
const BY_THE_OFFER: [Stage; 3] = [Stage::Ice, Stage::Dtls, Stage::Sctp];

/// Whether the same offer with sha-256 alone breaks at sctp as well.
pub fn reduced_breaks(proof: &Proof) -> bool {
    proof.reduced.as_deref().is_some_and(|run| run.failed(Stage::Sctp))
}

pub fn driver_opens(proof: &Proof) -> bool {
    proof.offered.as_deref().is_some_and(|run| run.passed(Stage::Sctp))
}

/// Whether the driver's offer broke where ours passed.
pub fn driver_breaks(proof: &Proof) -> bool {
    let broke = |run: &RunOutcome| BY_THE_OFFER.into_iter().any(|stage| run.failed(stage));
    proof.offered.as_deref().is_some_and(|run| !run.interrupted && broke(run))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::diagnosis::Diagnosis;
    use crate::diagnosis::tests::offers::{good, three_fingerprints};
    use crate::facts::OfferFacts;
    use crate::facts::invocation::Invocation;
    use crate::facts::outcome::Status;
    use crate::report::fixtures::{healthy, sctp_silent};

    fn with_offer(run: RunOutcome, offer: OfferFacts) -> RunOutcome {
        RunOutcome { offer_facts: Some(offer), ..run }
    }

    fn proved(reduced: Option<RunOutcome>) -> RunOutcome {
        let offered = with_offer(sctp_silent("check"), three_fingerprints());
        let proof = Proof {
            driver: Some("aiortc 1.14.0".into()),
            profile: Some("aiortc-1.14".into()),
            not_run: None,
            offered: Some(Box::new(offered)),
            reduced: reduced.map(Box::new),
        };
        RunOutcome { proof: Some(proof), ..with_offer(healthy(), good()) }
    }

    fn shown(reduced: Option<RunOutcome>) -> Option<(&'static str, Confidence)> {
        conclude(&proved(reduced)).map(|shown| (shown.code(), shown.confidence))
    }

    #[test]
    fn certain_only_where_the_same_offer_opens_without_the_suspected_lines() {
        let opened = with_offer(healthy(), good());
        assert_eq!(shown(Some(opened)), Some((FINGERPRINTS, Confidence::Certain)));
        let silent = with_offer(sctp_silent("check"), good());
        assert_eq!(shown(Some(silent)), None, "then it is not the fingerprints");
        let mut unfinished = with_offer(sctp_silent("check"), good());
        crate::report::fixtures::stage_mut(&mut unfinished, Stage::Sctp).status =
            Status::Inconclusive;
        assert_eq!(shown(Some(unfinished)), Some((FINGERPRINTS, Confidence::Likely)));
    }

    #[test]
    fn the_reports_first_finding_is_what_the_proof_shows() {
        let run = proved(Some(with_offer(healthy(), good())));
        let diagnosis = Diagnosis::of_run(&run, &Invocation::default());
        let first = &diagnosis.findings()[0];
        let found = (first.code(), first.stage, first.confidence);
        assert_eq!(found, (FINGERPRINTS, Stage::Host, Confidence::Certain));
        let of_it = diagnosis.findings().iter().filter(|each| each.code() == FINGERPRINTS);
        assert_eq!(of_it.count(), 1, "no weaker one beside it");
    }

    #[test]
    fn only_a_break_that_the_offer_causes_is_the_drivers() {
        let breaks = |run: &RunOutcome| driver_breaks(run.proof.as_ref().expect("a proof"));
        let mut run = proved(None);
        assert!(breaks(&run));
        let offered = |run: &mut RunOutcome, change: &dyn Fn(&mut RunOutcome)| {
            change(run.proof.as_mut().and_then(|it| it.offered.as_mut()).expect("it was run"));
        };
        offered(&mut run, &|run| run.interrupted = true);
        assert!(!breaks(&run), "it was not let finish");
        let mut run = proved(None);
        offered(&mut run, &|run| {
            for (stage, status) in [(Stage::Sdp, Status::Fail), (Stage::Sctp, Status::Skip)] {
                crate::report::fixtures::stage_mut(run, stage).status = status;
            }
        });
        assert!(!breaks(&run), "another client may have taken the slot");
    }
}
