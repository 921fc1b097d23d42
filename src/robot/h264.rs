//! H.264 as it comes in RTP (RFC 6184): NAL units put together again, and what each one is.

/// A unit that is longer is dropped: a key frame of 1280 by 720 has some 100 KiB.
const MAX_UNIT: usize = 2 << 20;
/// Before each unit in a file (ITU-T H.264, annex B).
pub const START_CODE: [u8; 4] = [0, 0, 0, 1];

const STAP_A: u8 = 24;
const FU_A: u8 = 28;
const TYPE: u8 = 0x1f;
const FU_START: u8 = 0x80;
const FU_END: u8 = 0x40;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    /// A part of a picture that needs others.
    Slice,
    /// A part of a picture that needs none: decoding may begin with it.
    KeySlice,
    SequenceParameters,
    PictureParameters,
    Other,
}

impl UnitKind {
    pub fn of(unit: &[u8]) -> Self {
        match unit.first().map(|header| header & TYPE) {
            Some(1..=4) => Self::Slice,
            Some(5) => Self::KeySlice,
            Some(7) => Self::SequenceParameters,
            Some(8) => Self::PictureParameters,
            _ => Self::Other,
        }
    }

    pub fn is_picture(self) -> bool {
        matches!(self, Self::Slice | Self::KeySlice)
    }
}

/// Puts the payloads of packets together to units. The packets have to come in their order.
#[derive(Debug, Default)]
pub struct Depacketizer {
    /// The unit that has begun and not ended.
    fragments: Vec<u8>,
    next: u64,
    broken: u64,
    /// Whether what comes is the rest of a unit that was too long, and is counted already.
    skipping: bool,
}

impl Depacketizer {
    /// The units that a packet completes. `number` is its extended sequence number: where one is
    /// missing before it, the unit that had begun is dropped.
    pub fn take(&mut self, number: u64, payload: &[u8]) -> Vec<Vec<u8>> {
        if number != self.next {
            self.drop_fragments();
        }
        self.next = number + 1;
        let Some((header, rest)) = payload.split_first() else { return Vec::new() };
        match header & TYPE {
            1..=23 => {
                self.drop_fragments();
                vec![payload.to_vec()]
            }
            STAP_A => {
                self.drop_fragments();
                aggregated(rest)
            }
            FU_A => self.fragment(*header, rest).into_iter().collect(),
            // Interleaved forms, which no peer of WebRTC may send (packetization-mode 2).
            _ => Vec::new(),
        }
    }

    /// Units that were dropped because a part of them is missing.
    pub fn broken(&self) -> u64 {
        self.broken
    }

    fn drop_fragments(&mut self) {
        self.broken += u64::from(!self.fragments.is_empty());
        self.fragments.clear();
        self.skipping = false;
    }

    fn fragment(&mut self, indicator: u8, rest: &[u8]) -> Option<Vec<u8>> {
        let (header, content) = rest.split_first()?;
        if header & FU_START != 0 {
            self.drop_fragments();
            self.fragments.push(indicator & !TYPE | header & TYPE);
        } else if self.fragments.is_empty() {
            // Its beginning is missing; the unit is counted once, where it ends.
            self.broken += u64::from(header & FU_END != 0 && !self.skipping);
            return None;
        }
        if self.fragments.len() + content.len() > MAX_UNIT {
            self.drop_fragments();
            self.skipping = true;
            return None;
        }
        self.fragments.extend(content);
        (header & FU_END != 0).then(|| std::mem::take(&mut self.fragments))
    }
}

/// The units of a packet that holds several; ends at the first that does not fit.
fn aggregated(mut rest: &[u8]) -> Vec<Vec<u8>> {
    let mut units = Vec::new();
    while let Some((length, after)) = rest.split_first_chunk() {
        let length = usize::from(u16::from_be_bytes(*length));
        let Some((unit, after)) = after.split_at_checked(length) else { break };
        if !unit.is_empty() {
            units.push(unit.to_vec());
        }
        rest = after;
    }
    units
}

/// The units of a file.
pub fn units_of_file(file: &[u8]) -> Vec<&[u8]> {
    const CODE: &[u8] = &[0, 0, 1];
    let starts: Vec<usize> = file
        .windows(CODE.len())
        .enumerate()
        .filter(|(_, window)| *window == CODE)
        .map(|(at, _)| at)
        .collect();
    let ends = starts.iter().skip(1).copied().chain([file.len()]);
    let unit = |(start, end): (usize, usize)| {
        // Zeros before the next start code are no part of it.
        let unit = &file[start + CODE.len()..end];
        let length = unit.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        &unit[..length]
    };
    starts.iter().copied().zip(ends).map(unit).filter(|unit| !unit.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::corrupted;

    fn taken(payloads: &[&[u8]]) -> Vec<Vec<u8>> {
        let mut depacketizer = Depacketizer::default();
        let units = (0..).zip(payloads).flat_map(|(number, it)| depacketizer.take(number, it));
        units.collect()
    }

    #[test]
    fn single_units_aggregates_and_fragments_are_put_together() {
        assert_eq!(taken(&[&[0x41, 1, 2]]), [[0x41, 1, 2]]);
        let aggregate = [0x78, 0, 2, 0x67, 1, 0, 1, 0x68];
        assert_eq!(taken(&[&aggregate]), [vec![0x67, 1], vec![0x68]]);
        let fragments: [&[u8]; 3] = [&[0x7c, 0x85, 1], &[0x7c, 0x05, 2], &[0x7c, 0x45, 3]];
        assert_eq!(taken(&fragments), [[0x65, 1, 2, 3]]);
        assert_eq!(UnitKind::of(&[0x65, 1]), UnitKind::KeySlice);
    }

    #[test]
    fn a_unit_of_which_a_part_is_missing_is_dropped_and_counted() {
        let mut depacketizer = Depacketizer::default();
        assert_eq!(depacketizer.take(0, &[0x7c, 0x85, 1]), Vec::<Vec<u8>>::new());
        assert_eq!(depacketizer.take(2, &[0x7c, 0x45, 3]), Vec::<Vec<u8>>::new());
        assert_eq!(depacketizer.take(3, &[0x41, 9]), [[0x41, 9]]);
        assert_eq!(depacketizer.broken(), 2, "the one that began, and the one that ended");
    }

    #[test]
    fn lengths_that_do_not_fit_end_an_aggregate() {
        assert_eq!(taken(&[&[0x78, 0, 2, 0x67, 1, 0, 9, 1]]), [[0x67, 1]]);
        assert_eq!(taken(&[&[0x78, 0]]), Vec::<Vec<u8>>::new());
    }

    #[test]
    fn a_unit_without_an_end_is_bounded() {
        let mut depacketizer = Depacketizer::default();
        let part = [&[0x7c, 0x05][..], &[0; 60_000]].concat();
        depacketizer.take(0, &[0x7c, 0x85, 1]);
        for number in 1..100 {
            depacketizer.take(number, &part);
            assert!(depacketizer.fragments.len() <= MAX_UNIT);
        }
        depacketizer.take(100, &[0x7c, 0x45, 1]);
        assert_eq!(depacketizer.broken(), 1, "its end is no second one");
    }

    #[test]
    fn a_file_is_read_unit_by_unit() {
        let file = [0, 0, 0, 1, 0x67, 1, 0, 0, 1, 0x68, 2, 0, 0, 0, 1, 0x65, 0, 3];
        assert_eq!(units_of_file(&file), [&[0x67, 1][..], &[0x68, 2], &[0x65, 0, 3]]);
        assert_eq!(units_of_file(b"no video"), Vec::<&[u8]>::new());
    }

    #[test]
    fn corrupted_payloads_never_panic() {
        let mut random = fastrand::Rng::with_seed(67);
        let mut depacketizer = Depacketizer::default();
        let payloads: [&[u8]; 3] = [&[0x78, 0, 2, 0x67, 1], &[0x7c, 0x85, 1], &[0x7c, 0x45, 3]];
        for number in 0..5000 {
            let payload = corrupted(payloads[random.usize(..3)], &mut random);
            depacketizer.take(number, &payload);
        }
    }
}
