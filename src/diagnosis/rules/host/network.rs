//! How this machine is joined to the robot's network: what may be in the way although the robot
//! was reached, or was not for another reason.
//!
//! Each is a warning, unless what was measured shows it at work.

use std::net::Ipv4Addr;

use super::{MAX_NAME, MAX_TEXT, firewall, tunnel, windows};
use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::finding::Finding;
use crate::diagnosis::rules::link::robot;
use crate::diagnosis::rules::mtu;
use crate::facts::finding::{Confidence, Severity};
use crate::facts::{HostEvidence, Stage};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

pub(super) fn conclude(case: &Case<'_>, machine: &HostEvidence) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(wsl(case, machine));
    // A log may have been written on another machine, and nothing disturbs loopback.
    let robot = robot(case).filter(|robot| case.source == Source::Live && !robot.is_loopback());
    let Some(robot) = robot else { return found };
    found.extend(windows::conclude(case, machine, robot));
    found.extend(container(case, machine, robot));
    found.extend(guest(case, machine, robot));
    found.extend(two_addresses(case, machine, robot));
    found.extend(two_interfaces(case, machine, robot));
    found.extend(link_local(case, machine, robot));
    found.extend(small_packets(case, machine));
    found.extend(tunnel::conclude(case, machine, robot));
    found.extend(firewall::conclude(case, machine, robot));
    found
}

/// Needs WSL2 and a networking mode that translates. Where the robot was reached all the same
/// it is not in the way, whatever it hides.
fn wsl(case: &Case<'_>, machine: &HostEvidence) -> Option<Finding> {
    let wsl = machine.wsl.as_ref()?;
    if !wsl.is_translated() || case.passed(Stage::Dtls) {
        return None;
    }
    let version = wsl.version.map_or(String::new(), |version| version.to_string());
    let mode = wsl.networking.as_deref().map_or("?".into(), |mode| printable(mode, 20));
    Some(Finding::possible("G2-ENV-WSL-NAT").seen(match wsl.inferred {
        Some(true) => phrase!(
            "WSL{version}, networking mode {mode}, inferred from its addresses",
            "WSL{version}，網路模式 {mode}（由位址推斷）"
        ),
        _ => phrase!("WSL{version}, networking mode {mode}", "WSL{version}，網路模式 {mode}"),
    }))
}

/// Needs a guest whose hypervisor translates, and no other adapter in the robot's network.
fn guest(case: &Case<'_>, machine: &HostEvidence, robot: Ipv4Addr) -> Option<Finding> {
    if !machine.is_hidden_guest(robot) || case.passed(Stage::Dtls) {
        return None;
    }
    let kind = printable(machine.hypervisor()?, MAX_NAME);
    let own = machine.route.as_ref().and_then(|route| route.source.as_deref());
    let own = printable(own.unwrap_or("?"), MAX_NAME);
    Some(Finding::possible("G2-ENV-VM-NAT").seen(phrase!(
        "a guest of {kind}, which translates its address {own}",
        "{kind} 的虛擬機器，位址 {own} 會被轉換"
    )))
}

/// Needs a container that sees no device and has no address in the robot's network, or one whose
/// packets another program carries.
fn container(case: &Case<'_>, machine: &HostEvidence, robot: Ipv4Addr) -> Option<Finding> {
    if !machine.is_bridged_container(robot) || case.passed(Stage::Dtls) {
        return None;
    }
    let kind = printable(machine.container.as_deref()?, 20);
    let own = machine.addresses().next().map(|(_, own)| own.address);
    let carried = machine.place.as_ref().and_then(|place| place.container_network.as_deref());
    let why = match carried {
        Some("user") => phrase!(
            "this program runs in a container ({kind}) whose packets another program carries (slirp4netns or pasta)",
            "本程式在容器（{kind}）內執行，封包由其他程式（slirp4netns 或 pasta）轉送"
        ),
        _ => phrase!(
            "this program runs in a container ({kind}) without an address in the robot's network",
            "本程式在容器（{kind}）內執行，沒有機器人網段的位址"
        ),
    };
    let own = own.map(|own| phrase!("its address is {own}", "其位址為 {own}"));
    Some(Finding::possible("G2-ENV-DOCKER-BRIDGE").seen(why).seen_all(own))
}

/// Needs two addresses of one interface in the robot's network. A lease beside an address that was
/// set by hand is what one of them is likely to lose; two of a kind may be meant.
fn two_addresses(case: &Case<'_>, machine: &HostEvidence, robot: Ipv4Addr) -> Option<Finding> {
    let interface = machine.with_several_addresses(robot)?;
    let name = printable(&interface.name, MAX_NAME);
    let inside = || interface.addresses.iter().filter(|own| own.covers(robot));
    let addresses = Phrase::names(inside().take(4).map(|own| own.in_words()));
    let known = |dynamic: bool| inside().any(|own| own.dynamic == Some(dynamic));
    let alike = inside().all(|own| own.dynamic.is_some()) && !(known(true) && known(false));
    let finding = match alike {
        true => Finding::possible("G2-ENV-DUAL-IP").because(phrase!(
            "a driver binds to one of them: if that is the wrong one, or is removed, the connection breaks",
            "驅動程式會綁定其中一個：選錯或該位址消失，連線就會斷"
        )),
        false => Finding::likely("G2-ENV-DUAL-IP"),
    };
    Some(at_work(case, finding).seen(phrase!(
        "{name} has several addresses in the robot's network: {}",
        "{name} 在機器人的網段內有多個位址：{}",
        addresses
    )))
}

fn two_interfaces(case: &Case<'_>, machine: &HostEvidence, robot: Ipv4Addr) -> Option<Finding> {
    let names = printable(machine.several_interfaces(robot)?.join(", "), MAX_TEXT);
    Some(at_work(case, Finding::likely("G2-ENV-MULTI-NIC")).seen(phrase!(
        "several interfaces are in the robot's network: {names}",
        "多個介面在機器人的網段內：{names}"
    )))
}

/// An error where packets came from the robot and none of ours was answered: then the choice of
/// the wrong address is the first suspect. Else a warning.
fn at_work(case: &Case<'_>, found: Finding) -> Finding {
    let one_way = case.ice().filter(|_| case.failed(Stage::Ice)).is_some_and(|ice| {
        let pairs = || ice.evidence.pairs.iter().flatten();
        pairs().any(|pair| pair.requests_received > 0) && pairs().all(|pair| pair.responses == 0)
    });
    match one_way {
        true => Finding {
            confidence: Confidence::Likely,
            ..found.at_stage(Stage::Ice).with_severity(Severity::Error)
        },
        false => found,
    }
}

/// Needs an address that the interface gave itself, beside a proper one. Where it is the only one
/// and the robot was not reached, that is told with the failure.
fn link_local(case: &Case<'_>, machine: &HostEvidence, robot: Ipv4Addr) -> Option<Finding> {
    let own = machine.self_given_address(robot).filter(|_| case.passed(Stage::Http))?;
    let name = printable(&machine.interface_used()?.name, MAX_NAME);
    Some(Finding::likely("G2-ENV-LINKLOCAL").seen(phrase!(
        "{name}, which leads to the robot, also has the address {own}",
        "通往機器人的 {name} 另有位址 {own}"
    )))
}

/// Needs the size of packets that the interface carries. Our own are mostly small: only a flight
/// that does not fit shows it at work.
fn small_packets(case: &Case<'_>, machine: &HostEvidence) -> Option<Finding> {
    let (used, mtu) = machine.too_narrow()?;
    let name = printable(&used.name, MAX_NAME);
    let finding = Finding::possible("G2-LINK-MTU").at_stage(Stage::Host).seen(phrase!(
        "{name} carries packets of at most {mtu} bytes; a driver's may have 1333",
        "{name} 最大只能傳 {mtu} 位元組的封包；驅動程式的封包可達 1333"
    ));
    let flight = case.dtls().filter(|_| case.failed(Stage::Dtls));
    let flight = flight.and_then(|dtls| dtls.evidence.largest_flight_bytes);
    Some(match flight.filter(|bytes| !mtu::fits(*bytes, mtu)) {
        Some(bytes) => finding
            .at_stage(Stage::Dtls)
            .with_severity(Severity::Error)
            .seen(mtu::size_line(bytes, Some(mtu))),
        None => finding,
    })
}
