//! Which method reaches the robot, with which key, and what neither may hide.

use std::net::{Ipv4Addr, SocketAddr};

use go2doctor::diagnosis::case::Case;
use go2doctor::diagnosis::diagnose;
use go2doctor::facts::outcome::{RunOutcome, Signalling, Status};
use go2doctor::facts::{HttpEvidence, HttpReason, SdpEvidence, SdpReason, Stage, StageFacts};
use go2doctor::simulator::run::Simulator;
use go2doctor::simulator::{DEVICE_KEY, SimulatorOptions};
use go2doctor::stages::plan::Plan;

use crate::support::{impatient_plan, of, plan, robot, run};

fn http(outcome: &RunOutcome) -> &HttpEvidence {
    match &of(outcome, Stage::Http).facts {
        StageFacts::Http { evidence, .. } => evidence,
        other => panic!("not the facts of http: {other:?}"),
    }
}

fn sdp(outcome: &RunOutcome) -> &SdpEvidence {
    match &of(outcome, Stage::Sdp).facts {
        StageFacts::Sdp { evidence, .. } => evidence,
        other => panic!("not the facts of sdp: {other:?}"),
    }
}

fn first(outcome: &RunOutcome) -> Option<&'static str> {
    let found = diagnose(&Case::live(&outcome.stages, &outcome.robot));
    found.first().map(|first| first.code())
}

/// A robot with this fault that serves the legacy port as well.
fn with_legacy_port(fault: &str) -> Simulator {
    let faults = vec![fault.parse().expect("a fault")];
    let legacy_listen = Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let options = SimulatorOptions { legacy_listen, ..SimulatorOptions::in_process(faults) };
    Simulator::start(options).expect("a simulated robot")
}

#[tokio::test]
async fn a_failing_con_notify_is_never_hidden_by_an_open_legacy_port() {
    for (fault, reason) in [
        ("con-notify-404", HttpReason::HttpStatus),
        ("con-notify-closed", HttpReason::ClosedWithoutAnswer),
        ("con-notify-silent", HttpReason::NoResponse),
        ("con-notify-bad-json", HttpReason::NotJson),
    ] {
        let robot = with_legacy_port(fault);
        let outcome = run(&impatient_plan(&robot)).await;
        assert_eq!(of(&outcome, Stage::Http).status, Status::Fail, "{fault}");
        assert_eq!(http(&outcome).reason, Some(reason), "{fault}");
        assert_eq!(outcome.robot.signalling, Some(Signalling::ConNotify), "{fault}");
        assert_eq!(of(&outcome, Stage::Sdp).status, Status::Skip, "{fault}");
    }
}

#[tokio::test]
async fn the_legacy_port_serves_where_the_other_refuses() {
    for robot in [with_legacy_port("port-refused"), robot("legacy")] {
        let outcome = run(&plan(&robot, Stage::Flow)).await;
        assert_eq!(outcome.robot.signalling, Some(Signalling::Legacy));
        assert_eq!(of(&outcome, Stage::Flow).status, Status::Pass, "{outcome:#?}");
        assert_eq!(first(&outcome), Some("G2-HTTP-LEGACY-ONLY"));
    }
}

#[tokio::test]
async fn a_legacy_robot_fails_for_the_same_reasons_as_another() {
    for (fault, reason, code) in [
        ("legacy+busy", SdpReason::Busy, "G2-SIG-REJECT"),
        ("legacy+con-ing-closed", SdpReason::NoAnswer, "G2-SIG-NOANSWER"),
        ("legacy+con-ing-plain-text", SdpReason::AnswerNotJson, "G2-SIG-BADREPLY"),
        ("legacy+answer-no-data", SdpReason::AnswerUnusable, "G2-SDP-NOAPP"),
    ] {
        let robot = robot(fault);
        let outcome = run(&impatient_plan(&robot)).await;
        assert_eq!(sdp(&outcome).reason, Some(reason), "{fault}");
        assert_eq!(outcome.robot.signalling, Some(Signalling::Legacy), "{fault}");
        assert_eq!(first(&outcome), Some(code), "{fault}");
    }
}

#[tokio::test]
async fn the_robots_own_key_is_told_from_another_ones() {
    let robot = robot("device-key");
    let with = |key: &str| Plan {
        device_key: Some(key.parse().expect("32 hex digits")),
        ..plan(&robot, Stage::Flow)
    };
    let outcome = run(&with("ffffffffffffffffffffffffffffffff")).await;
    assert_eq!(of(&outcome, Stage::Http).status, Status::Warn);
    assert_eq!(http(&outcome).device_key_accepted, Some(false));
    assert_eq!(sdp(&outcome).reason, Some(SdpReason::AesKeyRejected));
    assert_eq!(first(&outcome), Some("G2-SIG-AES-REJECTED"));

    let outcome = run(&with(DEVICE_KEY)).await;
    assert_eq!(http(&outcome).device_key_accepted, Some(true));
    assert_eq!(of(&outcome, Stage::Flow).status, Status::Pass, "{outcome:#?}");
}

#[tokio::test]
async fn silence_to_the_offer_is_told_from_a_closed_connection() {
    for (fault, closed) in [("con-ing-silent", false), ("con-ing-closed", true)] {
        let robot = robot(fault);
        let outcome = run(&impatient_plan(&robot)).await;
        assert_eq!(sdp(&outcome).reason, Some(SdpReason::NoAnswer), "{fault}");
        assert_eq!(sdp(&outcome).closed, Some(closed), "{fault}");
    }
}

#[tokio::test]
async fn a_slow_service_is_slow_and_well() {
    let robot = robot("con-notify-silent:0.3+con-ing-silent:0.2");
    let outcome = run(&plan(&robot, Stage::Ice)).await;
    let took = |stage| of(&outcome, stage).duration_ms.expect("it ran");
    assert!(took(Stage::Http) >= 300.0 && took(Stage::Sdp) >= 200.0, "{outcome:#?}");
    assert_eq!(of(&outcome, Stage::Ice).status, Status::Pass);
}
