//! The first part of a file as text, whatever it is.

use std::io::Read;

use super::input::{Text, unpacked};

/// Up to `most` bytes of the text that these bytes of a file hold, unpacked and in UTF-8. Of a
/// file that is damaged it is what came before.
pub fn beginning(file: &[u8], most: usize) -> Vec<u8> {
    let Ok(reader) = unpacked(file) else { return Vec::new() };
    let mut bytes = Vec::new();
    // In UTF-16 a character takes twice as many. Whoever reads the whole is told of an error.
    let _ = reader.take(2 * most as u64).read_to_end(&mut bytes);
    let mut decoder = Text::default();
    let mut text = decoder.take(&bytes).to_vec();
    text.extend_from_slice(decoder.finish());
    text.truncate(most);
    text
}
