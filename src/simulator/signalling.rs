//! The robot's side of the signalling: the key blob of con_notify, the offer opened, the answer
//! sealed.

use crate::robot::con_ing::{ConIngRequest, Envelope, answer_json};
use crate::robot::legacy;
use crate::robot::notify_builder::Wrapping;
use crate::robot::session_key::SessionKey;

use super::fault_setting::Faults;
use super::key::{KeyError, RobotKey};
use super::notify_faults;

/// A session key needs one RSA block; more would only cost time.
const MAX_KEY_BLOCKS: usize = 4;

/// Why an offer gets no answer. The robot closes in silence on each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OfferError {
    /// The body is empty, not JSON, or without `data1` and `data2`.
    #[error("the body is not JSON with data1 and data2")]
    Body,
    /// The session key is not encrypted for this robot, or of another size.
    #[error("the session key cannot be decrypted")]
    SessionKey,
    /// Not encrypted under the session key, or no envelope (a bare description, say).
    #[error("there is no offer in an envelope")]
    Envelope,
}

#[derive(Debug, Clone)]
pub enum Reply {
    Sealed(SessionKey),
    Clear,
}

impl Reply {
    /// The body of the answer; without a description the client is rejected.
    pub fn body(&self, sdp: Option<&str>) -> String {
        self.wrapped(answer_json(sdp))
    }

    pub fn wrapped(&self, text: String) -> String {
        match self {
            Reply::Sealed(key) => key.seal(&text),
            Reply::Clear => text,
        }
    }
}

pub struct Signalling {
    key: RobotKey,
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
        let key = RobotKey::committed()?;
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
        let request: ConIngRequest = serde_json::from_slice(body).map_err(|_| OfferError::Body)?;
        let blocks = request.key_blocks(self.key.size()).ok_or(OfferError::SessionKey)?;
        if blocks.len() > MAX_KEY_BLOCKS {
            return Err(OfferError::SessionKey);
        }
        let decrypted = blocks.iter().map(|block| self.key.decrypt(block));
        let decrypted = decrypted.collect::<Option<Vec<_>>>();
        let key = decrypted.and_then(|blocks| SessionKey::from_bytes(&blocks.concat()));
        let key = key.ok_or(OfferError::SessionKey)?;
        let envelope = request.open(&key).ok_or(OfferError::Envelope)?;
        Ok((offer_in(envelope)?, Reply::Sealed(key)))
    }

    pub fn open_legacy(&self, body: &[u8]) -> Result<(String, Reply), OfferError> {
        let envelope = legacy::read_request(body).ok_or(OfferError::Envelope)?;
        Ok((offer_in(envelope)?, Reply::Clear))
    }
}

/// `id` and `token` are not looked at: robots were seen to take any.
fn offer_in(envelope: Envelope) -> Result<String, OfferError> {
    if envelope.kind == "offer" { Ok(envelope.sdp) } else { Err(OfferError::Envelope) }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use crate::robot::con_ing::{Answer, AnswerError};
    use crate::robot::con_notify::ConNotify;

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
        let request = ConIngRequest::seal(&envelope, &key, &notify.public_key).unwrap();
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
        let request = ConIngRequest::seal(&envelope, &key, &notify.public_key).unwrap();
        assert_eq!(open(&request.to_body()), OfferError::Envelope);
        assert!(robot.open_legacy(b"v=0").is_err());
    }
}
