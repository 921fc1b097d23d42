//! Our side of one reliable built-in writer: what of its samples we have, and what we lack (8.4).

use std::collections::BTreeSet;

use crate::rtps::message::{Gap, Heartbeat};

/// A number so far beyond what we have is none of discovery.
const WINDOW: i64 = 4096;

/// What one acknowledgement can ask for.
const MAX_ASKED: usize = 256;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reader {
    /// The first number that we lack.
    pub base: i64,
    /// What we have beyond it.
    above: BTreeSet<i64>,
    /// The writer's last number; `None` until it said so.
    last: Option<i64>,
    /// Acknowledgements that were sent.
    pub asked: u32,
}

impl Default for Reader {
    fn default() -> Self {
        Self { base: 1, above: BTreeSet::new(), last: None, asked: 0 }
    }
}

impl Reader {
    pub(super) fn has(&mut self, number: i64) {
        if number >= self.base && number < self.base.saturating_add(WINDOW) {
            self.above.insert(number);
            self.settle();
        }
    }

    pub(super) fn heartbeat(&mut self, heartbeat: &Heartbeat) {
        // What the writer no longer has is nothing to wait for.
        self.skip_to(heartbeat.first);
        self.last = self.last.max(Some(heartbeat.last));
    }

    pub(super) fn gap(&mut self, gap: &Gap) {
        if gap.start <= self.base {
            self.skip_to(gap.end);
        } else if gap.end.saturating_sub(gap.start) <= WINDOW {
            (gap.start..gap.end).for_each(|number| self.has(number));
        }
        gap.beyond.iter().for_each(|number| self.has(*number));
    }

    fn skip_to(&mut self, number: i64) {
        if number > self.base {
            self.base = number;
            self.above = self.above.split_off(&number);
            self.settle();
        }
    }

    fn settle(&mut self) {
        while self.above.remove(&self.base) {
            self.base = self.base.saturating_add(1);
        }
    }

    /// Whether the writer said how much it has, and all of that came.
    pub(super) fn is_complete(&self) -> bool {
        self.last.is_some_and(|last| self.base > last)
    }

    pub(super) fn missing(&self) -> Vec<i64> {
        let Some(last) = self.last else { return Vec::new() };
        let window = (self.base..=last).take(MAX_ASKED);
        window.filter(|number| !self.above.contains(number)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtps::guid::EntityId;

    fn heartbeat(first: i64, last: i64) -> Heartbeat {
        Heartbeat { writer: EntityId::PUBLICATIONS_WRITER, first, last }
    }

    fn gap(start: i64, end: i64, beyond: &[i64]) -> Gap {
        Gap { writer: EntityId::PUBLICATIONS_WRITER, start, end, beyond: beyond.into() }
    }

    #[test]
    fn what_is_lacking_is_asked_for_until_it_came() {
        let mut reader = Reader::default();
        assert!(!reader.is_complete() && reader.missing().is_empty());
        reader.has(2);
        reader.heartbeat(&heartbeat(1, 4));
        assert_eq!(reader.missing(), [1, 3, 4]);
        reader.has(1);
        reader.has(4);
        assert_eq!((reader.base, reader.missing()), (3, vec![3]));
        reader.has(3);
        assert!(reader.is_complete());
    }

    #[test]
    fn what_the_writer_no_longer_has_is_not_waited_for() {
        let mut reader = Reader::default();
        reader.heartbeat(&heartbeat(7, 6));
        assert!(reader.is_complete());
        let mut reader = Reader::default();
        reader.heartbeat(&heartbeat(1, 6));
        reader.gap(&gap(1, 3, &[4]));
        assert_eq!(reader.missing(), [3, 5, 6]);
        reader.gap(&gap(5, 7, &[]));
        assert_eq!(reader.missing(), [3]);
    }

    #[test]
    fn absurd_numbers_cost_nothing() {
        let mut reader = Reader::default();
        reader.has(i64::MAX);
        reader.has(i64::MIN);
        reader.heartbeat(&heartbeat(i64::MIN, i64::MAX));
        assert_eq!(reader.missing().len(), MAX_ASKED);
        reader.gap(&gap(2, i64::MAX, &[i64::MAX]));
        reader.heartbeat(&heartbeat(i64::MAX, i64::MAX));
        reader.has(i64::MAX);
        assert!(reader.missing().len() <= 1);
    }
}
