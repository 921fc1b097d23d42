//! The rows of how this machine is joined to networks.

use super::Rows;
use crate::facts::{FirewallFacts, HostEvidence, InterfaceFacts, RouteFacts};
use crate::text::language::{Language, say};

pub(super) fn way(route: &RouteFacts, language: Language) -> String {
    if route.exists == Some(false) {
        return language.pick("none", "無").into();
    }
    let attached = route.on_link.filter(|on_link| *on_link);
    let parts = [
        route.source.as_ref().map(|source| say!(language, "from {}", "來源位址 {}", source)),
        route.interface.as_ref().map(|name| say!(language, "by {}", "經由 {}", name)),
        route.gateway.as_ref().map(|router| say!(language, "through {}", "路由器 {}", router)),
        attached.map(|_| language.pick("attached network", "直接相連的網路").into()),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    parts.join(language.pick(", ", "，"))
}

/// `wlan0: 192.168.12.222/24 (leased), MTU 1500`, and what is wrong with it.
pub(super) fn interface(interface: &InterfaceFacts, language: Language) -> String {
    let own = interface.addresses.iter().map(|own| own.in_words(language));
    let tunnel = interface.tunnel == Some(true);
    let tunnel = tunnel.then(|| language.pick("a tunnel", "通道").to_owned());
    let state = match (interface.up, interface.carrier) {
        (Some(false), _) => Some(language.pick("off", "已停用").to_owned()),
        (_, Some(false)) => Some(language.pick("no carrier", "沒有連線訊號").to_owned()),
        _ => None,
    };
    let mtu = interface.mtu.map(|mtu| format!("MTU {mtu}"));
    let parts: Vec<_> = own.chain(tunnel).chain(state).chain(mtu).collect();
    format!("{}: {}", interface.name, parts.join(", "))
}

/// One row where every group goes the same way, else one each.
pub(super) fn multicast(rows: &mut Rows, evidence: &HostEvidence, source: Option<String>) {
    let language = rows.language;
    let ways = evidence.multicast.iter().flatten();
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    for way in ways {
        let tunnel =
            evidence.interfaces.iter().flatten().any(|each| {
                each.tunnel == Some(true) && way.interface.as_deref() == Some(&each.name)
            });
        let by = match (&way.interface, way.exists) {
            (Some(name), _) if tunnel => say!(language, "by {}, a tunnel", "經由通道 {}", name),
            (Some(name), _) => say!(language, "by {}", "經由 {}", name),
            (None, Some(false)) => language.pick("no way", "沒有路由").into(),
            (None, _) => continue,
        };
        let group = way.group.to_string();
        match told.iter_mut().find(|(known, _)| *known == by) {
            Some((_, groups)) => groups.push(group),
            None => told.push((by, vec![group])),
        }
    }
    for (by, groups) in told {
        let groups = groups.join(language.pick(", ", "、"));
        let value = say!(language, "{}: {}", "{}：{}", groups, by);
        rows.from("way of multicast", "多播的路由", Some(value), source.clone());
    }
}

pub(super) fn firewall(rows: &mut Rows, evidence: &HostEvidence, source: Option<String>) {
    let value = evidence.firewall.as_ref().map(|facts| firewall_in_words(facts, rows.language));
    rows.from("firewall", "防火牆", value, source);
}

fn firewall_in_words(facts: &FirewallFacts, language: Language) -> String {
    let name = match facts.name.as_deref() {
        Some("none") => language.pick("no rules", "沒有規則"),
        Some(name) => name,
        None => "?",
    };
    let off = facts.active == Some(false) && facts.name.as_deref() != Some("none");
    let zone = facts.zone.as_deref().map(|zone| say!(language, "zone {}", "區域 {}", zone));
    let unasked = match facts.drops_unasked_udp {
        Some(true) => Some(language.pick("drops replies to a search", "丟棄對搜尋的回覆")),
        Some(false) if facts.active == Some(true) => {
            Some(language.pick("lets replies to a search in", "放行對搜尋的回覆"))
        }
        _ => None,
    };
    let outbound = match facts.drops_udp_to_robot {
        Some(true) => Some(language.pick("drops UDP to the robot", "丟棄送往機器人的 UDP")),
        _ => None,
    };
    let answers = match facts.drops_answers {
        Some(true) => Some(language.pick("drops its answers", "連機器人的回應也丟棄")),
        _ => None,
    };
    let default = facts.inbound_default.as_deref();
    let default =
        default.map(|default| say!(language, "inbound default {}", "傳入預設 {}", default));
    let parts = [
        Some(name.to_owned()),
        off.then(|| language.pick("off", "已停用").to_owned()),
        zone,
        default,
        unasked.map(str::to_owned),
        outbound.map(str::to_owned),
        answers.map(str::to_owned),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    parts.join(language.pick(", ", "，"))
}
