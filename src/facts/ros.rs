//! The variables of ROS 2 and its middleware.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the environment tells ROS 2. Over WebRTC none of it concerns the robot; over DDS all does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RosFacts {
    /// `ROS_DISTRO`: `humble`, `jazzy`.
    pub distribution: Option<String>,
    /// `ROS_DOMAIN_ID`, as written; ROS 2 takes 0 where it is not set.
    pub domain_id: Option<String>,
    /// `RMW_IMPLEMENTATION`, as written.
    pub rmw: Option<String>,
    /// Whether `ROS_LOCALHOST_ONLY` is 1.
    pub localhost_only: Option<bool>,
    /// `ROS_AUTOMATIC_DISCOVERY_RANGE`, as written.
    pub discovery_range: Option<String>,
    /// What `CYCLONEDDS_URI` is: `inline`, `file`, `missing-file`, `other`. Its text is never told.
    pub cyclonedds: Option<String>,
    /// The interfaces that it names.
    pub dds_interfaces: Option<Vec<DdsInterface>>,
}

/// An interface that CycloneDDS is told to use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DdsInterface {
    /// Its name or address, as written.
    pub named: String,
    /// Whether this machine has it.
    pub exists: Option<bool>,
    /// Whether the robot lies in its network; `None` where the robot's address is not known.
    pub in_robot_network: Option<bool>,
}
