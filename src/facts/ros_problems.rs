//! What in the variables of ROS 2 contradicts the rest.

use super::host::HostEvidence;
use super::ros::DdsInterface;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RosProblem {
    /// `ROS_DOMAIN_ID` is no number from 0 to 232.
    NoDomain(String),
    /// CycloneDDS is told to use an interface that this machine does not have.
    NoInterface(String),
    NoConfiguration,
    /// Over DDS: another middleware than the robot's.
    OtherMiddleware(String),
    /// Over DDS: another domain than the robot's, 0.
    OtherDomain(String),
    /// Over DDS: discovery is kept to this machine, by that variable.
    OnlyHere(&'static str),
    /// Over DDS: the interface is in none of the robot's networks.
    OtherNetwork(String),
}

/// The middleware that the robot speaks with, and by which go2_ros2_sdk talks DDS to it.
const MIDDLEWARE: &str = "rmw_cyclonedds_cpp";

/// The highest domain whose ports exist (DDSI-RTPS 2.5, section 9.6.2).
const HIGHEST_DOMAIN: u16 = 232;

impl HostEvidence {
    /// What contradicts the rest in the variables of ROS 2: over WebRTC only what keeps a node
    /// from starting at all, over DDS everything that keeps it from the robot.
    pub fn ros_problems(&self) -> Vec<RosProblem> {
        let Some(ros) = &self.ros else { return Vec::new() };
        let over_dds =
            self.conn_type.as_deref().is_some_and(|it| it.eq_ignore_ascii_case("cyclonedds"));
        let other = ros.rmw.clone().filter(|rmw| rmw != MIDDLEWARE);
        let mut problems = Vec::new();
        let domain = ros.domain_id.as_deref().map(|it| (it, it.parse::<u16>()));
        match domain {
            Some((_, Ok(0))) | None => {}
            Some((_, Ok(number))) if number <= HIGHEST_DOMAIN => {
                problems.extend(over_dds.then(|| RosProblem::OtherDomain(number.to_string())));
            }
            Some((written, _)) => problems.push(RosProblem::NoDomain(written.into())),
        }
        if over_dds {
            problems.extend(other.clone().map(RosProblem::OtherMiddleware));
            problems.extend(
                (ros.localhost_only == Some(true))
                    .then_some(RosProblem::OnlyHere("ROS_LOCALHOST_ONLY")),
            );
            let kept = ["LOCALHOST", "OFF"];
            let range = ros.discovery_range.as_deref().filter(|range| kept.contains(range));
            problems.extend(range.map(|_| RosProblem::OnlyHere("ROS_AUTOMATIC_DISCOVERY_RANGE")));
        }
        // Another middleware does not read CycloneDDS's configuration.
        if ros.rmw.as_deref() == Some(MIDDLEWARE) {
            let missing = ros.cyclonedds.as_deref() == Some("missing-file");
            problems.extend(missing.then_some(RosProblem::NoConfiguration));
            let named = ros.dds_interfaces.as_deref().unwrap_or_default();
            let gone = named.iter().filter(|it| it.exists == Some(false));
            problems.extend(gone.map(|it| RosProblem::NoInterface(it.named.clone())));
            let reach = |it: &DdsInterface| it.in_robot_network != Some(false);
            if over_dds && !named.iter().any(reach) {
                problems.extend(named.first().map(|it| RosProblem::OtherNetwork(it.named.clone())));
            }
        }
        problems
    }
}
