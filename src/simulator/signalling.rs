//! The robot's side of the signalling: the key blob of con_notify, the offer opened, the answer
//! sealed.

use crate::robot::notify_builder::Wrapping;
use crate::robot::offer_request::{self, OfferError, Reply, offer_in};
use crate::robot::private_key::{KeyError, PrivateKey};

use super::fault_setting::Faults;
use super::key;
use super::notify_faults;

pub struct Signalling {
    key: PrivateKey,
    con_notify: String,
    con_ing_path: String,
}

impl Signalling {
    /// Makes the blob that every con_notify is answered with; `random` chooses filler, path and
    /// nonce.
    pub fn new(
        wrapping: &Wrapping,
        faults: &Faults,
        random: &mut fastrand::Rng,
    ) -> Result<Self, KeyError> {
        let key = key::committed()?;
        let digits: [u8; 5] = std::array::from_fn(|_| random.u8(0..10));
        let wrapping = notify_faults::wrapping(faults, wrapping);
        let spki = key.public_der()?;
        let con_notify = notify_faults::body(&spki, digits, &wrapping, faults, random);
        let digits: String = digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        Ok(Self { key, con_notify, con_ing_path: format!("/con_ing_{digits}") })
    }

    pub fn con_notify(&self) -> &str {
        &self.con_notify
    }

    pub fn con_ing_path(&self) -> &str {
        &self.con_ing_path
    }

    /// Opens the body of a con_ing request: the offer's description, and how its answer travels.
    pub fn open_con_ing(&self, body: &[u8]) -> Result<(String, Reply), OfferError> {
        let (text, reply) = offer_request::open_con_ing(body, &self.key)?;
        Ok((offer_in(&text)?, reply))
    }

    pub fn open_legacy(&self, body: &[u8]) -> Result<(String, Reply), OfferError> {
        Ok((offer_in(body)?, Reply::Clear))
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use crate::robot::con_ing::{Answer, AnswerError, ConIngRequest, Envelope};
    use crate::robot::con_notify::ConNotify;
    use crate::robot::legacy;
    use crate::robot::session_key::SessionKey;

    use super::*;

    const ROBOT: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

    fn signalling(wrapping: &Wrapping) -> Signalling {
        let random = &mut fastrand::Rng::with_seed(3);
        Signalling::new(wrapping, &Faults::default(), random).unwrap()
    }

    #[test]
    fn a_client_finds_key_and_path_in_each_wrapping() {
        let device_key: crate::robot::device_key::DeviceKey =
            "000102030405060708090a0b0c0d0e0f".parse().unwrap();
        let keyed = Wrapping::DeviceKey(device_key.clone());
        for wrapping in [Wrapping::Plain, Wrapping::StaticKey, keyed] {
            let robot = signalling(&wrapping);
            let notify = ConNotify::parse(robot.con_notify().as_bytes()).unwrap();
            assert_eq!(notify.data2, wrapping.data2());
            let opened = notify.open(Some(&device_key)).unwrap();
            assert_eq!(opened.path, robot.con_ing_path());
        }
    }

    #[test]
    fn an_offer_is_opened_and_its_answer_and_its_rejection_sealed() {
        let robot = signalling(&Wrapping::StaticKey);
        let notify = ConNotify::parse(robot.con_notify().as_bytes()).unwrap().open(None).unwrap();
        let key = SessionKey::from_entropy([9; 16]);
        let envelope = Envelope::offer("v=0", ROBOT);
        let request = ConIngRequest::seal(&envelope.to_json(), &key, &notify.public_key).unwrap();
        let (offer, reply) = robot.open_con_ing(request.to_body().as_bytes()).unwrap();
        assert_eq!(offer, "v=0");
        let answer = Answer::open(reply.body(Some("v=1")).as_bytes(), &key).unwrap();
        assert_eq!(answer.sdp, "v=1");
        let rejected = Answer::open(reply.body(None).as_bytes(), &key);
        assert_eq!(rejected, Err(AnswerError::Busy));
    }

    #[test]
    fn the_legacy_port_speaks_in_clear() {
        let robot = signalling(&Wrapping::Plain);
        let body = legacy::request_body("v=0", ROBOT);
        let (offer, reply) = robot.open_legacy(body.as_bytes()).unwrap();
        assert_eq!(offer, "v=0");
        assert_eq!(legacy::read_answer(reply.body(Some("v=1")).as_bytes()).unwrap().sdp, "v=1");
    }

    #[test]
    fn what_is_no_offer_for_this_robot_is_refused() {
        let robot = signalling(&Wrapping::StaticKey);
        let open = |body: &str| robot.open_con_ing(body.as_bytes()).map(|_| ()).unwrap_err();
        for body in ["", "v=0", "{}", r#"{"data1":"AAAA"}"#] {
            assert_eq!(open(body), OfferError::Body);
        }
        for key in ["", "!", "AAAA", &"A".repeat(342), &"A".repeat(8000)] {
            let body = serde_json::json!({"data1": "AAAA", "data2": key}).to_string();
            assert_eq!(open(&body), OfferError::SessionKey);
        }
        let notify = ConNotify::parse(robot.con_notify().as_bytes()).unwrap().open(None).unwrap();
        let key = SessionKey::from_entropy([9; 16]);
        let mut envelope = Envelope::offer("v=0", ROBOT);
        envelope.kind = "answer".into();
        let request = ConIngRequest::seal(&envelope.to_json(), &key, &notify.public_key).unwrap();
        assert_eq!(open(&request.to_body()), OfferError::Envelope);
        assert!(robot.open_legacy(b"v=0").is_err());
    }
}
