//! What the form of the state message says of the model, and what it may not say.

use super::*;
use crate::catalogue::entry::Platform;
use crate::diagnosis::next_step::{against, blanks};
use crate::facts::invocation::{Invocation, Ran};
use crate::facts::outcome::{RunOutcome, Status};
use crate::facts::{Stage, StageFacts};
use crate::report::fixtures::{healthy, stage_mut};
use crate::robot::model::Model;
use crate::robot::state_form::StateForm;
use crate::text::language::Language;
use Confidence::{Likely, Possible};
use Model::{G1, Go2, R1};

const DOG: StateForm = StateForm { battery: true, motors: 20, motors_in_use: 12 };
const HUMANOID: StateForm = StateForm { battery: false, motors: 29, motors_in_use: 29 };

fn with_motors(motors_in_use: u32) -> StateForm {
    StateForm { motors_in_use, ..HUMANOID }
}

fn by_name() -> Invocation {
    Invocation { robot: Some("go2".into()), ..Invocation::default() }
}

/// A run that was spoken to as `spoken_as`, and whose odometry and request may have gone unanswered.
fn run(spoken_as: Option<Model>, state: Option<StateForm>, silent: bool) -> RunOutcome {
    let mut run = healthy();
    let flow = stage_mut(&mut run, Stage::Flow);
    flow.status = Status::Warn;
    if let StageFacts::Flow { evidence, .. } = &mut flow.facts {
        (evidence.spoken_as, evidence.state, evidence.window_s) = (spoken_as, state, Some(10.0));
        if silent {
            let odometry = evidence.topics.iter_mut().flatten().nth(1).expect("a topic");
            odometry.messages = 0;
            let request = evidence.request.as_mut().expect("a request");
            (request.code, request.answer_ms) = (None, None);
        }
    }
    run
}

#[test]
fn a_state_that_another_model_publishes_names_that_model() {
    let cases = [
        (Go2, HUMANOID, Likely, "g1"),
        (Go2, with_motors(20), Likely, "r1"),
        // A humanoid it is; which one is asked for is a guess.
        (Go2, with_motors(31), Likely, "g1"),
        (G1, DOG, Likely, "go2"),
        (R1, DOG, Likely, "go2"),
        (G1, with_motors(20), Possible, "r1"),
        (R1, HUMANOID, Possible, "g1"),
        (R1, with_motors(23), Possible, "g1"),
    ];
    for (spoken_as, state, confidence, model) in cases {
        let run = run(Some(spoken_as), Some(state), false);
        let found = diagnose(&case(&run));
        let [only] = &found[..] else { panic!("{spoken_as} {state:?}: {found:#?}") };
        let expected = ("G2-DATA-MODEL", Side::Host, confidence);
        assert_eq!((only.code(), only.side, only.confidence), expected, "{spoken_as} {state:?}");
        let invocation = Invocation {
            model: Some(spoken_as),
            ran: Some(Ran::of("check", &["-v"])),
            ..by_name()
        };
        let next = against(only, &blanks(&case(&run), &invocation), Platform::Linux);
        assert_eq!(next, format!("go2doctor check --model {model} --robot go2"));
    }
}

#[test]
fn a_state_that_fits_or_tells_nothing_says_nothing() {
    let half = |state: StateForm| StateForm { motors: 0, motors_in_use: 0, ..state };
    let cases = [
        (Some(Go2), Some(DOG)),
        (Some(Go2), Some(half(DOG))),
        (Some(G1), Some(HUMANOID)),
        (Some(R1), Some(with_motors(20))),
        (Some(G1), Some(with_motors(31))),
        // A Go2 whose battery is missing from its state is not known, and no humanoid for that.
        (Some(Go2), Some(half(HUMANOID))),
        (Some(Go2), Some(StateForm { battery: false, ..DOG })),
        (Some(Go2), Some(StateForm { battery: true, ..HUMANOID })),
        (Some(Go2), None),
        (None, Some(HUMANOID)),
    ];
    for (spoken_as, state) in cases {
        assert_eq!(diagnose(&case(&run(spoken_as, state, false))), [], "{spoken_as:?} {state:?}");
    }
}

#[test]
fn what_another_model_left_unanswered_follows_from_that() {
    let run = run(Some(Go2), Some(HUMANOID), true);
    let found = diagnose(&case(&run));
    let order: Vec<_> = found.iter().map(|each| (each.code(), each.explained_by)).collect();
    let by = Some("G2-DATA-MODEL");
    let expected = [("G2-DATA-MODEL", None), ("G2-CTL-MSHANG", by), ("G2-DATA-TOPIC", by)];
    assert_eq!(order, expected);
    let seen = found[0].evidence[1].get(Language::English);
    assert_eq!(seen, "no message on rt/utlidar/robot_pose, a topic of the Go2");
}
