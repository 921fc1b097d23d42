//! The offer's POST, as a task of its own.
//!
//! The robot may accept an offer although we stopped waiting, and then holds its slot for us.
//! So the POST is never dropped half-way: whoever ends the run asks it for its answer first.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinHandle;

use super::recorder::Recorder;
use crate::clock;
use crate::facts::timeline::Layer;
use crate::facts::{BrokenAnswer, HttpDialect, SdpReason};
use crate::robot::con_ing::{Answer, AnswerError, CONTENT_TYPE, ConIngRequest};
use crate::robot::con_notify::SignallingKey;
use crate::robot::legacy;
use crate::robot::session_key::SessionKey;

use crate::stack::Way;

use crate::net::post::post_with_fallback;
use crate::net::request::{PostError, PostRequest};

pub(super) enum Sealed {
    /// `/con_ing_…`: encrypted under a session key.
    ConIng {
        /// The path, from the robot's blob.
        path: String,
        body: String,
        session_key: SessionKey,
    },
    /// The legacy `/offer`: in clear.
    Legacy { body: String },
}

impl Sealed {
    /// `envelope` is what travels, whatever it is.
    pub(super) fn con_ing(key: &SignallingKey, envelope: &str) -> Result<Self, SdpReason> {
        let mut entropy = [0; 16];
        getrandom::fill(&mut entropy).map_err(|_| SdpReason::RsaKeyBad)?;
        let session_key = SessionKey::from_entropy(entropy);
        let request = ConIngRequest::seal(envelope, &session_key, &key.public_key)
            .map_err(|_| SdpReason::RsaKeyBad)?;
        Ok(Self::ConIng { path: key.path.clone(), body: request.to_body(), session_key })
    }

    pub(super) fn legacy(envelope: String) -> Self {
        Self::Legacy { body: envelope }
    }

    fn request(&self) -> (&str, &'static str, &str) {
        match self {
            Self::ConIng { path, body, .. } => (path, CONTENT_TYPE, body),
            Self::Legacy { body } => (legacy::PATH, legacy::CONTENT_TYPE, body),
        }
    }

    /// What is posted; the rest of the path is the robot's.
    fn name(&self) -> &'static str {
        match self {
            Self::ConIng { .. } => "POST /con_ing_…",
            Self::Legacy { .. } => "POST /offer",
        }
    }

    fn read(&self, body: &[u8]) -> Result<Answer, AnswerError> {
        match self {
            Self::ConIng { session_key, .. } => Answer::open(body, session_key),
            Self::Legacy { .. } => legacy::read_answer(body),
        }
    }
}

#[derive(Debug)]
pub(super) struct Reply {
    pub result: Result<Answer, Refusal>,
    pub dialect: Option<HttpDialect>,
    /// From the request to the answer's end, or to the refusal.
    pub took: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The robot's side or the network's.
    Reason(SdpReason, Option<u16>),
    /// Nothing came in time: the robot may have taken the offer all the same.
    Silence,
    Closed,
    /// An answer began: the robot most likely took the offer.
    Broken(BrokenAnswer),
    Local(String),
}

#[derive(Debug)]
pub(super) struct PendingAnswer {
    task: JoinHandle<Reply>,
}

impl PendingAnswer {
    pub(super) fn send(
        sealed: Sealed,
        address: SocketAddr,
        source: Option<IpAddr>,
        deadline: Instant,
        recorder: Arc<Recorder>,
    ) -> Self {
        Self { task: tokio::spawn(post(sealed, address, source, deadline, recorder)) }
    }

    /// Waits for the reply. Nothing is lost when this is dropped half-way.
    pub(super) async fn reply(&mut self) -> Reply {
        match (&mut self.task).await {
            Ok(reply) => reply,
            Err(error) => Reply {
                result: Err(Refusal::Local(error.to_string())),
                dialect: None,
                took: Duration::ZERO,
            },
        }
    }
}

impl Drop for PendingAnswer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn post(
    sealed: Sealed,
    address: SocketAddr,
    source: Option<IpAddr>,
    deadline: Instant,
    recorder: Arc<Recorder>,
) -> Reply {
    let started = clock::now();
    let (path, content_type, body) = sealed.request();
    let request = PostRequest {
        address,
        path,
        content_type: Some(content_type),
        body: body.as_bytes(),
        source,
        connect_within: deadline.saturating_duration_since(started),
        deadline: deadline.into(),
    };
    recorder.note(Way::Out, Layer::Http, address, sealed.name(), body.len());
    let posted = post_with_fallback(&request, None).await;
    recorder.answer(address, &posted);
    let took = clock::since(started);
    match posted {
        Ok(answer) => {
            let result = match answer.status {
                200 => sealed
                    .read(&answer.body)
                    .map_err(|error| Refusal::Reason(reason(error, answer.dialect), None)),
                status => Err(Refusal::Reason(SdpReason::HttpStatus, Some(status))),
            };
            Reply { result, dialect: Some(answer.dialect), took }
        }
        Err(error) => {
            let refusal = match (&error, error.broken()) {
                (_, Some(broken)) => Refusal::Broken(broken),
                (PostError::NoResponse, _) => Refusal::Silence,
                (PostError::ClosedWithoutAnswer, _) => Refusal::Closed,
                (error, _) if error.reason().is_some() => {
                    Refusal::Reason(SdpReason::NoAnswer, None)
                }
                (error, _) => Refusal::Local(error.to_string()),
            };
            Reply { result: Err(refusal), dialect: None, took }
        }
    }
}

fn reason(error: AnswerError, dialect: HttpDialect) -> SdpReason {
    match (error, dialect) {
        // The first POST may have been what took the slot: nothing is known of another client.
        (AnswerError::Busy, HttpDialect::Http10Raw) => SdpReason::NoAnswer,
        (AnswerError::Busy, HttpDialect::Http11) => SdpReason::Busy,
        (AnswerError::Undecipherable, _) => SdpReason::AnswerUndecipherable,
        (AnswerError::NotJson, _) => SdpReason::AnswerNotJson,
        (AnswerError::Empty, _) => SdpReason::AnswerEmpty,
    }
}
