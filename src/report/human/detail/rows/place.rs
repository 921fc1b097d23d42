//! The rows of where go2doctor runs, and of what that does to packets.

use super::Rows;
use super::host::Sources;
use crate::catalogue::places;
use crate::facts::{HostEvidence, WindowsFacts, WslFacts};
use crate::text::language::{Language, say};

pub(super) fn place(rows: &mut Rows, evidence: &HostEvidence, sources: &Sources<'_>) {
    let language = rows.language;
    let place = evidence.place.clone().unwrap_or_default();
    if let Some(wsl) = &evidence.wsl {
        wsl_rows(rows, wsl, sources);
    }
    let container = evidence.container.clone().filter(|kind| kind != "none");
    rows.from("container", "容器", container, sources.of("container"));
    let source = sources.of("place.container_network");
    rows.from("its network", "容器網路", place.container_network, source);
    let guest = evidence.hypervisor().map(|kind| match kind {
        "unknown" => language.pick("yes, of an unknown make", "是，種類不明").to_owned(),
        kind => match &place.cloud {
            Some(cloud) => format!("{kind} ({cloud})"),
            None => kind.to_owned(),
        },
    });
    rows.from("virtual machine", "虛擬機器", guest, sources.of("place.virtual_machine"));
    let real = place.virtual_machine.as_deref() == Some("none");
    let none = real.then(|| rows.yes_no(false));
    rows.minor("virtual machine", "虛擬機器", none, sources.of("place.virtual_machine"));
    let translated =
        evidence.is_translated_guest().then(|| language.pick("translated", "位址轉換"));
    rows.from("its network", "虛擬網路", translated, sources.of("place.virtual_network"));
    rows.from("CI", "CI", place.ci, sources.of("place.ci"));
    rows.from("macOS", "macOS", place.macos_version, sources.of("place.macos_version"));
    rows.from("started from", "啟動自", place.started_from, sources.of("place.started_from"));
    for here in places::of(evidence) {
        let source = Some(here.source.clone());
        rows.from("what that means", "這代表", Some(here.summary.get(language)), source);
        rows.minor("TCP", "TCP", Some(here.tcp.get(language)), None);
        rows.minor("UDP", "UDP", Some(here.udp.get(language)), None);
        rows.minor("multicast", "多播", Some(here.multicast.get(language)), None);
    }
    if let Some(windows) = &evidence.windows {
        windows_rows(rows, windows, sources);
    }
    if let Some(clock) = &evidence.clock {
        let wrong = clock.too_early.filter(|early| *early);
        let wrong = wrong.map(|_| language.pick("wrong: too early a day", "不正確：日期過早"));
        rows.from("clock", "時鐘", wrong, sources.of("clock.too_early"));
        let set = clock.synchronised.map(|set| rows.yes_no(set));
        rows.minor("network time", "網路校時", set, sources.of("clock.synchronised"));
    }
}

fn wsl_rows(rows: &mut Rows, wsl: &WslFacts, sources: &Sources<'_>) {
    let version = wsl.version.map(|version| version.to_string());
    let version = version.unwrap_or_else(|| rows.yes_no(true).into());
    rows.from("WSL", "WSL", Some(version), sources.of("wsl"));
    let language = rows.language;
    let mode = wsl.networking.as_ref().map(|mode| match wsl.inferred {
        Some(true) => say!(language, "{}, inferred", "{}（推斷）", mode),
        _ => mode.clone(),
    });
    rows.from("WSL networking", "WSL 網路", mode, sources.of("wsl.networking"));
}

fn windows_rows(rows: &mut Rows, windows: &WindowsFacts, sources: &Sources<'_>) {
    let language = rows.language;
    let inbound = windows.hyperv_inbound.as_deref().map(|action| words(action, language));
    let source = sources.of("windows.hyperv_inbound");
    rows.from("Hyper-V firewall", "Hyper-V 防火牆", inbound, source);
    for each in windows.networks.iter().flatten() {
        let network = format!("{}/{}: {}", each.address, each.prefix, each.category);
        let source = sources.of("windows.networks");
        rows.from("Windows network", "Windows 網路", Some(network), source);
    }
}

fn words(action: &str, language: Language) -> &str {
    match action {
        "block" => language.pick("blocks what comes in unasked", "封鎖主動傳入的封包"),
        "allow" => language.pick("lets everything in", "允許所有傳入"),
        "off" => language.pick("off", "已關閉"),
        other => other,
    }
}

#[cfg(test)]
mod tests;
