//! Robots with another peer than the usual one: what sets each apart, seen from a check.

use std::time::Duration;

use go2doctor::facts::outcome::{Client, RunOutcome, Slot, Status};
use go2doctor::facts::{OpenedBy, Stage, StageFacts};
use go2doctor::simulator::run::Simulator;
use go2doctor::stages::plan::Plan;

use crate::support::{of, plan, robot, run, sctp};

async fn offering(robot: &Simulator, profile: &str) -> RunOutcome {
    let mut plan = Plan { offer: profile.into(), ..plan(robot, Stage::Flow) };
    plan.deadlines.set(Stage::Sctp, Duration::from_millis(1500));
    run(&plan).await
}

#[tokio::test]
async fn several_fingerprints_stop_the_robots_own_peer_alone() {
    for (character, ends) in
        [("kvs-2022", Status::Fail), ("kvs-2026", Status::Pass), ("libwebrtc", Status::Pass)]
    {
        let robot = robot(character);
        let outcome = offering(&robot, "aiortc-1.16").await;
        assert_eq!(of(&outcome, Stage::Dtls).status, Status::Pass, "{character}: {outcome:#?}");
        assert_eq!(of(&outcome, Stage::Sctp).status, ends, "{character}: {outcome:#?}");
        assert_eq!(outcome.slot, Slot::Released, "{character}");
    }
}

#[tokio::test]
async fn only_the_robots_own_peer_never_acknowledges_the_channel() {
    for (character, acks) in [("kvs-2022", 0), ("kvs-2026", 1), ("libwebrtc", 1)] {
        let robot = robot(character);
        let outcome = offering(&robot, "go2doctor").await;
        assert!(outcome.stages.iter().all(|it| it.status == Status::Pass), "{outcome:#?}");
        let sctp = sctp(&outcome);
        assert_eq!(sctp.dcep_ack_received, Some(acks), "{character}");
        assert_eq!(sctp.opened_by == Some(OpenedBy::Ack), acks > 0, "{character}: {sctp:?}");
        assert!(sctp.init_received >= Some(1), "{character} sends an INIT of its own");
    }
}

#[tokio::test]
async fn an_ordinary_client_gets_through_where_the_channel_is_acknowledged() {
    for character in ["kvs-2026", "libwebrtc"] {
        let robot = robot(character);
        let plan = Plan { client: Client::Stock, ..plan(&robot, Stage::Flow) };
        let outcome = run(&plan).await;
        assert!(outcome.stages.iter().all(|it| it.status == Status::Pass), "{outcome:#?}");
        assert_eq!(outcome.slot, Slot::Released, "{character}");
    }
}

#[tokio::test]
async fn a_peer_like_a_browsers_shows_as_one() {
    let robot = robot("libwebrtc");
    let outcome = offering(&robot, "go2doctor").await;
    let StageFacts::Sdp { evidence, .. } = &of(&outcome, Stage::Sdp).facts else {
        panic!("the facts of sdp");
    };
    let answer = evidence.answer.as_ref().expect("an answer");
    assert_eq!(answer.candidates.as_ref().map(Vec::len), Some(2));
    assert_eq!(answer.setup.as_deref(), Some("active"));
    assert_eq!(answer.lint.as_deref(), Some(&[][..]));
    let StageFacts::Dtls { evidence, .. } = &of(&outcome, Stage::Dtls).facts else {
        panic!("the facts of dtls");
    };
    let certificate = evidence.peer_certificate.as_ref().expect("a certificate");
    assert_eq!(certificate.subject_cn.as_deref(), Some("WebRTC"));
}
