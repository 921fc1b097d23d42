//! The options of `proxy`, resolved and checked.

use std::net::SocketAddr;

use clap::ValueEnum;

use super::SettingsError;
use crate::cli::proxy::{Mend, ProxyOptions as Typed};
use crate::cli::simulate::Listen;
use crate::facts::proxy::Mending;
use crate::proxy::ProxyOptions;
use crate::robot::con_notify::Data2;
use crate::robot::offer::PROFILES;
use crate::text::phrase::phrase;

/// What was typed, checked: who may connect, what is mended, and whether packets pass.
pub fn proxy_options(typed: &Typed) -> Result<ProxyOptions, SettingsError> {
    refuse_what_is_not_ours(typed)?;
    let Listen(legacy_listen) = typed.legacy_listen;
    let listens = || [Some(typed.listen), legacy_listen].into_iter().flatten();
    let is_local = |it: &SocketAddr| it.ip().to_canonical().is_loopback();
    let beyond = listens().find(|it| !is_local(it));
    if let Some(address) = beyond.filter(|_| typed.allow.is_empty()) {
        return Err(SettingsError(phrase!(
            "{address} can be reached by other machines, and none is allowed to connect.\n  \
             Name each with --allow ADDRESS, or listen on 127.0.0.1.",
            "其他機器連得到 {address}，但沒有任何一台獲准連線。\n  \
             請用 --allow ADDRESS 逐一指定，或在 127.0.0.1 監聽。"
        )));
    }
    let mend = match &typed.mend {
        None if !typed.prove => Vec::new(),
        Some(Mend::Kinds(kinds)) => kinds.clone(),
        // The key is lent to other machines only by whoever says so.
        None | Some(Mend::All) => {
            let all = Mending::value_variants().iter().copied();
            all.filter(|kind| beyond.is_none() || *kind != Mending::Key).collect()
        }
    };
    let present = typed.present.and_then(|number| Data2::from_number(number.into()));
    if present.is_some() && !mend.contains(&Mending::Key) {
        return Err(SettingsError(phrase!(
            "--present shows drivers another data2 than the robot's, which is --mend=key.\n  \
             Add key to --mend, or leave --present out.",
            "--present 讓驅動程式看到與機器人不同的 data2，這屬於 --mend=key。\n  \
             請在 --mend 中加上 key，或省略 --present。"
        )));
    }
    Ok(ProxyOptions {
        listen: typed.listen,
        legacy_listen,
        mend,
        present,
        relay: relays(typed),
        allow: typed.allow.clone(),
        allow_origins: typed.allow_origin.clone(),
    })
}

/// Whoever mends for drivers to come wants a cure that costs nothing; whoever looks wants to see.
fn relays(typed: &Typed) -> bool {
    let cures = typed.mend.is_some() && typed.driver.is_empty();
    typed.relay || !(typed.signalling_only || cures)
}

/// Options of commands that connect themselves: the driver makes its own offer, and its connection
/// does not pass here.
fn refuse_what_is_not_ours(typed: &Typed) -> Result<(), SettingsError> {
    let robot = &typed.robot;
    let given = [
        ("--offer", robot.offer != PROFILES[0].name),
        ("--client", robot.client != Default::default()),
        ("--window", robot.window.is_some()),
        ("--wait-slot", robot.wait_slot),
        ("--retry-busy", robot.retry_busy),
    ];
    if robot.keylog.is_some() {
        return Err(SettingsError(phrase!(
            "--keylog: the keys are the driver's and the robot's; the proxy has none of them.\n  \
             Leave it out. Some drivers write their own (SSLKEYLOGFILE).",
            "--keylog：金鑰在驅動程式與機器人手上，代理沒有。\n  \
             請省略它。有些驅動程式能自行寫出金鑰（SSLKEYLOGFILE）。"
        )));
    }
    if robot.capture.is_some() && !relays(typed) {
        return Err(SettingsError(phrase!(
            "--capture: with the signalling alone no packet of the connection passes the proxy.\n  \
             Add --relay, and leave --signalling-only out.",
            "--capture：只轉送信令時，連線的封包不會經過代理。\n  \
             請加上 --relay，並省略 --signalling-only。"
        )));
    }
    match given.into_iter().find(|(_, given)| *given) {
        None => Ok(()),
        Some((name, _)) => Err(SettingsError(phrase!(
            "{name} is for commands that connect themselves; through the proxy the driver does.\n  \
             Leave it out.",
            "{name} 用於自行連線的指令；經過代理時連線的是驅動程式。\n  請省略它。"
        ))),
    }
}
