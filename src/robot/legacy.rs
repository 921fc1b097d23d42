//! `POST :8081/offer`: the exchange of firmware before 1.1.1, in clear.
//!
//! The body is the same envelope as JSON, the answer the same object; see
//! [`con_ing`](super::con_ing).

use std::net::IpAddr;

use super::con_ing::{Answer, AnswerError, Envelope};

pub const PORT: u16 = 8081;

pub const PATH: &str = "/offer";

pub const CONTENT_TYPE: &str = "application/json";

pub fn request_body(offer_sdp: &str, robot: IpAddr) -> String {
    Envelope::offer(offer_sdp, robot).to_json()
}

/// The robot's side: the envelope of a request; `None` when it is none.
pub fn read_request(body: &[u8]) -> Option<Envelope> {
    serde_json::from_slice(body).ok()
}

pub fn read_answer(body: &[u8]) -> Result<Answer, AnswerError> {
    Answer::from_json(body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::robot::con_ing::answer_json;

    #[test]
    fn both_ends_agree() {
        let robot = "192.168.12.1".parse().expect("an address");
        let envelope =
            read_request(request_body("v=0\r\n", robot).as_bytes()).expect("an envelope");
        assert_eq!((envelope.sdp.as_str(), envelope.id.as_str()), ("v=0\r\n", ""));
        assert_eq!(read_request(b"v=0\r\n"), None);
        assert_eq!(read_answer(answer_json(None).as_bytes()), Err(AnswerError::Busy));
        assert_eq!(
            read_answer(answer_json(Some("v=0")).as_bytes()).map(|a| a.sdp),
            Ok("v=0".into())
        );
        assert_eq!(read_answer(b"<html>"), Err(AnswerError::NotJson));
    }
}
