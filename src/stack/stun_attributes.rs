//! The attributes of a STUN message (RFC 8489, section 14) that tell a bystander whose it is.

use std::str;

use super::stun_header::is_request;

/// Type, length, cookie and transaction.
pub const HEADER: usize = 20;
pub const USERNAME: u16 = 0x0006;
pub const ERROR_CODE: u16 = 0x0009;
const USE_CANDIDATE: u16 = 0x0025;
const ICE_CONTROLLED: u16 = 0x8029;
const ICE_CONTROLLING: u16 = 0x802a;

/// The longest user fragment (RFC 8839, section 5.4), bytes.
const MAX_UFRAG: usize = 256;

/// What a connectivity check says (RFC 8445, section 7.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Check<'a> {
    /// The receiver's user fragment and the sender's.
    pub ufrags: Option<(&'a str, &'a str)>,
    /// Whether the sender is the controlling agent: with this robot the one that made the offer.
    pub controlling: Option<bool>,
    pub nominates: bool,
}

/// The type and the value of each attribute; ends at the first that does not fit.
pub fn attributes(message: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = message.get(HEADER..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (header, after) = rest.split_first_chunk::<4>()?;
        let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
        let value = after.get(..length)?;
        rest = after.get(length.next_multiple_of(4)..).unwrap_or_default();
        Some((u16::from_be_bytes([header[0], header[1]]), value))
    })
}

/// What a binding request says of its check; `None` of any other message.
pub fn check(message: &[u8]) -> Option<Check<'_>> {
    if !is_request(message) {
        return None;
    }
    let mut check = Check::default();
    for (kind, value) in attributes(message) {
        match kind {
            USERNAME => check.ufrags = ufrags(value),
            USE_CANDIDATE => check.nominates = true,
            ICE_CONTROLLING => check.controlling = Some(true),
            ICE_CONTROLLED => check.controlling = Some(false),
            _ => {}
        }
    }
    Some(check)
}

/// The code of an error response: hundreds in three bits, and the rest (RFC 8489, section 14.8).
pub fn error_code(message: &[u8]) -> Option<u16> {
    let (_, value) = attributes(message).find(|(kind, _)| *kind == ERROR_CODE)?;
    let [_, _, class, number] = value.first_chunk::<4>()?;
    Some(u16::from(class & 7) * 100 + u16::from(*number))
}

fn ufrags(value: &[u8]) -> Option<(&str, &str)> {
    let (receiver, sender) = str::from_utf8(value).ok()?.split_once(':')?;
    let bounded = |ufrag: &str| (1..=MAX_UFRAG).contains(&ufrag.len());
    (bounded(receiver) && bounded(sender)).then_some((receiver, sender))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::corrupted;

    fn request(attributes: &[&[u8]]) -> Vec<u8> {
        let header = [0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        [&header[..], &attributes.concat()].concat()
    }

    #[test]
    fn a_check_says_whose_it_is_and_whether_it_nominates() {
        let message = request(&[
            b"\0\x06\0\x05RO:dr\0\0\0",
            &[0x80, 0x2a, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8],
            &[0, 0x25, 0, 0],
        ]);
        let expected =
            Check { ufrags: Some(("RO", "dr")), controlling: Some(true), nominates: true };
        assert_eq!(check(&message), Some(expected));
        assert_eq!(check(&message[..22]), Some(Check::default()), "cut within an attribute");
        let mut response = message.clone();
        response[0] = 1;
        assert_eq!(check(&response), None);
    }

    #[test]
    fn damaged_checks_never_panic() {
        let mut rng = fastrand::Rng::with_seed(2);
        let message = request(&[b"\0\x06\0\x05RO:dr\0\0\0", &[0, 0x25, 0, 0]]);
        for _ in 0..3000 {
            let _ = check(&corrupted(&message, &mut rng));
        }
    }
}
