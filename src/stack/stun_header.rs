//! What stands in the header of every STUN message (RFC 8489, section 5).

/// The types of a binding.
pub mod binding {
    pub const REQUEST: u16 = 0x0001;
    pub const INDICATION: u16 = 0x0011;
    pub const SUCCESS: u16 = 0x0101;
    pub const ERROR: u16 = 0x0111;
}

/// The type of a STUN message, its class and its method.
pub fn message_type(message: &[u8]) -> Option<u16> {
    message.first_chunk().map(|kind| u16::from_be_bytes(*kind))
}

pub fn is_request(message: &[u8]) -> bool {
    message_type(message) == Some(binding::REQUEST)
}

pub fn transaction_id(message: &[u8]) -> Option<[u8; 12]> {
    message.get(8..20)?.try_into().ok()
}
