//! Mutations as fuzzers make them: bytes flipped, lengths falsified, parts cut, repeated, joined.

/// Longest input made, bytes.
const LONGEST: usize = 8192;
/// Values at which lengths and counts go wrong.
const EDGES: [u32; 10] = [0, 1, 3, 4, 0x7f, 0x80, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff];

pub(crate) fn mutated(corpus: &[Vec<u8>], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = corpus[random.usize(..corpus.len())].clone();
    for _ in 0..random.usize(1..5) {
        mutate(&mut bytes, corpus, random);
    }
    bytes.truncate(LONGEST);
    bytes
}

fn mutate(bytes: &mut Vec<u8>, corpus: &[Vec<u8>], random: &mut fastrand::Rng) {
    if bytes.is_empty() {
        bytes.push(random.u8(..));
    }
    let at = random.usize(..bytes.len());
    match random.u8(..8) {
        0 => bytes[at] ^= 1 << random.u8(..8),
        1 => bytes[at] = random.u8(..),
        2 => bytes.truncate(at),
        3 => {
            // A number of one, two or four bytes.
            let edge = EDGES[random.usize(..EDGES.len())].to_be_bytes();
            let wide = [1, 2, 4][random.usize(..3)].min(bytes.len() - at);
            bytes[at..at + wide].copy_from_slice(&edge[4 - wide..]);
        }
        4 => {
            let end = random.usize(at..bytes.len());
            let part = bytes[at..end].to_vec();
            for _ in 0..random.usize(1..8) {
                bytes.splice(at..at, part.iter().copied());
            }
        }
        5 => {
            let end = random.usize(at..bytes.len());
            bytes.drain(at..end);
        }
        6 => {
            let other = &corpus[random.usize(..corpus.len())];
            let from = random.usize(..=other.len());
            bytes.truncate(at);
            bytes.extend(&other[from..]);
        }
        _ => {
            let inserted: Vec<u8> = (0..random.usize(1..8)).map(|_| random.u8(..)).collect();
            bytes.splice(at..at, inserted);
        }
    }
}
