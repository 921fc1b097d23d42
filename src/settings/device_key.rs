//! The robot's own AES-128 key.

use std::fmt;
use std::str::FromStr;

/// Sixteen bytes that never show themselves.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceKey([u8; 16]);

impl DeviceKey {
    /// The key itself.
    pub fn expose(&self) -> &[u8; 16] {
        &self.0
    }
}

impl FromStr for DeviceKey {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 32 {
            return Err("it does not have 32 characters.");
        }
        let mut key = [0; 16];
        for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
            *byte = std::str::from_utf8(digits)
                .ok()
                .filter(|digits| digits.chars().all(|c| c.is_ascii_hexdigit()))
                .and_then(|digits| u8::from_str_radix(digits, 16).ok())
                .ok_or("it holds something else than hex digits.")?;
        }
        Ok(Self(key))
    }
}

impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceKey(…)")
    }
}
