//! Other drivers on this machine: rivals for the robot's one place.

use super::{MAX_NAME, MAX_QUOTED};
use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::Severity;
use crate::facts::{HostEvidence, OtherProcess, SdpReason, SocketProtocol, Stage};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// Needs a driver that runs. The reason for a `reject` where it is known to be able to speak to a
/// robot; else, and where nobody was rejected, a possibility.
pub(super) fn conclude(case: &Case<'_>, machine: &HostEvidence) -> Option<Finding> {
    // A log may have been written on another machine.
    if case.source == Source::Log {
        return None;
    }
    let rivals = machine.rivals(case.address());
    let first = rivals.first()?;
    let busy = case.failed(Stage::Sdp)
        && case.sdp().is_some_and(|sdp| sdp.evidence.reason == Some(SdpReason::Busy));
    let seen = rivals.iter().take(MAX_QUOTED).map(|rival| seen(rival));
    let finding = match busy && first.can_speak() {
        true => Finding::likely("G2-ENV-DUP-INSTANCE")
            .at_stage(Stage::Sdp)
            .with_severity(Severity::Error)
            .seen(phrase!(
                "the robot says that it is busy, and a driver is running on this machine",
                "機器人表示忙碌，而這台電腦有驅動程式在執行"
            ))
            .next_command("kill -INT {pid}"),
        false => Finding::possible("G2-ENV-DUP-INSTANCE"),
    };
    Some(finding.seen_all(seen))
}

/// `process 4321 is go2_driver_node, for 2 h, with 3 UDP sockets, whose peers are not known`.
fn seen(rival: &OtherProcess) -> Phrase {
    let pid = rival.pid;
    let driver = printable(rival.driver.as_deref().unwrap_or("?"), MAX_NAME);
    let since = rival.age_s.map(|seconds| phrase!(", for {}", "，已執行 {}", Phrase::age(seconds)));
    let since = since.unwrap_or_default();
    phrase!("process {pid} is {driver}{}{}", "行程 {pid} 是 {driver}{}{}", since, sockets(rival))
}

fn sockets(rival: &OtherProcess) -> Phrase {
    let to_robot = rival.to_robot.iter().flatten();
    let udp = to_robot.filter(|socket| socket.protocol == SocketProtocol::Udp).count();
    match (udp, rival.udp_sockets) {
        (0, Some(1)) => {
            phrase!(
                ", with 1 UDP socket, whose peer is not known",
                "，有 1 個 UDP socket，對象不明"
            )
        }
        (0, Some(number)) => phrase!(
            ", with {number} UDP sockets, whose peers are not known",
            "，有 {number} 個 UDP socket，對象不明"
        ),
        (0, None) => Phrase::default(),
        _ => phrase!(", with a UDP socket to the robot", "，有連往機器人的 UDP socket"),
    }
}
