//! What a ServerHello settles (RFC 5246, section 7.4.1.3), read off the wire.

use super::client_hello::{Position, srtp_profiles};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerHello {
    /// `server_version`: 0xfefd is DTLS 1.2, 0xfeff is 1.0.
    pub version: u16,
    pub cipher_suite: u16,
    /// The SRTP profile (RFC 5764); `None` where none was agreed on.
    pub srtp_profile: Option<u16>,
}

/// Reads the body of a ServerHello; `None` where it ends too early.
pub fn parse(body: &[u8]) -> Option<ServerHello> {
    let mut at = Position { body, at: 0 };
    let version = at.number()? as u16;
    at.range(32)?;
    at.short()?;
    let cipher_suite = at.number()? as u16;
    at.range(1)?;
    let extensions = at.long();
    let profiles = extensions.and_then(|all| srtp_profiles(&body[..all.end], all.start));
    let srtp_profile = profiles.and_then(|profiles| {
        let [high, low] = *body.get(profiles)?.first_chunk()?;
        Some(u16::from_be_bytes([high, low]))
    });
    Some(ServerHello { version, cipher_suite, srtp_profile })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::corrupted;

    fn body(extensions: &[u8]) -> Vec<u8> {
        let mut body = [&[0xfe, 0xfd][..], &[7; 32], &[2, 1, 1, 0xc0, 0x2b, 0]].concat();
        if !extensions.is_empty() {
            body.extend((extensions.len() as u16).to_be_bytes());
            body.extend(extensions);
        }
        body
    }

    #[test]
    fn what_was_agreed_on_is_read() {
        let with = body(&[0, 23, 0, 0, 0, 14, 0, 5, 0, 2, 0, 1, 0]);
        let mut expected =
            ServerHello { version: 0xfefd, cipher_suite: 0xc02b, srtp_profile: Some(1) };
        assert_eq!(parse(&with), Some(expected));
        expected.srtp_profile = None;
        assert_eq!(parse(&body(&[])), Some(expected));
        assert_eq!(parse(&with[..39]), None);
    }

    #[test]
    fn corrupted_hellos_never_panic() {
        let mut rng = fastrand::Rng::with_seed(5);
        let whole = body(&[0, 14, 0, 5, 0, 2, 0, 1, 0]);
        for _ in 0..3000 {
            let _ = parse(&corrupted(&whole, &mut rng));
        }
    }
}
