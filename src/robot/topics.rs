//! The topics that the doctor reads, and how often the robot usually publishes them.

use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Topic {
    pub name: &'static str,
    /// Messages a second, as users report it for a good link.
    pub usual_hz: f64,
    /// Fewer messages a second than this are far fewer than any user reports.
    pub slow_hz: f64,
}

const NOTICEABLE_PAUSE: Duration = Duration::from_secs(1);
const LONG_PAUSE: f64 = 10.0;

impl Topic {
    pub fn named(name: &str) -> Option<Self> {
        [LOW_STATE, ROBOT_POSE].into_iter().find(|known| known.name == name)
    }

    /// Whether so many messages in so long a time are far fewer than usual, wherever the time began
    /// and ended between two of them.
    pub fn is_slow(&self, messages: u64, time: Duration) -> bool {
        (messages + 1) as f64 / time.as_secs_f64() < self.slow_hz
    }

    /// Whether a pause between two messages is far out of the usual.
    pub fn is_long_pause(&self, pause: Duration) -> bool {
        pause >= NOTICEABLE_PAUSE && pause.as_secs_f64() * self.usual_hz >= LONG_PAUSE
    }
}

/// Joint, battery and IMU state in its low-frequency form: the best read-only probe, on every
/// firmware. Reported between 1 and 2 Hz.
pub const LOW_STATE: Topic = Topic { name: "rt/lf/lowstate", usual_hz: 2.0, slow_hz: 0.5 };

/// Odometry from the LiDAR. Reported at 18 to 19 Hz.
pub const ROBOT_POSE: Topic = Topic { name: "rt/utlidar/robot_pose", usual_hz: 18.0, slow_hz: 6.0 };

/// Posture and height of the body, a few messages a second.
pub const SPORT_MODE_STATE: &str = "rt/lf/sportmodestate";
/// The battery of a G1 or R1, which has none in its state. At which rate is not known: it is never
/// judged.
pub const BMS_STATE: Topic = Topic { name: "rt/lf/bmsstate", usual_hz: 0.0, slow_hz: 0.0 };

/// Point clouds: binary frames, see [`lidar`](super::lidar). Reported between 2 and 7 a second, and
/// 0.1 to 0.3 on a bad link: it is never judged by its rate.
pub const VOXEL_MAP: &str = "rt/utlidar/voxel_map_compressed";
/// Switches the LiDAR on and off.
pub const LIDAR_SWITCH: &str = "rt/utlidar/switch";

/// In which state the state machine of a G1 or R1 is; a request to [`SPORT_REQUEST`].
pub const GET_FSM_ID: u32 = 7001;

/// Which motion mode is active. Since firmware 1.0.24.
pub const MOTION_SWITCHER_REQUEST: &str = "rt/api/motion_switcher/request";

pub const MOTION_SWITCHER_CHECK_MODE: u32 = 1001;

/// The code of a response that says that the api is not served in the present motion mode.
pub const CODE_NOT_SERVED: i64 = 3203;

pub const SPORT_REQUEST: &str = "rt/api/sport/request";

/// The motion modes that are known to serve [`SPORT_REQUEST`]. The ids that `control` sends are the
/// same in each (`SPORT_CMD` and `SPORT_CMD_MCF` of unitree_webrtc_connect 2.2.0).
pub const SPORT_MODES: [&str; 3] = ["normal", "ai", "mcf"];

/// Where the answers to a request topic arrive: `…/request` becomes `…/response`.
pub fn response_topic(request_topic: &str) -> Option<String> {
    request_topic.strip_suffix("/request").map(|service| format!("{service}/response"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_back_on_the_sibling_topic() {
        assert_eq!(response_topic(SPORT_REQUEST).as_deref(), Some("rt/api/sport/response"));
        assert_eq!(
            response_topic(MOTION_SWITCHER_REQUEST).as_deref(),
            Some("rt/api/motion_switcher/response")
        );
        assert_eq!(response_topic(LOW_STATE.name), None);
    }

    #[test]
    fn a_topic_is_slow_only_where_no_usual_rate_fits() {
        let seconds = Duration::from_secs_f64;
        // One a second, the slowest that users report, seen between two messages.
        assert!(!LOW_STATE.is_slow(0, seconds(1.0)));
        assert!(!LOW_STATE.is_slow(4, seconds(5.0)));
        assert!(LOW_STATE.is_slow(1, seconds(5.0)));
        assert!(!ROBOT_POSE.is_slow(89, seconds(5.0)));
        assert!(ROBOT_POSE.is_slow(20, seconds(5.0)));
    }

    #[test]
    fn a_pause_is_long_by_what_is_usual() {
        assert!(!ROBOT_POSE.is_long_pause(Duration::from_millis(900)));
        assert!(ROBOT_POSE.is_long_pause(Duration::from_millis(1100)));
        assert!(!LOW_STATE.is_long_pause(Duration::from_millis(2000)));
        assert!(LOW_STATE.is_long_pause(Duration::from_millis(6000)));
    }
}
