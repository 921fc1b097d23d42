//! What a look at a DDS domain says: who is missing, and why.

use super::finding::Finding;
use super::rules::host::ros;
use crate::facts::dds::{DRIVER_NODE, DRIVER_REQUESTS, ROBOT_WRITES};
use crate::facts::{DdsEvidence, DdsOutcome, HostEvidence};
use crate::robot::model::BOARDS;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

const MAX_NAMED: usize = 8;

/// Needs that a robot would have been heard, and that whoever was heard has told everything.
fn no_robot(seen: &DdsEvidence, machine: &HostEvidence) -> Option<Finding> {
    if seen.outcome() != DdsOutcome::NoRobot {
        return None;
    }
    let seconds = seen.listened_ms / 1e3;
    let domain = seen.domain;
    let heard = match (seen.participants.len(), seen.announced) {
        (0, true) => phrase!(
            "nobody in domain {domain} answered an announcement within {seconds:.1} s",
            "domain {domain} 中沒有人在 {seconds:.1} s 內回應通告"
        ),
        (0, false) => phrase!(
            "nobody in domain {domain} announced itself within {seconds:.1} s",
            "domain {domain} 中 {seconds:.1} s 內沒有人通告"
        ),
        (number, _) => phrase!(
            "{} in domain {}, none of them a robot's",
            "domain {1} 中有 {0}，都不是機器人的",
            Phrase::count(number as u64, "participant", "個參與者"),
            domain
        ),
    };
    let finding = Finding::possible("G2-DDS-NO-ROBOT")
        .seen(heard)
        .seen_all(simulated(seen))
        .seen_all(doubts(machine));
    Some(finding.because(why(seen, machine)))
}

/// What silence means here, where this machine tells more than the entry.
fn why(seen: &DdsEvidence, machine: &HostEvidence) -> Option<Phrase> {
    if seen.domain != 0 {
        return Some(phrase!(
            "a robot as delivered is in domain 0: look there",
            "出廠的機器人在 domain 0：請查看該處"
        ));
    }
    if let Some(firewall) = machine.firewall.as_ref().filter(|it| it.keeps_out().is_some()) {
        let name = printable(firewall.name.as_deref().unwrap_or("?"), 40);
        return Some(phrase!(
            "the firewall here ({name}) lets unasked UDP in only by a rule, and announcements come unasked: allow UDP 7400 to 7500",
            "這台電腦的防火牆（{name}）只依規則放行主動傳入的 UDP，而通告正是主動傳入：請允許 UDP 7400 到 7500"
        ));
    }
    let translated = machine.wsl.as_ref().is_some_and(crate::facts::WslFacts::is_translated);
    if translated {
        return Some(phrase!(
            "WSL2's multicast does not leave Windows in this mode, so no DDS of the robot arrives",
            "WSL2 在這個模式下多播出不了 Windows，因此收不到機器人的 DDS"
        ));
    }
    let wired = |address: std::net::Ipv4Addr| address.octets()[..3] == BOARDS[0].0.octets()[..3];
    let on_wire = seen.links.iter().any(|link| link.address.is_some_and(wired));
    (!on_wire).then(|| {
        phrase!(
            "this machine has no address 192.168.123.x: the robot's DDS is on its cable alone, and Air and Pro have none",
            "這台電腦沒有 192.168.123.x 的位址：機器人的 DDS 只在網路線上，Air 與 Pro 則沒有"
        )
    })
}

/// A robot's topics that this machine itself writes.
fn simulated(seen: &DdsEvidence) -> Option<Phrase> {
    let is_written = |name: &&&str| seen.topic(name).is_some_and(|it| !it.writers.is_empty());
    ROBOT_WRITES.iter().find(is_written).map(|name| {
        phrase!(
            "{name} is written on this machine, by a simulation perhaps",
            "{name} 由這台電腦發布，可能是模擬程式"
        )
    })
}

/// What contradicts the rest in this machine's variables.
fn doubts(machine: &HostEvidence) -> Vec<Phrase> {
    machine.ros_problems().iter().map(ros::doubt).collect()
}

fn unwritten(seen: &DdsEvidence) -> Option<Finding> {
    let topics = seen.unwritten();
    let names: Vec<_> = topics.iter().take(MAX_NAMED).map(|it| it.name.as_str()).collect();
    let names = names.join(", ");
    let domain = seen.domain;
    (!topics.is_empty()).then(|| {
        Finding::likely("G2-DDS-NO-PUBLISHER").seen(phrase!(
            "{DRIVER_NODE} reads {names}; nobody in domain {domain} writes it",
            "{DRIVER_NODE} 訂閱 {names}；domain {domain} 中沒有人發布"
        ))
    })
}

/// Needs that all have told what they read.
fn unread(seen: &DdsEvidence) -> Option<Finding> {
    let all_told = seen.participants.iter().all(|each| each.told_all == Some(true));
    let topic = seen.topic(DRIVER_REQUESTS).filter(|_| all_told)?;
    (!topic.writers.is_empty() && topic.readers.is_empty()).then(|| {
        let domain = seen.domain;
        Finding::likely("G2-DDS-UNREAD").seen(phrase!(
            "{} in domain {domain} write /webrtc_req, and nobody reads it",
            "domain {domain} 中有 {} 發布 /webrtc_req，沒有人訂閱",
            Phrase::count(topic.writers.len() as u64, "participant", "個參與者")
        ))
    })
}

/// What is wrong or worth knowing; the first is the answer. Empty where the robot is there and
/// whatever is read is written.
pub fn conclude(seen: &DdsEvidence, machine: &HostEvidence) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(no_robot(seen, machine));
    found.extend(unwritten(seen));
    found.extend(unread(seen));
    #[cfg(test)]
    super::tests::emitted::note_dds(&found);
    found
}
