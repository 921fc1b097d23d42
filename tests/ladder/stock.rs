//! `--client stock`: what an ordinary peer connection makes of this robot.

use go2doctor::facts::remark::Remark;
use std::time::Duration;

use go2doctor::diagnosis::case::Case;
use go2doctor::diagnosis::diagnose;
use go2doctor::facts::outcome::{Client, RunOutcome, Slot, Status};
use go2doctor::facts::{SctpEvidence, Stage, StageFacts};
use go2doctor::stages::plan::Plan;

use crate::support::{free_after, of, plan, robot, run, run_interrupted_at};

/// How soon the slot has to be free: 2.0 to 2.3 s after a goodbye, 10.1 s after anything else.
const SOON: Duration = Duration::from_millis(3500);

fn stock(robot: &go2doctor::simulator::run::Simulator, last: Stage, deadline: Duration) -> Plan {
    let mut plan = Plan { client: Client::Stock, ..plan(robot, last) };
    for stage in Stage::ALL.into_iter().skip_while(|stage| *stage < Stage::Ice) {
        plan.deadlines.set(stage, deadline);
    }
    plan
}

fn statuses(outcome: &RunOutcome) -> Vec<(Stage, Status)> {
    let climbed = outcome.stages.iter().filter(|stage| stage.stage() > Stage::Http);
    climbed.map(|stage| (stage.stage(), stage.status)).collect()
}

#[tokio::test]
async fn its_association_stands_and_its_channel_never_opens() {
    let mut robot = robot("");
    let outcome = run(&stock(&robot, Stage::Flow, Duration::from_secs(2))).await;
    let expected = [
        (Stage::Sdp, Status::Pass),
        (Stage::Ice, Status::Pass),
        (Stage::Dtls, Status::Pass),
        (Stage::Sctp, Status::Fail),
        (Stage::Validation, Status::Skip),
        (Stage::Flow, Status::Skip),
    ];
    assert_eq!(statuses(&outcome), expected, "{outcome:#?}");
    let expected = Remark::StockChannel { association: Some("connected".into()), closed: false };
    assert_eq!(of(&outcome, Stage::Sctp).remark, Some(expected));
    assert_eq!((outcome.client, outcome.offer.as_str()), (Some(Client::Stock), "stock"));
    assert_eq!(outcome.slot, Slot::Released);
    assert!(free_after(&mut robot, SOON).await.is_some());
}

#[tokio::test]
async fn what_it_cannot_see_is_not_said_to_be_nothing() {
    let robot = robot("");
    let outcome = run(&stock(&robot, Stage::Sctp, Duration::from_millis(500))).await;
    let StageFacts::Sctp { timings, evidence } = &of(&outcome, Stage::Sctp).facts else {
        panic!("the facts of sctp");
    };
    assert!(timings.association_ms.is_some());
    assert_eq!((timings.init_to_init_ack_ms, timings.cookie_ms), (None, None));
    let known = SctpEvidence { dcep_ack_received: Some(0), ..SctpEvidence::default() };
    assert_eq!(evidence, &known);
    let StageFacts::Ice { timings, evidence } = &of(&outcome, Stage::Ice).facts else {
        panic!("the facts of ice");
    };
    assert!(timings.nominated_ms.is_some() && evidence.selected.is_some());
    assert_eq!((timings.first_response_ms, &evidence.pairs), (None, &None));
    let StageFacts::Dtls { evidence, .. } = &of(&outcome, Stage::Dtls).facts else {
        panic!("the facts of dtls");
    };
    assert_eq!(evidence.fingerprint_match, Some(true));
    assert!(evidence.client_hellos_received > Some(0), "its socket shows them: {evidence:?}");
    assert_eq!((evidence.retransmits, evidence.client_hellos_sent), (None, None));
    let certificate = evidence.peer_certificate.as_ref().expect("a certificate");
    assert_eq!(certificate.subject_cn.as_deref(), Some("KVS-WebRTC-Client"));
}

#[tokio::test]
async fn its_slot_is_free_wherever_it_ends() {
    for last in [Stage::Sdp, Stage::Ice, Stage::Dtls, Stage::Sctp] {
        let mut robot = robot("");
        let outcome = run(&stock(&robot, last, Duration::from_millis(500))).await;
        assert_eq!(outcome.slot, Slot::Released, "{last}");
        assert!(free_after(&mut robot, SOON).await.is_some(), "{last}");
    }
}

#[tokio::test]
async fn its_slot_is_free_wherever_it_is_interrupted() {
    for stage in [Stage::Sdp, Stage::Ice, Stage::Dtls, Stage::Sctp] {
        let mut robot = robot("");
        let plan = stock(&robot, Stage::Flow, Duration::from_secs(5));
        let (outcome, _) = run_interrupted_at(&plan, stage).await;
        assert!(outcome.interrupted);
        assert_eq!(of(&outcome, stage).status, Status::Inconclusive, "{stage}");
        // The sdp stage has only begun to gather by then: nothing was sent.
        let expected = if stage == Stage::Sdp { Slot::Untouched } else { Slot::Released };
        assert_eq!(outcome.slot, expected, "{stage}");
        assert!(free_after(&mut robot, SOON).await.is_some(), "{stage}");
    }
}

/// The crate tells of no alert and of no ClientHello, and yet what came is not called silence.
#[tokio::test]
async fn what_the_robot_sent_in_dtls_is_not_said_to_be_missing() {
    for (fault, hellos, first) in [
        ("dtls-alert", 0, "G2-DTLS-ERROR"),
        ("dtls-silent", 0, "G2-DTLS-NOHELLO"),
        ("dtls-hello-once", 1, "G2-DTLS-STALLED"),
    ] {
        let robot = robot(fault);
        let outcome = run(&stock(&robot, Stage::Dtls, Duration::from_millis(600))).await;
        let StageFacts::Dtls { evidence, .. } = &of(&outcome, Stage::Dtls).facts else {
            panic!("the facts of dtls");
        };
        assert_eq!(evidence.client_hellos_received, Some(hellos), "{fault}: {evidence:?}");
        let case = Case { client: Client::Stock, ..Case::live(&outcome.stages, &outcome.robot) };
        let found = diagnose(&case);
        assert_eq!(found.first().map(|first| first.code()), Some(first), "{fault}: {outcome:#?}");
    }
}

#[tokio::test]
async fn where_it_could_not_say_goodbye_the_slot_is_told() {
    for (fault, blamed, slot) in [
        ("ice-black-hole", Stage::Ice, Slot::HeldBriefly),
        ("dtls-silent", Stage::Dtls, Slot::HeldLong),
        ("dtls-alert", Stage::Dtls, Slot::EndedByRobot),
        ("dtls-closed", Stage::Dtls, Slot::EndedByRobot),
    ] {
        let robot = robot(fault);
        let outcome = run(&stock(&robot, Stage::Flow, Duration::from_millis(600))).await;
        assert_eq!(of(&outcome, blamed).status, Status::Fail, "{fault}: {outcome:#?}");
        assert_eq!(outcome.slot, slot, "{fault}");
    }
}
