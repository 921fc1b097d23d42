//! `POST /con_ing_…`: offer and answer, encrypted under a session key of ours.
//!
//! The request is JSON of `data1`, the envelope under AES, and `data2`, the session key under the
//! robot's RSA key. The answer is base64 of AES of JSON.

use std::net::IpAddr;

use rsa::rand_core::OsRng;
use rsa::traits::PublicKeyParts as _;
use rsa::{Pkcs1v15Encrypt, RsaPublicKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::access_point::ACCESS_POINT;
use super::base64_text;
use super::session_key::SessionKey;

/// The content type that the robot's clients send, though the body is JSON.
pub const CONTENT_TYPE: &str = "application/x-www-form-urlencoded";

/// The `id` of a client in the robot's own network or in a shared one.
const LOCAL_NETWORK_ID: &str = "STA_localNetwork";

/// What the robot writes in place of an SDP when another client holds its slot.
const REJECT: &str = "reject";

/// PKCS#1 v1.5 encryption costs so many bytes of each block (RFC 8017, section 7.2).
const RSA_PADDING: usize = 11;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// `STA_localNetwork`, or empty where the robot is the access point.
    #[serde(default)]
    pub id: String,
    pub sdp: String,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub token: String,
}

impl Envelope {
    pub fn offer(sdp: &str, robot: IpAddr) -> Self {
        let id = if robot.to_canonical() == ACCESS_POINT { "" } else { LOCAL_NETWORK_ID };
        Self { id: id.into(), sdp: sdp.into(), kind: "offer".into(), token: String::new() }
    }

    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a struct of texts is JSON")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConIngRequest {
    pub data1: String,
    /// The session key, under the robot's public key.
    pub data2: String,
}

impl ConIngRequest {
    /// Seals a text for the owner of `public_key`: an envelope, or what a driver sent, carried as it
    /// is. Fails only where the key is too small for any padding, which con_notify refuses before.
    pub fn seal(
        text: &str,
        session_key: &SessionKey,
        public_key: &RsaPublicKey,
    ) -> Result<Self, rsa::Error> {
        let data1 = session_key.seal(text);
        let sealed_key = encrypt_chunks(session_key.expose(), public_key)?;
        Ok(Self { data1, data2: base64_text::encode(sealed_key) })
    }

    pub fn to_body(&self) -> String {
        serde_json::to_string(self).expect("a struct of texts is JSON")
    }

    /// The robot's side: the RSA blocks of `data2`, to be decrypted one by one with a key of
    /// `key_bytes` and joined. `None` unless they are whole.
    pub fn key_blocks(&self, key_bytes: usize) -> Option<Vec<Vec<u8>>> {
        let sealed = base64_text::decode(self.data2.as_bytes()).ok()?;
        if key_bytes == 0 || sealed.len() % key_bytes != 0 {
            return None;
        }
        Some(sealed.chunks_exact(key_bytes).map(<[u8]>::to_vec).collect())
    }

    /// The robot's side: the envelope, once the session key is known.
    pub fn open(&self, session_key: &SessionKey) -> Option<Envelope> {
        serde_json::from_slice(&session_key.open(self.data1.as_bytes())?).ok()
    }
}

/// Encrypts in chunks of the key's size less the padding, each chunk one block.
fn encrypt_chunks(data: &[u8], public_key: &RsaPublicKey) -> Result<Vec<u8>, rsa::Error> {
    let room = public_key.size().saturating_sub(RSA_PADDING).max(1);
    let mut out = Vec::new();
    for chunk in data.chunks(room) {
        out.extend(public_key.encrypt(&mut OsRng, Pkcs1v15Encrypt, chunk)?);
    }
    Ok(out)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// Not base64, or not encrypted under our session key.
    #[error("the answer does not decrypt with our session key")]
    Undecipherable,
    /// Not a JSON object, or an `sdp` that is not text.
    #[error("the answer is not the JSON object we know")]
    NotJson,
    /// No body, or an object without an SDP.
    #[error("the answer contains no SDP")]
    Empty,
    /// The SDP is `reject`: another client holds the robot's slot.
    #[error("the robot is connected to another client")]
    Busy,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub sdp: String,
}

impl Answer {
    /// Reads the body of an answer from `/con_ing_…`.
    pub fn open(body: &[u8], session_key: &SessionKey) -> Result<Self, AnswerError> {
        if body.trim_ascii().is_empty() {
            return Err(AnswerError::Empty);
        }
        let json = session_key.open(body).ok_or(AnswerError::Undecipherable)?;
        Self::from_json(&json)
    }

    /// Reads an answer in clear, as the legacy port gives it.
    pub fn from_json(json: &[u8]) -> Result<Self, AnswerError> {
        if json.trim_ascii().is_empty() {
            return Err(AnswerError::Empty);
        }
        let Ok(Value::Object(mut fields)) = serde_json::from_slice(json) else {
            return Err(AnswerError::NotJson);
        };
        match fields.remove("sdp") {
            Some(Value::String(sdp)) if sdp.trim() == REJECT => Err(AnswerError::Busy),
            Some(Value::String(sdp)) if sdp.trim().is_empty() => Err(AnswerError::Empty),
            Some(Value::String(sdp)) => Ok(Self { sdp }),
            None | Some(Value::Null) => Err(AnswerError::Empty),
            Some(_) => Err(AnswerError::NotJson),
        }
    }
}

/// The robot's side: an answer as JSON; `None` refuses the client as busy.
pub fn answer_json(sdp: Option<&str>) -> String {
    let sdp = sdp.unwrap_or(REJECT);
    serde_json::json!({ "sdp": sdp, "type": "answer" }).to_string()
}

#[cfg(test)]
mod tests {
    use crate::robot::test_vectors::{corrupted, private_key, vectors};

    use super::*;

    fn session_key() -> SessionKey {
        let vectors = vectors();
        let text = vectors["con_ing"]["session_key"].as_str().expect("a key");
        SessionKey::from_bytes(text.as_bytes()).expect("32 bytes")
    }

    fn text(name: &str) -> String {
        vectors()["con_ing"][name].as_str().expect("a text").to_owned()
    }

    fn decrypt(blocks: Option<Vec<Vec<u8>>>) -> Vec<u8> {
        let key = private_key();
        let blocks = blocks.expect("whole blocks");
        blocks.iter().flat_map(|b| key.decrypt(Pkcs1v15Encrypt, b).expect("our key")).collect()
    }

    #[test]
    fn the_robot_reads_what_python_sealed() {
        let request = ConIngRequest { data1: text("data1"), data2: text("data2") };
        assert_eq!(decrypt(request.key_blocks(256)), session_key().expose());
        let envelope = request.open(&session_key()).expect("an envelope");
        assert_eq!(envelope.id, "STA_localNetwork");
        assert_eq!(envelope.kind, "offer");
        let long = ConIngRequest { data1: String::new(), data2: text("long_chunks") };
        assert_eq!(decrypt(long.key_blocks(256)), text("long_text").into_bytes());
    }

    #[test]
    fn the_robot_reads_what_we_seal() {
        let robot = "192.168.1.7".parse().expect("an address");
        let envelope = Envelope::offer("v=0\r\n", robot);
        let public_key = RsaPublicKey::from(private_key());
        let sealed =
            ConIngRequest::seal(&envelope.to_json(), &session_key(), &public_key).expect("sealed");
        let body: ConIngRequest = serde_json::from_str(&sealed.to_body()).expect("JSON");
        assert_eq!(decrypt(body.key_blocks(256)), session_key().expose());
        assert_eq!(body.open(&session_key()), Some(envelope));
    }

    #[test]
    fn long_data_is_cut_into_blocks() {
        let public_key = RsaPublicKey::from(private_key());
        let data = [9; 2 * (256 - RSA_PADDING) + 1];
        let sealed = encrypt_chunks(&data, &public_key).expect("sealed");
        assert_eq!(sealed.len(), 3 * 256);
        let request =
            ConIngRequest { data1: String::new(), data2: base64_text::encode(&sealed[..512]) };
        assert_eq!(decrypt(request.key_blocks(256)), data[..490]);
        let torn =
            ConIngRequest { data1: String::new(), data2: base64_text::encode(&sealed[..500]) };
        assert_eq!(torn.key_blocks(256), None);
        assert_eq!(torn.key_blocks(0), None);
    }

    #[test]
    fn the_envelope_has_no_id_for_an_access_point() {
        let id = |robot: &str| Envelope::offer("", robot.parse().expect("an address")).id;
        assert_eq!(id("192.168.12.1"), "");
        assert_eq!(id("::ffff:192.168.12.1"), "");
        assert_eq!(id("192.168.123.161"), "STA_localNetwork");
    }

    #[test]
    fn answers_are_told_apart() {
        let key = session_key();
        let open = |body: &str| Answer::open(body.as_bytes(), &key);
        assert_eq!(open(&text("answer_body")).map(|a| a.sdp), Ok("v=0\r\ns=answer\r\n".into()));
        assert_eq!(open(&text("reject_body")), Err(AnswerError::Busy));
        assert_eq!(open(&key.seal(&answer_json(None))), Err(AnswerError::Busy));
        assert_eq!(open(""), Err(AnswerError::Empty));
        assert_eq!(open("Not Found!"), Err(AnswerError::Undecipherable));
        assert_eq!(open(&base64_text::encode([1; 17])), Err(AnswerError::Undecipherable));
        assert_eq!(open(&key.seal("hello")), Err(AnswerError::NotJson));
        assert_eq!(open(&key.seal("[]")), Err(AnswerError::NotJson));
        assert_eq!(open(&key.seal("")), Err(AnswerError::Empty));
        assert_eq!(open(&key.seal(r#"{"sdp":7}"#)), Err(AnswerError::NotJson));
        for json in ["{}", r#"{"sdp":""}"#, r#"{"sdp":null}"#] {
            assert_eq!(open(&key.seal(json)), Err(AnswerError::Empty), "{json}");
        }
        assert_eq!(open(&key.seal(&answer_json(Some("v=0")))).map(|a| a.sdp), Ok("v=0".into()));
    }

    #[test]
    fn corrupted_bodies_never_panic() {
        let (key, mut rng) = (session_key(), fastrand::Rng::with_seed(5));
        let (answer, request) = (text("answer_body"), text("data1"));
        for _ in 0..1000 {
            let _ = Answer::open(&corrupted(answer.as_bytes(), &mut rng), &key);
            let _ = Answer::from_json(&corrupted(br#"{"sdp":"v=0","type":"answer"}"#, &mut rng));
            let mut damaged =
                || String::from_utf8_lossy(&corrupted(request.as_bytes(), &mut rng)).into();
            let request = ConIngRequest { data1: damaged(), data2: damaged() };
            let _ = (request.open(&key), request.key_blocks(256));
        }
    }
}
