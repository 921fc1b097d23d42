//! The rows of the variables of ROS 2.

use super::Table;
use crate::facts::{DdsInterface, RosFacts};
use crate::text::phrase::{Phrase, phrase};

pub(super) fn rows(table: &mut Table<'_>, ros: &RosFacts) {
    let source = table.source("ros");
    let only_here = ros.localhost_only.map(|only| if only { "1" } else { "0" }.to_owned());
    for (name, label, value) in [
        ("ros.distribution", "ROS_DISTRO", &ros.distribution),
        ("ros.domain_id", "ROS_DOMAIN_ID", &ros.domain_id),
        ("ros.rmw", "RMW_IMPLEMENTATION", &ros.rmw),
        ("ros.localhost_only", "ROS_LOCALHOST_ONLY", &only_here),
        ("ros.discovery_range", "ROS discovery", &ros.discovery_range),
    ] {
        table.add(name, Phrase::same(label), value).source(source.clone());
    }
    let interfaces = ros.dds_interfaces.iter().flatten().map(interface);
    table.tell("ros.dds_interfaces", phrase!("DDS interface", "DDS 介面"), interfaces);
}

fn interface(each: &DdsInterface) -> Phrase {
    let state = match (each.exists, each.in_robot_network) {
        (Some(false), _) => phrase!(", not there", "，不存在"),
        (_, Some(true)) => phrase!(", in the robot's network", "，位於機器人的網路"),
        (_, Some(false)) => phrase!(", not in the robot's network", "，不在機器人的網路"),
        _ => Phrase::default(),
    };
    phrase!("{}{}", "{}{}", each.named, state)
}
