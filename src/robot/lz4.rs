//! Whether a block is one of LZ4, and how long it is when it is opened; it is not opened.

/// A match is longer by so much than it says.
const MIN_MATCH: usize = 4;

/// How many bytes a block becomes; `None` where no decoder would open it, or where it becomes more
/// than `limit`.
pub fn opened_length(block: &[u8], limit: usize) -> Option<usize> {
    let mut rest = block;
    let mut opened = 0usize;
    loop {
        let (token, after) = rest.split_first()?;
        let (literals, after) = length(usize::from(token >> 4), after)?;
        rest = after.get(literals..)?;
        opened = opened.checked_add(literals).filter(|opened| *opened <= limit)?;
        if rest.is_empty() {
            return Some(opened);
        }
        let (offset, after) = rest.split_first_chunk()?;
        let offset = usize::from(u16::from_le_bytes(*offset));
        if offset == 0 || offset > opened {
            return None;
        }
        let (copied, after) = length(usize::from(token & 0x0f), after)?;
        rest = after;
        opened = opened.checked_add(copied + MIN_MATCH).filter(|opened| *opened <= limit)?;
    }
}

/// A length of 15 goes on in the bytes that follow, up to the first that is not 255.
fn length(short: usize, mut rest: &[u8]) -> Option<(usize, &[u8])> {
    let mut length = short;
    if short == 15 {
        loop {
            let (more, after) = rest.split_first()?;
            rest = after;
            length += usize::from(*more);
            if *more != 255 {
                break;
            }
        }
    }
    Some((length, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::corrupted;

    #[test]
    fn literals_and_matches_are_added_up() {
        // By `lz4.block.compress(b"a" * 100, store_size=False)` of the Python package lz4 4.4.5.
        let block = [0x1f, b'a', 1, 0, 75, 0x50, b'a', b'a', b'a', b'a', b'a'];
        assert_eq!(opened_length(&block, 100), Some(100));
        assert_eq!(opened_length(&block, 99), None);
        for cut in 0..block.len() {
            assert_ne!(opened_length(&block[..cut], 100), Some(100), "{cut}");
        }
    }

    #[test]
    fn a_match_before_the_beginning_is_refused() {
        assert_eq!(opened_length(&[0x10, b'a', 2, 0, 0x00], 100), None);
        assert_eq!(opened_length(&[0x10, b'a', 0, 0, 0x00], 100), None);
    }

    #[test]
    fn corrupted_blocks_never_panic_and_end() {
        let mut random = fastrand::Rng::with_seed(73);
        let block = [0x1f, b'a', 1, 0, 75, 0x50, b'a', b'a', b'a', b'a', b'a'];
        for _ in 0..5000 {
            let _ = opened_length(&corrupted(&block, &mut random), 1 << 20);
        }
    }
}
