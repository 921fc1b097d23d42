//! How many connectivity checks the path has lost.
//!
//! A check that is merely unanswered may have been sent before the peer listened, or be on its way
//! still. One that a later check on the same pair has overtaken is lost, or its answer is: a local
//! network hardly reorders, and half a second lies between two of them.

use std::collections::{BTreeMap, VecDeque};

use super::event::Pair;

type Id = [u8; 12];

/// Checks whose answer is still waited for; older ones are forgotten.
const MAX_WAITING: usize = 256;

/// Answers of a pair before its checks count: the first ones nominate it, which a peer may take its
/// time over or pass over.
const SETTLED: u8 = 2;

/// Pairs that have answered; a hostile peer may answer from any number of ports.
const MAX_PAIRS: usize = 64;

#[derive(Debug)]
struct Waiting {
    id: Id,
    pair: Pair,
    overtaken: bool,
}

#[derive(Debug, Default)]
pub struct CheckLossCount {
    answers: BTreeMap<Pair, u8>,
    waiting: VecDeque<Waiting>,
    answered: u64,
    lost: u64,
}

impl CheckLossCount {
    /// A check goes out. Only those to a peer that has answered before are counted.
    pub fn sent(&mut self, id: Id, pair: Pair) {
        if self.answers.get(&pair).is_none_or(|answers| *answers < SETTLED) {
            return;
        }
        if self.waiting.len() == MAX_WAITING {
            self.waiting.pop_front();
        }
        self.waiting.push_back(Waiting { id, pair, overtaken: false });
    }

    pub fn answered(&mut self, id: Id, pair: Pair) {
        if let Some(at) = self.waiting.iter().position(|waiting| waiting.id == id) {
            for earlier in self.waiting.iter_mut().take(at) {
                if earlier.pair == pair && !earlier.overtaken {
                    earlier.overtaken = true;
                    self.lost += 1;
                }
            }
            let was_late = self.waiting.remove(at).is_some_and(|waiting| waiting.overtaken);
            self.lost -= u64::from(was_late);
            self.answered += 1;
        }
        if self.answers.len() < MAX_PAIRS || self.answers.contains_key(&pair) {
            let answers = self.answers.entry(pair).or_default();
            *answers = answers.saturating_add(1).min(SETTLED);
        }
    }

    /// Checks answered and checks lost since their pair had answered twice.
    pub fn totals(&self) -> (u64, u64) {
        (self.answered, self.lost)
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;

    fn id(number: u8) -> Id {
        [number; 12]
    }

    fn pair(port: u16) -> Pair {
        let address = |port| SocketAddr::from(([192, 168, 12, 1], port));
        (address(1), address(port))
    }

    /// A count after checks sent and answered, in that order: positive and negative numbers.
    fn after(steps: &[i8]) -> (u64, u64) {
        let mut count = CheckLossCount::default();
        for step in steps {
            match u8::try_from(*step) {
                Ok(sent) => count.sent(id(sent), pair(9)),
                Err(_) => count.answered(id(step.unsigned_abs()), pair(9)),
            }
        }
        count.totals()
    }

    fn later(steps: &[i8]) -> (u64, u64) {
        after(&[&[101, -101, 102, -102], steps].concat())
    }

    #[test]
    fn what_was_sent_before_the_pair_settled_does_not_count() {
        assert_eq!(after(&[1, 2, 3, -3]), (0, 0));
        assert_eq!(after(&[1, 2, -2, 4, 5, -5]), (0, 0));
        assert_eq!(after(&[1, -1, 2, -2, 3, -3]), (1, 0));
    }

    #[test]
    fn what_is_on_its_way_is_not_lost_and_what_was_overtaken_is() {
        assert_eq!(later(&[2, 3]), (0, 0));
        assert_eq!(later(&[2, 3, -3]), (1, 1));
        assert_eq!(later(&[2, 3, 4, 5, -5, 6, -6]), (2, 3));
    }

    #[test]
    fn an_answer_that_comes_late_takes_its_loss_back() {
        assert_eq!(later(&[2, 3, -3, -2]), (2, 0));
        assert_eq!(later(&[2, 3, -3, -3]), (1, 1), "the same answer again is none");
    }

    #[test]
    fn pairs_do_not_overtake_each_other() {
        let mut count = CheckLossCount::default();
        for port in [8, 8, 9, 9] {
            count.answered(id(0), pair(port));
        }
        count.sent(id(1), pair(8));
        count.sent(id(2), pair(9));
        count.answered(id(2), pair(9));
        assert_eq!(count.totals(), (1, 0));
    }

    #[test]
    fn a_peer_that_answers_nothing_more_is_not_counted_without_end() {
        let mut count = CheckLossCount::default();
        count.answered(id(0), pair(9));
        count.answered(id(0), pair(9));
        for number in 0..2000_u16 {
            let mut id = [0; 12];
            id[..2].copy_from_slice(&number.to_be_bytes());
            count.sent(id, pair(9));
        }
        assert_eq!((count.totals(), count.waiting.len()), ((0, 0), MAX_WAITING));
    }
}
