//! What a driver sent instead of `{"id", "sdp", "type", "token"}`.

use serde_json::Value;

use crate::facts::proxy::{Change, Mending};
use crate::robot::con_ing::Envelope;
use crate::robot::offer_request::offer_in;

/// How a driver's text holds its description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// In an envelope, as the robot wants it.
    Envelope(String),
    /// In a form that the robot drops, and which.
    Other(String, &'static str),
    /// There is none.
    Nothing,
}

pub fn holds(text: &[u8]) -> Holds {
    if let Ok(sdp) = offer_in(text) {
        return Holds::Envelope(sdp);
    }
    let Ok(text) = std::str::from_utf8(text) else { return Holds::Nothing };
    if is_sdp(text) {
        return Holds::Other(text.to_owned(), "SDP");
    }
    match serde_json::from_str(text) {
        Ok(Value::String(sdp)) if is_sdp(&sdp) => Holds::Other(sdp, "\"SDP\""),
        Ok(Value::Object(fields)) => match fields.get("sdp") {
            Some(Value::String(sdp)) if is_sdp(sdp) && !is_answer(&fields) => {
                Holds::Other(sdp.clone(), "{sdp}")
            }
            _ => Holds::Nothing,
        },
        _ => Holds::Nothing,
    }
}

fn is_sdp(text: &str) -> bool {
    text.trim_start().starts_with("v=0")
}

/// An answer is no offer, whatever it is wrapped in.
fn is_answer(fields: &serde_json::Map<String, Value>) -> bool {
    fields.get("type").and_then(Value::as_str) == Some("answer")
}

pub fn change(before: &str) -> Change {
    let after = "{id, sdp, type, token}".into();
    Change { kind: Mending::Envelope, before: before.into(), after }
}

/// The spelling of a header that the robot does not know.
pub fn spelling() -> Change {
    Change {
        kind: Mending::Envelope,
        before: "content-length".into(),
        after: "Content-Length".into(),
    }
}

/// An envelope for this robot.
pub fn wrapped(sdp: &str, robot: std::net::IpAddr) -> String {
    Envelope::offer(sdp, robot).to_json()
}
