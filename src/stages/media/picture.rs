//! The picture that packets carry: put in order, put together, counted, and handed on.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::plan::UnitSink;
use crate::robot::h264::{Depacketizer, UnitKind};
use crate::robot::h264_sps::{PictureSize, picture_size};

/// Packets that are waited behind for one that is missing.
const MAX_WAITING: usize = 32;
/// How long: nothing is sent twice, so that only what was overtaken still comes.
const LONGEST_WAIT: Duration = Duration::from_millis(200);

struct Packet {
    at: Instant,
    timestamp: u32,
    payload: Bytes,
}

#[derive(Default)]
pub(super) struct Picture {
    waiting: BTreeMap<u64, Packet>,
    next: Option<u64>,
    depacketizer: Depacketizer,
    sequence_parameters: Option<Vec<u8>>,
    picture_parameters: Option<Vec<u8>>,
    /// Of the last frame, and of the last key frame.
    timestamps: (Option<u32>, Option<u32>),
    sink: Option<Arc<dyn UnitSink>>,
    /// Whether the sink has its first key frame.
    begun: bool,
    pub(super) seen: Seen,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    pub frames: u64,
    pub first_frame: Option<Instant>,
    pub last_frame: Option<Instant>,
    pub key_units: u64,
    pub key_frames: u64,
    pub first_key_frame: Option<Instant>,
    pub last_key_frame: Option<Instant>,
    pub size: Option<PictureSize>,
}

impl Picture {
    pub(super) fn new(sink: Option<Arc<dyn UnitSink>>) -> Self {
        Self { sink, ..Self::default() }
    }

    pub(super) fn take(&mut self, at: Instant, number: u64, timestamp: u32, payload: Bytes) {
        if self.next.is_some_and(|next| number < next) {
            return;
        }
        self.waiting.insert(number, Packet { at, timestamp, payload });
        self.take_waiting(|first| at >= first.at + LONGEST_WAIT);
    }

    /// Gives up what is missing and was waited for long enough.
    pub(super) fn look(&mut self, now: Instant) {
        self.take_waiting(|first| now >= first.at + LONGEST_WAIT);
    }

    /// Nothing more is taken: what is missing is given up.
    pub(super) fn end(&mut self) {
        self.take_waiting(|_| true);
        self.next = Some(u64::MAX);
    }

    /// Takes the packets whose turn it is. `is_due` tells of the first one behind a gap whether it
    /// waited long enough.
    fn take_waiting(&mut self, is_due: impl Fn(&Packet) -> bool) {
        while let Some(first) = self.waiting.first_entry() {
            let expected = self.next.is_none_or(|next| *first.key() == next);
            let waits = !expected && !is_due(first.get());
            if waits && self.waiting.len() <= MAX_WAITING {
                return;
            }
            let Some((number, packet)) = self.waiting.pop_first() else { return };
            self.next = Some(number + 1);
            for unit in self.depacketizer.take(number, &packet.payload) {
                self.unit(packet.at, packet.timestamp, unit);
            }
        }
    }

    fn unit(&mut self, at: Instant, timestamp: u32, unit: Vec<u8>) {
        let kind = UnitKind::of(&unit);
        let seen = &mut self.seen;
        if kind.is_picture() && self.timestamps.0.replace(timestamp) != Some(timestamp) {
            seen.frames += 1;
            seen.first_frame.get_or_insert(at);
            seen.last_frame = Some(at);
        }
        match kind {
            UnitKind::SequenceParameters => {
                seen.size = picture_size(&unit).or(seen.size);
                self.sequence_parameters = Some(unit.clone());
            }
            UnitKind::PictureParameters => self.picture_parameters = Some(unit.clone()),
            UnitKind::KeySlice => {
                seen.key_units += 1;
                self.key_unit(at, timestamp);
            }
            UnitKind::Slice | UnitKind::Other => {}
        }
        if let (true, Some(sink)) = (self.begun, &self.sink) {
            sink.take(&unit);
        }
    }

    fn key_unit(&mut self, at: Instant, timestamp: u32) {
        let parameters = (&self.sequence_parameters, &self.picture_parameters);
        let (Some(sequence), Some(picture)) = parameters else { return };
        if self.timestamps.1.replace(timestamp) != Some(timestamp) {
            self.seen.key_frames += 1;
            self.seen.first_key_frame.get_or_insert(at);
            self.seen.last_key_frame = Some(at);
        }
        if let (false, Some(sink)) = (self.begun, &self.sink) {
            sink.take(sequence);
            sink.take(picture);
        }
        self.begun = true;
    }

    pub(super) fn broken_units(&self) -> u64 {
        self.depacketizer.broken()
    }

    /// Whether a sequence and a picture parameter set came.
    pub(super) fn parameters(&self) -> (bool, bool) {
        (self.sequence_parameters.is_some(), self.picture_parameters.is_some())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[derive(Debug, Default)]
    struct Kept(Mutex<Vec<Vec<u8>>>);

    impl UnitSink for Kept {
        fn take(&self, unit: &[u8]) {
            self.0.lock().unwrap().push(unit.to_vec());
        }
    }

    const SPS: [u8; 2] = [0x67, 1];
    const PPS: [u8; 2] = [0x68, 2];
    const KEY: [u8; 2] = [0x65, 3];
    const SLICE: [u8; 2] = [0x41, 4];

    fn taken(packets: &[(u64, u32, [u8; 2])]) -> (Picture, Vec<Vec<u8>>) {
        let kept = Arc::new(Kept::default());
        let mut picture = Picture::new(Some(kept.clone()));
        let now = Instant::now();
        for (number, timestamp, unit) in packets {
            picture.take(now, *number, *timestamp, Bytes::copy_from_slice(unit));
        }
        let units = kept.0.lock().unwrap().clone();
        (picture, units)
    }

    #[test]
    fn what_is_handed_on_begins_with_a_key_frame_and_its_parameters() {
        let (picture, units) =
            taken(&[(1, 1, SLICE), (2, 2, SPS), (3, 2, PPS), (4, 2, KEY), (5, 3, SLICE)]);
        assert_eq!(units, [SPS, PPS, KEY, SLICE]);
        assert_eq!((picture.seen.frames, picture.seen.key_frames), (3, 1));
    }

    #[test]
    fn a_key_frame_without_parameters_is_none() {
        let (picture, units) = taken(&[(1, 1, SPS), (2, 1, KEY), (3, 2, SLICE)]);
        assert_eq!((picture.seen.key_units, picture.seen.key_frames), (1, 0));
        assert_eq!(picture.parameters(), (true, false));
        assert!(units.is_empty());
    }

    #[test]
    fn packets_are_put_in_order_and_one_that_is_lost_is_not_waited_for_for_ever() {
        let (_, units) = taken(&[(1, 1, SPS), (4, 2, SLICE), (3, 1, KEY), (2, 1, PPS)]);
        assert_eq!(units, [SPS, PPS, KEY, SLICE]);
        let lost: Vec<_> = (0..40).filter(|at| *at != 1).map(|at| (at, 1, SLICE)).collect();
        let (picture, _) = taken(&lost);
        assert_eq!((picture.waiting.len(), picture.next), (0, Some(40)));
    }

    #[test]
    fn what_waits_behind_a_gap_is_taken_after_a_while_and_at_the_end() {
        let behind_a_gap = [(1, 1, SPS), (2, 1, PPS), (3, 1, KEY), (5, 2, SLICE), (6, 3, SLICE)];
        let (mut picture, units) = taken(&behind_a_gap);
        assert_eq!((units.len(), picture.seen.frames), (3, 1));
        let came = picture.seen.first_frame.expect("one came");
        picture.look(came + LONGEST_WAIT / 2);
        assert_eq!(picture.seen.frames, 1);
        picture.look(came + LONGEST_WAIT);
        assert_eq!(picture.seen.frames, 3);

        let (mut picture, _) = taken(&behind_a_gap);
        picture.end();
        assert_eq!(picture.seen.frames, 3);
        picture.take(came, 7, 4, Bytes::from_static(&SLICE));
        assert_eq!(picture.seen.frames, 3, "it came after the end");
    }

    #[test]
    fn a_packet_that_comes_long_after_ends_the_wait_as_well() {
        let (mut picture, _) = taken(&[(1, 1, SLICE), (3, 2, SLICE)]);
        let late = picture.seen.first_frame.expect("one came") + LONGEST_WAIT;
        picture.take(late, 4, 3, Bytes::from_static(&SLICE));
        assert_eq!(picture.seen.frames, 3);
    }
}
