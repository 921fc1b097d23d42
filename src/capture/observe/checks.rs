//! Connectivity checks between the two: whose, answered or not, and which pair was nominated.

use std::collections::{BTreeSet, VecDeque};
use std::time::Instant;

use crate::stack::Way;
use crate::stack::event::Pair;
use crate::stack::stun_attributes::check;
use crate::stack::stun_counts::StunCounts;
use crate::stack::stun_header::{binding, message_type, transaction_id};

/// Nominations whose answer is waited for.
const MAX_NOMINATIONS: usize = 64;
/// User fragments of one driver that are kept: one, or one for each m-section.
const MAX_UFRAGS: usize = 8;

/// STUN messages of both ways, by class (RFC 8489, section 5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StunMessages {
    pub requests: u64,
    pub successes: u64,
    pub errors: u64,
    pub indications: u64,
}

#[derive(Debug, Default)]
pub struct Checks {
    pub counts: StunCounts,
    pub messages: StunMessages,
    pub first: Option<Instant>,
    pub nominated: Option<(Pair, Instant)>,
    /// The driver's user fragments: more than one says that its m-sections do not share them.
    pub driver_ufrags: BTreeSet<String>,
    nominations: VecDeque<[u8; 12]>,
}

impl Checks {
    pub(super) fn take(&mut self, now: Instant, way: Way, pair: Pair, message: &[u8]) {
        let Some(kind) = message_type(message) else { return };
        self.book(kind);
        self.counts.record(now, way, pair, message);
        if let Some(check) = check(message) {
            self.first.get_or_insert(now);
            if let Some((receiver, sender)) = check.ufrags {
                let driver = if way == Way::Out { sender } else { receiver };
                if self.driver_ufrags.len() < MAX_UFRAGS && !self.driver_ufrags.contains(driver) {
                    self.driver_ufrags.insert(driver.to_owned());
                }
            }
            if check.nominates && way == Way::Out {
                self.nominate(message);
            }
        }
        match (kind, way) {
            (binding::ERROR, Way::Out) => self.counts.refused(pair),
            (binding::SUCCESS, Way::In) if self.answers_nomination(message) => {
                self.nominated.get_or_insert((pair, now));
            }
            _ => {}
        }
    }

    /// The class is in two bits of the type.
    fn book(&mut self, kind: u16) {
        let count = match kind & 0x0110 {
            0x0000 => &mut self.messages.requests,
            0x0010 => &mut self.messages.indications,
            0x0100 => &mut self.messages.successes,
            _ => &mut self.messages.errors,
        };
        *count += 1;
    }

    fn nominate(&mut self, message: &[u8]) {
        if self.nominations.len() == MAX_NOMINATIONS {
            self.nominations.pop_front();
        }
        self.nominations.extend(transaction_id(message));
    }

    fn answers_nomination(&self, message: &[u8]) -> bool {
        transaction_id(message).is_some_and(|id| self.nominations.contains(&id))
    }
}
