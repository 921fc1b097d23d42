//! Datagrams that IP cut into pieces, put together within bounds.
//!
//! `etherparse` puts the pieces together; what is kept at a time is bounded here.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;

use etherparse::defrag::IpDefragBuf;
use etherparse::{IpFragOffset, IpNumber};

/// Datagrams of which pieces have come. Each has 64 KiB at most; the oldest is given up.
const MAX_WAITING: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Id {
    pub source: IpAddr,
    pub destination: IpAddr,
    pub identification: u32,
    pub protocol: IpNumber,
}

#[derive(Debug, Default)]
pub(super) struct Fragments {
    waiting: HashMap<Id, IpDefragBuf>,
    order: VecDeque<Id>,
}

impl Fragments {
    /// Takes a piece; the whole payload where it is the last that was missing.
    pub(super) fn take(
        &mut self,
        id: Id,
        offset: IpFragOffset,
        more: bool,
        piece: &[u8],
    ) -> Option<Vec<u8>> {
        if !self.waiting.contains_key(&id) {
            if self.waiting.len() == MAX_WAITING
                && let Some(oldest) = self.order.pop_front()
            {
                self.waiting.remove(&oldest);
            }
            self.waiting.insert(id, IpDefragBuf::new(id.protocol, Vec::new(), Vec::new()));
            self.order.push_back(id);
        }
        let buffer = self.waiting.get_mut(&id)?;
        let sound = buffer.add(offset, more, piece).is_ok();
        if sound && !buffer.is_complete() {
            return None;
        }
        self.order.retain(|other| *other != id);
        let buffer = self.waiting.remove(&id)?;
        sound.then(|| buffer.take_bufs().0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(identification: u32) -> Id {
        let (source, destination) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        Id { source, destination, identification, protocol: IpNumber::UDP }
    }

    fn at(eights: u16) -> IpFragOffset {
        IpFragOffset::try_new(eights).expect("13 bits")
    }

    #[test]
    fn pieces_in_any_order_make_the_datagram() {
        let mut fragments = Fragments::default();
        assert_eq!(fragments.take(id(1), at(1), false, b"tail"), None);
        assert_eq!(fragments.take(id(2), at(0), true, b"12345678"), None, "another datagram's");
        let whole = fragments.take(id(1), at(0), true, b"abcdefgh");
        assert_eq!(whole.as_deref(), Some(&b"abcdefghtail"[..]));
        assert_eq!(fragments.waiting.len(), 1);
    }

    #[test]
    fn datagrams_that_never_become_whole_fill_no_memory() {
        let mut fragments = Fragments::default();
        for number in 0..10_000 {
            assert_eq!(fragments.take(id(number), at(0), true, &[0; 8]), None);
            assert_eq!(fragments.take(id(number), at(8000), true, &[0; 1480]), None);
        }
        assert_eq!((fragments.waiting.len(), fragments.order.len()), (MAX_WAITING, MAX_WAITING));
    }
}
