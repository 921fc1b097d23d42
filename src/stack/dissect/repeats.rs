//! Whether a message went by before, in bounded memory.

use std::collections::{HashSet, VecDeque};
use std::hash::Hash;

use crate::stack::event::Way;

/// Identities remembered; a hostile peer may send any number.
const MAX_REMEMBERED: usize = 256;

/// The identities of the last messages of each direction.
#[derive(Debug)]
pub(super) struct Repeats<T> {
    order: VecDeque<(bool, T)>,
    known: HashSet<(bool, T)>,
}

impl<T> Default for Repeats<T> {
    fn default() -> Self {
        Self { order: VecDeque::new(), known: HashSet::new() }
    }
}

impl<T: Copy + Eq + Hash> Repeats<T> {
    /// Notes a message; true where it was noted before.
    pub(super) fn note(&mut self, way: Way, identity: T) -> bool {
        let entry = (way == Way::In, identity);
        if !self.known.insert(entry) {
            return true;
        }
        if self.order.len() == MAX_REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        self.order.push_back(entry);
        false
    }
}
