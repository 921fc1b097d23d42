//! Where texts, of which there are many, stand in a line.
//!
//! Each text is looked for by a few bytes of it that are rare in logs. A table of bits, small
//! enough to stay in the processor's nearest cache, tells of most places of a line that no text has
//! such bytes there, and the places do not wait for one another.

use std::cmp::Reverse;
use std::collections::HashSet;

/// As many bytes of a text are looked for; shorter ones cannot be.
pub(super) const WINDOW: usize = 4;

/// What every few lines of a driver's log at DEBUG hold: by these no text is told from them.
const USUAL: &str = r#"
2026-11-22 14:02:40.082 DEBUG:aioice.ice:Connection(0) protocol(0) > ('192.168.12.1', 38595) Message(message_method=Method.BINDING, message_class=Class.REQUEST, transaction_id=b'\x96\xc1', attributes={'USERNAME': 'PRIORITY': 'ICE-CONTROLLED': 'ICE-CONTROLLING': 'MESSAGE-INTEGRITY': 'FINGERPRINT': 'XOR-MAPPED-ADDRESS': ('192.168.12.1', 38595)})
Check CandidatePair(('192.168.12.1', 38595) -> ('192.168.12.1', 35702)) State.FROZEN -> State.WAITING
[go2_driver_node-1] DEBUG:aiortc.rtcsctptransport:RTCSctpTransport(client) > DataChunk(flags=3, tsn=387572605, stream_id=1, stream_seq=48)
RTCSctpTransport(client) < SackChunk(flags=0, advertised_rwnd=1047376, cumulative_tsn=387572558, gaps=[])
DEBUG:aiortc.rtcrtpreceiver:RTCRtpReceiver(video) < RtpPacket(seq=1, ts=1, marker=0, payload=102, 1000 bytes)
INFO Received message on data channel: {"type": "msg", "topic": "rt/lf/lowstate", "data": {"imu_state": {"rpy": [0.1, -0.2]}}}
"#;

/// Bits of a hash: a table of 16 KiB.
const BITS: u32 = 17;
const WORDS: usize = 1 << (BITS - u64::BITS.ilog2());

#[derive(Debug)]
pub(super) struct Texts {
    /// Of each hash, whether it is that of a text's window.
    known: Box<[u64; WORDS]>,
    /// Of each hash, the first of its texts in `all`.
    first: Vec<u32>,
    all: Vec<Text>,
}

#[derive(Debug)]
struct Text {
    bytes: Vec<u8>,
    /// Where in it its window begins.
    window: usize,
    /// How many were given before it.
    index: usize,
}

#[inline]
fn hash(window: [u8; WINDOW]) -> usize {
    // 2^64 divided by the golden ratio: it spreads bytes that are alike.
    let product = u64::from(u32::from_le_bytes(window)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (product >> (u64::BITS - BITS)) as usize
}

/// The hashes of what begins at each place.
#[inline]
fn hashes(bytes: &[u8]) -> impl Iterator<Item = usize> {
    // By a pattern, since nothing that copies bytes one by one is made as fast.
    bytes.windows(WINDOW).filter_map(|window| match window {
        &[a, b, c, d] => Some(hash([a, b, c, d])),
        _ => None,
    })
}

impl Texts {
    /// Of texts that have at least [`WINDOW`] bytes, each with what it is of; those of one follow one
    /// another.
    pub(super) fn new(texts: &[(Vec<u8>, usize)]) -> Self {
        // What many speak of stands in many lines.
        let (mut owners, mut last) = (vec![0; 1 << BITS], vec![None; 1 << BITS]);
        for (text, owner) in texts {
            for hash in hashes(text) {
                if last[hash].replace(*owner) != Some(*owner) {
                    owners[hash] += 1;
                }
            }
        }
        let usual: HashSet<usize> = hashes(USUAL.as_bytes()).collect();
        let rarity = |hash: usize| (!usual.contains(&hash), Reverse(owners[hash]));
        let mut all: Vec<(usize, Text)> = Vec::new();
        for (index, (text, _)) in texts.iter().enumerate() {
            let rarest = hashes(text).enumerate().max_by_key(|(_, hash)| rarity(*hash));
            let Some((window, hash)) = rarest else { continue };
            all.push((hash, Text { bytes: text.clone(), window, index }));
        }
        all.sort_by_key(|(hash, _)| *hash);
        let mut known = Box::new([0; WORDS]);
        let mut first = vec![0; (1 << BITS) + 1];
        for (hash, _) in &all {
            known[hash / 64] |= 1 << (hash % 64);
            first[hash + 1] += 1;
        }
        for hash in 1..first.len() {
            first[hash] += first[hash - 1];
        }
        Self { known, first, all: all.into_iter().map(|(_, text)| text).collect() }
    }

    /// Hands on every text that stands in the line, by its index, and where it begins; not in any
    /// order.
    pub(super) fn find(&self, line: &[u8], mut found: impl FnMut(usize, usize)) {
        for (at, hash) in hashes(line).enumerate() {
            if self.known[hash / 64] >> (hash % 64) & 1 == 1 {
                self.at(hash, at, line, &mut found);
            }
        }
    }

    /// Those whose window may be at this place.
    #[cold]
    fn at(&self, hash: usize, at: usize, line: &[u8], found: &mut impl FnMut(usize, usize)) {
        for text in &self.all[self.first[hash] as usize..self.first[hash + 1] as usize] {
            if let Some(start) = at.checked_sub(text.window)
                && line[start..].starts_with(&text.bytes)
            {
                found(text.index, start);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(texts: &[&[u8]], line: &[u8]) -> Vec<(usize, usize)> {
        let texts: Vec<_> =
            texts.iter().enumerate().map(|(at, text)| (text.to_vec(), at)).collect();
        let mut all = Vec::new();
        Texts::new(&texts).find(line, |text, start| all.push((text, start)));
        all.sort_unstable();
        all
    }

    #[test]
    fn each_text_is_found_wherever_it_stands() {
        let mut rng = fastrand::Rng::with_seed(5);
        let mut of = |letters: usize, range: std::ops::Range<usize>| -> Vec<u8> {
            (0..rng.usize(range)).map(|_| rng.u8(b'a'..b'a' + letters as u8)).collect()
        };
        let mut hits = 0;
        for letters in [2, 3, 26] {
            let texts: Vec<Vec<u8>> = (0..40).map(|_| of(letters, WINDOW..9)).collect();
            let texts: Vec<&[u8]> = texts.iter().map(Vec::as_slice).collect();
            for line in (0..200).map(|_| of(letters, 0..40)) {
                let each = texts.iter().enumerate().flat_map(|(index, text)| {
                    let starts = line.windows(text.len()).enumerate();
                    starts.filter(move |(_, it)| it == text).map(move |(start, _)| (index, start))
                });
                let each: Vec<_> = each.collect();
                assert_eq!(found(&texts, &line), each);
                hits += each.len();
            }
        }
        assert!(hits > 1000, "{hits}");
    }

    #[test]
    fn a_text_is_looked_for_by_what_few_others_hold() {
        let texts = ["connection lost", "connection found"].map(|text| text.as_bytes());
        assert_eq!(found(&texts, b"a connection lost, no connection found"), [(0, 2), (1, 22)]);
        let texts: Vec<_> = texts.iter().zip(0..).map(|(text, at)| (text.to_vec(), at)).collect();
        let all = Texts::new(&texts).all;
        assert!(all.iter().all(|text| text.window >= "connecti".len()), "{all:?}");
    }

    #[test]
    fn whatever_a_hash_is_shared_by_only_whole_texts_are_found() {
        // Each window is that of several.
        let texts: Vec<_> =
            (0..80_000_usize).map(|at| (format!("{at:05}").into_bytes(), at)).collect();
        let all = Texts::new(&texts);
        let mut found = Vec::new();
        all.find(b"x 12345 y 777", |text, start| found.push((text, start)));
        assert_eq!(found, [(12345, 2)]);
    }
}
