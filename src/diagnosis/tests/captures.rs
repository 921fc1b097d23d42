//! What a bystander's packets allow to conclude, and what they do not.

use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::diagnose::diagnose;
use crate::diagnosis::finding::Finding;
use crate::facts::finding::{Confidence, Side};
use crate::facts::outcome::{RunOutcome, Signalling};
use crate::facts::*;
use crate::report::fixtures::{sctp_silent, stage_mut};

fn watched(run: &RunOutcome, seen: &CaptureFacts) -> Finding {
    let case = Case {
        source: Source::Capture,
        capture: Some(seen),
        offer: run.offer_facts.as_ref(),
        ..Case::live(&run.stages, &run.robot)
    };
    diagnose(&case).into_iter().next().expect("a finding")
}

fn unanswered() -> CaptureFacts {
    CaptureFacts {
        records_sent: 9,
        unanswered: Some(UnansweredRecords { count: 9, bytes: 64, pause_s: 3.0 }),
        ..CaptureFacts::default()
    }
}

/// A run whose offer nobody could read.
fn encrypted() -> RunOutcome {
    let mut run = RunOutcome { offer_facts: None, ..sctp_silent("report") };
    if let StageFacts::Sdp { evidence, .. } = &mut stage_mut(&mut run, Stage::Sdp).facts {
        evidence.offer_fingerprints = None;
    }
    run
}

// The other world that gives the same packets: an offer that is right, and a robot whose SCTP hangs.
#[test]
fn an_unanswered_init_with_an_encrypted_offer_is_likely_and_nobodys_fault_yet() {
    let found = watched(&encrypted(), &unanswered());
    assert_eq!(found.code(), "G2-SCTP-NOINITACK");
    assert_eq!((found.confidence, found.side), (Confidence::Likely, Side::Unknown));
}

#[test]
fn a_certificate_that_is_not_the_offers_last_is_certain_where_both_were_seen() {
    let mut run = encrypted();
    run.offer_facts = Some(OfferFacts {
        fingerprints: Some(vec!["sha-256".into(), "sha-512".into()]),
        ..OfferFacts::default()
    });
    let likely = watched(&run, &unanswered());
    assert_eq!((likely.code(), likely.confidence), ("G2-ENV-AIORTC-FPS", Confidence::Likely));
    if let StageFacts::Dtls { evidence, .. } = &mut stage_mut(&mut run, Stage::Dtls).facts {
        evidence.client_fingerprint_match = Some(false);
    }
    let certain = watched(&run, &unanswered());
    assert_eq!((certain.code(), certain.confidence), ("G2-ENV-AIORTC-FPS", Confidence::Certain));
}

// The other world: an answer that is as short for another reason, which is as encrypted.
#[test]
fn a_short_encrypted_answer_is_possibly_a_reject() {
    let mut run = encrypted();
    run.robot.signalling = Some(Signalling::ConNotify);
    let sdp = stage_mut(&mut run, Stage::Sdp);
    sdp.status = crate::facts::outcome::Status::Fail;
    if let StageFacts::Sdp { evidence, .. } = &mut sdp.facts {
        *evidence = SdpEvidence { reason: Some(SdpReason::Busy), ..SdpEvidence::default() };
    }
    let seen = CaptureFacts { answer_bytes: Some(64), ..CaptureFacts::default() };
    let found = watched(&run, &seen);
    assert_eq!((found.code(), found.confidence), ("G2-SIG-REJECT", Confidence::Possible));
}
