//! What the flow stage asked, and what it saw so far.

use std::time::Instant;

use crate::facts::{LinkState, RequestEvidence, TopicEvidence};
use crate::robot::model::Model;
use crate::text::format::{ms, ms_between};

use super::conversation::Conversation;

#[derive(Debug, Default)]
pub(super) struct FlowWatch {
    /// The model that is spoken to.
    pub(super) model: Model,
    pub(super) started: Option<Instant>,
    pub(super) ended: Option<Instant>,
    pub(super) request: Option<(i64, Instant)>,
    /// How often it was sent.
    pub(super) asked: u32,
    pub(super) heartbeats_sent: u32,
    pub(super) link: Option<LinkState>,
    /// What the kernel had refused to send before.
    pub(super) refused_before: u64,
}

impl FlowWatch {
    pub(super) fn topics(&self, talk: &Conversation) -> Vec<TopicEvidence> {
        let topic = |name: &str| {
            let counts = talk.topics.get(name).cloned().unwrap_or_default();
            TopicEvidence {
                name: name.to_owned(),
                messages: counts.messages,
                bytes: counts.bytes,
                rate_hz: counts.rate_hz(),
                longest_gap_ms: counts.longest_gap.map(ms),
            }
        };
        self.model.topics().map(|topic_of| topic(topic_of.name)).into()
    }

    pub(super) fn request(&self, talk: &Conversation) -> Option<RequestEvidence> {
        let (id, sent) = self.request?;
        let response = talk.responses.get(&id);
        Some(RequestEvidence {
            api_id: self.model.question().1,
            code: response.and_then(|response| response.code),
            answer_ms: ms_between(Some(sent), response.map(|response| response.at)),
            asked: Some(self.asked),
        })
    }
}
