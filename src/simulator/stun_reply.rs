//! Answers to STUN binding requests, for where another than the robot's agent gives them.

use std::net::SocketAddr;

use rtc_stun::error_code::ErrorCode;
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_ERROR, BINDING_SUCCESS, Message, Setter};
use rtc_stun::xoraddr::XorMappedAddress;

use crate::redact::Secret;

/// The name of an error code (RFC 8489, section 14.8; RFC 8445, section 7.1.3.3).
pub(super) fn error_name(code: u16) -> &'static str {
    match code {
        400 => "Bad Request",
        401 => "Unauthorized",
        487 => "Role Conflict",
        500 => "Server Error",
        _ => "",
    }
}

/// A success response to a request that came from `peer`, signed with the answerer's password.
pub(super) fn success(request: &[u8], peer: SocketAddr, pwd: &Secret<String>) -> Option<Vec<u8>> {
    let mapped = XorMappedAddress { ip: peer.ip(), port: peer.port() };
    let crypto = rtc_crypto::default_provider().ok()?;
    let integrity = MessageIntegrity::new_short_term_integrity_with_provider(
        pwd.expose().clone(),
        crypto.crypto(),
    );
    reply(request, vec![Box::new(BINDING_SUCCESS), Box::new(mapped), Box::new(integrity)])
}

/// An error response. Without integrity: whoever refuses credentials has none in common.
pub(super) fn error(request: &[u8], code: u16) -> Option<Vec<u8>> {
    reply(request, vec![Box::new(BINDING_ERROR), Box::new(ErrorCode(code))])
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
