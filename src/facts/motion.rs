//! What `control` asked of the robot, and what came of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::status::Status;
use crate::robot::topics::{CODE_NOT_SERVED, SPORT_MODES};

/// Below this go2doctor moves no robot, percent. The robot has limits of its own; this one is ours.
pub const LEAST_BATTERY: f64 = 20.0;

/// A change of the body's height that counts as movement, m. The debugging guide has 0.313 m before
/// StandUp and 0.326 m after it.
pub const HEIGHT_MOVES: f64 = 0.005;

/// A turn of a joint that counts as movement, rad: about 6 degrees, so that noise does not.
pub const JOINT_MOVES: f64 = 0.1;

/// What `control` can ask for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    Stand,
    Sit,
    Hello,
    /// Only reads; nothing moves.
    Status,
}

impl Action {
    /// The request that it sends: name and api id; `None` where nothing is to move.
    pub fn api(self) -> Option<(&'static str, u32)> {
        match self {
            Action::Stand => Some(("StandUp", 1004)),
            Action::Sit => Some(("Sit", 1009)),
            Action::Hello => Some(("Hello", 1016)),
            Action::Status => None,
        }
    }
}

/// Why nothing was sent although the ladder passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// The motion switcher did not tell its mode.
    ModeUnknown,
    /// The motion switcher answered with code 3203: not served in the present mode.
    ModeNotServed,
    /// No motion mode is active: something else controls the motors.
    ModeReleased,
    /// A motion mode whose commands are not known here.
    ModeOther,
    /// The battery's level is not known.
    BatteryUnknown,
    /// The battery's level is below 20 %.
    BatteryLow,
    /// The robot reports faults of its own.
    RobotErrors,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MotionResult {
    /// Only read, as asked.
    Read,
    /// Nothing was sent: see `refused`.
    Refused,
    /// Interrupted; `request` tells whether it had been sent by then.
    Interrupted,
    /// Answered with code 0, and height or joints changed.
    Moved,
    /// Answered with code 0, and neither changed.
    NotMoved,
    /// Answered with code 0, and what the body did was not seen.
    Unseen,
    /// Answered with another code.
    Denied,
    /// No answer with the request's id came.
    NoAnswer,
}

/// What was read, sent and seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MotionEvidence {
    /// What was asked for.
    pub action: Action,
    /// The status code of the motion switcher's answer (api 1001).
    pub mode_code: Option<i64>,
    /// The motion mode that it named; empty where none is active.
    pub mode: Option<String>,
    /// The battery's level, percent.
    pub battery_percent: Option<f64>,
    /// Faults that the robot itself reported, in its own numbers.
    pub robot_errors: Vec<String>,
    /// `mode` of rt/lf/sportmodestate before the request: the robot's own number.
    pub sport_mode: Option<i64>,
    /// Why nothing was sent; empty where nothing forbade it.
    pub refused: Vec<Refusal>,
    /// The request; null where none was sent.
    pub request: Option<MotionRequest>,
    /// `body_height` right before the request, m.
    pub body_height_before_m: Option<f64>,
    /// The last `body_height` after it, m.
    pub body_height_after_m: Option<f64>,
    /// The furthest that any joint turned from where it was before the request, rad.
    pub joint_turn_rad: Option<f64>,
    /// From the request to the first message that shows movement, ms.
    pub moved_after_ms: Option<f64>,
    /// How long the body was watched after the request, s.
    pub watched_s: Option<f64>,
    /// Whether an interruption ended it.
    pub interrupted: bool,
    /// A defect of go2doctor on the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defect: Option<String>,
}

/// A request to the motion controller, and its answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MotionRequest {
    /// Its name: `StandUp`.
    pub name: String,
    /// Its api id.
    pub api_id: u32,
    /// The status code of the answer with its id; null without one.
    pub code: Option<i64>,
    /// From the request to that answer, ms; null without one.
    pub answer_ms: Option<f64>,
}

impl MotionEvidence {
    pub fn of(action: Action) -> Self {
        Self {
            action,
            mode_code: None,
            mode: None,
            battery_percent: None,
            robot_errors: Vec::new(),
            sport_mode: None,
            refused: Vec::new(),
            request: None,
            body_height_before_m: None,
            body_height_after_m: None,
            joint_turn_rad: None,
            moved_after_ms: None,
            watched_s: None,
            interrupted: false,
            defect: None,
        }
    }

    /// What forbids to move the robot, by what was read so far.
    pub fn forbids(&self) -> Vec<Refusal> {
        let mode = match (self.mode_code, self.mode.as_deref()) {
            (Some(CODE_NOT_SERVED), _) => Some(Refusal::ModeNotServed),
            (Some(0), Some("")) => Some(Refusal::ModeReleased),
            (Some(0), Some(mode)) if SPORT_MODES.contains(&mode) => None,
            (Some(0), Some(_)) => Some(Refusal::ModeOther),
            _ => Some(Refusal::ModeUnknown),
        };
        let battery = match self.battery_percent {
            None => Some(Refusal::BatteryUnknown),
            Some(percent) => (percent < LEAST_BATTERY).then_some(Refusal::BatteryLow),
        };
        let errors = (!self.robot_errors.is_empty()).then_some(Refusal::RobotErrors);
        [mode, battery, errors].into_iter().flatten().collect()
    }

    /// How far the body's height changed, m.
    pub fn height_change(&self) -> Option<f64> {
        Some(self.body_height_after_m? - self.body_height_before_m?)
    }

    /// Whether the body moved; `None` where neither height nor joints were seen before and after.
    pub fn moved(&self) -> Option<bool> {
        let by_height = self.height_change().map(|change| change.abs() >= HEIGHT_MOVES);
        let by_joints = self.joint_turn_rad.map(|turn| turn >= JOINT_MOVES);
        match (by_height, by_joints) {
            (None, None) => None,
            (height, joints) => Some(height == Some(true) || joints == Some(true)),
        }
    }

    pub fn result(&self) -> MotionResult {
        let Some(request) = &self.request else {
            return match self.action {
                _ if self.interrupted => MotionResult::Interrupted,
                Action::Status => MotionResult::Read,
                _ => MotionResult::Refused,
            };
        };
        match (request.code, request.answer_ms) {
            _ if self.interrupted => MotionResult::Interrupted,
            (_, None) => MotionResult::NoAnswer,
            (Some(0), _) => match self.moved() {
                Some(true) => MotionResult::Moved,
                Some(false) => MotionResult::NotMoved,
                None => MotionResult::Unseen,
            },
            _ => MotionResult::Denied,
        }
    }

    pub fn status(&self) -> Status {
        match self.result() {
            _ if self.defect.is_some() => Status::Crash,
            MotionResult::Read | MotionResult::Moved => Status::Pass,
            MotionResult::Interrupted | MotionResult::Unseen => Status::Inconclusive,
            MotionResult::Refused
            | MotionResult::NotMoved
            | MotionResult::Denied
            | MotionResult::NoAnswer => Status::Fail,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready() -> MotionEvidence {
        MotionEvidence {
            mode_code: Some(0),
            mode: Some("mcf".into()),
            battery_percent: Some(81.0),
            ..MotionEvidence::of(Action::Stand)
        }
    }

    #[test]
    fn what_is_unknown_forbids_as_much_as_what_is_wrong() {
        let of = |change: &dyn Fn(&mut MotionEvidence)| {
            let mut evidence = ready();
            change(&mut evidence);
            evidence.forbids()
        };
        assert_eq!(of(&|_| ()), []);
        assert_eq!(of(&|it| it.mode = Some("normal".into())), []);
        assert_eq!(of(&|it| it.mode = Some(String::new())), [Refusal::ModeReleased]);
        assert_eq!(of(&|it| it.mode = Some("advanced".into())), [Refusal::ModeOther]);
        assert_eq!(of(&|it| it.mode = None), [Refusal::ModeUnknown]);
        assert_eq!(of(&|it| it.mode_code = None), [Refusal::ModeUnknown]);
        assert_eq!(of(&|it| it.mode_code = Some(3203)), [Refusal::ModeNotServed]);
        assert_eq!(of(&|it| it.battery_percent = Some(19.0)), [Refusal::BatteryLow]);
        assert_eq!(of(&|it| it.battery_percent = None), [Refusal::BatteryUnknown]);
        assert_eq!(of(&|it| it.robot_errors.push("300 16".into())), [Refusal::RobotErrors]);
    }

    #[test]
    fn an_answer_is_no_movement_and_movement_is_no_answer() {
        let of = |code: Option<i64>, heights: [Option<f64>; 2], turn: Option<f64>| {
            let (name, api_id) = Action::Stand.api().expect("it moves");
            let answer_ms = code.map(|_| 12.0);
            MotionEvidence {
                request: Some(MotionRequest { name: name.into(), api_id, code, answer_ms }),
                body_height_before_m: heights[0],
                body_height_after_m: heights[1],
                joint_turn_rad: turn,
                ..ready()
            }
            .result()
        };
        let (lying, standing) = (Some(0.313), Some(0.326));
        assert_eq!(of(Some(0), [lying, standing], None), MotionResult::Moved);
        assert_eq!(of(Some(0), [lying, lying], Some(0.02)), MotionResult::NotMoved);
        assert_eq!(of(Some(0), [standing, standing], Some(0.7)), MotionResult::Moved);
        assert_eq!(of(Some(0), [None, standing], None), MotionResult::Unseen);
        assert_eq!(of(Some(3203), [lying, lying], None), MotionResult::Denied);
        assert_eq!(of(None, [lying, standing], None), MotionResult::NoAnswer);
        assert_eq!(ready().result(), MotionResult::Refused);
        let status = MotionEvidence { action: Action::Status, ..ready() };
        assert_eq!((status.result(), status.status()), (MotionResult::Read, Status::Pass));
    }
}
