//! The variables of ROS 2, read together.

use super::MAX_TEXT;
use crate::diagnosis::finding::Finding;
use crate::facts::{HostEvidence, RosProblem};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

pub(super) fn conclude(machine: &HostEvidence) -> Option<Finding> {
    let problems = machine.ros_problems();
    (!problems.is_empty())
        .then(|| Finding::likely("G2-ENV-ROS-DDS").seen_all(problems.iter().map(doubt)))
}

pub(in crate::diagnosis) fn doubt(doubt: &RosProblem) -> Phrase {
    let shown = |value: &str| printable(value, MAX_TEXT);
    match doubt {
        RosProblem::NoDomain(value) => {
            let value = shown(value);
            phrase!(
                "ROS_DOMAIN_ID={value} is not a number from 0 to 232",
                "ROS_DOMAIN_ID={value} 不是 0 到 232 的數字"
            )
        }
        RosProblem::NoInterface(name) => {
            let name = shown(name);
            phrase!(
                "CYCLONEDDS_URI names {name}, which this machine does not have: no node starts",
                "CYCLONEDDS_URI 指定 {name}，但這台電腦沒有這個介面：任何節點都無法啟動"
            )
        }
        RosProblem::NoConfiguration => phrase!(
            "CYCLONEDDS_URI names a file that does not exist: no node starts",
            "CYCLONEDDS_URI 指定的檔案不存在：任何節點都無法啟動"
        ),
        RosProblem::OtherMiddleware(name) => {
            let name = shown(name);
            phrase!(
                "CONN_TYPE=cyclonedds, but RMW_IMPLEMENTATION={name}",
                "CONN_TYPE=cyclonedds，但 RMW_IMPLEMENTATION={name}"
            )
        }
        RosProblem::OtherDomain(number) => {
            let number = shown(number);
            phrase!(
                "CONN_TYPE=cyclonedds, but ROS_DOMAIN_ID={number}: the robot is in domain 0",
                "CONN_TYPE=cyclonedds，但 ROS_DOMAIN_ID={number}：機器人在 domain 0"
            )
        }
        RosProblem::OnlyHere(variable) => phrase!(
            "CONN_TYPE=cyclonedds, but {variable} restricts discovery to this machine",
            "CONN_TYPE=cyclonedds，但 {variable} 把探索限制在這台電腦"
        ),
        RosProblem::OtherNetwork(name) => {
            let name = shown(name);
            phrase!(
                "CYCLONEDDS_URI names {name}, which is not in the robot's network",
                "CYCLONEDDS_URI 指定 {name}，但它不在機器人的網路"
            )
        }
    }
}
