//! Tunnels, as VPNs have: what is meant for the robot and goes into one.
//!
//! A robot may well live behind a tunnel. So a tunnel that leads to one that answers is nothing, and
//! one that takes the place of a network that this machine is in is the first suspect.

use std::net::Ipv4Addr;

use super::MAX_NAME;
use crate::diagnosis::case::Case;
use crate::diagnosis::finding::Finding;
use crate::facts::finding::Severity;
use crate::facts::{HostEvidence, HttpReason, Stage};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

pub(super) fn conclude(
    case: &Case<'_>,
    machine: &HostEvidence,
    robot: Ipv4Addr,
) -> Option<Finding> {
    let name = machine.tunnel_of_search().map(|tunnel| printable(&tunnel.name, MAX_NAME));
    match towards_robot(case, machine, robot) {
        Some(found) => Some(found.seen_all(name.as_deref().map(leaves_by))),
        None => Some(search(case, &name?)),
    }
}

/// Needs a tunnel on the way to a robot of which nothing shows that it is at the other end.
fn towards_robot(case: &Case<'_>, machine: &HostEvidence, robot: Ipv4Addr) -> Option<Finding> {
    let tunnel = machine.tunnel_to_robot()?;
    if case.passed(Stage::Ice) {
        return None;
    }
    let name = printable(&tunnel.name, MAX_NAME);
    let leaves = phrase!(
        "packets to the robot leave by {name}, a tunnel",
        "送往機器人的封包由隧道 {name} 送出"
    );
    let mut beside = machine.attached_to(robot).map(|(each, _)| each);
    let Some(beside) = beside.find(|each| each.tunnel != Some(true)) else {
        return Some(Finding::possible("G2-ENV-VPN-ROUTE").seen(leaves).because(phrase!(
            "the route to the robot goes into a tunnel: that works if its far end reaches the robot, otherwise disconnect the VPN",
            "通往機器人的路由走進隧道：另一端連得到機器人就沒問題，否則請關閉 VPN"
        )));
    };
    let beside = printable(&beside.name, MAX_NAME);
    let finding = Finding::likely("G2-ENV-VPN-ROUTE").seen(leaves).seen(phrase!(
        "{beside} is in the robot's network but is not used",
        "{beside} 在機器人的網段內，卻沒有被使用"
    ));
    Some(match unreached(case) {
        true => finding.at_stage(Stage::Http).with_severity(Severity::Error),
        false => finding,
    })
}

fn unreached(case: &Case<'_>) -> bool {
    use HttpReason::{ConnRefused, HostUnreachable, NetUnreachable, NoResponse};
    let reason = case.http().and_then(|http| http.evidence.reason);
    case.failed(Stage::Http)
        && matches!(reason, Some(NoResponse | HostUnreachable | NetUnreachable | ConnRefused))
}

/// Needs a tunnel on the kernel's way to the group that a search asks. A connection by address has
/// no part in it.
fn search(case: &Case<'_>, name: &str) -> Finding {
    let finding = searches_in(name);
    match case.passed(Stage::Ice) {
        true => finding.with_severity(Severity::Info),
        false => finding,
    }
}

pub(in crate::diagnosis) fn searches_in(name: &str) -> Finding {
    Finding::likely("G2-ENV-VPN-ROUTE").seen(leaves_by(name)).because(phrase!(
        "a driver's search goes into the tunnel and finds nothing: give it the robot's address, or route 231.1.1.1 around it",
        "驅動程式會在隧道裡搜尋而找不到：請直接指定位址，或讓 231.1.1.1 的路由繞過隧道"
    ))
}

fn leaves_by(name: &str) -> Phrase {
    phrase!(
        "a driver's search for robots (231.1.1.1) leaves by {name}, a tunnel",
        "驅動程式搜尋機器人（231.1.1.1）時由隧道 {name} 送出"
    )
}
