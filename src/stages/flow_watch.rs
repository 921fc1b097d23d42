//! What the flow stage asked, and what it saw so far.

use std::time::{Duration, Instant};

use crate::clock;
use crate::facts::waiting::Waiting;
use crate::facts::{LinkState, RequestEvidence, TopicEvidence};
use crate::robot::model::Model;
use crate::robot::topics::Topic;
use crate::text::format::{ms, ms_between};

use super::connection::Connection;
use super::conversation::Conversation;
use super::deadline::STOPPED;
use super::flow_link::LinkWatch;
use super::flow_warnings::{Change, Warnings, WatchedTopic};
use super::flow_wifi::WifiWatch;
use super::media::watch::MediaWatch;
use super::round_trips::RoundTrip;

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
    pub(super) media: MediaWatch,
    /// What the kernel had refused to send before.
    pub(super) refused_before: u64,
    pub(super) quality: LinkWatch,
    pub(super) wifi: WifiWatch,
    /// Only where a window was asked for.
    pub(super) warnings: Option<Warnings>,
    looked: Option<Instant>,
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

    /// Takes what became known of the link. What is to be told at once of its warnings.
    pub(super) fn look(
        &mut self,
        now: Instant,
        trips: &[RoundTrip],
        connection: &dyn Connection,
    ) -> Vec<Waiting> {
        let under_load = self.media.goes_by(connection);
        let trips_ms = self.quality.take(trips, connection.check_loss(), under_load);
        let looked = self.looked.replace(now);
        let roamed = self.wifi.look(now);
        let Some(warnings) = &mut self.warnings else { return Vec::new() };
        if looked.is_some_and(|looked| now.saturating_duration_since(looked) >= STOPPED) {
            warnings.was_stopped(now);
        }
        let talk = connection.messages();
        let topics = self.model.topics();
        let topics = topics.iter().filter_map(|topic| watched(topic, talk));
        let mut changes = warnings.look(now, topics, &trips_ms, self.quality.lost());
        changes.extend(roamed.into_iter().flat_map(|change| warnings.roamed(change)));
        changes.into_iter().map(told).collect()
    }

    /// Reads the radio once more, now that all is over. What is to be told of it.
    pub(super) async fn end(&mut self) -> Vec<Waiting> {
        self.ended = Some(clock::now());
        let change = self.wifi.end().await;
        let changes = self.warnings.as_mut().zip(change);
        let changes = changes.map(|(warnings, change)| warnings.roamed(change));
        changes.into_iter().flatten().map(told).collect()
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

fn told(change: Change) -> Waiting {
    Waiting::Warning { code: change.code, topic: change.topic, raised: change.raised }
}

/// `None` where it is not known how often the topic comes.
fn watched<'a>(topic: &'a Topic, talk: &Conversation) -> Option<WatchedTopic<'a>> {
    let usual = Duration::try_from_secs_f64(1.0 / topic.usual_hz).ok()?;
    let counts = talk.topics.get(topic.name);
    let so_far =
        counts.and_then(|counts| Duration::try_from_secs_f64(1.0 / counts.rate_hz()?).ok());
    Some(WatchedTopic {
        name: topic.name,
        period: so_far.map_or(usual, |so_far| so_far.max(usual)),
        last: counts.and_then(|counts| counts.last),
    })
}
