//! The offers of real clients, made by us: which of them this robot can serve.

use std::time::Duration;

use go2doctor::facts::outcome::{RunOutcome, Slot, Status};
use go2doctor::facts::{Stage, StageFacts};
use go2doctor::robot::offer::PROFILES;

use crate::support::{free_after, of, plan, robot, run, scaled_robot_with, sctp};

async fn offering(profile: &str) -> RunOutcome {
    let robot = robot("");
    let mut plan = plan(&robot, Stage::Sctp);
    plan.offer = profile.into();
    plan.deadlines.set(Stage::Sctp, Duration::from_millis(3500));
    run(&plan).await
}

#[tokio::test]
async fn an_offer_whose_last_fingerprint_is_sha_256_opens_the_channel() {
    for profile in [
        "data-only",
        "aiortc-1.9-data",
        "unitree-2.2",
        "unitree-2.2-data",
        "chromium-156",
        "chromium-156-data",
        "node-datachannel-0.33",
        "node-datachannel-0.33-data",
        "webrtc-0.21",
    ] {
        let outcome = offering(profile).await;
        assert_eq!(of(&outcome, Stage::Sctp).status, Status::Pass, "{profile}: {outcome:#?}");
    }
}

#[tokio::test]
async fn an_offer_with_longer_fingerprints_stalls_at_init() {
    for profile in [
        "aiortc-1.13-data",
        "aiortc-1.14-data",
        "aiortc-1.15",
        "aiortc-1.15-data",
        "aiortc-1.16",
        "aiortc-1.16-data",
    ] {
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

/// As the clients themselves: aioice calls its side completed, since the robot answers its checks,
/// and no ClientHello ever comes, since its own are refused.
#[tokio::test]
async fn an_offer_with_credentials_of_each_sections_own_never_gets_a_client_hello() {
    for (profile, fault) in ["aiortc-1.9", "aiortc-1.13", "aiortc-1.14", "unitree-2.0"]
        .into_iter()
        .flat_map(|name| [(name, ""), (name, "kvs-2026")])
    {
        let mut robot = scaled_robot_with(fault, 0.5);
        let mut plan = plan(&robot, Stage::Sctp);
        plan.offer = profile.into();
        plan.deadlines.set(Stage::Dtls, Duration::from_millis(1500));
        let outcome = run(&plan).await;
        assert_eq!(of(&outcome, Stage::Ice).status, Status::Pass, "{profile}: {outcome:#?}");
        assert_eq!(of(&outcome, Stage::Dtls).status, Status::Fail, "{profile}");
        let StageFacts::Dtls { evidence, .. } = &of(&outcome, Stage::Dtls).facts else {
            panic!("the facts of dtls");
        };
        assert_eq!(evidence.client_hellos_received, Some(0), "{profile}: {evidence:?}");
        let checks = evidence.checks.expect("checks were counted");
        assert!(checks.received > 0 && checks.refused == checks.received, "{checks:?}");
        // Given back through the section whose credentials the robot took.
        assert_eq!(outcome.slot, Slot::Released, "{profile}");
        assert!(free_after(&mut robot, Duration::from_secs(3)).await.is_some(), "{profile}");
    }
}

#[test]
fn every_imitated_client_is_tried() {
    assert_eq!(PROFILES.len(), 20, "a new profile belongs into one of the tests above");
}
