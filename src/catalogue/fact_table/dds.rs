//! What a look at DDS comes to, in one line each.

use crate::facts::dds::{DRIVER_REQUESTS, LONGEST_SILENCE_MS};
use crate::facts::{DdsEvidence, DdsOutcome};
use crate::text::format::duration;
use crate::text::phrase::{Phrase, phrase};

/// Whether the robot is there.
pub(super) fn robot(seen: &DdsEvidence) -> Phrase {
    let domain = seen.domain;
    let heard = Phrase::count(seen.participants.len() as u64, "participant", "個參與者");
    match seen.outcome() {
        DdsOutcome::Robot => {
            let robot = seen.robot();
            let address = robot.iter().find_map(|at| seen.participants[*at].address);
            let address = address.map_or_else(|| "?".into(), |address| address.to_string());
            phrase!(
                "the robot takes part in domain {domain} ({address})",
                "機器人在 domain {domain}（{address}）"
            )
        }
        DdsOutcome::NoRobot => {
            phrase!("no robot in domain {} ({})", "domain {} 中沒有機器人（{}）", domain, heard)
        }
        DdsOutcome::Unknown if seen.participants.is_empty() => phrase!(
            "nobody spoke in domain {} within {}; that may take {}: go2doctor dds asks",
            "domain {} 中 {} 內沒有人通告，最久要 {}：go2doctor dds 會主動詢問",
            domain,
            duration(seen.listened_ms),
            duration(LONGEST_SILENCE_MS)
        ),
        DdsOutcome::Unknown => phrase!(
            "{} in domain {}, whether a robot's is not known: go2doctor dds asks",
            "domain {1} 中有 {0}，不知道是否為機器人：go2doctor dds 會主動詢問",
            heard,
            domain
        ),
    }
}

/// What go2_ros2_sdk's node takes requests by; `None` where it was not seen.
pub(super) fn driver(seen: &DdsEvidence) -> Option<Phrase> {
    let driver = seen.driver();
    let all_told = driver.iter().all(|at| seen.participants[*at].told_all == Some(true));
    let topic = seen.topic(DRIVER_REQUESTS);
    let reads = topic.is_some_and(|it| it.readers.iter().any(|at| driver.contains(at)));
    match (driver.is_empty(), reads, all_told) {
        (true, ..) => None,
        (_, true, _) => Some(phrase!("reads /webrtc_req", "訂閱 /webrtc_req")),
        (_, false, true) => Some(phrase!("does not read /webrtc_req", "沒有訂閱 /webrtc_req")),
        (_, false, false) => None,
    }
}
