//! A STUN response on its way through a relay: the one attribute that names an address is another
//! behind it, and what was signed is signed again.

use std::net::SocketAddr;

use rtc_crypto::RTCCrypto;
use rtc_stun::attributes::{ATTR_FINGERPRINT, ATTR_MESSAGE_INTEGRITY, ATTR_XORMAPPED_ADDRESS};
use rtc_stun::fingerprint::FINGERPRINT;
use rtc_stun::integrity::MessageIntegrity;
use rtc_stun::message::{BINDING_SUCCESS, Message, Setter};
use rtc_stun::xoraddr::XorMappedAddress;

use crate::text::redact::Secret;

/// The success response as it came, its XOR-MAPPED-ADDRESS (RFC 8489, section 14.2) being `mapped`,
/// with MESSAGE-INTEGRITY and FINGERPRINT made again where it had them. `None` of any other message,
/// which passes as it is. That it is signed with `pwd` is for the caller to know.
pub fn remapped(message: &[u8], mapped: SocketAddr, pwd: &Secret<String>) -> Option<Vec<u8>> {
    let mut came = Message::new();
    came.unmarshal_binary(message).ok()?;
    if came.typ != BINDING_SUCCESS {
        return None;
    }
    let crypto = rtc_crypto::default_provider().ok()?;
    let mut content: Vec<Box<dyn Setter + '_>> =
        vec![Box::new(came.transaction_id), Box::new(BINDING_SUCCESS)];
    for attribute in &came.attributes.0 {
        match attribute.typ {
            ATTR_XORMAPPED_ADDRESS => {
                content.push(Box::new(XorMappedAddress { ip: mapped.ip(), port: mapped.port() }));
            }
            // What follows the signature is not signed: nobody may rely on it but for the
            // fingerprint.
            ATTR_MESSAGE_INTEGRITY => {
                content.push(Box::new(signed(pwd, crypto.crypto())));
                break;
            }
            ATTR_FINGERPRINT => break,
            _ => content.push(Box::new(attribute.clone())),
        }
    }
    if came.contains(ATTR_FINGERPRINT) {
        content.push(Box::new(FINGERPRINT));
    }
    let mut goes = Message::new();
    goes.build(&content).ok()?;
    Some(goes.raw)
}

fn signed<'a>(pwd: &Secret<String>, crypto: &'a dyn RTCCrypto) -> MessageIntegrity<'a> {
    MessageIntegrity::new_short_term_integrity_with_provider(pwd.expose().clone(), crypto)
}

#[cfg(test)]
mod tests {
    use rtc_stun::attributes::{ATTR_SOFTWARE, RawAttribute};
    use rtc_stun::message::{BINDING_REQUEST, Getter, TransactionId};

    use super::*;
    use crate::stack::stun_reply::is_signed;
    use crate::test_support::corrupted;

    fn pwd() -> Secret<String> {
        Secret::new("secret".into())
    }

    fn response(mapped: &str) -> Vec<u8> {
        let mapped: SocketAddr = mapped.parse().unwrap();
        let software = RawAttribute { typ: ATTR_SOFTWARE, length: 5, value: b"robot".to_vec() };
        let crypto = rtc_crypto::default_provider().unwrap();
        let mut message = Message::new();
        message
            .build(&[
                Box::new(TransactionId([9; 12])),
                Box::new(BINDING_SUCCESS),
                Box::new(software),
                Box::new(XorMappedAddress { ip: mapped.ip(), port: mapped.port() }),
                Box::new(signed(&pwd(), crypto.crypto())),
                Box::new(FINGERPRINT),
            ])
            .unwrap();
        message.raw
    }

    fn mapped_in(message: &[u8]) -> SocketAddr {
        let mut parsed = Message::new();
        parsed.unmarshal_binary(message).unwrap();
        FINGERPRINT.check(&parsed).unwrap();
        let mut mapped = XorMappedAddress::default();
        mapped.get_from(&parsed).unwrap();
        SocketAddr::new(mapped.ip, mapped.port)
    }

    #[test]
    fn nothing_but_the_mapped_address_and_what_signs_it_differs() {
        let (came, own) = (response("10.0.0.2:4000"), response("192.168.12.7:50001"));
        let goes = remapped(&came, "192.168.12.7:50001".parse().unwrap(), &pwd()).unwrap();
        assert_eq!(goes, own, "as if the answerer had seen the receiver itself");
        assert!(is_signed(&goes, "secret"));
    }

    #[test]
    fn an_address_of_the_other_family_takes_its_place() {
        for (here, there) in [("10.0.0.2:4000", "[fd00::7]:9"), ("[fd00::7]:9", "10.0.0.2:4000")] {
            let goes = remapped(&response(here), there.parse().unwrap(), &pwd()).unwrap();
            assert_eq!(mapped_in(&goes).to_string(), there);
            assert!(is_signed(&goes, "secret"));
        }
    }

    #[test]
    fn what_is_no_success_passes_as_it_is() {
        let mut request = Message::new();
        request.build(&[Box::new(BINDING_REQUEST), Box::new(TransactionId([7; 12]))]).unwrap();
        let mapped = "10.0.0.2:4000".parse().unwrap();
        for other in [&request.raw[..], b"", b"\x16\xfe\xfd", &response("10.0.0.2:1")[..30]] {
            assert_eq!(remapped(other, mapped, &pwd()), None);
        }
    }

    #[test]
    fn damaged_responses_never_panic() {
        let mut rng = fastrand::Rng::with_seed(11);
        let mapped = "10.0.0.2:4000".parse().unwrap();
        for _ in 0..3000 {
            let _ = remapped(&corrupted(&response("10.0.0.1:5"), &mut rng), mapped, &pwd());
        }
    }
}
