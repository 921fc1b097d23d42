//! What changed since the last time, a line each.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::facts::outcome::{RunOutcome, Signalling};
use crate::history::{Change, Last, compare};
use crate::text::format::duration;
use crate::text::phrase::{Phrase, phrase};

pub(super) fn lines(last: Option<&Last>, run: &RunOutcome, zone: &TimeZone) -> Vec<Phrase> {
    let now = Timestamp::try_from(run.started_at).unwrap_or(Timestamp::UNIX_EPOCH);
    let changes = last.map(|last| compare(last, run)).unwrap_or_default();
    changes.iter().map(|change| words(change, now, zone)).collect()
}

fn words(change: &Change, now: Timestamp, zone: &TimeZone) -> Phrase {
    match change {
        Change::Fixed { stage, since, now_ms } => {
            let took = match now_ms {
                Some(ms) => Phrase::same(duration(*ms)),
                None => phrase!("it passes", "通過"),
            };
            phrase!(
                "Fixed since {0}: {1} failed, now {2}.",
                "{0} 之後已修復：{1} 當時失敗，現在 {2}。",
                clock(*since, now, zone),
                stage,
                took
            )
        }
        Change::Broken { stage, since } => {
            let since = clock(*since, now, zone);
            phrase!(
                "New since {0}: {1} passed then.",
                "{0} 之後新出現：{1} 當時通過。",
                since,
                stage
            )
        }
        Change::Data2 { was, is } => phrase!(
            "The firmware has changed: data2 was {}, and is now {}.",
            "韌體已更動：data2 原為 {}，現為 {}。",
            was,
            is
        ),
        Change::Signalling { was, is } => {
            let name = |way| match way {
                Signalling::ConNotify => "con_notify",
                Signalling::Legacy => "legacy",
            };
            let (was, is) = (name(*was), name(*is));
            phrase!(
                "The firmware has changed: the signalling was {}, and is now {}.",
                "韌體已更動：信令方式原為 {}，現為 {}。",
                was,
                is
            )
        }
    }
}

/// The time of day, with the date where it was another one.
fn clock(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let (at, now) = (at.to_zoned(zone.clone()), now.to_zoned(zone.clone()));
    let format = if at.date() == now.date() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    at.strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::report::fixtures::{healthy, sctp_silent};
    use crate::text::language::Language;

    #[test]
    fn a_repair_is_told_with_its_time() {
        let last = Last::after(&sctp_silent("check"), None);
        let mut run = healthy();
        let told = |run: &RunOutcome| {
            let lines = lines(Some(&last), run, &TimeZone::UTC);
            lines.iter().map(|line| line.get(Language::English).to_owned()).collect::<Vec<_>>()
        };
        run.started_at += Duration::from_secs(60);
        assert_eq!(told(&run), ["Fixed since 14:00: sctp failed, now 4.6 ms."]);
        run.started_at += Duration::from_secs(86_400);
        run.robot.data2 = Some(3);
        let expected = [
            "Fixed since 2026-11-22 14:00: sctp failed, now 4.6 ms.",
            "The firmware has changed: data2 was 2, and is now 3.",
        ];
        assert_eq!(told(&run), expected);
        assert!(lines(None, &run, &TimeZone::UTC).is_empty());
    }
}
