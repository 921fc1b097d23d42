//! The end of `proxy`: what passed, what was changed, and what is not seen from there.

use super::ending::Ending;
use super::look::Look;
use super::paragraph::{next_step, paragraph};
use super::{driver, findings, without_mending};
use crate::diagnosis::verdict::blamed;
use crate::facts::outcome::RunOutcome;
use crate::facts::proxy::{Change, ProxyRun};
use crate::facts::remark::Remark;
use crate::report::proxy::{unmended, what};
use crate::text::format::json_name;
use crate::text::phrase::{Phrase, phrase};

/// Everything below the ladder.
pub(super) fn lines(of: &Ending<'_>, proxy: &ProxyRun) -> Vec<String> {
    let Ending { look, run, diagnosis, .. } = *of;
    let mut passed = changes(look, proxy);
    passed.extend(where_to_point(look, run, proxy));
    if let Some(without) = &run.without_mending {
        return without_mending::lines(of, without, passed);
    }
    if let Some(told) = &run.driver {
        return driver::after_proxy(of, told, passed);
    }
    if let Some(stage) = blamed(&run.stages) {
        let first = diagnosis.findings().first();
        let verdict = super::ending::verdict_line(run, stage, first);
        return of.broken(verdict, Vec::new(), passed);
    }
    let mut lines = vec![String::new()];
    lines.extend(look.bold_prose(match proxy.relayed {
        None => phrase!(
            "The robot answered the driver's offer; the connection itself does not pass the proxy.",
            "機器人回應了驅動程式的 offer；連線本身不經過代理。"
        ),
        Some(_) => phrase!(
            "The robot answered the driver's offer; what is inside DTLS is not seen.",
            "機器人回應了驅動程式的 offer；看不到 DTLS 裡的內容。"
        ),
    }));
    lines.extend(passed);
    lines.extend(findings::notes(look, diagnosis.findings()));
    lines.extend(diagnosis.next().map(|next| next_step(look, next).0));
    lines
}

fn changes(look: &Look, proxy: &ProxyRun) -> Vec<String> {
    let shown = |change: &Change| {
        phrase!("{}: {} → {}", "{}：{} → {}", what(change.kind), change.before, change.after)
    };
    let head = phrase!("Mend", "修補");
    let done = proxy.changes.iter().map(|change| phrase!("changed {}", "已更改 {}", shown(change)));
    let would = proxy.would_change.iter().map(|change| {
        phrase!(
            "--mend={} changes {}",
            "--mend={} 會更改 {}",
            json_name(change.kind),
            shown(change)
        )
    });
    let stays = proxy
        .unmended
        .iter()
        .map(|each| phrase!("not mended: {}", "無法修補：{}", unmended(*each)));
    let all: Vec<Phrase> = done.chain(would).chain(stays).collect();
    all.into_iter().flat_map(|line| paragraph(look, &head, Some(line), usize::MAX)).collect()
}

/// Where a driver that never came is to be pointed.
fn where_to_point(look: &Look, run: &RunOutcome, proxy: &ProxyRun) -> Vec<String> {
    let never = run.stages.iter().any(|it| it.remark == Some(Remark::ProxyNeverAsked));
    let Some(address) = proxy.listen.or(proxy.legacy_listen).filter(|_| never) else {
        return Vec::new();
    };
    let text = phrase!(
        "the proxy stood at {address}: set the driver's robot address to {} (ROBOT_IP, a \
         parameter, or the line of its source that holds it), or write {{robot}} among its \
         arguments",
        "代理位於 {address}：請把驅動程式的機器人位址設為 {}（ROBOT_IP、參數，或原始碼中寫死的那一行），\
         或在它的參數中寫上 {{robot}}",
        address.ip()
    );
    paragraph(look, phrase!("Point", "指向"), Some(text), usize::MAX)
}
