//! Messages on the data channel: JSON objects with a `type`, read here and built in
//! [`message_builder`](super::message_builder).
//!
//! Whatever is unknown is tolerated and named, never refused: firmware adds types.

use serde_json::{Map, Value};

use crate::text::redact::printable;

use super::robot_error::{ErrorChange, RobotError};

/// What the robot sends when the answer to its challenge was right.
pub const VALIDATION_OK: &str = "Validation Ok.";
/// What the robot sends when something came before a right answer.
pub const VALIDATION_NEEDED: &str = "Validation Needed.";
/// The inner request that has to be echoed; the misspelling is the robot's.
pub const RTT_PROBE: &str = "rtt_probe_send_from_mechine";

/// The inner request that asks the robot to send all that it has, point clouds among it.
pub const TRAFFIC_SAVING: &str = "disable_traffic_saving";

/// The longest message that is read, bytes. Topics in JSON are a few KiB; point clouds come in
/// binary frames, split at about 66,000 bytes.
pub const MAX_MESSAGE_BYTES: usize = 1024 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    #[error("a message of {0} bytes is more than {MAX_MESSAGE_BYTES}")]
    TooLong(usize),
    /// Not a JSON object with a text `type`.
    #[error("the message is not a JSON object with a type")]
    NotAMessage,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Message {
    /// From the robot a challenge or [`VALIDATION_OK`], to it the answer.
    Validation { data: String },
    /// `err`: a complaint, [`VALIDATION_NEEDED`] for instance.
    Complaint {
        /// The text, raw: escape it before it is shown.
        info: String,
    },
    /// `msg`: something published on a topic.
    Publication { topic: String, data: Value },
    /// `subscribe` (`on`), or `unsubscribe`.
    Subscription { topic: String, on: bool },
    /// `req`: a call to one of the robot's services.
    Request { topic: String, identity: Identity, parameter: String },
    /// `res`: the answer to a request. It is matched by the id.
    Response {
        topic: String,
        /// Id and api id, copied from the request.
        identity: Identity,
        /// 0 is success; 3203 says that the api is not served in this mode.
        code: Option<i64>,
        data: String,
    },
    /// `heartbeat`: the client's, or the robot's echo of it.
    Heartbeat,
    /// `rtc_inner_req`: talk between the two ends about the connection itself.
    InnerRequest {
        /// What is asked, [`RTT_PROBE`] for instance; empty when it is not said.
        kind: String,
        info: Value,
    },
    /// `errors`, `add_error`, `rm_error`: faults that the robot knows of itself.
    Errors { change: ErrorChange, errors: Vec<RobotError> },
    /// `vid`, `aud`: begins or ends to send a track. The robot does not acknowledge it.
    Track { track: Track, on: bool },
    /// A type that this program does not use (`rtc_report`), or never heard of.
    Unknown {
        /// The type, escaped and bounded.
        kind: String,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Track {
    Video,
    Audio,
}

impl Track {
    /// The type of the message that switches it.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Video => "vid",
            Self::Audio => "aud",
        }
    }

    fn switched(kind: &str, data: &Value) -> Option<Message> {
        let track = [Self::Video, Self::Audio].into_iter().find(|track| track.kind() == kind)?;
        let on = match data.as_str()? {
            "on" => true,
            "off" => false,
            _ => return None,
        };
        Some(Message::Track { track, on })
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Identity {
    /// Chosen by the client, see [`request_id`](super::message_builder::request_id).
    pub id: Option<i64>,
    pub api_id: Option<i64>,
}

impl Message {
    pub fn parse(bytes: &[u8]) -> Result<Self, MessageError> {
        if bytes.len() > MAX_MESSAGE_BYTES {
            return Err(MessageError::TooLong(bytes.len()));
        }
        let Ok(Value::Object(mut fields)) = serde_json::from_slice(bytes) else {
            return Err(MessageError::NotAMessage);
        };
        let Some(Value::String(kind)) = fields.remove("type") else {
            return Err(MessageError::NotAMessage);
        };
        Ok(Self::from_fields(&kind, fields))
    }

    fn from_fields(kind: &str, mut fields: Map<String, Value>) -> Self {
        let topic = text(fields.remove("topic"));
        let data = fields.remove("data").unwrap_or_default();
        let info = fields.remove("info").unwrap_or_default();
        match kind {
            "validation" => Self::Validation { data: text(Some(data)) },
            "err" => Self::Complaint { info: text(Some(info)) },
            "msg" => Self::Publication { topic, data },
            "subscribe" => Self::Subscription { topic, on: true },
            "unsubscribe" => Self::Subscription { topic, on: false },
            // One client says `request`; the robot itself says `res`, others `response`.
            "req" | "request" => Self::Request {
                topic,
                identity: Identity::of(&data),
                parameter: text(data.get("parameter").cloned()),
            },
            "res" | "response" => Self::Response {
                topic,
                identity: Identity::of(&data),
                code: data.pointer("/header/status/code").and_then(Value::as_i64),
                data: text(data.get("data").cloned()),
            },
            "heartbeat" => Self::Heartbeat,
            // The robot puts the content in `info`, the clients in `data`.
            "rtc_inner_req" => {
                let info = if info.is_null() { data } else { info };
                Self::InnerRequest { kind: text(info.get("req_type").cloned()), info }
            }
            _ => match ErrorChange::from_kind(kind) {
                Some(change) => Self::Errors { change, errors: RobotError::list(&data) },
                None => Track::switched(kind, &data)
                    .unwrap_or_else(|| Self::Unknown { kind: printable(kind, 32) }),
            },
        }
    }
}

impl Identity {
    fn of(data: &Value) -> Self {
        let number = |name: &str| data.pointer("/header/identity")?.get(name)?.as_i64();
        Self { id: number("id"), api_id: number("api_id") }
    }
}

/// A text as it is, anything else as JSON, nothing as nothing.
fn text(value: Option<Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text,
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::test_support::corrupted;

    use super::*;

    fn parse(value: Value) -> Message {
        Message::parse(value.to_string().as_bytes()).expect("a message")
    }

    #[test]
    fn the_robots_messages_are_read() {
        let ok = parse(json!({"type": "validation", "data": "Validation Ok."}));
        assert_eq!(ok, Message::Validation { data: VALIDATION_OK.into() });
        let needed = parse(json!({"type": "err", "info": "Validation Needed."}));
        assert_eq!(needed, Message::Complaint { info: VALIDATION_NEEDED.into() });
        assert_eq!(
            parse(json!({"type": "msg", "topic": "rt/lf/lowstate", "data": {"soc": 80}})),
            Message::Publication { topic: "rt/lf/lowstate".into(), data: json!({"soc": 80}) }
        );
        assert_eq!(parse(json!({"type": "heartbeat", "data": {}})), Message::Heartbeat);
        let info = json!({"req_type": RTT_PROBE, "uuid": 7});
        assert_eq!(
            parse(json!({"type": "rtc_inner_req", "info": info})),
            Message::InnerRequest { kind: RTT_PROBE.into(), info }
        );
    }

    #[test]
    fn a_response_carries_id_and_code() {
        let identity = json!({"id": 59_833_042, "api_id": 1001});
        let header = json!({"identity": identity, "status": {"code": 3203}});
        let data = json!({"header": header, "data": "{\"name\":\"mcf\"}"});
        let Message::Response { identity, code, data, .. } =
            parse(json!({"type": "res", "topic": "rt/api/x/response", "data": data}))
        else {
            panic!("not a response")
        };
        assert_eq!(identity, Identity { id: Some(59_833_042), api_id: Some(1001) });
        assert_eq!((code, data.as_str()), (Some(3203), "{\"name\":\"mcf\"}"));
        let Message::Response { identity, code, .. } = parse(json!({"type": "res"})) else {
            panic!("not a response")
        };
        assert_eq!((identity, code), (Identity::default(), None), "unknown is none, not 0");
    }

    #[test]
    fn unknown_types_are_tolerated_and_named() {
        assert_eq!(parse(json!({"type": "vid"})), Message::Unknown { kind: "vid".into() });
        assert_eq!(
            parse(json!({"type": "aud", "topic": "", "data": "on"})),
            Message::Track { track: Track::Audio, on: true }
        );
        let Message::Unknown { kind } = parse(json!({"type": "\u{1b}[2J".repeat(20)})) else {
            panic!("known?")
        };
        assert!(!kind.contains('\u{1b}') && kind.chars().count() <= 32, "{kind}");
    }

    #[test]
    fn what_is_no_message_is_refused() {
        for bytes in ["", "hello", "[]", "{}", r#"{"type":1}"#] {
            assert_eq!(Message::parse(bytes.as_bytes()), Err(MessageError::NotAMessage), "{bytes}");
        }
        assert_eq!(Message::parse(&[0xff; 8]), Err(MessageError::NotAMessage));
        let long = vec![b' '; MAX_MESSAGE_BYTES + 1];
        assert_eq!(Message::parse(&long), Err(MessageError::TooLong(MAX_MESSAGE_BYTES + 1)));
        let deep = "[".repeat(100_000);
        assert_eq!(Message::parse(deep.as_bytes()), Err(MessageError::NotAMessage));
    }

    #[test]
    fn corrupted_messages_never_panic() {
        let mut rng = fastrand::Rng::with_seed(17);
        let message =
            json!({"type": "res", "topic": "rt/api/sport/response", "info": {"req_type": 1},
            "data": {"header": {"identity": {"id": 1, "api_id": 2}, "status": {"code": 0}}}})
            .to_string();
        for _ in 0..3000 {
            let _ = Message::parse(&corrupted(message.as_bytes(), &mut rng));
        }
    }
}
