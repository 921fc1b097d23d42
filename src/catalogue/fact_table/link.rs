//! The rows of the link's quality, which `flow` measures beside the data.

use super::Table;
use super::shown::Shown;
use crate::facts::{FlowEvidence, LinkFigures, LinkWarning, LinkWarningCode, WifiWatched};
use crate::text::format::duration;
use crate::text::phrase::{Phrase, phrase};

/// Fewer checks, two seconds of them, tell no more than ping does.
const ENOUGH_TO_TELL: u64 = 4;

pub(super) fn rows(table: &mut Table<'_>, evidence: &FlowEvidence) {
    let quality = evidence.link_quality.as_ref();
    let idle = quality.and_then(|quality| quality.idle.as_ref());
    let enough = |idle: &&LinkFigures| idle.answered.saturating_add(idle.lost) >= ENOUGH_TO_TELL;
    let idle = idle.filter(enough).map(figures);
    table
        .tell("link_quality.idle", phrase!("round trips", "往返時間"), idle)
        .normal(phrase!("cable 1 ms, Wi-Fi 6 to 11 ms", "有線 1 ms，Wi-Fi 6 到 11 ms"));
    let under_load = quality.and_then(|quality| quality.under_load.as_ref()).map(figures);
    table.tell("link_quality.under_load", phrase!("with media", "傳送影音時"), under_load);
    table.tell("wifi", Phrase::same("Wi-Fi"), evidence.wifi.as_ref().and_then(wifi));
    let warnings = evidence.warnings.as_ref().map(|all| match &all[..] {
        [] => vec![phrase!("none", "無")],
        all => all.iter().map(warning).collect(),
    });
    table.tell("warnings", phrase!("warnings", "警告"), warnings.into_iter().flatten());
}

fn figures(figures: &LinkFigures) -> Phrase {
    let range = figures.rtt_min_ms.zip(figures.rtt_max_ms);
    let range = range.filter(|(min, max)| min < max);
    let range = range.map(|(min, max)| (duration(min), duration(max)));
    let mean = figures.rtt_mean_ms.map(duration);
    let mean = mean.map(|mean| match range {
        Some((min, max)) => {
            phrase!("{mean} on average, {min} to {max}", "平均 {mean}，{min} 到 {max}")
        }
        None => Phrase::same(mean),
    });
    let p95 = figures.rtt_p95_ms.map(duration);
    let jitter = figures.jitter_ms.map(duration);
    let (lost, all) = (figures.lost, figures.answered.saturating_add(figures.lost));
    let lost = match lost {
        0 => phrase!("none of {all} lost", "{all} 個都沒有遺失"),
        _ => phrase!("{lost} of {all} lost", "{all} 個中遺失 {lost} 個"),
    };
    let parts = [
        mean,
        p95.map(|p95| phrase!("95 % within {p95}", "95 % 在 {p95} 以內")),
        jitter.map(|jitter| phrase!("jitter {jitter}", "抖動 {jitter}")),
        Some(lost),
    ];
    Phrase::listed(parts.into_iter().flatten())
}

/// `signal -52 to -48 dBm, access point unchanged`
fn wifi(watched: &WifiWatched) -> Option<Phrase> {
    let signal = watched.signal_min_dbm.zip(watched.signal_max_dbm).map(|range| match range {
        (weakest, strongest) if weakest < strongest => {
            phrase!("signal {weakest} to {strongest} dBm", "訊號 {weakest} 到 {strongest} dBm")
        }
        (signal, _) => phrase!("signal {signal} dBm", "訊號 {signal} dBm"),
    });
    let roamed = watched.roamed.as_ref().map(|all| match all.len() {
        0 => phrase!("same access point throughout", "始終連在同一個基地台"),
        _ => access_point_changed(all.len()),
    });
    (signal.is_some() || roamed.is_some()).then(|| Phrase::listed(signal.into_iter().chain(roamed)))
}

pub fn access_point_changed(times: usize) -> Phrase {
    phrase!("access point changed {}", "換了基地台 {}", Phrase::times(times as u64))
}

/// `12.5 s to 14.1 s: rt/lf/lowstate: no message`
pub fn warning(warning: &LinkWarning) -> Phrase {
    let what = condition(warning.code, warning.topic.as_deref());
    let raised = duration(warning.raised_ms);
    match warning.cleared_ms.map(duration) {
        Some(cleared) => phrase!("{raised} to {cleared}: {}", "{raised} 到 {cleared}：{}", what),
        None => phrase!("from {raised} on: {}", "{raised} 起：{}", what),
    }
}

/// `rt/lf/lowstate: no message`
pub fn condition(code: LinkWarningCode, topic: Option<&str>) -> Phrase {
    match topic {
        Some(topic) => phrase!("{topic}: {}", "{topic}：{}", code.shown()),
        None => code.shown(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Roaming;
    use crate::text::language::Language::{self, English, Taiwan};

    fn told(phrase: &Phrase, language: Language) -> String {
        phrase.get(language).to_owned()
    }

    #[test]
    fn what_is_not_known_of_a_link_is_not_told() {
        let one = LinkFigures {
            answered: 1,
            rtt_min_ms: Some(6.0),
            rtt_mean_ms: Some(6.0),
            rtt_max_ms: Some(6.0),
            ..LinkFigures::default()
        };
        assert_eq!(told(&figures(&one), English), "6.0 ms, none of 1 lost");
        let many = LinkFigures {
            answered: 38,
            lost: 2,
            rtt_mean_ms: Some(7.5),
            rtt_p95_ms: Some(11.0),
            rtt_max_ms: Some(31.0),
            jitter_ms: Some(2.4),
            ..one
        };
        assert_eq!(
            told(&figures(&many), English),
            "7.5 ms on average, 6.0 ms to 31.0 ms, 95 % within 11.0 ms, jitter 2.4 ms, 2 of 40 lost"
        );
        assert!(told(&figures(&many), Taiwan).contains("抖動 2.4 ms"));
    }

    #[test]
    fn of_a_wifi_what_was_read_is_told() {
        let watched = |range: Option<(i32, i32)>, roamed| WifiWatched {
            readings: 3,
            signal_min_dbm: range.map(|range| range.0),
            signal_max_dbm: range.map(|range| range.1),
            roamed,
        };
        let change = Roaming { after_ms: 5000.0, before_ms: 10_000.0, other_network: None };
        for (watched, expected) in [
            (watched(None, None), None),
            (watched(Some((-52, -52)), None), Some("signal -52 dBm")),
            (watched(None, Some(vec![])), Some("same access point throughout")),
            (
                watched(Some((-80, -52)), Some(vec![change])),
                Some("signal -80 to -52 dBm, access point changed once"),
            ),
        ] {
            assert_eq!(wifi(&watched).map(|it| told(&it, English)).as_deref(), expected);
        }
    }

    #[test]
    fn a_warning_has_its_times() {
        let silent = LinkWarning {
            code: LinkWarningCode::TopicSilent,
            topic: Some("rt/lf/lowstate".into()),
            raised_ms: 12_500.0,
            cleared_ms: Some(14_100.0),
        };
        let shown = told(&warning(&silent), English);
        assert_eq!(shown, "12.5 s to 14.1 s: rt/lf/lowstate: no message");
        let lossy =
            LinkWarning { code: LinkWarningCode::Loss, topic: None, cleared_ms: None, ..silent };
        let shown = told(&warning(&lossy), Taiwan);
        assert_eq!(shown, "12.5 s 起：連線檢查遺失");
    }
}
