//! What the packets of one track tell of their way (RFC 3550, appendix A): loss, order, jitter.
//! Pure: time is an argument.

use std::time::{Duration, Instant};

/// A sequence number that is so far ahead begins the count anew (RFC 3550, appendix A.1).
const MAX_DROPOUT: u16 = 3000;
/// One that is so far behind does as well; less is a packet that came late.
const MAX_MISORDER: u16 = 100;

#[derive(Debug, Clone)]
pub struct RtpStats {
    clock_rate: f64,
    run: Option<Run>,
    /// Of the runs before this one.
    expected_before: u64,
    packets: u64,
    bytes: u64,
    reordered: u64,
    jitter: f64,
    first: Option<Instant>,
    last: Option<Instant>,
    longest_gap: Option<Duration>,
}

/// Packets of one source without a jump in their numbers.
#[derive(Debug, Clone, Copy)]
struct Run {
    ssrc: u32,
    base: u64,
    highest: u64,
    /// When the last packet came, and its timestamp.
    arrived: (Instant, u32),
}

impl RtpStats {
    /// `clock_rate`: ticks a second of the timestamps.
    pub fn new(clock_rate: u32) -> Self {
        Self {
            clock_rate: f64::from(clock_rate),
            run: None,
            expected_before: 0,
            packets: 0,
            bytes: 0,
            reordered: 0,
            jitter: 0.0,
            first: None,
            last: None,
            longest_gap: None,
        }
    }

    /// A packet came; returns its extended sequence number, which does not wrap within a run.
    pub fn take(
        &mut self,
        at: Instant,
        ssrc: u32,
        sequence: u16,
        timestamp: u32,
        bytes: usize,
    ) -> u64 {
        self.packets += 1;
        self.bytes += bytes as u64;
        self.first.get_or_insert(at);
        if let Some(last) = self.last {
            self.longest_gap = self.longest_gap.max(Some(at.saturating_duration_since(last)));
        }
        self.last = Some(at);
        let same = self.run.filter(|run| run.ssrc == ssrc);
        let extended = same.and_then(|run| run.extended(sequence));
        match (self.run, extended) {
            (Some(mut run), Some(extended)) => {
                self.jitter += (self.lateness(run.arrived, (at, timestamp)) - self.jitter) / 16.0;
                self.reordered += u64::from(extended < run.highest);
                run.base = run.base.min(extended);
                run.highest = run.highest.max(extended);
                run.arrived = (at, timestamp);
                self.run = Some(run);
                extended
            }
            (before, _) => {
                self.expected_before += before.map_or(0, Run::expected);
                // Beyond all that went before, so that what is kept by number stays in order; and
                // room for packets that come late.
                let start = before.map_or(0, |run| (run.highest >> 16) + 2) << 16;
                let first = start + (1 << 16) + u64::from(sequence);
                let arrived = (at, timestamp);
                self.run = Some(Run { ssrc, base: first, highest: first, arrived });
                first
            }
        }
    }

    /// How much more the way of a packet took than that of the one before, ticks (appendix A.8).
    fn lateness(&self, before: (Instant, u32), now: (Instant, u32)) -> f64 {
        let took = now.0.saturating_duration_since(before.0).as_secs_f64() * self.clock_rate;
        let stamped = f64::from(now.1.wrapping_sub(before.1).cast_signed());
        (took - stamped).abs()
    }

    pub fn packets(&self) -> u64 {
        self.packets
    }

    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Packets that did not come by now (appendix A.3).
    pub fn lost(&self) -> u64 {
        let expected = self.expected_before + self.run.map_or(0, Run::expected);
        expected.saturating_sub(self.packets)
    }

    /// Packets that came after one that was sent later.
    pub fn reordered(&self) -> u64 {
        self.reordered
    }

    pub fn ssrc(&self) -> Option<u32> {
        self.run.map(|run| run.ssrc)
    }

    /// From two packets on.
    pub fn jitter(&self) -> Option<Duration> {
        let seconds = self.jitter / self.clock_rate;
        Duration::try_from_secs_f64(seconds).ok().filter(|_| self.packets > 1)
    }

    pub fn first(&self) -> Option<Instant> {
        self.first
    }

    pub fn last(&self) -> Option<Instant> {
        self.last
    }

    pub fn longest_gap(&self) -> Option<Duration> {
        self.longest_gap
    }
}

impl Run {
    /// `None` where the number is too far from those before to belong to them.
    fn extended(self, sequence: u16) -> Option<u64> {
        let ahead = sequence.wrapping_sub(self.highest as u16);
        let behind = (self.highest as u16).wrapping_sub(sequence);
        if ahead < MAX_DROPOUT {
            Some(self.highest + u64::from(ahead))
        } else if behind <= MAX_MISORDER {
            self.highest.checked_sub(u64::from(behind))
        } else {
            None
        }
    }

    fn expected(self) -> u64 {
        self.highest - self.base + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// Takes packets of 100 bytes, 20 ms apart: the numbers in that order, stamped as if each came
    /// when it was sent.
    fn of(numbers: impl IntoIterator<Item = u16>) -> RtpStats {
        let (mut stats, start) = (RtpStats::new(48_000), Instant::now());
        for (at, number) in (0u32..).zip(numbers) {
            stats.take(start + MS * 20 * at, 7, number, 960 * at, 100);
        }
        stats
    }

    #[test]
    fn a_good_way_loses_nothing_and_has_no_jitter() {
        let stats = of(65_530..=65_535);
        assert_eq!((stats.packets(), stats.lost(), stats.reordered()), (6, 0, 0));
        assert_eq!((stats.bytes(), stats.ssrc()), (600, Some(7)));
        assert_eq!((stats.jitter(), stats.longest_gap()), (Some(Duration::ZERO), Some(MS * 20)));
        assert_eq!(of([1]).jitter(), None);
    }

    #[test]
    fn loss_and_order_are_counted_across_the_end_of_the_numbers() {
        let stats = of([65_533, 65_535, 65_534, 0, 3, 2]);
        assert_eq!((stats.packets(), stats.lost(), stats.reordered()), (6, 1, 2));
        // The first packet came late: it belongs before the one that came first.
        assert_eq!(of([9, 8, 10]).lost(), 0);
    }

    #[test]
    fn a_jump_and_another_source_begin_anew_and_lose_nothing() {
        assert_eq!(of([1, 2, 3, 40_000, 40_001]).lost(), 0);
        let (mut stats, now) = (RtpStats::new(90_000), Instant::now());
        let numbers: Vec<u64> = [(1, 500), (1, 501), (2, 3), (2, 5), (1, 502)]
            .map(|(ssrc, number)| stats.take(now, ssrc, number, 0, 1))
            .into();
        assert!(numbers.is_sorted(), "{numbers:?}");
        assert_eq!(stats.lost(), 1);
    }

    #[test]
    fn jitter_is_smoothed_by_a_sixteenth() {
        let (mut stats, start) = (RtpStats::new(1000), Instant::now());
        stats.take(start, 1, 1, 0, 1);
        stats.take(start + MS * 36, 1, 2, 20, 1);
        assert_eq!(stats.jitter(), Some(MS), "16 ms late, by a sixteenth");
    }
}
