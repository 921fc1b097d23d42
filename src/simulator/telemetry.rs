//! What the simulated robot publishes: a dog that lies still and breathes.

use std::time::Duration;

use serde_json::{Value, json};

use crate::robot::message_builder::publication;
use crate::robot::topics::{self, Topic};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    LowState,
    RobotPose,
}

impl Published {
    pub fn named(name: &str) -> Option<Self> {
        [Self::LowState, Self::RobotPose].into_iter().find(|known| known.topic().name == name)
    }

    pub fn topic(self) -> Topic {
        match self {
            Self::LowState => topics::LOW_STATE,
            Self::RobotPose => topics::ROBOT_POSE,
        }
    }

    /// The pause between two messages: the usual rate, exactly.
    pub fn period(self) -> Duration {
        Duration::from_secs_f64(1.0 / self.topic().usual_hz)
    }

    /// The whole message, `elapsed` after the channel was opened.
    pub fn message(self, elapsed: Duration) -> String {
        let data = match self {
            Self::LowState => low_state(breath(elapsed)),
            Self::RobotPose => robot_pose(elapsed, breath(elapsed)),
        };
        publication(self.topic().name, &data)
    }
}

/// A small oscillation, so that a watcher sees values change.
fn breath(elapsed: Duration) -> f64 {
    0.01 * elapsed.as_secs_f64().sin()
}

fn low_state(breath: f64) -> Value {
    // Hip, thigh and calf of a lying Go2, rad.
    const LYING: [f64; 3] = [0.0, 1.25, -2.75];
    let motors: Vec<Value> = (0..12)
        .map(|joint| {
            let q = LYING[joint % 3] + breath;
            json!({"q": q, "temperature": 31 + joint % 4, "lost": 0, "reserve": [0, 674]})
        })
        .collect();
    json!({
        "imu_state": {"rpy": [breath, -breath, 0.5]},
        "motor_state": motors,
        "bms_state": {
            "version_high": 1, "version_low": 18, "soc": 81, "current": -1240, "cycle": 9,
            "bq_ntc": [30, 29], "mcu_ntc": [33, 32],
        },
        "foot_force": [17, 19, 18, 20],
        "temperature_ntc1": 42,
        "power_v": 29.1,
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
            "position": {"x": 0.0, "y": 0.0, "z": 0.313 + breath / 10.0},
            "orientation": {"x": 0.0, "y": 0.0, "z": 0.0, "w": 1.0},
        },
    })
}
