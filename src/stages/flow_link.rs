//! What the connectivity checks tell of the link while `flow` watches: round trips and losses,
//! idle and under load apart.

use std::collections::VecDeque;
use std::time::Instant;

use crate::facts::{CheckLoss, LinkFigures, LinkQuality};
use crate::stack::event::Pair;
use crate::text::format::ms;

use super::round_trips::RoundTrip;

/// Round trips of which the slowest in twenty is told: half an hour of them.
const MAX_KEPT: usize = 4096;

/// Fewer have no slowest in twenty.
const ENOUGH_FOR_P95: usize = 20;

#[derive(Debug, Default)]
pub(super) struct LinkWatch {
    pair: Option<Pair>,
    started: Option<Instant>,
    under_load: bool,
    /// Checks of the whole connection that were lost until now, and until the load changed.
    lost: u64,
    lost_until_change: u64,
    figures: [Figures; 2],
}

#[derive(Debug, Default)]
struct Figures {
    answered: u64,
    lost: u64,
    lost_until_change: u64,
    sum_ms: f64,
    min_ms: f64,
    max_ms: f64,
    /// Sum of the differences from one round trip to the next.
    steps_ms: f64,
    kept_ms: VecDeque<f64>,
}

impl LinkWatch {
    /// Counts from now on, on this pair alone.
    pub(super) fn start(&mut self, now: Instant, pair: Option<Pair>, loss: Option<CheckLoss>) {
        let lost = loss.map_or(0, |loss| loss.lost);
        *self = Self { pair, started: Some(now), lost, lost_until_change: lost, ..Self::default() };
    }

    /// Counts the new round trips, under load or not. Those that count, ms.
    pub(super) fn take(
        &mut self,
        trips: &[RoundTrip],
        loss: Option<CheckLoss>,
        under_load: bool,
    ) -> Vec<f64> {
        if self.under_load != under_load {
            self.under_load = under_load;
            self.lost_until_change = self.lost;
            self.figures.iter_mut().for_each(|each| each.lost_until_change = each.lost);
        }
        let mine = |trip: &&RoundTrip| {
            Some(trip.pair) == self.pair && self.started.is_some_and(|it| trip.sent >= it)
        };
        let new: Vec<_> = trips.iter().filter(mine).map(|trip| ms(trip.took)).collect();
        let figures = &mut self.figures[usize::from(under_load)];
        new.iter().for_each(|trip| figures.add(*trip));
        if let Some(loss) = loss {
            // An answer that comes late takes its loss back.
            let since = loss.lost.saturating_sub(self.lost_until_change);
            figures.lost = figures.lost_until_change + since;
            self.lost = loss.lost;
        }
        new
    }

    /// The link was given up over so many checks that were not answered.
    pub(super) fn gave_up(&mut self, unanswered: u64) {
        self.figures[usize::from(self.under_load)].lost += unanswered;
        self.lost += unanswered;
    }

    /// Checks of the whole connection that were lost until now.
    pub(super) fn lost(&self) -> u64 {
        self.lost
    }

    /// `None` where no check was seen to be answered or lost.
    pub(super) fn quality(&self) -> Option<LinkQuality> {
        let [idle, under_load] = &self.figures;
        let quality = LinkQuality { idle: idle.told(), under_load: under_load.told() };
        (quality != LinkQuality::default()).then_some(quality)
    }
}

impl Figures {
    fn add(&mut self, trip_ms: f64) {
        (self.min_ms, self.max_ms) = match self.answered {
            0 => (trip_ms, trip_ms),
            _ => (self.min_ms.min(trip_ms), self.max_ms.max(trip_ms)),
        };
        if let Some(last) = self.kept_ms.back() {
            self.steps_ms += (trip_ms - last).abs();
        }
        self.answered += 1;
        self.sum_ms += trip_ms;
        if self.kept_ms.len() == MAX_KEPT {
            self.kept_ms.pop_front();
        }
        self.kept_ms.push_back(trip_ms);
    }

    fn told(&self) -> Option<LinkFigures> {
        let count = self.answered;
        let rounded = |ms: f64| (ms * 1e3).round() / 1e3;
        (count + self.lost > 0).then(|| LinkFigures {
            answered: count,
            lost: self.lost,
            rtt_min_ms: (count > 0).then_some(self.min_ms),
            rtt_mean_ms: (count > 0).then(|| rounded(self.sum_ms / count as f64)),
            rtt_p95_ms: self.p95_ms(),
            rtt_max_ms: (count > 0).then_some(self.max_ms),
            jitter_ms: (count > 1).then(|| rounded(self.steps_ms / (count - 1) as f64)),
        })
    }

    fn p95_ms(&self) -> Option<f64> {
        let mut sorted: Vec<f64> = self.kept_ms.iter().copied().collect();
        sorted.sort_by(f64::total_cmp);
        let rank = (sorted.len() * 19).div_ceil(20);
        (sorted.len() >= ENOUGH_FOR_P95).then(|| sorted[rank - 1])
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;
    use std::time::Duration;

    use super::*;

    fn pair(port: u16) -> Pair {
        let address = |port| SocketAddr::from(([192, 168, 12, 1], port));
        (address(1), address(port))
    }

    fn loss(lost: u64) -> Option<CheckLoss> {
        Some(CheckLoss { answered: 0, lost })
    }

    fn started() -> (Instant, LinkWatch) {
        let (now, mut watch) = (Instant::now(), LinkWatch::default());
        watch.start(now, Some(pair(9)), loss(3));
        (now, watch)
    }

    fn trips(at: Instant, took_ms: &[u64]) -> Vec<RoundTrip> {
        let trip =
            |ms: &u64| RoundTrip { pair: pair(9), sent: at, took: Duration::from_millis(*ms) };
        took_ms.iter().map(trip).collect()
    }

    #[test]
    fn only_checks_of_the_nominated_pair_and_of_this_stage_count() {
        let (now, mut watch) = started();
        let before = trips(now.checked_sub(Duration::from_secs(1)).expect("a time"), &[900]);
        let elsewhere: Vec<_> =
            trips(now, &[700]).into_iter().map(|it| RoundTrip { pair: pair(8), ..it }).collect();
        assert!(watch.take(&[before, elsewhere].concat(), loss(3), false).is_empty());
        assert_eq!(watch.quality(), None, "nothing measured is not nothing lost");
        assert_eq!(watch.take(&trips(now, &[4]), loss(3), false), [4.0]);
        let idle = watch.quality().and_then(|it| it.idle).expect("one was answered");
        assert_eq!((idle.answered, idle.lost, idle.rtt_mean_ms), (1, 0, Some(4.0)));
        assert_eq!((idle.jitter_ms, idle.rtt_p95_ms), (None, None), "one has neither");
    }

    #[test]
    fn mean_jitter_and_the_slowest_in_twenty() {
        let (now, mut watch) = started();
        let even: Vec<u64> = (0..19).map(|number| 10 + number % 2).collect();
        watch.take(&trips(now, &even), None, false);
        assert_eq!(watch.quality().and_then(|it| it.idle?.rtt_p95_ms), None);
        watch.take(&trips(now, &[90]), None, false);
        let idle = watch.quality().and_then(|it| it.idle).expect("they were answered");
        assert_eq!((idle.rtt_min_ms, idle.rtt_max_ms), (Some(10.0), Some(90.0)));
        assert_eq!(idle.rtt_p95_ms, Some(11.0), "the slowest of twenty is left out");
        assert_eq!(idle.rtt_mean_ms, Some(14.45));
        assert_eq!(idle.jitter_ms, Some(5.158), "18 steps of 1 ms and one of 80");
        let others = idle.mean_of_the_others_ms().expect("there are others");
        assert!((others - 10.473).abs() < 0.001, "{others}");
    }

    #[test]
    fn what_media_make_of_it_is_counted_apart() {
        let (now, mut watch) = started();
        watch.take(&trips(now, &[10]), loss(4), false);
        watch.take(&trips(now, &[80, 90]), loss(6), true);
        watch.take(&trips(now, &[12]), loss(7), false);
        let quality = watch.quality().expect("they were answered");
        let told = |it: Option<LinkFigures>| it.map(|it| (it.answered, it.lost, it.rtt_mean_ms));
        assert_eq!(told(quality.idle), Some((2, 2, Some(11.0))));
        assert_eq!(told(quality.under_load), Some((2, 2, Some(85.0))));
    }

    #[test]
    fn checks_over_which_the_link_was_given_up_are_lost() {
        let (now, mut watch) = started();
        watch.take(&trips(now, &[10, 10]), loss(4), false);
        watch.take(&trips(now, &[20]), loss(4), true);
        watch.gave_up(5);
        let quality = watch.quality().expect("they were answered");
        let told = |it: Option<LinkFigures>| it.map(|it| (it.answered, it.lost));
        assert_eq!((told(quality.idle), told(quality.under_load)), (Some((2, 1)), Some((1, 5))));

        let (_, mut silent) = started();
        silent.gave_up(4);
        let idle = silent.quality().and_then(|it| it.idle).expect("they were lost");
        assert_eq!((idle.answered, idle.lost, idle.rtt_mean_ms), (0, 4, None));
    }

    #[test]
    fn an_answer_that_comes_late_takes_its_loss_back() {
        let (now, mut watch) = started();
        watch.take(&trips(now, &[10]), loss(5), false);
        watch.take(&trips(now, &[1400]), loss(4), false);
        assert_eq!(watch.quality().and_then(|it| Some(it.idle?.lost)), Some(1));
    }
}
