//! What an offer excludes, and what it explains.

use super::super::case::Counterpart;
use super::*;
use crate::facts::finding::Severity;
use crate::facts::*;
use crate::report::fixtures::{failed, failures, healthy, sctp_silent};
use Confidence::{Certain, Likely, Possible};
use Side::{Host, Robot};

/// An offer that this robot serves.
pub(crate) fn good() -> OfferFacts {
    OfferFacts {
        made_by: Some("go2doctor".into()),
        fingerprints: Some(vec!["sha-256".into()]),
        fingerprints_upper_case: Some(true),
        credentials_shared: Some(true),
        credentials_session_only: Some(false),
        sections: Some(["video", "audio", "application"].map(str::to_owned).into()),
        setup: Some("actpass".into()),
        candidates: Some(vec!["192.168.12.222:50412 host".into()]),
    }
}

/// The same as a new aiortc makes it.
pub(crate) fn three_fingerprints() -> OfferFacts {
    let names = ["sha-256", "sha-384", "sha-512"].map(str::to_owned);
    OfferFacts { fingerprints: Some(names.into()), ..good() }
}

fn with<'a>(run: &'a RunOutcome, offer: &'a OfferFacts) -> Case<'a> {
    Case { offer: Some(offer), ..case(run) }
}

#[test]
fn three_fingerprints_and_a_silent_sctp_are_likely_the_hosts() {
    let run = sctp_silent("sctp");
    let offer = three_fingerprints();
    assert_eq!(first(&with(&run, &offer)), Some(("G2-ENV-AIORTC-FPS", Host, Likely)));
    let reversed = OfferFacts {
        fingerprints: Some(["sha-512", "sha-384", "sha-256"].map(str::to_owned).into()),
        ..good()
    };
    assert_eq!(
        first(&with(&run, &reversed)),
        Some(("G2-SCTP-NOINITACK", Robot, Possible)),
        "the last one counts"
    );
}

#[test]
fn any_sign_of_the_robots_session_excludes_the_fingerprint() {
    let offer = three_fingerprints();
    for (name, run) in failures() {
        if name.starts_with("sctp") && name != "sctp silent" {
            let codes = codes(&with(&run, &offer));
            assert!(!codes.contains(&"G2-ENV-AIORTC-FPS"), "{name}: {codes:?}");
        }
    }
}

#[test]
fn certain_needs_an_offer_that_differs_in_fingerprints_alone_and_opened() {
    let run = sctp_silent("sctp");
    let (bad, good_offer, opened) = (three_fingerprints(), good(), healthy());
    let against = |offer: &OfferFacts, stages: &[_]| {
        let case = Case { counterpart: Some(Counterpart { offer, stages }), ..with(&run, &bad) };
        first(&case).map(|(_, _, confidence)| confidence)
    };
    assert_eq!(against(&good_offer, &opened.stages), Some(Certain));
    let other_credentials = OfferFacts { credentials_shared: Some(false), ..good() };
    assert_eq!(against(&other_credentials, &opened.stages), Some(Likely));
    let less_known = OfferFacts { setup: None, ..good() };
    assert_eq!(against(&less_known, &opened.stages), Some(Likely));
    let stalled = sctp_silent("sctp");
    assert_eq!(against(&good_offer, &stalled.stages), Some(Likely), "the other stalled too");
    assert_eq!(against(&bad, &opened.stages), Some(Likely), "the other offered the same");
}

#[test]
fn what_passed_excludes_the_offers_defects() {
    let run = healthy();
    let bad = OfferFacts {
        fingerprints_upper_case: Some(false),
        credentials_shared: Some(false),
        candidates: Some(vec![]),
        ..three_fingerprints()
    };
    assert_eq!(diagnose(&with(&run, &bad)), []);
}

#[test]
fn a_defect_that_was_not_put_to_the_test_is_a_warning() {
    let (_, run) =
        failures().into_iter().find(|(name, _)| name == "sdp Busy").expect("it is there");
    let offer = three_fingerprints();
    let found = diagnose(&with(&run, &offer));
    assert_eq!(found[0].code(), "G2-SIG-REJECT");
    assert_eq!(found[1].code(), "G2-ENV-AIORTC-FPS");
    assert_eq!(found[1].severity, Severity::Warning);
}

#[test]
fn each_defect_of_an_offer_is_named_where_it_breaks() {
    let no_answer = {
        let evidence = SdpEvidence { reason: Some(SdpReason::NoAnswer), ..Default::default() };
        failed(StageFacts::Sdp { timings: Default::default(), evidence }, 10.0)
    };
    let named =
        |name: &str| failures().into_iter().find(|(of, _)| of == name).expect("it is there").1;
    let cases = [
        (
            sctp_silent("sctp"),
            OfferFacts { fingerprints_upper_case: Some(false), ..good() },
            ("G2-SDP-FPCASE", Host, Likely),
        ),
        (
            sctp_silent("sctp"),
            OfferFacts { sections: Some(vec!["video".into()]), ..good() },
            ("G2-SDP-NOAPP", Host, Likely),
        ),
        (
            no_answer,
            OfferFacts { credentials_session_only: Some(true), ..good() },
            ("G2-SDP-CREDS-SESSION", Host, Likely),
        ),
        (
            named("ice black hole"),
            OfferFacts { credentials_shared: Some(false), ..good() },
            ("G2-ICE-CREDS", Host, Likely),
        ),
        (
            named("dtls silent"),
            OfferFacts { credentials_shared: Some(false), ..good() },
            ("G2-ICE-CREDS", Host, Likely),
        ),
    ];
    for (run, offer, expected) in &cases {
        assert_eq!(first(&with(run, offer)).as_ref(), Some(expected));
    }
    let run = named("ice black hole");
    let mute = OfferFacts { candidates: Some(vec![]), ..good() };
    assert_eq!(codes(&with(&run, &mute)), ["G2-ICE-FAILED", "G2-SDP-NOCAND"]);
}
