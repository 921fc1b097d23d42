//! The rows of where go2doctor runs, and of what that does to packets.

use super::Table;
use super::shown::Shown;
use crate::catalogue::places;
use crate::facts::Stage::{self, Flow, Http, Ice, Ping};
use crate::facts::{HostEvidence, WindowsFacts, WslFacts};
use crate::text::phrase::{Phrase, phrase};

/// The stages that packets which the robot sends first have to do with.
const REACH: &[Stage] = &[Ping, Http, Ice, Flow];

pub(super) fn rows(table: &mut Table<'_>, evidence: &HostEvidence) {
    wsl(table, evidence);
    let container = evidence.container.clone().filter(|kind| kind != "none");
    table
        .add("container", phrase!("container", "容器"), &container)
        .value(&evidence.container)
        .exactly(phrase!("container", "容器"), REACH)
        .blamed_by(&["G2-ENV-DOCKER-BRIDGE"]);
    let place = evidence.place.clone().unwrap_or_default();
    let label = phrase!("its network", "容器網路");
    table
        .add("place.container_network", label, &place.container_network)
        .exactly(phrase!("container's network", "容器的網路"), REACH)
        .blamed_by(&["G2-ENV-DOCKER-BRIDGE"]);
    let guest = evidence.hypervisor().map(|kind| match (kind, &place.cloud) {
        ("unknown", _) => phrase!("yes, kind unknown", "是，種類不明"),
        (kind, Some(cloud)) => Phrase::same(format!("{kind} ({cloud})")),
        (kind, None) => Phrase::same(kind),
    });
    let real = place.virtual_machine.as_deref() == Some("none");
    let machine = guest.or(real.then(|| false.shown()));
    let machine = table
        .tell("place.virtual_machine", phrase!("virtual machine", "虛擬機器"), machine)
        .value(&place.virtual_machine)
        .exactly(phrase!("virtual machine", "虛擬機器"), REACH)
        .blamed_by(&["G2-ENV-VM-NAT"]);
    if real {
        machine.minor();
    }
    let translated = evidence.is_translated_guest().then(|| phrase!("translated", "位址轉換"));
    table.tell("place.virtual_network", phrase!("its network", "虛擬網路"), translated);
    table.add("place.ci", Phrase::same("CI"), &place.ci);
    table.add("place.macos_version", Phrase::same("macOS"), &place.macos_version);
    table.add("place.started_from", phrase!("started from", "啟動自"), &place.started_from);
    for here in places::of(evidence) {
        table
            .tell("place", phrase!("what that means", "這代表"), [here.summary.clone()])
            .source(Some(Phrase::same(here.source.as_str())));
        table.tell("place", Phrase::same("TCP"), [here.tcp.clone()]).source(None).minor();
        table.tell("place", Phrase::same("UDP"), [here.udp.clone()]).source(None).minor();
        let multicast = [here.multicast.clone()];
        table.tell("place", phrase!("multicast", "多播"), multicast).source(None).minor();
    }
    if let Some(facts) = &evidence.windows {
        windows(table, facts);
    }
    let clock = evidence.clock.as_ref();
    let early = clock.and_then(|clock| clock.too_early).filter(|early| *early);
    let early = early.map(|_| phrase!("wrong: the date is too early", "不正確：日期過早"));
    table.tell("clock.too_early", phrase!("clock", "時鐘"), early);
    let set = clock.and_then(|clock| clock.synchronised);
    table.add("clock.synchronised", phrase!("network time", "網路校時"), &set).minor();
}

fn wsl(table: &mut Table<'_>, evidence: &HostEvidence) {
    let wsl = evidence.wsl.as_ref();
    let version = wsl.map(|wsl| match wsl.version {
        Some(version) => version.shown(),
        None => true.shown(),
    });
    table
        .tell("wsl", Phrase::same("WSL"), version)
        .value(kind_of_wsl(evidence))
        .exactly(Phrase::same("WSL"), REACH)
        .blamed_by(&["G2-ENV-WSL-NAT"]);
    let mode = wsl.and_then(|wsl| match (&wsl.networking, wsl.inferred) {
        (Some(mode), Some(true)) => Some(phrase!("{}, inferred", "{}（推斷）", mode)),
        (mode, _) => mode.as_ref().map(Shown::shown),
    });
    table.tell("wsl.networking", phrase!("WSL networking", "WSL 網路"), mode);
}

/// `WSL2 nat`, `none`; `None` where it was not looked for or could not be read.
fn kind_of_wsl(evidence: &HostEvidence) -> Option<String> {
    let Some(WslFacts { version, networking, .. }) = &evidence.wsl else {
        let unread = evidence.unread.iter().flatten().any(|note| note.fact == "wsl");
        return evidence.os.as_ref().filter(|_| !unread).map(|_| "none".into());
    };
    let version = version.map_or("WSL".into(), |version| format!("WSL{version}"));
    Some(match networking {
        Some(mode) => format!("{version} {mode}"),
        None => version,
    })
}

fn windows(table: &mut Table<'_>, windows: &WindowsFacts) {
    let inbound = windows.hyperv_inbound.as_deref().map(|action| match action {
        "block" => phrase!("blocks unsolicited packets", "封鎖主動傳入的封包"),
        "allow" => phrase!("allows everything in", "允許所有傳入"),
        "off" => phrase!("off", "已關閉"),
        other => Phrase::same(other),
    });
    let label = phrase!("Hyper-V firewall", "Hyper-V 防火牆");
    table.tell("windows.hyperv_inbound", label, inbound);
    let networks =
        windows.networks.iter().flatten().map(|each| {
            Phrase::same(format!("{}/{}: {}", each.address, each.prefix, each.category))
        });
    table.tell("windows.networks", phrase!("Windows network", "Windows 網路"), networks);
}

#[cfg(test)]
mod tests;
