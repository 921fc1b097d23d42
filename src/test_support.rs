//! Helpers of the unit tests.

/// A copy with a few bytes changed, removed or cut off: what a hostile or
/// broken peer might send. Governed by the seed, so a failure repeats.
pub(crate) fn corrupted(original: &[u8], rng: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for _ in 0..rng.usize(1..20) {
        if bytes.is_empty() {
            break;
        }
        let at = rng.usize(..bytes.len());
        match rng.u8(0..20) {
            0 => bytes.truncate(at),
            1..5 => drop(bytes.remove(at)),
            5..9 => bytes.insert(at, rng.u8(..)),
            _ => bytes[at] = rng.u8(..),
        }
    }
    bytes
}
