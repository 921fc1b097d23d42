//! The topics that the doctor reads, and how often the robot usually publishes them.

/// A topic that the robot publishes of itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Topic {
    /// The name on the wire.
    pub name: &'static str,
    /// Messages a second, as users report it for a good link.
    pub usual_hz: f64,
}

/// Joint, battery and IMU state in its low-frequency form: the best read-only
/// probe, on every firmware. Reported between 1 and 2 Hz.
pub const LOW_STATE: Topic = Topic { name: "rt/lf/lowstate", usual_hz: 2.0 };

/// Odometry from the LiDAR. Reported at 18 to 19 Hz.
pub const ROBOT_POSE: Topic = Topic { name: "rt/utlidar/robot_pose", usual_hz: 18.0 };

/// Which motion mode is active. Since firmware 1.0.24.
pub const MOTION_SWITCHER_REQUEST: &str = "rt/api/motion_switcher/request";

/// Asks the motion switcher for its mode. Moves nothing.
pub const MOTION_SWITCHER_CHECK_MODE: u32 = 1001;

/// Commands to the legs.
pub const SPORT_REQUEST: &str = "rt/api/sport/request";

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
}
