//! A lossy and slow network between the doctor and the robot.

use std::time::Duration;

use go2doctor::diagnosis::case::Case;
use go2doctor::diagnosis::diagnose;
use go2doctor::facts::finding::Side;
use go2doctor::facts::outcome::Status;
use go2doctor::facts::{DataChunks, EndedBy, Stage, StageFacts};
use go2doctor::simulator::options::SimulatorOptions;
use go2doctor::simulator::run::Simulator;
use go2doctor::stack::wire::Conditions;

use crate::support::{impatient_plan, of, plan, run};

fn robot_behind(network: Conditions, seed: u64) -> Simulator {
    let options =
        SimulatorOptions { network, seed: Some(seed), ..SimulatorOptions::in_process(Vec::new()) };
    Simulator::start(options).expect("a simulated robot")
}

#[tokio::test]
async fn one_datagram_in_ten_may_be_lost_and_every_one_late() {
    let network = Conditions {
        loss: 0.1,
        delay: Duration::from_millis(25),
        jitter: Duration::from_millis(10),
    };
    let runs = (0..6).map(|seed| async move {
        let robot = robot_behind(network, seed);
        run(&plan(&robot, Stage::Validation)).await
    });
    for outcome in futures_util::future::join_all(runs).await {
        assert_eq!(of(&outcome, Stage::Validation).status, Status::Pass, "{outcome:#?}");
        let StageFacts::Ice { evidence, .. } = &of(&outcome, Stage::Ice).facts else {
            panic!("the facts are those of the stage")
        };
        let rtt = evidence.pairs.iter().flatten().find_map(|pair| pair.rtt_ms);
        assert!(rtt >= Some(50.0), "there and back: {rtt:?}");
    }
}

#[tokio::test]
async fn a_goodbye_over_a_slow_way_arrives_all_the_same() {
    for (fault, by) in [("takeover", EndedBy::Closed), ("abort-in-flow", EndedBy::Abort)] {
        // Longer than the robot takes to forget the session.
        let network = Conditions { delay: Duration::from_millis(300), ..Conditions::default() };
        let fault = fault.parse().expect("a fault");
        let options = SimulatorOptions { network, ..SimulatorOptions::in_process(vec![fault]) };
        let robot = Simulator::start(options).expect("a simulated robot");
        let outcome = run(&plan(&robot, Stage::Flow)).await;
        let StageFacts::Flow { evidence, .. } = &of(&outcome, Stage::Flow).facts else {
            panic!("the facts are those of the stage")
        };
        assert_eq!(evidence.ended.as_ref().map(|end| end.by), Some(by), "{outcome:#?}");
    }
}

#[tokio::test]
async fn loss_leaves_its_marks_on_the_data() {
    let network = Conditions { loss: 0.1, ..Conditions::default() };
    let runs = (0..4).map(|seed| async move {
        let robot = robot_behind(network, seed);
        run(&plan(&robot, Stage::Flow)).await
    });
    let outcomes = futures_util::future::join_all(runs).await;
    let marked = outcomes.iter().filter(|outcome| {
        let StageFacts::Flow { evidence, .. } = &of(outcome, Stage::Flow).facts else {
            panic!("the facts are those of the stage")
        };
        // Null where a run did not come as far: chance may spend one rung's deadline.
        evidence.data.as_ref().is_some_and(DataChunks::is_marked_by_loss)
    });
    // Of the hundred packets and more of each run one in ten is lost.
    assert!(marked.count() >= 3, "{outcomes:#?}");
}

#[tokio::test]
async fn a_network_that_loses_everything_is_blamed_at_ice() {
    let robot = robot_behind(Conditions { loss: 1.0, ..Conditions::default() }, 1);
    let outcome = run(&impatient_plan(&robot)).await;
    assert_eq!(of(&outcome, Stage::Ice).status, Status::Fail);
    let found = diagnose(&Case::live(&outcome.stages, &outcome.robot));
    let first = found.first().map(|first| (first.code(), first.side));
    assert_eq!(first, Some(("G2-ICE-FAILED", Side::Network)));
}

/// Whether a whole run over such a network names its loss, for each of six robots.
async fn named_loss(network: Conditions) -> Vec<bool> {
    let runs = (0..6).map(|seed| async move {
        let robot = robot_behind(network, seed);
        let mut plan = plan(&robot, Stage::Flow);
        plan.window = Some(Duration::from_secs(4));
        let outcome = run(&plan).await;
        let found = diagnose(&Case::live(&outcome.stages, &outcome.robot));
        found.iter().any(|each| each.code() == "G2-LINK-LOSS" && each.side == Side::Network)
    });
    futures_util::future::join_all(runs).await
}

#[tokio::test]
async fn loss_is_named_and_slowness_is_no_loss() {
    let lossy = Conditions { loss: 0.2, ..Conditions::default() };
    let slow = Conditions {
        loss: 0.0,
        delay: Duration::from_millis(40),
        jitter: Duration::from_millis(60),
    };
    let (lossy, slow, healthy) =
        tokio::join!(named_loss(lossy), named_loss(slow), named_loss(Conditions::default()));
    // Chance may spare a short run.
    assert!(lossy.iter().filter(|named| **named).count() >= 4, "{lossy:?}");
    assert_eq!(slow, [false; 6]);
    assert_eq!(healthy, [false; 6]);
}
