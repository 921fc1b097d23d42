//! `check --prove`: proof instead of advice.
//!
//! When the ladder passes, the robot and the network serve a correct client. Then the offer that
//! this machine's driver would make is put to the same robot, within the same minute; and where it
//! breaks at sctp, once more with its sha-256 fingerprints alone. Nothing differs between the
//! last two but those lines.

use std::cell::Cell;

use tokio::sync::watch;

use super::plan::{GOODBYE_RETRIES, Plan};
use super::supervisor;
use crate::facts::outcome::{NotRun, Proof, RunEvent, RunOutcome, Status};
use crate::facts::{DriverFacts, Stage};
use crate::robot::offer_change::OfferChange;
use crate::text::redact::printable;

/// Versions are shown this long, in characters.
const MAX_VERSION: usize = 20;

/// Climbs the ladder, then proves. The events are those of the first run, whose end waits for the
/// proof's.
pub async fn run(
    plan: &Plan,
    interrupt: watch::Receiver<bool>,
    events: &mut dyn FnMut(RunEvent),
) -> RunOutcome {
    let mut not_the_end = |event: RunEvent| {
        if !matches!(event, RunEvent::RunFinished { .. }) {
            events(event);
        }
    };
    let mut outcome = supervisor::run(plan, interrupt.clone(), &mut not_the_end).await;
    let proof = prove(plan, &outcome, &interrupt, events).await;
    let runs = [&proof.offered, &proof.reduced];
    outcome.interrupted |= runs.into_iter().flatten().any(|run| run.interrupted);
    outcome.duration_ms += runs.into_iter().flatten().map(|run| run.duration_ms).sum::<f64>();
    outcome.proof = Some(proof);
    events(RunEvent::RunFinished { outcome: Box::new(outcome.clone()) });
    outcome
}

/// Puts the driver's offer to the robot, if `first` passed and a driver was found.
pub async fn prove(
    plan: &Plan,
    first: &RunOutcome,
    interrupt: &watch::Receiver<bool>,
    events: &mut dyn FnMut(RunEvent),
) -> Proof {
    let driver = first.host().and_then(|host| host.driver.as_ref());
    let mut proof = Proof {
        driver: driver.and_then(words),
        profile: None,
        not_run: None,
        offered: None,
        reduced: None,
    };
    let profile = match (passed(first), driver) {
        (false, _) => Err(NotRun::LadderNotPassed),
        (true, None) => Err(NotRun::NoDriver),
        (true, Some(driver)) => profile_of(driver),
    };
    let profile = match profile {
        Ok(profile) => profile,
        Err(why) => return Proof { not_run: Some(why), ..proof },
    };
    proof.profile = Some(profile.into());
    let plan = Plan {
        offer: profile.into(),
        last_stage: Stage::Sctp,
        // It was there a moment ago.
        wait: None,
        // Our own last session holds the slot for a moment more.
        goodbye_retries: GOODBYE_RETRIES.into(),
        busy_retries: Vec::new(),
        ..plan.clone()
    };
    let offered = climb(&plan, interrupt, events).await;
    if offered.failed(Stage::Sctp) && !*interrupt.borrow() {
        let reduced = Plan { change: Some(OfferChange::Sha256Alone), ..plan };
        proof.reduced = Some(Box::new(climb(&reduced, interrupt, events).await));
    }
    proof.offered = Some(Box::new(offered));
    proof
}

/// One run of the proof: its stages are told as the proof's progress.
async fn climb(
    plan: &Plan,
    interrupt: &watch::Receiver<bool>,
    events: &mut dyn FnMut(RunEvent),
) -> RunOutcome {
    let (profile, at) = (plan.offer.clone(), Cell::new(Stage::Host));
    let mut told = |event: RunEvent| match event {
        RunEvent::StageStarted { stage, .. } if stage > Stage::Ping => {
            at.set(stage);
            events(RunEvent::Proving {
                profile: profile.clone(),
                sha256_alone: plan.change == Some(OfferChange::Sha256Alone),
                stage,
            });
        }
        _ => {}
    };
    supervisor::run(plan, interrupt.clone(), &mut told).await
}

/// Whether every stage that ran passed; this machine's own warnings are what the proof is about.
fn passed(run: &RunOutcome) -> bool {
    let sound = |status: Status| status.passed() || status == Status::Skip;
    let mut climbed = run.stages.iter().filter(|stage| stage.stage() > Stage::Ping);
    !run.interrupted && climbed.all(|stage| sound(stage.status)) && run.passed(Stage::Sctp)
}

/// `aiortc 1.16.0 under unitree_webrtc_connect 2.2.0`.
fn words(driver: &DriverFacts) -> Option<String> {
    let aiortc = format!("aiortc {}", printable(driver.aiortc.as_deref()?, MAX_VERSION));
    Some(match &driver.unitree_webrtc_connect {
        Some(version) => {
            format!("{aiortc} under unitree_webrtc_connect {}", printable(version, MAX_VERSION))
        }
        None => aiortc,
    })
}

/// The profile that offers what this driver would.
///
/// The fingerprints decide, then what the version of aiortc makes of ICE: one set of credentials
/// from 1.15 on, one for each m-section before, unless patched.
pub fn profile_of(driver: &DriverFacts) -> Result<&'static str, NotRun> {
    let version = driver.aiortc.as_deref().ok_or(NotRun::NoDriver)?;
    let version = major_minor(version).ok_or(NotRun::OfferUnknown)?;
    let offered = driver.offered_fingerprints.as_deref().filter(|names| !names.is_empty());
    let last = offered.and_then(|names| names.last()).ok_or(NotRun::OfferUnknown)?;
    let shared = driver.credentials_shared;
    match (last.as_str(), shared) {
        // It breaks with several m-sections and opens with one, and how many the driver asks for is
        // not known.
        ("sha-256", Some(false)) => Err(NotRun::CannotImitate),
        ("sha-256", None) if version < (1, 15) => Err(NotRun::CannotImitate),
        ("sha-256", _) if version < (1, 10) => Ok("aiortc-1.9-data"),
        ("sha-256", _) => Ok("unitree-2.2"),
        (_, Some(true)) => Ok("aiortc-1.16"),
        (_, _) if version >= (1, 15) => Ok("aiortc-1.16"),
        // It breaks with one m-section already, by its fingerprints.
        (_, _) => Ok("aiortc-1.14-data"),
    }
}

fn major_minor(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split(['.', 'a', 'b', 'r', '+']);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn driver(aiortc: &str, fingerprints: &[&str], shared: Option<bool>) -> DriverFacts {
        DriverFacts {
            aiortc: Some(aiortc.into()),
            offered_fingerprints: Some(fingerprints.iter().map(|name| (*name).into()).collect()),
            credentials_shared: shared,
            ..DriverFacts::default()
        }
    }

    #[test]
    fn the_profile_is_that_of_the_versions_and_their_patches() {
        let three = ["sha-256", "sha-384", "sha-512"];
        let one = ["sha-256"];
        type Expected = Result<&'static str, NotRun>;
        let cases: [(&str, &[&str], Option<bool>, Expected); 9] = [
            ("1.9.0", &one, Some(true), Ok("aiortc-1.9-data")),
            ("1.9.0", &one, None, Err(NotRun::CannotImitate)),
            ("1.9.0", &one, Some(false), Err(NotRun::CannotImitate)),
            ("1.14.0", &three, Some(false), Ok("aiortc-1.14-data")),
            ("1.14.0", &three, Some(true), Ok("aiortc-1.16")),
            ("1.16.0", &three, None, Ok("aiortc-1.16")),
            ("1.16.0", &one, Some(true), Ok("unitree-2.2")),
            ("1.16.0", &[], None, Err(NotRun::OfferUnknown)),
            ("unknown", &three, None, Err(NotRun::OfferUnknown)),
        ];
        for (version, fingerprints, shared, expected) in cases {
            let found = profile_of(&driver(version, fingerprints, shared));
            assert_eq!(found, expected, "{version} {fingerprints:?} {shared:?}");
            if let Ok(name) = found {
                assert!(crate::robot::offer::profile(name).is_some(), "{name}");
            }
        }
        assert_eq!(profile_of(&DriverFacts::default()), Err(NotRun::NoDriver));
    }
}
