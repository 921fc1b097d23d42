//! A healthy robot passes every stage, and each stage measures what it promises.

use go2doctor::facts::outcome::{Client, Slot, Status};
use go2doctor::facts::skip_reason::SkipReason;
use go2doctor::facts::{OpenedBy, Stage, StageFacts};

use go2doctor::stages::plan::Plan;

use crate::support::{of, plan, robot, run};

#[tokio::test]
async fn every_stage_of_a_healthy_robot_passes() {
    let robot = robot("");
    let outcome = run(&plan(&robot, Stage::Flow)).await;
    for stage in &outcome.stages {
        assert_eq!(stage.status, Status::Pass, "{stage:#?}");
    }
    assert_eq!(outcome.slot, Slot::Released);
    assert_eq!(outcome.robot.data2, Some(2));
    assert_eq!(
        outcome.robot.firmware_hint.map(|hint| hint.to_string()).as_deref(),
        Some("1.1.8 to 1.1.14")
    );
}

#[tokio::test]
async fn the_timings_of_the_contract_are_measured() {
    let robot = robot("");
    let outcome = run(&plan(&robot, Stage::Flow)).await;
    for stage in Stage::ALL {
        let facts = serde_json::to_value(&of(&outcome, stage).facts).expect("facts are JSON");
        let timings = facts["timings"].as_object().expect("timings").clone();
        for (name, value) in timings {
            // A literal address is not resolved.
            assert_eq!(value.is_null(), name == "resolve_ms", "{stage} {name} is {value}");
        }
    }
    let StageFacts::Sctp { evidence, .. } = &of(&outcome, Stage::Sctp).facts else {
        panic!("the facts of sctp");
    };
    assert_ne!(evidence.opened_by, Some(OpenedBy::Ack), "a Go2 never acknowledges an OPEN");
    assert_eq!(evidence.dcep_ack_received, Some(0));
    assert!(evidence.init_received >= Some(1), "a Go2 sends an INIT of its own");
    let StageFacts::Flow { evidence, .. } = &of(&outcome, Stage::Flow).facts else {
        panic!("the facts of flow");
    };
    let topics = evidence.topics.as_ref().expect("topics");
    let rate = topics[0].rate_hz.expect("a rate");
    assert!((1.5..2.5).contains(&rate), "lowstate at {rate} Hz");
    assert_eq!(evidence.request.as_ref().and_then(|request| request.code), Some(0));
}

/// They did by half a millisecond: nine runs in ten show it.
#[tokio::test]
async fn no_part_of_a_stage_takes_longer_than_the_stage() {
    for client in [Client::Go2doctor, Client::Stock].into_iter().cycle().take(10) {
        let robot = robot("kvs-2026");
        let outcome = run(&Plan { client, ..plan(&robot, Stage::Flow) }).await;
        for stage in Stage::ALL.into_iter().filter(|stage| *stage >= Stage::Ice) {
            let outcome = of(&outcome, stage);
            assert_eq!(outcome.status, Status::Pass, "{outcome:#?}");
            let facts = serde_json::to_value(&outcome.facts).expect("facts are JSON");
            for (name, value) in facts["timings"].as_object().expect("timings") {
                // Its candidates were gathered for the offer.
                let part = value.as_f64().filter(|_| name != "gathering_ms");
                assert!(part <= outcome.duration_ms, "{stage} {name} {part:?}: {outcome:#?}");
            }
        }
    }
}

#[tokio::test]
async fn a_ladder_up_to_sctp_skips_the_rest_and_frees_the_slot() {
    let robot = robot("");
    let outcome = run(&plan(&robot, Stage::Sctp)).await;
    assert_eq!(of(&outcome, Stage::Sctp).status, Status::Pass);
    let validation = of(&outcome, Stage::Validation);
    assert_eq!(validation.status, Status::Skip);
    assert_eq!(validation.skip_reason, Some(SkipReason::NotRequested));
    assert_eq!(outcome.slot, Slot::Released);
}

#[tokio::test]
async fn an_interface_with_addresses_that_cannot_be_bound_serves_by_the_one_that_fits() {
    let robot = robot("");
    let mut plan = plan(&robot, Stage::Validation);
    // As an interface of a laptop has them: a link-local address cannot be bound without its zone.
    let addresses = ["fe80::1", "127.0.0.1"].map(|text| text.parse().expect("an address"));
    plan.local_addresses = Some(addresses.into());
    let outcome = run(&plan).await;
    assert_eq!(of(&outcome, Stage::Validation).status, Status::Pass, "{outcome:#?}");
}

#[tokio::test]
async fn a_complaint_after_the_handshake_ends_nothing_and_stands_in_the_report() {
    let robot = robot("sctp-late-error");
    let outcome = run(&plan(&robot, Stage::Flow)).await;
    assert!(outcome.stages.iter().all(|stage| stage.status == Status::Pass), "{outcome:#?}");
    let StageFacts::Sctp { evidence, .. } = &of(&outcome, Stage::Sctp).facts else {
        panic!("the facts of sctp");
    };
    let causes = evidence.error_causes.as_ref().expect("they are counted");
    assert_eq!(causes.first().map(|cause| cause.code), Some(8), "{evidence:#?}");
}
