//! Round trips that the network draws out.

use super::wifi;
use crate::diagnosis::case::{Case, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::{LinkFigures, Stage};
use crate::text::phrase::{Phrase, phrase};

const ENOUGH_REPLIES: u32 = 4;

/// Checks come twice a second: of fewer a machine that was busy for a moment spoils too many.
const ENOUGH_CHECKS: u64 = 8;

/// A deviation above that is poor, ms: rule of thumb of the drivers' users.
const POOR_SPREAD_MS: f64 = 20.0;

/// What the mean lies above the fastest, the slowest left out, where it was not that one alone, ms.
const POOR_MEAN_MS: f64 = 10.0;

/// Both together say it once.
pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    let seen: Vec<_> = echoes(case).into_iter().chain(checks(case)).collect();
    let Some((stage, _)) = seen.first() else { return Vec::new() };
    let finding = Finding::possible("G2-LINK-JITTER").at_stage(*stage);
    let finding = match wifi::power_save(case) {
        None if wifi::saves_power(case) == Some(false) => finding.of(&[]),
        None => finding,
        Some((line, command)) => finding.seen(line).next_command(command).because(phrase!(
            "packets may wait while the Wi-Fi adapter sleeps: turn its power saving off and measure again",
            "Wi-Fi 網路卡休眠時，封包可能得等待：請關閉省電模式再量一次"
        )),
    };
    let finding = finding.seen_all(wifi::weak_signal(case));
    vec![finding.seen_all(seen.into_iter().map(|(_, line)| line))]
}

/// Needs several round trips, of which more than one is slow: the first of a Wi-Fi that slept is.
fn echoes(case: &Case<'_>) -> Option<(Stage, Phrase)> {
    let ping = case.ping().filter(|_| case.source == Source::Live)?.evidence;
    let replies = ping.received.filter(|count| *count >= ENOUGH_REPLIES)?;
    let mdev = ping.rtt_mdev_ms.filter(|mdev| *mdev > POOR_SPREAD_MS)?;
    let (min, max, mean) = (ping.rtt_min_ms?, ping.rtt_max_ms?, ping.rtt_avg_ms?);
    let others = (mean * f64::from(replies) - max) / f64::from(replies - 1);
    (others - min > POOR_MEAN_MS).then(|| {
        let line = phrase!(
            "round trips from {min:.0} to {max:.0} ms, deviation {mdev:.0} ms",
            "來回時間 {min:.0} 到 {max:.0} ms，標準差 {mdev:.0} ms"
        );
        (Stage::Ping, line)
    })
}

/// The same of the connectivity checks beside the data. What media draw out is the load's doing, and
/// is told by the figures alone.
fn checks(case: &Case<'_>) -> Option<(Stage, Phrase)> {
    let flow = case.flow().filter(|_| case.source == Source::Live)?.evidence;
    let idle = flow.link_quality.as_ref()?.idle.as_ref()?;
    uneven(idle).then(|| {
        let [min, max, jitter] =
            [idle.rtt_min_ms, idle.rtt_max_ms, idle.jitter_ms].map(Option::unwrap_or_default);
        let count = idle.answered;
        let line = phrase!(
            "{count} connectivity checks took {min:.0} to {max:.0} ms, jitter {jitter:.0} ms",
            "{count} 個連線檢查花了 {min:.0} 到 {max:.0} ms，抖動 {jitter:.0} ms"
        );
        (Stage::Flow, line)
    })
}

fn uneven(figures: &LinkFigures) -> bool {
    let above = figures.mean_of_the_others_ms().zip(figures.rtt_min_ms);
    figures.answered >= ENOUGH_CHECKS
        && figures.jitter_ms.is_some_and(|jitter| jitter > POOR_SPREAD_MS)
        && above.is_some_and(|(others, min)| others - min > POOR_MEAN_MS)
}
