//! Each simulated model, spoken to as each: whether it is what it was taken for, in virtual time.

use go2doctor::diagnosis::case::Case;
use go2doctor::diagnosis::diagnose;
use go2doctor::diagnosis::finding::Finding;
use go2doctor::facts::Stage;
use go2doctor::facts::finding::Confidence::{Likely, Possible};
use go2doctor::facts::outcome::{RunOutcome, Status};
use go2doctor::robot::model::Model::{self, G1, Go2, R1};
use go2doctor::robot::model::ModelBy;
use go2doctor::simulator::options::SimulatorOptions;
use go2doctor::simulator::run::Simulator;
use go2doctor::stages::runner;
use tokio::sync::watch;

use crate::support::{of, plan};

/// A check of a simulated `robot` that was given as `given`, or not at all.
fn check(robot: Model, given: Option<Model>) -> (RunOutcome, Vec<Finding>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("a runtime");
    let options = SimulatorOptions {
        model: robot,
        seed: Some(7),
        ..SimulatorOptions::in_process(Vec::new())
    };
    let outcome = runtime.block_on(async {
        let robot = Simulator::start_here(options).await.expect("a simulated robot");
        let mut plan = plan(&robot, Stage::Flow);
        plan.model = given.map(|model| (model, ModelBy::Given));
        let (_keep, interrupt) = watch::channel(false);
        runner::climb(&plan, interrupt, &mut |_| {}, &|_| {}).await
    });
    let found = diagnose(&Case::live(&outcome.stages, &outcome.robot));
    (outcome, found)
}

#[test]
fn a_model_that_was_not_named_is_recognised_by_its_state() {
    for model in Model::ALL {
        let (outcome, _) = check(model, None);
        let known = (outcome.robot.model, outcome.robot.model_by);
        assert_eq!(known, (Some(model), Some(ModelBy::State)), "{outcome:#?}");
    }
}

#[test]
fn a_robot_taken_for_another_model_is_told_and_named() {
    let cases = [
        (Go2, None, None),
        (G1, None, Some((Likely, "g1"))),
        (R1, None, Some((Likely, "r1"))),
        (Go2, Some(Go2), None),
        (G1, Some(Go2), Some((Likely, "g1"))),
        (R1, Some(Go2), Some((Likely, "r1"))),
        (Go2, Some(G1), Some((Likely, "go2"))),
        (G1, Some(G1), None),
        (R1, Some(G1), Some((Possible, "r1"))),
        (Go2, Some(R1), Some((Likely, "go2"))),
        (G1, Some(R1), Some((Possible, "g1"))),
        (R1, Some(R1), None),
    ];
    for (robot, given, expected) in cases {
        let (outcome, found) = check(robot, given);
        let first = found.first().map(|each| (each.code(), each.confidence, each.next.clone()));
        let next = |model| Some(format!("go2doctor check --model {model}"));
        let expected = expected.map(|(sure, model)| ("G2-DATA-MODEL", sure, next(model)));
        assert_eq!(first, expected, "a {robot} as {given:?}: {found:#?}");
        // What it left unanswered is nothing of its own.
        assert!(found.iter().skip(1).all(|each| each.explained_by == Some("G2-DATA-MODEL")));
        let status = if expected.is_some() { Status::Warn } else { Status::Pass };
        assert_eq!(of(&outcome, Stage::Flow).status, status, "a {robot} as {given:?}");
    }
}
