//! `check --prove`: the driver's offer beside ours, on the same robot, in the same minute.

use std::time::Duration;

use go2doctor::diagnosis::proof::{conclude, driver_breaks};
use go2doctor::facts::finding::Confidence;
use go2doctor::facts::outcome::{NotRun, Proof, RunEvent, RunOutcome, Slot, Status};
use go2doctor::facts::{DriverFacts, HostEvidence, HostTimings, Stage, StageFacts};
use go2doctor::stages::prove;
use tokio::sync::watch;

use crate::support::{free_after, of, plan, robot, run};

fn driver(aiortc: &str, fingerprints: &[&str], shared: bool) -> DriverFacts {
    DriverFacts {
        aiortc: Some(aiortc.into()),
        offered_fingerprints: Some(fingerprints.iter().map(|name| (*name).into()).collect()),
        credentials_shared: Some(shared),
        ..DriverFacts::default()
    }
}

/// A healthy robot's run that `driver` was found on, and its proof.
async fn proved(driver: Option<DriverFacts>) -> RunOutcome {
    let mut robot = robot("");
    let mut plan = plan(&robot, Stage::Sctp);
    plan.deadlines.set(Stage::Sctp, Duration::from_millis(1500));
    let mut first = run(&plan).await;
    let evidence = HostEvidence { driver, ..HostEvidence::default() };
    let facts = StageFacts::Host { timings: HostTimings {}, evidence: Box::new(evidence) };
    let host = first.stages.iter_mut().find(|stage| stage.stage() == Stage::Host);
    host.expect("host is a stage").facts = facts;
    let (_keep, interrupt) = watch::channel(false);
    let proof = prove::prove(&plan, &first, &interrupt, &mut |_| {}).await;
    assert!(free_after(&mut robot, Duration::from_secs(4)).await.is_some());
    RunOutcome { proof: Some(proof), ..first }
}

fn proof(run: &RunOutcome) -> &Proof {
    run.proof.as_ref().expect("it was asked for")
}

const THREE: [&str; 3] = ["sha-256", "sha-384", "sha-512"];

#[tokio::test]
async fn the_offer_of_a_new_aiortc_fails_where_ours_and_its_own_with_sha_256_alone_open() {
    for (version, shared, profile) in
        [("1.14.0", false, "aiortc-1.14-data"), ("1.16.0", true, "aiortc-1.16")]
    {
        let run = proved(Some(driver(version, &THREE, shared))).await;
        let proof = proof(&run);
        assert_eq!(proof.profile.as_deref(), Some(profile));
        assert_eq!(proof.driver, Some(format!("aiortc {version}")));
        let offered = proof.offered.as_deref().expect("it was run");
        assert_eq!(of(offered, Stage::Sctp).status, Status::Fail, "{offered:#?}");
        assert_eq!(offered.slot, Slot::Released);
        let names = offered.offer_facts.as_ref().and_then(|offer| offer.fingerprints.clone());
        assert_eq!(names, Some(THREE.map(String::from).into()));
        let reduced = proof.reduced.as_deref().expect("it was run");
        assert_eq!(of(reduced, Stage::Sctp).status, Status::Pass, "{reduced:#?}");
        assert!(driver_breaks(proof));
        let shown = conclude(&run).expect("a finding");
        assert_eq!((shown.code(), shown.confidence), ("G2-ENV-AIORTC-FPS", Confidence::Certain));
    }
}

#[tokio::test]
async fn a_driver_whose_offer_opens_is_not_blamed() {
    let run = proved(Some(driver("1.9.0", &["sha-256"], true))).await;
    let proof = proof(&run);
    assert_eq!(proof.profile.as_deref(), Some("aiortc-1.9-data"));
    assert!(!driver_breaks(proof) && proof.reduced.is_none());
    assert_eq!(conclude(&run), None);
}

#[tokio::test]
async fn nothing_is_sent_where_there_is_nothing_to_prove() {
    let cases = [
        (None, NotRun::NoDriver),
        (Some(driver("1.9.0", &["sha-256"], false)), NotRun::CannotImitate),
        (Some(driver("1.16.0", &[], true)), NotRun::OfferUnknown),
    ];
    for (driver, why) in cases {
        let run = proved(driver).await;
        assert_eq!(proof(&run).not_run, Some(why));
        assert!(proof(&run).offered.is_none());
    }
}

#[tokio::test]
async fn a_ladder_that_broke_comes_first_and_the_run_ends_once() {
    let robot = robot("sctp-silent");
    let mut plan = plan(&robot, Stage::Flow);
    plan.deadlines.set(Stage::Sctp, Duration::from_millis(300));
    let (_keep, interrupt) = watch::channel(false);
    let mut ends = 0;
    let mut count = |event: RunEvent| {
        ends += usize::from(matches!(event, RunEvent::RunFinished { .. }));
    };
    let outcome = prove::run(&plan, interrupt, &mut count).await;
    assert_eq!(proof(&outcome).not_run, Some(NotRun::LadderNotPassed));
    assert_eq!(ends, 1);
}
