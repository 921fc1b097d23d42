//! What a search for robots says: whom it found, and what its silence means on this machine.

use serde::Serialize;

use super::finding::Finding;
use super::rules::host::firewall;
use super::rules::host::tunnel::searches_in;
use crate::facts::{
    Asked, DiscoveryEvidence, KeepsOut, PortReason, RobotSeen, SearchedInterface, Unused,
};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

const MAX_NAMED: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Found,
    /// The question went out, and no robot replied.
    None,
    #[serde(rename = "inconclusive")]
    Unable,
}

pub fn outcome(seen: &DiscoveryEvidence) -> Outcome {
    if robots(seen).next().is_some() {
        Outcome::Found
    } else if searched(seen).next().is_some() || seen.scanned.is_some() {
        Outcome::None
    } else {
        Outcome::Unable
    }
}

/// The robots that were found; where one was asked for, that one. A signalling port alone makes a
/// robot only where it is that of con_notify, for 8081 is open on many machines, and never the one
/// that was asked for.
pub fn robots(seen: &DiscoveryEvidence) -> impl Iterator<Item = &RobotSeen> {
    seen.robots.iter().filter(|robot| match robot.wanted {
        Some(wanted) => wanted,
        None => robot.replied_to.is_some() || (!seen.serial_asked && is_open(robot, 0)),
    })
}

fn is_open(robot: &RobotSeen, at: usize) -> bool {
    robot.ports.get(at).is_some_and(|port| port.reason == PortReason::Open)
}

fn searched(seen: &DiscoveryEvidence) -> impl Iterator<Item = &SearchedInterface> {
    seen.interfaces.iter().filter(|each| each.unused.is_none())
}

/// Needs a refusal of the reply port, with the system's own word for taken.
fn port_busy(seen: &DiscoveryEvidence) -> Option<Finding> {
    let busy = of(seen, Unused::PortBusy);
    if busy.is_empty() {
        return None;
    }
    Some(Finding::certain("G2-DISC-PORT-BUSY").seen(phrase!(
        "UDP port 10134 is in use on {busy}: no query was sent from there",
        "{busy} 的 UDP 10134 已被佔用：未從該處送出詢問"
    )))
}

/// Needs that nothing was asked from anywhere, and not for the port alone.
fn nowhere(seen: &DiscoveryEvidence) -> Option<Finding> {
    let busy = seen.interfaces.iter().any(|each| each.unused == Some(Unused::PortBusy));
    if busy || searched(seen).next().is_some() {
        return None;
    }
    let lines = [
        (Unused::Down, phrase!("not connected to a network", "沒有連上網路")),
        (Unused::Tunnel, phrase!("a tunnel, with no robot at its end", "隧道，另一端沒有機器人")),
        (Unused::Refused, phrase!("the system refused to open a socket", "系統拒絕建立 socket")),
        (Unused::Unsent, phrase!("the system sent no query", "系統沒有送出詢問")),
    ];
    let named = lines.into_iter().filter_map(|(unused, why)| {
        let names = of(seen, unused);
        (!names.is_empty()).then(|| phrase!("{names}: {}", "{names}：{}", why))
    });
    let named: Vec<_> = named.collect();
    let finding = Finding::certain("G2-DISC-NO-INTERFACE");
    Some(match named.is_empty() {
        true => finding.seen(phrase!(
            "loopback is the only interface with an address",
            "只有 loopback 有位址"
        )),
        false => finding.seen_all(named),
    })
}

/// Needs questions that went out, and no reply of the robot in question.
fn silence(seen: &DiscoveryEvidence) -> Option<Finding> {
    let replied = |robot: &RobotSeen| robot.replied_to.is_some() && robot.wanted != Some(false);
    if searched(seen).next().is_none() || seen.robots.iter().any(replied) {
        return None;
    }
    let asked: Vec<_> = searched(seen).take(MAX_NAMED).map(named).collect();
    let asked = asked.join(", ");
    let questions: u32 = searched(seen).map(|each| each.questions).sum();
    let seconds = seen.waited_ms / 1e3;
    let finding = Finding::possible("G2-DISC-NOREPLY").seen(phrase!(
        "{questions} queries from {asked}, no reply within {seconds:.1} s",
        "由 {asked} 送出 {questions} 個詢問，{seconds:.1} s 內沒有回覆"
    ));
    Some(finding.because(why(seen)).seen_all(more(seen)))
}

/// Needs silence in mirrored mode, where a reply comes from another address than the question went
/// to, and so is no answer for a firewall.
fn hyperv(seen: &DiscoveryEvidence) -> Option<Finding> {
    let mirrored = seen.machine.wsl2.as_deref() == Some("mirrored");
    let replied = seen.robots.iter().any(|robot| robot.replied_to.is_some());
    (mirrored && !replied && searched(seen).next().is_some()).then(|| {
        Finding::possible("G2-ENV-HYPERV-FW").seen(phrase!(
            "WSL2 in mirrored mode: replies must pass the Hyper-V firewall",
            "WSL2 的 mirrored 模式：回覆必須通過 Hyper-V 防火牆"
        ))
    })
}

/// What silence means here, where this machine tells more than the entry.
fn why(seen: &DiscoveryEvidence) -> Option<Phrase> {
    let machine = &seen.machine;
    let silent = |robot: &&RobotSeen| robot.replied_to.is_none() && is_open(robot, 0);
    if let Some(robot) = seen.robots.iter().find(silent) {
        let address = robot.address;
        return Some(phrase!(
            "{address} has the robot's port open: the search is what fails, so use the address",
            "{address} 開著機器人的連接埠：問題在搜尋本身，請直接使用位址"
        ));
    }
    if seen.robots.iter().any(|robot| robot.wanted == Some(false)) {
        return Some(phrase!(
            "other robots replied but this one did not: is the number right, and is the robot on?",
            "其他機器人有回覆，這台沒有：序號正確嗎？機器人開著嗎？"
        ));
    }
    if searched(seen).all(|each| each.address.is_loopback()) {
        return Some(phrase!(
            "only this machine was queried: search without --interface, or by another one",
            "只詢問了這台電腦本身：請不加 --interface，或改用別的介面"
        ));
    }
    if let Some(firewall) = &machine.firewall
        && firewall.keeps_out() == Some(KeepsOut::Surely)
    {
        let name = printable(firewall.name.as_deref().unwrap_or("?"), 40);
        return Some(phrase!(
            "the firewall here ({name}) drops replies, which are unsolicited: allow them, or give the address",
            "這台電腦的防火牆（{name}）會丟棄回覆，因為它屬於主動傳入：請允許它，或直接指定位址"
        ));
    }
    if let Some(hypervisor) = &machine.translated_by {
        let hypervisor = printable(hypervisor, 20);
        return Some(phrase!(
            "in a virtual machine, multicast ends at {hypervisor}'s address translation: give the address instead",
            "在 {hypervisor} 位址轉換（NAT）之後的虛擬機器，多播到此為止：請直接指定位址"
        ));
    }
    let translates = [("nat", "NAT"), ("virtioproxy", "virtioproxy")];
    let mode = translates.iter().find(|(mode, _)| machine.wsl2.as_deref() == Some(mode));
    if let Some((_, mode)) = mode {
        return Some(phrase!(
            "WSL2 in {mode} mode: its multicast does not leave Windows, so give the address instead",
            "WSL2 的 {mode} 模式：多播出不了 Windows，請直接指定位址"
        ));
    }
    let kind = printable(machine.container.as_ref()?, 20);
    // With the host's network a container searches as its host does, and where its network is not
    // known neither is what becomes of multicast.
    Some(match machine.container_network.as_deref()? {
        "bridge" | "desktop" => phrase!(
            "in a container ({kind}), multicast ends at its bridge: use the host's network or the address",
            "在容器（{kind}）內，多播止於橋接：請使用主機網路，或直接指定位址"
        ),
        "user" => phrase!(
            "another program carries the packets of this container ({kind}), but not multicast: give the address",
            "這個容器（{kind}）的封包由其他程式轉送，多播則不會：請直接指定位址"
        ),
        "none" => phrase!(
            "this container ({kind}) has no network: start it with one",
            "這個容器（{kind}）沒有網路：請以有網路的方式啟動"
        ),
        _ => return None,
    })
}

/// What else is known of the silence.
fn more(seen: &DiscoveryEvidence) -> Vec<Phrase> {
    let mut lines = Vec::new();
    if seen.ignored > 0 {
        let ignored = Phrase::count(seen.ignored.into(), "datagram", "個封包");
        lines.push(phrase!(
            "{} received, none of them a robot's reply",
            "收到 {}，都不是機器人的回覆",
            ignored
        ));
    }
    let by_scan = |robot: &RobotSeen| robot.replied_to.is_none() && is_open(robot, 0);
    if let Some((range, addresses)) = &seen.scanned
        && !seen.robots.iter().any(by_scan)
    {
        lines.push(phrase!(
            "none of {addresses} addresses in {range} has the robot's port open",
            "{range} 內的 {addresses} 個位址都沒有開著機器人的連接埠"
        ));
    }
    if !seen.serial_asked {
        lines.push(phrase!(
            "no serial number was given: newer G1 and R1 firmware only replies to its own (--serial)",
            "詢問未帶序號：G1 與 R1 較新的韌體只回覆自己的序號（--serial）"
        ));
    }
    lines
}

/// Needs both questions: silence to the general one, a reply to the one that names the robot.
fn needs_serial(seen: &DiscoveryEvidence) -> Option<Finding> {
    let robot = seen
        .robots
        .iter()
        .find(|robot| robot.wanted == Some(true) && robot.replied_to == Some(Asked::BySerial))?;
    let address = robot.address;
    Some(Finding::likely("G2-DISC-NEEDS-SN").seen(phrase!(
        "{address} did not answer the general query, but did when its serial number was given",
        "{address} 對一般詢問沒有回應，帶上序號後才回覆"
    )))
}

/// Needs the system's own choice for multicast. We ask by every interface; drivers leave it to the
/// system.
fn in_a_tunnel(seen: &DiscoveryEvidence) -> Option<Finding> {
    let (name, tunnel) = seen.machine.by_route.as_ref()?;
    tunnel.then(|| searches_in(&printable(name, 32)))
}

/// Needs questions without a reply: one that came in shows the firewall open.
fn behind_a_firewall(seen: &DiscoveryEvidence) -> Option<Finding> {
    let replied = seen.robots.iter().any(|robot| robot.replied_to.is_some());
    if replied || searched(seen).next().is_none() {
        return None;
    }
    firewall::inbound(seen.machine.firewall.as_ref()?)
}

/// The addresses that were not used for this reason.
fn of(seen: &DiscoveryEvidence, unused: Unused) -> String {
    let names = seen.interfaces.iter().filter(|each| each.unused == Some(unused));
    names.take(MAX_NAMED).map(named).collect::<Vec<_>>().join(", ")
}

/// An interface with its address, where that may be told.
fn named(each: &SearchedInterface) -> String {
    let name = printable(&each.name, 32);
    match each.told_address() {
        Some(address) => format!("{name} ({address})"),
        None => name,
    }
}

/// What is wrong or worth knowing; the first is the answer. Empty where all is well.
pub fn conclude(seen: &DiscoveryEvidence) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(port_busy(seen));
    found.extend(nowhere(seen));
    found.extend(silence(seen));
    found.extend(hyperv(seen));
    found.extend(behind_a_firewall(seen));
    found.extend(in_a_tunnel(seen));
    found.extend(needs_serial(seen));
    #[cfg(test)]
    super::tests::emitted::note_discovery(&found);
    found
}
