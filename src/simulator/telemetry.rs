//! What the simulated robot publishes: a dog that breathes, and lies still until it is asked.

use std::time::Duration;

use serde_json::{Value, json};

use crate::robot::message_builder::publication;
use crate::robot::model::Model;
use crate::robot::topics::{BMS_STATE, LOW_STATE, ROBOT_POSE, SPORT_MODE_STATE, VOXEL_MAP};

use super::body::Body;
use super::media::CLOUD;

/// `rt/lf/sportmodestate` comes a few times a second.
const SPORT_MODE_HZ: f64 = 5.0;
/// Point clouds on a good link.
const VOXEL_MAP_HZ: f64 = 7.0;
/// The rate of a topic of which no rate is known.
const UNKNOWN_HZ: f64 = 1.0;
/// The battery's level, percent.
const CHARGED: u32 = 81;
const DISCHARGED: u32 = 9;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    LowState,
    RobotPose,
    SportModeState,
    /// Point clouds, in binary frames.
    VoxelMap,
    /// A humanoid's state, without its battery, and that battery.
    HumanoidState(Model),
    Battery,
}

impl Published {
    /// What a robot of that model publishes by that name.
    pub fn named(name: &str, model: Model) -> Option<Self> {
        let all: &[Self] = match model.is_humanoid() {
            false => &[Self::LowState, Self::RobotPose, Self::SportModeState, Self::VoxelMap],
            true => &[Self::HumanoidState(model), Self::Battery],
        };
        all.iter().copied().find(|known| known.name() == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::LowState | Self::HumanoidState(_) => LOW_STATE.name,
            Self::RobotPose => ROBOT_POSE.name,
            Self::SportModeState => SPORT_MODE_STATE,
            Self::VoxelMap => VOXEL_MAP,
            Self::Battery => BMS_STATE.name,
        }
    }

    /// The pause between two messages: the usual rate, exactly.
    pub fn period(self) -> Duration {
        let usual_hz = match self {
            Self::LowState | Self::HumanoidState(_) => LOW_STATE.usual_hz,
            Self::RobotPose => ROBOT_POSE.usual_hz,
            Self::SportModeState => SPORT_MODE_HZ,
            Self::VoxelMap => VOXEL_MAP_HZ,
            Self::Battery => UNKNOWN_HZ,
        };
        Duration::from_secs_f64(1.0 / usual_hz)
    }

    /// The whole message, `elapsed` after the channel was opened.
    pub fn message(self, elapsed: Duration, body: &Body, discharged: bool) -> String {
        let breath = breath(elapsed);
        let data = match self {
            Self::LowState => low_state(elapsed, breath, body, discharged),
            Self::RobotPose => robot_pose(elapsed, breath, body),
            Self::SportModeState => json!({
                "mode": body.mode(), "progress": 0, "gait_type": 0, "error_code": 0,
                "position": [0.0, 0.0, body.height(elapsed)],
                "body_height": body.height(elapsed) + breath / 50.0,
            }),
            Self::VoxelMap => json!({
                "stamp": elapsed.as_secs_f64(), "frame_id": "odom", "resolution": 0.05,
                "src_size": CLOUD.1, "origin": [-3.2, -3.2, -0.6], "width": [128, 128, 38],
            }),
            Self::HumanoidState(model) => humanoid_state(model, breath),
            Self::Battery => json!({"soc": 77, "current": -2100, "cycle": 4}),
        };
        publication(self.name(), &data)
    }
}

/// A small oscillation, so that a watcher sees values change.
fn breath(elapsed: Duration) -> f64 {
    0.01 * elapsed.as_secs_f64().sin()
}

fn low_state(elapsed: Duration, breath: f64, body: &Body, discharged: bool) -> Value {
    let joints = body.joints(elapsed).into_iter().enumerate();
    let motors: Vec<Value> = joints
        .map(|(joint, angle)| {
            let q = angle + breath;
            json!({"q": q, "temperature": 31 + joint % 4, "lost": 0, "reserve": [0, 674]})
        })
        .collect();
    let charge = if discharged { DISCHARGED } else { CHARGED };
    json!({
        "imu_state": {"rpy": [breath, -breath, 0.5]},
        "motor_state": motors,
        "bms_state": {
            "version_high": 1, "version_low": 18, "soc": charge, "current": -1240, "cycle": 9,
            "bq_ntc": [30, 29], "mcu_ntc": [33, 32],
        },
        "foot_force": [17, 19, 18, 20],
        "temperature_ntc1": 42,
        "power_v": 29.1,
    })
}

/// A humanoid's state holds 29 motors, and its battery is a topic of its own. An R1 has neither waist
/// nor wrists: their motors stay at zero (unitree_webrtc_connect 2.2.0, `R1_MOTOR_INDICES`).
fn humanoid_state(model: Model, breath: f64) -> Value {
    let motor = |joint: usize| match joint {
        12..=14 | 19..=21 | 26..=28 if model == Model::R1 => {
            json!({"q": 0.0, "temperature": [0, 0]})
        }
        _ => json!({"q": breath, "temperature": [31 + joint % 4, 30]}),
    };
    json!({
        "imu_state": {"rpy": [breath, -breath, 0.0]},
        "motor_state": (0..29).map(motor).collect::<Vec<_>>(),
        "mode_machine": 5,
    })
}

fn robot_pose(elapsed: Duration, breath: f64, body: &Body) -> Value {
    json!({
        "header": {
            "stamp": {"sec": elapsed.as_secs(), "nanosec": elapsed.subsec_nanos()},
            "frame_id": "odom",
        },
        "pose": {
            "position": {"x": 0.0, "y": 0.0, "z": body.height(elapsed) + breath / 10.0},
            "orientation": {"x": 0.0, "y": 0.0, "z": 0.0, "w": 1.0},
        },
    })
}
