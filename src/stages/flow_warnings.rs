//! Conditions that arise while `flow` watches a window that was asked for: when each was raised, and
//! when it was over. Pure, time an argument.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::facts::{LinkWarning, LinkWarningCode, Roaming};
use crate::text::format::ms;

/// More than these are not told.
const MAX_WARNINGS: usize = 100;

/// A topic is silent after so many of its periods, and a round trip high above so many times the
/// median.
const FACTOR: u32 = 3;

/// Of a topic of 18 Hz three periods are 170 ms: no one notices that, and every Wi-Fi has it.
const SHORTEST_SILENCE: Duration = Duration::from_secs(1);

/// Of a median of 0.2 ms three times is still very fast.
const SLOWER_BY_MS: f64 = 10.0;
const HIGH_FOR: Duration = Duration::from_secs(2);

/// The median is of so many round trips at least, and of so many at most: five minutes of them.
const ENOUGH_FOR_A_MEDIAN: usize = 10;
const MAX_TRIPS: usize = 600;

/// So many checks lost in so long a time are more than a single one.
const LOST: u64 = 2;
const LOST_WITHIN: Duration = Duration::from_secs(5);

/// A topic that is watched.
#[derive(Debug, Clone, Copy)]
pub(super) struct WatchedTopic<'a> {
    pub name: &'a str,
    /// From one message to the next, as it is usual, or as it came so far where that is longer.
    pub period: Duration,
    pub last: Option<Instant>,
}

/// A warning that was just raised, or is over.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Change {
    pub code: LinkWarningCode,
    pub topic: Option<String>,
    pub raised: bool,
}

#[derive(Debug)]
pub(super) struct Warnings {
    started: Instant,
    /// Nothing before it counts: this process was stopped meanwhile.
    since: Instant,
    told: Vec<LinkWarning>,
    trips_ms: VecDeque<f64>,
    /// The same, the fastest first.
    sorted_ms: Vec<f64>,
    high_since: Option<Instant>,
    /// Each time at which more checks had been lost than before, and how many until then.
    losses: VecDeque<(Instant, u64)>,
    lost: u64,
}

impl Warnings {
    pub(super) fn new(started: Instant, lost: u64) -> Self {
        Self {
            started,
            since: started,
            told: Vec::new(),
            trips_ms: VecDeque::new(),
            sorted_ms: Vec::new(),
            high_since: None,
            losses: VecDeque::new(),
            lost,
        }
    }

    /// This process was stopped until now: what did not come meanwhile says nothing.
    pub(super) fn was_stopped(&mut self, now: Instant) {
        (self.since, self.high_since) = (now, None);
        self.losses.clear();
    }

    /// Takes what is known now: the topics, the new round trips, the checks lost until now.
    pub(super) fn look<'a>(
        &mut self,
        now: Instant,
        topics: impl IntoIterator<Item = WatchedTopic<'a>>,
        trips_ms: &[f64],
        lost: u64,
    ) -> Vec<Change> {
        let mut changes = Vec::new();
        for topic in topics {
            let heard = topic.last.map_or(self.since, |last| last.max(self.since));
            let silent = now.saturating_duration_since(heard);
            let is_silent = silent > (topic.period * FACTOR).max(SHORTEST_SILENCE);
            changes.extend(self.set(
                LinkWarningCode::TopicSilent,
                Some(topic.name),
                is_silent,
                now,
            ));
        }
        for trip_ms in trips_ms {
            self.trip(now, *trip_ms);
        }
        let is_high = self.high_since.is_some_and(|since| now >= since + HIGH_FOR);
        changes.extend(self.set(LinkWarningCode::RttHigh, None, is_high, now));
        let is_lossy = self.is_lossy(now, lost);
        changes.extend(self.set(LinkWarningCode::Loss, None, is_lossy, now));
        changes
    }

    /// This machine changed to another access point. By the time that is seen it is over.
    pub(super) fn roamed(&mut self, change: Roaming) -> Vec<Change> {
        if self.told.len() == MAX_WARNINGS {
            return Vec::new();
        }
        let (code, topic) = (LinkWarningCode::Roamed, None);
        let (raised_ms, cleared_ms) = (change.after_ms, Some(change.before_ms));
        self.told.push(LinkWarning { code, topic, raised_ms, cleared_ms });
        [true, false].map(|raised| Change { code, topic: None, raised }).into()
    }

    fn trip(&mut self, now: Instant, trip_ms: f64) {
        let median = self.median_ms();
        let is_high = median.is_some_and(|median| {
            trip_ms > median * f64::from(FACTOR) && trip_ms > median + SLOWER_BY_MS
        });
        self.high_since = is_high.then(|| self.high_since.unwrap_or(now));
        if self.trips_ms.len() == MAX_TRIPS
            && let Some(oldest) = self.trips_ms.pop_front()
        {
            self.sorted_ms.remove(self.rank(oldest));
        }
        self.trips_ms.push_back(trip_ms);
        self.sorted_ms.insert(self.rank(trip_ms), trip_ms);
    }

    /// How many round trips were faster.
    fn rank(&self, trip_ms: f64) -> usize {
        self.sorted_ms.partition_point(|each| each.total_cmp(&trip_ms).is_lt())
    }

    fn median_ms(&self) -> Option<f64> {
        let count = self.sorted_ms.len();
        (count >= ENOUGH_FOR_A_MEDIAN).then(|| self.sorted_ms[count / 2])
    }

    /// Once raised it is over when nothing more was lost for as long.
    fn is_lossy(&mut self, now: Instant, lost: u64) -> bool {
        if lost > self.lost {
            self.losses.push_back((now, lost - self.lost));
        }
        self.lost = lost;
        while self.losses.front().is_some_and(|(at, _)| *at + LOST_WITHIN < now) {
            self.losses.pop_front();
        }
        let recently: u64 = self.losses.iter().map(|(_, count)| count).sum();
        let needed = if self.is_raised(LinkWarningCode::Loss, None) { 1 } else { LOST };
        recently >= needed
    }

    fn is_raised(&self, code: LinkWarningCode, topic: Option<&str>) -> bool {
        let open = |it: &&LinkWarning| it.cleared_ms.is_none();
        self.told.iter().filter(open).any(|it| it.code == code && it.topic.as_deref() == topic)
    }

    fn set(
        &mut self,
        code: LinkWarningCode,
        topic: Option<&str>,
        is_so: bool,
        now: Instant,
    ) -> Option<Change> {
        let now_ms = ms(now.saturating_duration_since(self.started));
        let has_room = self.told.len() < MAX_WARNINGS;
        let open = self
            .told
            .iter_mut()
            .find(|it| it.code == code && it.topic.as_deref() == topic && it.cleared_ms.is_none());
        let topic = topic.map(str::to_owned);
        match (open, is_so) {
            (Some(warning), false) => warning.cleared_ms = Some(now_ms),
            (None, true) if has_room => {
                let topic = topic.clone();
                self.told.push(LinkWarning { code, topic, raised_ms: now_ms, cleared_ms: None });
            }
            _ => return None,
        }
        Some(Change { code, topic, raised: is_so })
    }

    pub(super) fn told(&self) -> &[LinkWarning] {
        &self.told
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use LinkWarningCode::{Loss, RttHigh, TopicSilent};

    const TOPIC: &str = "rt/lf/lowstate";
    const PERIOD: Duration = Duration::from_millis(500);

    struct Watched {
        started: Instant,
        warnings: Warnings,
    }

    impl Watched {
        fn new() -> Self {
            let started = Instant::now();
            Self { started, warnings: Warnings::new(started, 0) }
        }

        fn at(&self, ms: u64) -> Instant {
            self.started + Duration::from_millis(ms)
        }

        fn topic(&mut self, now_ms: u64, last_ms: Option<u64>) -> usize {
            let last = last_ms.map(|ms| self.at(ms));
            let topic = WatchedTopic { name: TOPIC, period: PERIOD, last };
            self.warnings.look(self.at(now_ms), [topic], &[], 0).len()
        }

        fn trip(&mut self, now_ms: u64, trip_ms: f64) -> usize {
            self.warnings.look(self.at(now_ms), [], &[trip_ms], 0).len()
        }

        fn lost(&mut self, now_ms: u64, lost: u64) -> usize {
            self.warnings.look(self.at(now_ms), [], &[], lost).len()
        }

        fn told(&self) -> Vec<(LinkWarningCode, f64, Option<f64>)> {
            let told = self.warnings.told().iter();
            told.map(|it| (it.code, it.raised_ms, it.cleared_ms)).collect()
        }
    }

    #[test]
    fn a_topic_is_silent_after_three_of_its_periods_and_heard_again() {
        let mut watched = Watched::new();
        assert_eq!(watched.topic(1400, Some(0)), 0);
        assert_eq!(watched.topic(1600, Some(0)), 1);
        assert_eq!(watched.topic(1700, Some(0)), 0, "it is raised once");
        assert_eq!(watched.topic(2000, Some(1900)), 1);
        assert_eq!(watched.told(), [(TopicSilent, 1600.0, Some(2000.0))]);
        assert_eq!(watched.topic(3500, Some(1900)), 1);
        assert_eq!(watched.told()[1], (TopicSilent, 3500.0, None), "it is not over yet");
    }

    #[test]
    fn a_topic_that_never_came_is_silent_from_the_start() {
        let mut watched = Watched::new();
        assert_eq!((watched.topic(1400, None), watched.topic(1600, None)), (0, 1));
    }

    #[test]
    fn what_did_not_come_while_this_process_was_stopped_says_nothing() {
        let mut watched = Watched::new();
        let now = watched.at(60_000);
        watched.warnings.was_stopped(now);
        assert_eq!((watched.topic(60_100, Some(0)), watched.topic(61_600, Some(0))), (0, 1));
    }

    #[test]
    fn round_trips_are_high_by_their_own_median_and_for_two_seconds() {
        let mut watched = Watched::new();
        for round in 0..20 {
            assert_eq!(watched.trip(round * 500, 8.0), 0);
        }
        for (at, trip_ms, changes) in [
            // One alone, and two that last too short a time.
            (10_000, 80.0, 0),
            (10_500, 8.0, 0),
            (11_000, 80.0, 0),
            (12_500, 80.0, 0),
            (13_000, 80.0, 1),
            (13_500, 80.0, 0),
            (14_000, 20.0, 1),
        ] {
            assert_eq!(watched.trip(at, trip_ms), changes, "{at}");
        }
        assert_eq!(watched.told(), [(RttHigh, 13_000.0, Some(14_000.0))]);
    }

    #[test]
    fn the_median_is_that_of_the_latest_round_trips() {
        let (mut watched, mut random) = (Watched::new(), fastrand::Rng::with_seed(5));
        for round in 0..3 * MAX_TRIPS as u64 {
            watched.trip(round * 500, f64::from(random.u8(1..50)));
            let mut sorted: Vec<f64> = watched.warnings.trips_ms.iter().copied().collect();
            sorted.sort_by(f64::total_cmp);
            assert_eq!(watched.warnings.sorted_ms, sorted, "{round}");
        }
        assert_eq!(watched.warnings.trips_ms.len(), MAX_TRIPS);
    }

    #[test]
    fn very_fast_round_trips_are_not_high_at_three_times_as_much() {
        let mut watched = Watched::new();
        let slow = |round: u64| if round < 20 { 0.2 } else { 2.0 };
        let changes: usize = (0..60).map(|round| watched.trip(round * 500, slow(round))).sum();
        assert_eq!(changes, 0);
    }

    #[test]
    fn two_losses_within_five_seconds_are_raised_and_over_after_as_long_without() {
        let mut watched = Watched::new();
        assert_eq!(watched.lost(1000, 1), 0);
        assert_eq!(watched.lost(7000, 2), 0, "a single one now and then is nothing");
        assert_eq!(watched.lost(9000, 3), 1);
        assert_eq!(watched.lost(13_000, 3), 0);
        assert_eq!(watched.lost(14_100, 3), 1);
        assert_eq!(watched.told(), [(Loss, 9000.0, Some(14_100.0))]);
    }

    #[test]
    fn a_change_of_the_access_point_is_told_with_both_its_times_and_stays_over() {
        let mut watched = Watched::new();
        let change = Roaming { after_ms: 5000.0, before_ms: 10_000.0, other_network: None };
        let told = watched.warnings.roamed(change).into_iter();
        let told: Vec<_> = told.map(|it| (it.code, it.raised)).collect();
        assert_eq!(told, [true, false].map(|raised| (LinkWarningCode::Roamed, raised)));
        assert_eq!(watched.told(), [(LinkWarningCode::Roamed, 5000.0, Some(10_000.0))]);
        assert!(!watched.warnings.is_raised(LinkWarningCode::Roamed, None));
        assert_eq!(watched.lost(11_000, 0), 0, "it is not raised a second time");
    }

    #[test]
    fn no_more_than_a_hundred_are_told() {
        let mut watched = Watched::new();
        for round in 0..300 {
            watched.topic(round * 4000 + 2000, Some(round * 4000));
            watched.topic(round * 4000 + 2500, Some(round * 4000 + 2400));
        }
        assert_eq!(watched.told().len(), MAX_WARNINGS);
        assert!(watched.told().iter().all(|(_, _, cleared)| cleared.is_some()));
    }
}
