//! This machine: its way to the robot, WSL, `CONN_TYPE`.

use super::{MAX_TEXT, Tick, unreached};
use crate::diagnosis::case::Case;
use crate::facts::{HostEvidence, Stage};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

pub(super) fn conn_type(case: &Case<'_>) -> Tick {
    let Some(machine) = case.machine() else { return unreached(case, Stage::Host) };
    match machine.conn_type.as_deref() {
        // Another terminal may well set it.
        None => Tick::unknown(phrase!(
            "CONN_TYPE is not set in this environment",
            "此環境未設定 CONN_TYPE"
        )),
        Some(value) => {
            let shown = printable(value, MAX_TEXT);
            let webrtc = value.eq_ignore_ascii_case("webrtc");
            Tick::of(webrtc, Phrase::same(format!("CONN_TYPE={shown}")))
        }
    }
}

pub(super) fn route(case: &Case<'_>) -> Tick {
    let Some(route) = case.machine().and_then(|machine| machine.route.as_ref()) else {
        return Tick::unknown(phrase!("the way to the robot is not known", "不明：到機器人的路由"));
    };
    if route.exists == Some(false) {
        return Tick::bad(phrase!("no route to the robot", "沒有通往機器人的路由"));
    }
    let name = |part: &Option<String>| match part {
        Some(text) => printable(text, MAX_TEXT),
        None => "?".into(),
    };
    let (interface, source) = (name(&route.interface), name(&route.source));
    match (route.on_link, &route.gateway) {
        (Some(true), _) => {
            Tick::ok(phrase!("{interface}, from {source}", "{interface}，由 {source}"))
        }
        (Some(false), gateway) => {
            let gateway = name(gateway);
            Tick::bad(match case.passed(Stage::Ice) {
                true => phrase!(
                    "another network, through {gateway}; ICE passes all the same",
                    "不同網段，經 {gateway}；但 ICE 仍通過"
                ),
                false => phrase!(
                    "another network: {interface}, through {gateway}",
                    "不同網段：{interface}，經 {gateway}"
                ),
            })
        }
        (None, _) => Tick::unknown(phrase!(
            "{interface}, from {source}; the network is not known",
            "{interface}，由 {source}；網段不明"
        )),
    }
}

pub(super) fn wsl(case: &Case<'_>) -> Tick {
    let Some(machine) = case.machine() else { return unreached(case, Stage::Host) };
    let Some(wsl) = &machine.wsl else {
        return match machine.os.as_deref() {
            Some(_) if was_looked_for(machine) => {
                Tick::ok(phrase!("this is not WSL", "這不是 WSL"))
            }
            _ => Tick::unknown(phrase!("not known whether this is WSL", "不明：這是否為 WSL")),
        };
    };
    let version = wsl.version.map_or("?".into(), |version| version.to_string());
    let mode = wsl.networking.as_deref().map_or("?".into(), |mode| printable(mode, MAX_TEXT));
    let shown = phrase!("WSL{version}, networking {mode}", "WSL{version}，網路模式 {mode}");
    match wsl.networking.as_deref() {
        // Where the robot's packets came in, no mode keeps them out.
        _ if case.passed(Stage::Dtls) => Tick::ok(shown),
        _ if wsl.shares_the_network() => Tick::ok(shown),
        Some(_) if case.failed(Stage::Ice) || case.failed(Stage::Dtls) => Tick::bad(shown),
        _ => Tick::unknown(shown),
    }
}

/// Whether nothing kept the look for WSL from being taken.
fn was_looked_for(machine: &HostEvidence) -> bool {
    machine
        .unread
        .as_ref()
        .is_none_or(|notes| !notes.iter().any(|note| note.fact.starts_with("wsl")))
}
