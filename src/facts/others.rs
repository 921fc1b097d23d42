//! What is known of the other programs on this machine that may be at the robot.

use std::net::IpAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::HostEvidence;

/// A process that is not ours and has a socket to the robot, or is a driver.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OtherProcess {
    /// Its id, by which it can be stopped.
    pub pid: u32,
    /// Its name as the kernel keeps it: 15 bytes at most, `python3` for most drivers.
    pub name: Option<String>,
    /// The driver that it is known to be: `go2_driver_node`, `go2_robot_sdk`,
    /// `unitree_webrtc_connect`, `go2_webrtc_driver` or `unitree_ros2`. `None` for another
    /// program. Nothing else of its command line is kept: there may be keys in it.
    pub driver: Option<String>,
    /// How long it has been running, s.
    pub age_s: Option<f64>,
    /// Its sockets to the robot's address, eight at most; `None` where they could not be looked for.
    pub to_robot: Option<Vec<RobotSocket>>,
    /// How many UDP sockets it has, wherever they lead; `None` where that was not looked for. The
    /// sockets of ICE are bound to nobody, so those of a driver do not tell its robot, yet without
    /// any it has no connection.
    pub udp_sockets: Option<u64>,
}

/// A socket that is connected to the robot's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RobotSocket {
    /// Its protocol.
    pub protocol: SocketProtocol,
    /// The robot's port.
    pub port: u16,
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum SocketProtocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
}

impl SocketProtocol {
    /// As it is written: `TCP`.
    pub fn name(self) -> &'static str {
        match self {
            SocketProtocol::Tcp => "TCP",
            SocketProtocol::Udp => "UDP",
        }
    }
}

/// Drivers that speak DDS, which needs no place at the robot.
const WITHOUT_A_PLACE: [&str; 1] = ["unitree_ros2"];

impl OtherProcess {
    /// Whether it is a driver that may hold the robot's one place: one that speaks WebRTC, and is
    /// not known to have no socket for it.
    pub fn may_hold_the_slot(&self) -> bool {
        let driver = self.driver.as_deref();
        driver.is_some_and(|driver| !WITHOUT_A_PLACE.contains(&driver))
            && self.udp_sockets != Some(0)
    }

    pub fn can_speak(&self) -> bool {
        self.udp_sockets.is_some_and(|sockets| sockets > 0)
    }
}

impl HostEvidence {
    /// The drivers on this machine that may hold `robot`'s one place, those first that are known to
    /// be able to. None for a robot on loopback, which is simulated and nobody's rival.
    pub fn rivals(&self, robot: Option<IpAddr>) -> Vec<&OtherProcess> {
        if robot.is_some_and(|robot| robot.to_canonical().is_loopback()) {
            return Vec::new();
        }
        let others = self.others.iter().flatten();
        let mut rivals: Vec<_> = others.filter(|other| other.may_hold_the_slot()).collect();
        rivals.sort_by_key(|other| !other.can_speak());
        rivals
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn driver(name: &str, udp_sockets: Option<u64>) -> OtherProcess {
        OtherProcess { driver: Some(name.into()), udp_sockets, ..OtherProcess::default() }
    }

    #[test]
    fn only_a_webrtc_driver_that_may_have_a_socket_can_hold_the_place() {
        for (process, expected) in [
            (driver("go2_driver_node", Some(2)), true),
            (driver("go2_driver_node", None), true),
            (driver("go2_driver_node", Some(0)), false),
            (driver("unitree_ros2", Some(2)), false),
            (OtherProcess { udp_sockets: Some(2), ..OtherProcess::default() }, false),
        ] {
            assert_eq!(process.may_hold_the_slot(), expected, "{process:?}");
        }
    }

    #[test]
    fn the_likelier_rival_comes_first_and_loopback_has_none() {
        let others = vec![driver("go2_driver_node", None), driver("go2_robot_sdk", Some(1))];
        let machine = HostEvidence { others: Some(others), ..HostEvidence::default() };
        let names = |robot: Option<[u8; 4]>| -> Vec<_> {
            let rivals = machine.rivals(robot.map(IpAddr::from));
            rivals.into_iter().filter_map(|other| other.driver.clone()).collect()
        };
        assert_eq!(names(Some([192, 168, 12, 1])), ["go2_robot_sdk", "go2_driver_node"]);
        assert_eq!(names(None).len(), 2, "a robot known by name");
        assert_eq!(names(Some([127, 0, 0, 1])), [""; 0]);
    }
}
