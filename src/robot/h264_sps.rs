//! What a sequence parameter set says of the picture (ITU-T H.264, section 7.3.2.1.1): its size.

/// The profiles whose parameter sets say how colours are kept (section 7.3.2.1.1, `chroma_format_idc`).
const WITH_CHROMA: [u8; 13] = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];
/// Larger than any level allows (annex A: at most 139,264 macroblocks).
const MAX_SIDE: u32 = 16_384;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureSize {
    pub width: u32,
    pub height: u32,
}

/// The picture's size; `None` where the unit says none that could be.
pub fn picture_size(unit: &[u8]) -> Option<PictureSize> {
    let content = without_emulation_prevention(unit.get(1..)?);
    let (profile, rest) = (*content.first()?, content.get(3..)?);
    let mut bits = Bits { bytes: rest, at: 0 };
    bits.unsigned()?; // seq_parameter_set_id
    let mut chroma = 1;
    if WITH_CHROMA.contains(&profile) {
        chroma = bits.unsigned()?;
        if chroma == 3 {
            bits.bit()?;
        }
        bits.unsigned()?;
        bits.unsigned()?;
        bits.bit()?;
        if bits.bit()? {
            bits.skip_scaling_lists(if chroma == 3 { 12 } else { 8 })?;
        }
    }
    bits.unsigned()?; // log2_max_frame_num_minus4
    bits.skip_picture_order()?;
    bits.unsigned()?; // max_num_ref_frames
    bits.bit()?;
    let in_macroblocks = |number: u32| number.checked_add(1)?.checked_mul(16);
    let width = in_macroblocks(bits.unsigned()?)?;
    let map_units = in_macroblocks(bits.unsigned()?)?;
    let fields = if bits.bit()? { 1 } else { 2 };
    if fields == 2 {
        bits.bit()?;
    }
    bits.bit()?; // direct_8x8_inference_flag
    let height = map_units.checked_mul(fields)?;
    let mut cut = [0; 4];
    if bits.bit()? {
        for side in &mut cut {
            *side = bits.unsigned()?;
        }
    }
    let [left, right, top, bottom] = cut;
    // Colours have half the samples in both directions (1), in one (2), or as many (3, 0).
    let (across, down) = match chroma {
        1 => (2, 2),
        2 => (2, 1),
        _ => (1, 1),
    };
    let less = |whole: u32, one: u32, other: u32, unit: u32| {
        whole.checked_sub(one.checked_add(other)?.checked_mul(unit)?)
    };
    let size = PictureSize {
        width: less(width, left, right, across)?,
        height: less(height, top, bottom, down * fields)?,
    };
    let possible = |side: u32| (1..=MAX_SIDE).contains(&side);
    (possible(size.width) && possible(size.height)).then_some(size)
}

/// `00 00 03` stands for `00 00` (section 7.4.1).
fn without_emulation_prevention(bytes: &[u8]) -> Vec<u8> {
    let mut kept: Vec<u8> = Vec::with_capacity(bytes.len());
    let mut zeros = 0;
    for byte in bytes {
        if zeros >= 2 && *byte == 3 {
            zeros = 0;
            continue;
        }
        zeros = if *byte == 0 { zeros + 1 } else { 0 };
        kept.push(*byte);
    }
    kept
}

struct Bits<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Bits<'_> {
    fn bit(&mut self) -> Option<bool> {
        let byte = self.bytes.get(self.at / 8)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Some(bit == 1)
    }

    /// `ue(v)` (section 9.1).
    fn unsigned(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.bit()? {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        let mut value = 1u64;
        for _ in 0..zeros {
            value = value << 1 | u64::from(self.bit()?);
        }
        u32::try_from(value - 1).ok()
    }

    /// `se(v)` (section 9.1.1).
    fn signed(&mut self) -> Option<i64> {
        let code = i64::from(self.unsigned()?);
        Some(if code % 2 == 1 { (code + 1) / 2 } else { -code / 2 })
    }

    fn skip_scaling_lists(&mut self, lists: usize) -> Option<()> {
        for list in 0..lists {
            if !self.bit()? {
                continue;
            }
            let (mut last, mut next) = (8, 8);
            for _ in 0..if list < 6 { 16 } else { 64 } {
                if next != 0 {
                    next = (last + self.signed()? + 256) % 256;
                }
                last = if next == 0 { last } else { next };
            }
        }
        Some(())
    }

    fn skip_picture_order(&mut self) -> Option<()> {
        match self.unsigned()? {
            0 => drop(self.unsigned()?),
            1 => {
                self.bit()?;
                self.signed()?;
                self.signed()?;
                for _ in 0..self.unsigned()?.min(256) {
                    self.signed()?;
                }
            }
            _ => {}
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::corrupted;

    /// Made by x264 by way of ffmpeg 5.1: baseline, high, high 4:4:4 and 4:2:2, and the last one
    /// interlaced, with scaling lists.
    const UNITS: &[(&str, (u32, u32))] = &[
        ("6742c00ad902847e5c0440000003004000000783c48992", (160, 120)),
        ("6764001facd9405005bb0110000003001000000301e0f1831960", (1280, 720)),
        ("67640028acd940780227e5c044000003000400000300783c60c658", (1920, 1080)),
        ("67f4000a919b28e4f1b1f80880000003008000000f078912cb", (100, 50)),
        ("677a000abcd947279e3f0110000003001000000301e0f1225960", (100, 50)),
        ("6764001eacd940b424d8088000000300800000190f8a14cb", (720, 576)),
    ];

    fn bytes(hex: &str) -> Vec<u8> {
        let digits = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
        (0..hex.len()).step_by(2).map(digits).collect()
    }

    #[test]
    fn the_size_is_read_in_every_profile() {
        for (hex, (width, height)) in UNITS {
            let size = PictureSize { width: *width, height: *height };
            assert_eq!(picture_size(&bytes(hex)), Some(size), "{hex}");
        }
    }

    #[test]
    fn what_is_cut_or_corrupted_never_panics() {
        let mut random = fastrand::Rng::with_seed(71);
        for (hex, _) in UNITS {
            let unit = bytes(hex);
            assert_eq!(picture_size(&unit[..6]), None);
            for _ in 0..3000 {
                let _ = picture_size(&corrupted(&unit, &mut random));
            }
        }
    }
}
