//! The robot's side of an offer: a request opened, and its answer wrapped in the same way.

use super::con_ing::{ConIngRequest, Envelope, answer_json};
use super::private_key::PrivateKey;
use super::session_key::SessionKey;

/// A session key needs one RSA block; more would only cost time.
const MAX_KEY_BLOCKS: usize = 4;

/// Why an offer gets no answer. The robot closes in silence on each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OfferError {
    /// The body is empty, not JSON, or without `data1` and `data2`.
    #[error("the body is not JSON with data1 and data2")]
    Body,
    /// The session key is not encrypted for this key, or of another size.
    #[error("the session key cannot be decrypted")]
    SessionKey,
    /// Not encrypted under the session key, or no envelope (a bare description, say).
    #[error("there is no offer in an envelope")]
    Envelope,
}

/// How the answer to an offer travels.
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

/// The text in the body of a con_ing request, whatever it is, and how its answer travels.
pub fn open_con_ing(body: &[u8], key: &PrivateKey) -> Result<(Vec<u8>, Reply), OfferError> {
    let request: ConIngRequest = serde_json::from_slice(body).map_err(|_| OfferError::Body)?;
    let blocks = request.key_blocks(key.size()).ok_or(OfferError::SessionKey)?;
    if blocks.len() > MAX_KEY_BLOCKS {
        return Err(OfferError::SessionKey);
    }
    let decrypted: Option<Vec<_>> = blocks.iter().map(|block| key.decrypt(block)).collect();
    let session = decrypted.and_then(|blocks| SessionKey::from_bytes(&blocks.concat()));
    let session = session.ok_or(OfferError::SessionKey)?;
    let text = session.open(request.data1.as_bytes()).ok_or(OfferError::Envelope)?;
    Ok((text, Reply::Sealed(session)))
}

/// The description in an envelope, as the robot reads it: `id` and `token` are not looked at, for
/// robots were seen to take any.
pub fn offer_in(text: &[u8]) -> Result<String, OfferError> {
    let envelope: Envelope = serde_json::from_slice(text).map_err(|_| OfferError::Envelope)?;
    if envelope.kind == "offer" { Ok(envelope.sdp) } else { Err(OfferError::Envelope) }
}
