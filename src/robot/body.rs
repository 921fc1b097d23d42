//! What the robot publishes of its own body: battery, joints, height.

use serde_json::Value;

use super::topics::{LOW_STATE, SPORT_MODE_STATE};

/// The legs' joints, three a leg; further motors of the message are unused.
pub const JOINTS: usize = 12;

/// A message on one of the two topics that tell of the body, as far as it could be read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BodyReading {
    /// `bms_state.soc`, percent.
    pub battery_percent: Option<f64>,
    /// `motor_state[].q`, rad.
    pub joints: Option<[f64; JOINTS]>,
    /// `body_height`, m.
    pub height: Option<f64>,
    /// `mode`: the posture or movement that the motion controller is in.
    pub sport_mode: Option<i64>,
}

impl BodyReading {
    /// `None` for any other topic.
    pub fn of(topic: &str, data: &Value) -> Option<Self> {
        let number = |value: &Value| value.as_f64().filter(|number| number.is_finite());
        match topic {
            _ if topic == LOW_STATE.name => Some(Self {
                battery_percent: number(&data["bms_state"]["soc"])
                    .filter(|percent| (0.0..=100.0).contains(percent)),
                joints: joints(&data["motor_state"]),
                ..Self::default()
            }),
            SPORT_MODE_STATE => Some(Self {
                height: number(&data["body_height"]).filter(|metres| metres.abs() < 2.0),
                sport_mode: data["mode"].as_i64(),
                ..Self::default()
            }),
            _ => None,
        }
    }
}

fn joints(motors: &Value) -> Option<[f64; JOINTS]> {
    let motors = motors.as_array()?.get(..JOINTS)?;
    let mut joints = [0.0; JOINTS];
    for (joint, motor) in joints.iter_mut().zip(motors) {
        *joint = motor["q"].as_f64().filter(|angle| angle.abs() < 100.0)?;
    }
    Some(joints)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_topic_tells_its_part() {
        let motors: Vec<_> = (0..20).map(|motor| json!({"q": motor})).collect();
        let low = json!({"bms_state": {"soc": 81}, "motor_state": motors});
        let read = BodyReading::of("rt/lf/lowstate", &low).expect("a topic of the body");
        assert_eq!(read.battery_percent, Some(81.0));
        assert_eq!(read.joints.map(|joints| joints[11]), Some(11.0));
        assert_eq!((read.height, read.sport_mode), (None, None));
        let sport = json!({"mode": 1, "body_height": 0.326});
        let read = BodyReading::of("rt/lf/sportmodestate", &sport).expect("a topic of the body");
        assert_eq!((read.height, read.sport_mode), (Some(0.326), Some(1)));
        assert_eq!(BodyReading::of("rt/utlidar/robot_pose", &sport), None);
    }

    #[test]
    fn what_cannot_be_so_is_unknown_and_not_zero() {
        let cases = [
            json!(null),
            json!({"bms_state": {"soc": 900}, "motor_state": [{"q": 1}]}),
            json!({"bms_state": [], "motor_state": vec![json!({"q": 1e9}); 12]}),
        ];
        for data in cases {
            let read = BodyReading::of("rt/lf/lowstate", &data);
            assert_eq!(read, Some(BodyReading::default()), "{data}");
        }
        let data = json!({"body_height": 1e300, "mode": "x"});
        let read = BodyReading::of("rt/lf/sportmodestate", &data);
        assert_eq!(read, Some(BodyReading::default()));
    }
}
