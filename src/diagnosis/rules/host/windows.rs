//! Firewalls of Windows, before this machine or around it.

use std::net::Ipv4Addr;

use crate::diagnosis::case::Case;
use crate::diagnosis::finding::Finding;
use crate::facts::finding::Severity;
use crate::facts::{HostEvidence, Stage, WslFacts};
use crate::text::phrase::phrase;

/// Needs to know that nothing shows the robot's packets to come in.
pub(super) fn conclude(case: &Case<'_>, machine: &HostEvidence, robot: Ipv4Addr) -> Vec<Finding> {
    if case.passed(Stage::Ice) || case.passed(Stage::Dtls) {
        return Vec::new();
    }
    let found = [hyperv(case, machine), public(machine, robot)];
    found.into_iter().flatten().collect()
}

/// Needs mirrored mode. What that firewall does with packets that come in unasked has to be read
/// on Windows: where it was not, this is no more than a hint.
fn hyperv(case: &Case<'_>, machine: &HostEvidence) -> Option<Finding> {
    if !machine.wsl.as_ref().is_some_and(WslFacts::is_mirrored) {
        return None;
    }
    if machine.hyperv_blocks() {
        return Some(Finding::likely("G2-ENV-HYPERV-FW").seen(phrase!(
            "the Hyper-V firewall blocks unsolicited packets to WSL",
            "Hyper-V 防火牆封鎖主動傳入 WSL 的封包"
        )));
    }
    let known = machine.windows.as_ref().is_some_and(|it| it.hyperv_inbound.is_some());
    // A ladder that broke for another reason needs no hints.
    let matters = case.ran(Stage::Http).is_none() || case.failed(Stage::Ice);
    (!known && matters).then(|| {
        Finding::possible("G2-ENV-HYPERV-FW").with_severity(Severity::Info).seen(phrase!(
            "WSL2, networking mode mirrored; what the Hyper-V firewall does is not known",
            "WSL2，網路模式 mirrored；Hyper-V 防火牆的設定不明"
        ))
    })
}

/// Needs Windows' own word on the network that the robot is in, and that this machine has the
/// addresses of Windows.
fn public(machine: &HostEvidence, robot: Ipv4Addr) -> Option<Finding> {
    let ours = match &machine.wsl {
        Some(wsl) => wsl.shares_the_network(),
        None => machine.os.as_deref() == Some("windows"),
    };
    let network = machine.windows_network(robot).filter(|_| ours)?;
    let own = network.address;
    (network.category == "public").then(|| {
        Finding::possible("G2-ENV-FW-WINDOWS").seen(phrase!(
            "Windows treats the network of {own} as public",
            "Windows 把 {own} 所在的網路歸為公用網路"
        ))
    })
}
