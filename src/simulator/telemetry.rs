//! What the simulated robot publishes: a dog that breathes, and lies still until it is asked.

use std::time::Duration;

use serde_json::{Value, json};

use crate::robot::message_builder::publication;
use crate::robot::model::Model;
use crate::robot::topics::{self, Topic};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    LowState,
    RobotPose,
    /// A humanoid's state, without its battery, and that battery.
    HumanoidState,
    Battery,
}

impl Published {
    /// What a robot of that model publishes by that name.
    pub fn named(name: &str, model: Model) -> Option<Self> {
        let all = match model.is_humanoid() {
            false => [Self::LowState, Self::RobotPose],
            true => [Self::HumanoidState, Self::Battery],
        };
        all.into_iter().find(|known| known.topic().name == name)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::LowState | Self::HumanoidState => topics::LOW_STATE,
            Self::RobotPose => topics::ROBOT_POSE,
            Self::Battery => topics::BMS_STATE,
        }
    }

    /// The pause between two messages: the usual rate, exactly; a second where none is known.
    pub fn period(self) -> Duration {
        let hz = Some(self.topic().usual_hz).filter(|hz| *hz > 0.0).unwrap_or(1.0);
        Duration::from_secs_f64(1.0 / hz)
    }

    /// The whole message, `elapsed` after the channel was opened.
    pub fn message(self, elapsed: Duration, body: &Body, discharged: bool) -> String {
        let breath = breath(elapsed);
        let data = match self {
            Self::LowState => low_state(breath(elapsed)),
            Self::RobotPose => robot_pose(elapsed, breath(elapsed)),
            Self::HumanoidState => humanoid_state(breath(elapsed)),
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

/// Of a G1 the state holds 29 motors, and its battery is a topic of its own.
fn humanoid_state(breath: f64) -> Value {
    let motor = |joint: usize| json!({"q": breath, "temperature": [31 + joint % 4, 30]});
    json!({
        "imu_state": {"rpy": [breath, -breath, 0.0]},
        "motor_state": (0..29).map(motor).collect::<Vec<_>>(),
        "mode_machine": 5,
    })
}

fn robot_pose(elapsed: Duration, breath: f64) -> Value {
    // Robots were seen to report 0.313 m when lying.
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
