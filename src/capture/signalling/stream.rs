//! One direction of a TCP connection, its segments in order (RFC 9293), up to a length.

use std::collections::BTreeMap;

use crate::capture::packets::Segment;

/// The beginning that is kept, bytes. A robot's answers and a driver's offers have some KiB.
pub(super) const KEPT: usize = 32 * 1024;
/// Segments that came before one that is still missing.
const MAX_AHEAD: usize = 32;

#[derive(Debug, Default)]
pub(super) struct Stream {
    pub bytes: Vec<u8>,
    /// The sequence number of the next byte.
    next: Option<u32>,
    ahead: BTreeMap<u32, Vec<u8>>,
    /// The number after the last byte that was seen, in order or not, from the first on.
    seen: u32,
    begins: u32,
}

impl Stream {
    /// Takes a segment; true where it brings bytes that had not come before.
    pub(super) fn take(&mut self, segment: &Segment<'_>) -> bool {
        if segment.syn {
            self.begin(segment.sequence.wrapping_add(1));
            return false;
        }
        if segment.payload.is_empty() {
            return false;
        }
        if self.next.is_none() {
            self.begin(segment.sequence);
        }
        let end = segment.sequence.wrapping_add(segment.payload.len() as u32);
        let ends_at = end.wrapping_sub(self.begins);
        // What is half a sequence space away is from before the beginning.
        let fresh = ends_at > self.seen && ends_at < u32::MAX / 2;
        if fresh {
            self.seen = ends_at;
        }
        self.join(segment.sequence, segment.payload);
        while let Some((sequence, bytes)) = self.reachable() {
            self.join(sequence, &bytes);
        }
        fresh
    }

    /// How many bytes went by, those that were not kept among them.
    pub(super) fn length(&self) -> u64 {
        self.seen.into()
    }

    /// Whether some of the beginning was never captured.
    pub(super) fn has_gap(&self) -> bool {
        !self.ahead.is_empty()
    }

    fn begin(&mut self, sequence: u32) {
        if self.next.is_none() {
            (self.next, self.begins) = (Some(sequence), sequence);
        }
    }

    fn join(&mut self, sequence: u32, payload: &[u8]) {
        let Some(next) = self.next else { return };
        let behind = next.wrapping_sub(sequence);
        if behind < u32::MAX / 2 {
            let new = payload.get(behind as usize..).unwrap_or_default();
            self.next = Some(next.wrapping_add(new.len() as u32));
            let room = KEPT.saturating_sub(self.bytes.len());
            self.bytes.extend_from_slice(&new[..new.len().min(room)]);
        } else if self.ahead.len() < MAX_AHEAD && self.bytes.len() < KEPT {
            self.ahead.entry(sequence).or_insert_with(|| payload.to_vec());
        }
    }

    /// A segment ahead that is not ahead any more.
    fn reachable(&mut self) -> Option<(u32, Vec<u8>)> {
        let next = self.next?;
        let is_near = |sequence: &&u32| next.wrapping_sub(**sequence) < u32::MAX / 2;
        let sequence = *self.ahead.keys().find(is_near)?;
        Some((sequence, self.ahead.remove(&sequence)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(sequence: u32, payload: &[u8]) -> Segment<'_> {
        Segment { sequence, syn: false, ack: true, fin: false, rst: false, payload }
    }

    fn syn(sequence: u32) -> Segment<'static> {
        Segment { syn: true, ..segment(sequence, b"") }
    }

    #[test]
    fn segments_are_joined_in_order_and_repeats_dropped() {
        let mut stream = Stream::default();
        stream.take(&syn(u32::MAX - 2));
        assert!(stream.take(&segment(u32::MAX - 1, b"ab")), "numbers wrap");
        assert!(stream.take(&segment(2, b"ef")), "ahead of what is missing");
        assert!(stream.has_gap());
        assert!(!stream.take(&segment(u32::MAX - 1, b"ab")), "sent again");
        stream.take(&segment(u32::MAX, b"bcd"));
        assert_eq!(stream.bytes, b"abcdef");
        assert_eq!((stream.length(), stream.has_gap()), (6, false));
    }

    #[test]
    fn a_long_stream_is_counted_and_its_beginning_kept() {
        let (mut stream, block) = (Stream::default(), [7; 1000]);
        for number in 0..1000 {
            stream.take(&segment(number * 1000, &block));
        }
        assert_eq!((stream.bytes.len(), stream.length()), (KEPT, 1_000_000));
        let mut holes = Stream::default();
        holes.take(&syn(0));
        for number in 1..1000 {
            holes.take(&segment(1 + number * 2000, &block));
        }
        assert!(holes.ahead.len() <= MAX_AHEAD);
    }
}
