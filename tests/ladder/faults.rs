//! What a check makes of each fault: the stage it blames, why, and its first finding.

use futures_util::{StreamExt, stream};
use go2doctor::diagnosis::case::Case;
use go2doctor::diagnosis::diagnose;
use go2doctor::diagnosis::diagnosis::Diagnosis;
use go2doctor::facts::outcome::{RunOutcome, Status};
use go2doctor::facts::skip_reason::SkipReason;
use go2doctor::facts::{Stage, StageFacts};
use go2doctor::simulator::fault_table::{Ends, FaultSpec};
use serde_json::Value;

use crate::expected::{Expected, expected};
use crate::followed::{leads_somewhere, typed};
use crate::support::{DEADLINE, impatient_plan, of, plan, robot, run};

/// Runs at one time. More would make the handshakes slow, not the silences short.
const TOGETHER: usize = 24;

#[tokio::test]
async fn every_fault_is_blamed_on_its_stage_for_its_reason_and_found() {
    let runs = expected().into_iter().map(|(spec, expected)| async move {
        let robot = robot(&spec.name);
        (spec, expected, run(&impatient_plan(&robot)).await)
    });
    let outcomes: Vec<_> = stream::iter(runs).buffer_unordered(TOGETHER).collect().await;
    for (spec, expected, outcome) in &outcomes {
        blamed(spec, expected, outcome);
        found(spec, expected, outcome);
        led_on(spec, outcome);
    }
}

/// The stage that the table names ended as it should, and no other did.
fn blamed(spec: &FaultSpec, expected: &Expected, outcome: &RunOutcome) {
    let ended = match spec.ends {
        Ends::Fail => Status::Fail,
        Ends::Warn => Status::Warn,
        Ends::Inconclusive => Status::Inconclusive,
    };
    let well = [Status::Pass, Status::Skip];
    let unwell: Vec<(Stage, Status)> = outcome
        .stages
        .iter()
        .map(|stage| (stage.stage(), stage.status))
        .filter(|(_, status)| !well.contains(status))
        .collect();
    let wanted: Vec<_> = spec.stage.map(|stage| (stage, ended)).into_iter().collect();
    assert_eq!(unwell, wanted, "{}: {outcome:#?}", spec.name);
    let Some(blamed) = spec.stage else { return };
    let stage = of(outcome, blamed);
    assert_eq!(reason(&stage.facts), expected.reason, "{}", spec.name);
    let took = stage.duration_ms.expect("it ran");
    let deadline = DEADLINE.as_secs_f64() * 1e3;
    if blamed != Stage::Flow && ended != Status::Warn {
        assert_eq!(took < deadline * 0.9, expected.at_once, "{} took {took} ms", spec.name);
        assert!(took < deadline + 300.0, "{} took {took} ms", spec.name);
    }
    if ended != Status::Warn {
        for later in Stage::ALL.into_iter().filter(|stage| *stage > blamed) {
            let skipped = of(outcome, later).skip_reason.clone();
            assert_eq!(skipped, SkipReason::after(blamed, ended), "{}", spec.name);
        }
    }
}

/// The evidence's reason, where the stage has one.
fn reason(facts: &StageFacts) -> Option<String> {
    let facts = serde_json::to_value(facts).expect("facts are JSON");
    match &facts["evidence"]["reason"] {
        Value::String(reason) => Some(reason.clone()),
        _ => None,
    }
}

fn found(spec: &FaultSpec, expected: &Expected, outcome: &RunOutcome) {
    let found = diagnose(&Case::live(&outcome.stages, &outcome.robot));
    let first = found.first();
    let shown = (
        first.map(|first| first.code().to_owned()),
        first.map(|first| first.side),
        first.map(|first| first.confidence),
    );
    let wanted = (expected.given().map(str::to_owned), expected.side, expected.confidence);
    assert_eq!(shown, wanted, "{}: {outcome:#?}", spec.name);
}

/// Its next command, and those after it, while the robot stays as it is.
fn led_on(spec: &FaultSpec, outcome: &RunOutcome) {
    let robot = format!("sim:{}", spec.name);
    let ran = typed(&format!("go2doctor check --robot {robot}")).expect("it asks a robot");
    leads_somewhere(&robot, ran, &spec.name, |invocation| {
        Diagnosis::of_run(outcome, invocation).next().map(str::to_owned)
    });
}

#[tokio::test]
async fn a_healthy_robot_has_no_finding() {
    let robot = robot("");
    let outcome = run(&plan(&robot, Stage::Flow)).await;
    assert_eq!(diagnose(&Case::live(&outcome.stages, &outcome.robot)), []);
}
