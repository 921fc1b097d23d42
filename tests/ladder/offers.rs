//! The offers of real clients, made by us: which of them this robot can serve.

use std::time::Duration;

use go2doctor::facts::Stage;
use go2doctor::facts::outcome::{RunOutcome, Slot, Status};
use go2doctor::robot::offer::PROFILES;

use crate::support::{of, plan, robot, run, sctp};

async fn offering(profile: &str) -> RunOutcome {
    let robot = robot("");
    let mut plan = plan(&robot, Stage::Sctp);
    plan.offer = profile.into();
    plan.deadlines.set(Stage::Sctp, Duration::from_millis(3500));
    run(&plan).await
}

#[tokio::test]
async fn an_offer_whose_last_fingerprint_is_sha_256_opens_the_channel() {
    for profile in ["data-only", "aiortc-1.9", "unitree-2.2"] {
        let outcome = offering(profile).await;
        assert_eq!(of(&outcome, Stage::Sctp).status, Status::Pass, "{profile}: {outcome:#?}");
    }
}

#[tokio::test]
async fn an_offer_with_longer_fingerprints_stalls_at_init() {
    for profile in ["aiortc-1.14", "aiortc-1.16"] {
        let outcome = offering(profile).await;
        assert_eq!(of(&outcome, Stage::Dtls).status, Status::Pass, "{profile}: {outcome:#?}");
        assert_eq!(of(&outcome, Stage::Sctp).status, Status::Fail, "{profile}");
        let sctp = sctp(&outcome);
        // At aiortc's pace, 3 s, the second INIT is the last one in this time.
        assert_eq!(sctp.init_sent, Some(2), "{profile}: {sctp:?}");
        assert_eq!((sctp.init_received, sctp.init_ack_received), (Some(0), Some(0)), "{profile}");
        assert_eq!(sctp.rtp_packets_received, Some(0), "{profile}");
        // DTLS stood, so the robot was told goodbye all the same.
        assert_eq!(outcome.slot, Slot::Released, "{profile}");
    }
}

#[test]
fn every_imitated_client_is_tried() {
    assert_eq!(PROFILES.len(), 6, "a new profile belongs into one of the tests above");
}
