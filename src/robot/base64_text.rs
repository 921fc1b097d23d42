//! Base64 as the robot and its clients write it.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Standard alphabet; padding is written, and not missed where absent. Robots are read by Python
/// clients, which do not care how the last bits are set.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not base64")]
pub struct NotBase64;

/// Decodes text, white space in it or around it disregarded. Empty text is an error.
pub fn decode(text: &[u8]) -> Result<Vec<u8>, NotBase64> {
    let packed: Vec<u8> = text.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
    if packed.is_empty() {
        return Err(NotBase64);
    }
    ENGINE.decode(packed).map_err(|_| NotBase64)
}

pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    ENGINE.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_and_missing_padding_are_forgiven() {
        assert_eq!(decode(b"aGVs\r\nbG8=\n").as_deref(), Ok(b"hello".as_slice()));
        assert_eq!(decode(b"aGVsbG8").as_deref(), Ok(b"hello".as_slice()));
        assert_eq!(encode("hello"), "aGVsbG8=");
    }

    #[test]
    fn other_text_is_refused() {
        for text in ["", " \n", "<html>", "a", "aGVs*G8="] {
            assert_eq!(decode(text.as_bytes()), Err(NotBase64), "{text:?}");
        }
    }
}
