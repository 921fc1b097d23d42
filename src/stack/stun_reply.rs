//! Answers to STUN binding requests, for where another than the robot's agent gives them.

use std::net::SocketAddr;

use rtc_stun::error_code::ErrorCode;
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_ERROR, BINDING_SUCCESS, Message, Setter};
use rtc_stun::xoraddr::XorMappedAddress;

use crate::text::redact::Secret;

/// The name of an error code (RFC 8489, section 14.8; RFC 8445, section 7.1.3.3).
pub fn error_name(code: u16) -> &'static str {
    match code {
        400 => "Bad Request",
        401 => "Unauthorized",
        487 => "Role Conflict",
        500 => "Server Error",
        _ => "",
    }
}

/// A success response to a request that came from `peer`, signed with the answerer's password.
pub fn success(request: &[u8], peer: SocketAddr, pwd: &Secret<String>) -> Option<Vec<u8>> {
    let mapped = XorMappedAddress { ip: peer.ip(), port: peer.port() };
    let crypto = rtc_crypto::default_provider().ok()?;
    let integrity = MessageIntegrity::new_short_term_integrity_with_provider(
        pwd.expose().clone(),
        crypto.crypto(),
    );
    reply(request, vec![Box::new(BINDING_SUCCESS), Box::new(mapped), Box::new(integrity)])
}

/// An error response. Without integrity: whoever refuses credentials has none in common.
pub fn error(request: &[u8], code: u16) -> Option<Vec<u8>> {
    reply(request, vec![Box::new(BINDING_ERROR), Box::new(ErrorCode(code))])
}

/// Whether a message is signed with this password (RFC 8489, section 9.1.3).
pub fn is_signed(message: &[u8], pwd: &str) -> bool {
    let mut parsed = Message::new();
    let Ok(crypto) = rtc_crypto::default_provider() else { return false };
    parsed.unmarshal_binary(message).is_ok()
        && MessageIntegrity::check(&mut parsed, pwd.as_bytes(), crypto.crypto()).is_ok()
}

fn reply(request: &[u8], mut content: Vec<Box<dyn Setter + '_>>) -> Option<Vec<u8>> {
    let mut asked = Message::new();
    asked.unmarshal_binary(request).ok()?;
    content.insert(0, Box::new(asked.transaction_id));
    content.push(Box::new(FINGERPRINT));
    let mut reply = Message::new();
    reply.build(&content).ok()?;
    Some(reply.raw)
}

#[cfg(test)]
mod tests {
    use rtc_stun::error_code::ErrorCodeAttribute;
    use rtc_stun::message::{BINDING_REQUEST, Getter, TransactionId};

    use crate::test_support::corrupted;

    use super::*;

    fn request() -> Message {
        let mut request = Message::new();
        request.build(&[Box::new(BINDING_REQUEST), Box::new(TransactionId([7; 12]))]).unwrap();
        request
    }

    fn parsed(reply: Option<Vec<u8>>) -> Message {
        let mut message = Message::new();
        message.unmarshal_binary(&reply.unwrap()).unwrap();
        message
    }

    #[test]
    fn a_success_is_signed_and_says_where_the_request_came_from() {
        let (peer, pwd) = ("127.0.0.1:4000".parse().unwrap(), Secret::new("secret".to_owned()));
        let mut reply = parsed(success(&request().raw, peer, &pwd));
        assert_eq!((reply.typ, reply.transaction_id.0), (BINDING_SUCCESS, [7; 12]));
        let mut mapped = XorMappedAddress::default();
        mapped.get_from(&reply).unwrap();
        assert_eq!(SocketAddr::new(mapped.ip, mapped.port), peer);
        let crypto = rtc_crypto::default_provider().unwrap();
        assert!(MessageIntegrity::check(&mut reply, b"secret", crypto.crypto()).is_ok());
        assert!(MessageIntegrity::check(&mut reply, b"other", crypto.crypto()).is_err());
    }

    #[test]
    fn every_error_that_has_a_name_can_be_sent() {
        for code in [400, 401, 487, 500] {
            assert!(!error_name(code).is_empty());
            let mut said = ErrorCodeAttribute::default();
            said.get_from(&parsed(error(&request().raw, code))).unwrap();
            assert_eq!(said.code.0, code);
        }
    }

    #[test]
    fn corrupted_requests_never_panic() {
        let mut rng = fastrand::Rng::with_seed(37);
        let (peer, pwd) = ("127.0.0.1:4000".parse().unwrap(), Secret::new("secret".to_owned()));
        for _ in 0..1000 {
            let request = corrupted(&request().raw, &mut rng);
            let _ = (success(&request, peer, &pwd), error(&request, 401));
        }
    }

    #[test]
    fn a_message_is_signed_with_one_password_and_corrupted_with_none() {
        let mut rng = fastrand::Rng::with_seed(41);
        let (peer, pwd) = ("127.0.0.1:4000".parse().unwrap(), Secret::new("secret".to_owned()));
        let signed = success(&request().raw, peer, &pwd).unwrap();
        assert!(is_signed(&signed, "secret") && !is_signed(&signed, "other"));
        assert!(!is_signed(&request().raw, "secret"));
        for _ in 0..1000 {
            let other = corrupted(&signed, &mut rng);
            // The fingerprint's 8 bytes lie behind the signature.
            let covered = signed.len() - 8;
            let same = other.get(..covered) == signed.get(..covered);
            assert!(same || !is_signed(&other, "secret"));
        }
    }
}
