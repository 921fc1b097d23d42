//! The rows of the variables of ROS 2.

use super::Rows;
use super::host::Sources;
use crate::facts::{DdsInterface, RosFacts};
use crate::text::language::Language;

pub(super) fn ros(rows: &mut Rows, ros: &RosFacts, sources: &Sources<'_>) {
    let language = rows.language;
    let source = sources.of("ros");
    let only_here = ros.localhost_only.map(|only| if only { "1" } else { "0" }.to_owned());
    let variables = [
        ("ROS_DISTRO", ros.distribution.clone()),
        ("ROS_DOMAIN_ID", ros.domain_id.clone()),
        ("RMW_IMPLEMENTATION", ros.rmw.clone()),
        ("ROS_LOCALHOST_ONLY", only_here),
        ("ROS discovery", ros.discovery_range.clone()),
    ];
    for (name, value) in variables {
        rows.from(name, name, value, source.clone());
    }
    let source = sources.of("ros.dds_interfaces");
    for each in ros.dds_interfaces.iter().flatten() {
        rows.from("DDS interface", "DDS 介面", Some(interface(each, language)), source.clone());
    }
}

fn interface(each: &DdsInterface, language: Language) -> String {
    let state = match (each.exists, each.in_robot_network) {
        (Some(false), _) => language.pick(", not there", "，不存在"),
        (_, Some(true)) => language.pick(", in the robot's network", "，位於機器人的網路"),
        (_, Some(false)) => language.pick(", not in the robot's network", "，不在機器人的網路"),
        _ => "",
    };
    format!("{}{state}", each.named)
}
