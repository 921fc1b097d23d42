//! What this machine's Wi-Fi has to do with what was measured of the link.
//!
//! A weak signal alone, or power saving alone, is no finding: most laptops save power, and most of them
//! reach their robot well. It stands beside a loss or a delay that was measured, and there it may be
//! the cause or not: a crowded channel has the same effect.

use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::Severity;
use crate::facts::wifi::WEAK_DBM;
use crate::facts::{
    FlowEvidence, LinkState, LinkWarning, LinkWarningCode, Roaming, Stage, WifiFacts,
};
use crate::text::format::duration;
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

/// Whatever a change of the access point held up is told within so long after it was seen, ms: a loss
/// is known once a later check was answered, and a high round trip after 2 s.
const SETTLES_WITHIN_MS: f64 = 3000.0;

/// The longest name of an interface that is shown, in characters.
const MAX_NAME: usize = 32;

fn used<'a>(case: &Case<'a>) -> Option<&'a WifiFacts> {
    case.machine().filter(|_| case.source == Source::Live)?.wifi_used()
}

fn flow<'a>(case: &Case<'a>) -> Option<&'a FlowEvidence> {
    case.flow().filter(|_| case.source == Source::Live).map(|flow| flow.evidence)
}

/// The signal, where it was weak at any time of the run.
pub(super) fn weak_signal(case: &Case<'_>) -> Option<Phrase> {
    let before = used(case).and_then(|wifi| wifi.signal_dbm);
    let meanwhile = flow(case).and_then(|flow| flow.wifi.as_ref()?.signal_min_dbm);
    let signal = before.into_iter().chain(meanwhile).min().filter(|signal| *signal <= WEAK_DBM)?;
    Some(phrase!(
        "this machine receives its Wi-Fi at {signal} dBm, which is weak",
        "這台電腦收到的 Wi-Fi 訊號只有 {signal} dBm，偏弱"
    ))
}

/// That the radio saves power, and the command that ends it until the next restart.
pub(super) fn power_save(case: &Case<'_>) -> Option<(Phrase, String)> {
    let wifi = used(case).filter(|wifi| wifi.power_save == Some(true))?;
    let name = printable(&wifi.interface, MAX_NAME);
    // It is part of a command line.
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let command = plain.then(|| format!("sudo iw dev {name} set power_save off"))?;
    let seen = phrase!("power saving is on for {name}", "{name} 的省電模式已開啟");
    Some((seen, command))
}

/// Needs a change of the access point, and a gap at the same time. A signal that grows weak causes
/// both: which came first is not measured.
pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    roamed(case).into_iter().collect()
}

fn roamed(case: &Case<'_>) -> Option<Finding> {
    let flow = flow(case)?;
    let changes = flow.wifi.as_ref()?.roamed.as_ref()?;
    let gaps = || flow.warnings.iter().flatten().filter(|it| it.code != LinkWarningCode::Roamed);
    let ended_ms = flow.window_s.map(|seconds| seconds * 1e3);
    let lost = flow.link == Some(LinkState::ConsentLost);
    changes.iter().find_map(|change| {
        let gap = gaps().find(|gap| meet(*change, gap));
        let broke = lost && ended_ms.is_some_and(|end| end <= change.before_ms + SETTLES_WITHIN_MS);
        let finding = Finding::possible("G2-LINK-ROAMED")
            .at_stage(Stage::Flow)
            .seen(times(*change))
            .seen_all(gap.map(crate::catalogue::fact_table::warning));
        match (broke, gap) {
            (true, _) => Some(finding.with_severity(Severity::Error).seen(phrase!(
                "the robot's answers stopped at that time",
                "機器人的回應就在那時中斷"
            ))),
            (false, gap) => gap.map(|_| finding),
        }
    })
}

/// Whether a gap was there while the access point changed, or arose right after.
fn meet(change: Roaming, gap: &LinkWarning) -> bool {
    gap.raised_ms <= change.before_ms + SETTLES_WITHIN_MS
        && gap.cleared_ms.is_none_or(|cleared| cleared >= change.after_ms)
}

fn times(change: Roaming) -> Phrase {
    let [after, before] = [change.after_ms, change.before_ms].map(duration);
    phrase!(
        "between {after} and {before} this machine changed to another access point",
        "{after} 到 {before} 之間，這台電腦換了基地台"
    )
}
