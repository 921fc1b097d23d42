//! The rows of how this machine is joined to networks.

use std::net::Ipv4Addr;

use super::Table;
use crate::facts::Stage::{Dtls, Flow, Http, Ice, Ping, Sctp};
use crate::facts::{
    AddressFacts, FirewallFacts, HostEvidence, InterfaceFacts, RouteFacts, WifiFacts,
};
use crate::text::phrase::{Phrase, phrase};

pub(super) fn rows(table: &mut Table<'_>, evidence: &HostEvidence) {
    let route = evidence.route.as_ref();
    table.tell("route", phrase!("route to robot", "到機器人的路由"), route.map(way));
    table
        .keep("route.on_link", route.and_then(|route| route.on_link))
        .exactly(
            phrase!("robot in an attached network", "機器人在直接相連的網段"),
            &[Ping, Http, Ice, Flow],
        )
        .blamed_by(&["G2-LINK-SUBNET", "G2-LINK-UNREACH"]);
    table
        .keep("route.exists", route.and_then(|route| route.exists))
        .exactly(phrase!("a route to the robot", "通往機器人的路由"), &[Ping, Http, Ice])
        .blamed_by(&["G2-LINK-SUBNET", "G2-LINK-UNREACH"]);
    interfaces(table, evidence);
    wifi(table, evidence);
    let by_way = multicast(evidence)
        .into_iter()
        .map(|(by, groups)| phrase!("{}: {}", "{}：{}", Phrase::names(&groups), by));
    table.tell("multicast", phrase!("multicast route", "多播的路由"), by_way);
    let rules = evidence.firewall.as_ref().map(firewall);
    table.tell("firewall", phrase!("firewall", "防火牆"), rules);
}

fn interfaces(table: &mut Table<'_>, evidence: &HostEvidence) {
    let all = || evidence.interfaces.iter().flatten();
    let source = table.source("interfaces");
    let leases = table.source("interfaces.dynamic");
    let row = table.tell("interfaces", phrase!("interface", "介面"), all().map(interface));
    for (line, each) in row.lines.iter_mut().zip(all()) {
        let leased = each.addresses.iter().any(|own| own.dynamic.is_some());
        let sources: Vec<_> =
            [source.clone(), leases.clone().filter(|_| leased)].into_iter().flatten().collect();
        line.source = (!sources.is_empty()).then(|| Phrase::join(sources, &Phrase::same("; ")));
    }
    let used = evidence.interface_used();
    table
        .keep("interface.mtu", used.and_then(|used| used.mtu))
        .exactly(phrase!("MTU to the robot", "通往機器人的 MTU"), &[Dtls, Sctp, Flow])
        .blamed_by(&["G2-LINK-MTU"]);
    table
        .keep("interface.wireless", used.and_then(|used| used.wireless))
        .exactly(phrase!("wireless", "無線網路"), &[Ping, Http, Ice, Flow])
        .blamed_by(&["G2-LINK-LOSS", "G2-LINK-JITTER"]);
}

fn wifi(table: &mut Table<'_>, evidence: &HostEvidence) {
    let facts = evidence.wifi.as_ref();
    table.tell("wifi", Phrase::same("Wi-Fi"), facts.map(radio));
    table
        .keep("wifi.band", facts.and_then(|facts| facts.band))
        .exactly(phrase!("Wi-Fi band", "Wi-Fi 頻段"), &[Ping, Http, Ice, Flow])
        .blamed_by(&["G2-LINK-LOSS", "G2-LINK-JITTER"]);
    table
        .keep("wifi.power_save", facts.and_then(|facts| facts.power_save))
        .exactly(phrase!("Wi-Fi power saving", "Wi-Fi 省電模式"), &[Ping, Flow])
        .blamed_by(&["G2-LINK-JITTER"]);
}

/// `wlan0: 5 GHz, channel 36, signal -52 dBm, 780 Mbit/s, power saving on`
fn radio(facts: &WifiFacts) -> Phrase {
    let parts = [
        facts.band.map(|band| Phrase::same(band.name())),
        facts.channel.map(|channel| phrase!("channel {channel}", "通道 {channel}")),
        facts.signal_dbm.map(|signal| phrase!("signal {signal} dBm", "訊號 {signal} dBm")),
        facts.tx_mbit_s.map(|rate| Phrase::same(format!("{rate} Mbit/s"))),
        facts.power_save.map(|on| match on {
            true => phrase!("power saving on", "省電模式開啟"),
            false => phrase!("power saving off", "省電模式關閉"),
        }),
    ];
    let known = Phrase::listed(parts.into_iter().flatten());
    match known.is_empty() {
        true => phrase!("{}: nothing known", "{}：資訊不明", facts.interface),
        false => phrase!("{}: {}", "{}：{}", facts.interface, known),
    }
}

fn way(route: &RouteFacts) -> Phrase {
    if route.exists == Some(false) {
        return phrase!("none", "無");
    }
    let attached = route.on_link.filter(|on_link| *on_link);
    let parts = [
        route.source.as_ref().map(|source| phrase!("from {}", "來源位址 {}", source)),
        route.interface.as_ref().map(|name| phrase!("by {}", "經由 {}", name)),
        route.gateway.as_ref().map(|router| phrase!("through {}", "路由器 {}", router)),
        attached.map(|_| phrase!("attached network", "直接相連的網路")),
    ];
    Phrase::listed(parts.into_iter().flatten())
}

/// `wlan0: 192.168.12.222/24 (leased), MTU 1500`, and what is wrong with it.
fn interface(interface: &InterfaceFacts) -> Phrase {
    let own = interface.addresses.iter().map(AddressFacts::in_words);
    let tunnel = (interface.tunnel == Some(true)).then(|| phrase!("a tunnel", "隧道"));
    let state = match (interface.up, interface.carrier) {
        (Some(false), _) => Some(phrase!("off", "已停用")),
        (_, Some(false)) => Some(phrase!("no carrier", "沒有連線訊號")),
        _ => None,
    };
    let mtu = interface.mtu.map(|mtu| Phrase::same(format!("MTU {mtu}")));
    let parts = Phrase::join(own.chain(tunnel).chain(state).chain(mtu), &Phrase::same(", "));
    phrase!("{}: {}", "{}: {}", interface.name, parts)
}

fn multicast(evidence: &HostEvidence) -> Vec<(Phrase, Vec<Ipv4Addr>)> {
    let mut ways: Vec<(Phrase, Vec<Ipv4Addr>)> = Vec::new();
    for way in evidence.multicast.iter().flatten() {
        let tunnel =
            evidence.interfaces.iter().flatten().any(|each| {
                each.tunnel == Some(true) && way.interface.as_deref() == Some(&each.name)
            });
        let by = match (&way.interface, way.exists) {
            (Some(name), _) if tunnel => phrase!("by {}, a tunnel", "經由隧道 {}", name),
            (Some(name), _) => phrase!("by {}", "經由 {}", name),
            (None, Some(false)) => phrase!("no route", "沒有路由"),
            (None, _) => continue,
        };
        match ways.iter_mut().find(|(known, _)| *known == by) {
            Some((_, groups)) => groups.push(way.group),
            None => ways.push((by, vec![way.group])),
        }
    }
    ways
}

fn firewall(facts: &FirewallFacts) -> Phrase {
    let without_rules = facts.name.as_deref() == Some("none");
    let off = facts.active == Some(false) && !without_rules;
    let unasked = match facts.drops_unasked_udp {
        Some(true) => Some(phrase!("drops replies to a search", "丟棄對搜尋的回覆")),
        Some(false) if facts.active == Some(true) => {
            Some(phrase!("allows replies to a search", "放行對搜尋的回覆"))
        }
        _ => None,
    };
    let outbound = facts.drops_udp_to_robot.filter(|drops| *drops);
    let answers = facts.drops_answers.filter(|drops| *drops);
    let default = facts.inbound_default.as_ref();
    let parts = [
        Some(match without_rules {
            true => phrase!("no rules", "沒有規則"),
            false => Phrase::same(facts.name.as_deref().unwrap_or("?")),
        }),
        off.then(|| phrase!("off", "已停用")),
        facts.zone.as_ref().map(|zone| phrase!("zone {}", "區域 {}", zone)),
        default.map(|default| phrase!("inbound default {}", "傳入預設 {}", default)),
        unasked,
        outbound.map(|_| phrase!("drops UDP to the robot", "丟棄送往機器人的 UDP")),
        answers.map(|_| phrase!("drops its answers", "連機器人的回應也丟棄")),
    ];
    Phrase::listed(parts.into_iter().flatten())
}
