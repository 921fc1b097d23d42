//! What `flow` measured.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::end::LinkEnd;
use super::ice::{CheckLoss, SendRefusals};
use super::link_quality::{LinkQuality, LinkWarning};
use super::media::{ENOUGH_TO_MISS, MediaTrack};
use super::sctp::DataChunks;
use super::wifi::WifiWatched;
use crate::robot::model::Model;
use crate::robot::state_form::StateForm;
use crate::robot::topics::{CODE_NOT_SERVED, Topic};

/// When data began to flow, from the validation on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlowTimings {
    /// The first message on a subscribed topic.
    pub first_message_ms: Option<f64>,
}

/// What flowed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FlowEvidence {
    /// How long the stage watched, s.
    pub window_s: Option<f64>,
    /// Each subscribed topic.
    pub topics: Option<Vec<TopicEvidence>>,
    /// The model that it was spoken to as: what it was asked fits that one.
    pub spoken_as: Option<Model>,
    /// What the first message on `rt/lf/lowstate` held; null without one.
    pub state: Option<StateForm>,
    /// Heartbeats sent.
    pub heartbeats_sent: Option<u32>,
    /// Heartbeats that the robot echoed.
    pub heartbeats: Option<u32>,
    /// The non-moving request and its answer.
    pub request: Option<RequestEvidence>,
    /// The link at the window's end.
    pub link: Option<LinkState>,
    /// How the robot ended the connection, where it did.
    pub ended: Option<LinkEnd>,
    /// From the last message on any topic to the window's end, ms; null without any.
    pub quiet_ms: Option<f64>,
    /// From the last answered connectivity check to the window's end, ms.
    pub consent_age_ms: Option<f64>,
    /// DATA chunks of the whole connection, and how many of them went or came more than once.
    pub data: Option<DataChunks>,
    /// Faults that the robot itself reported, in its own numbers.
    pub robot_errors: Option<Vec<String>>,
    /// The parts of the robot that these name, each once: 100 communication, 200 fans, 300 motors;
    /// others have no known meaning.
    pub robot_error_sources: Option<Vec<i64>>,
    /// The result of the connectivity checks of the whole connection.
    pub check_loss: Option<CheckLoss>,
    /// Datagrams that this machine itself refused to send while data flowed; null where there were
    /// none.
    pub send_refusals: Option<SendRefusals>,
    /// Round trips, jitter and losses of the link; null where no check of this stage was seen.
    pub link_quality: Option<LinkQuality>,
    /// This machine's Wi-Fi meanwhile, read every 5 s; null where the robot is not reached by one, or
    /// the system does not tell fast enough.
    pub wifi: Option<WifiWatched>,
    /// What arose and what was over while the stage watched, 100 at most; null unless `--window`
    /// was given.
    pub warnings: Option<Vec<LinkWarning>>,
    /// What came of camera, microphone and LiDAR, one object each; null where none was asked for.
    pub media: Option<Vec<MediaTrack>>,
}

impl FlowEvidence {
    /// Whether media that did not come were waited for long enough, on a link that lived.
    pub fn misses_media(&self) -> bool {
        let lived = matches!(self.link, Some(LinkState::Up | LinkState::Silent));
        lived && self.window_s.is_some_and(|it| it >= ENOUGH_TO_MISS.as_secs_f64())
    }
}

/// One subscribed topic.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TopicEvidence {
    /// The topic.
    pub name: String,
    /// Messages received.
    pub messages: u64,
    /// Bytes received.
    pub bytes: u64,
    /// Messages a second; null below two messages, and while all came within 0.2 s.
    pub rate_hz: Option<f64>,
    /// Longest pause between two messages, ms; null below two messages.
    pub longest_gap_ms: Option<f64>,
}

/// How a topic departs from what users report for a good link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TopicOddity {
    Silent,
    Slow,
    /// As many as usual, with a pause far longer than usual.
    Bursty,
}

impl TopicEvidence {
    pub fn oddity(&self, window_s: f64) -> Option<TopicOddity> {
        let topic = Topic::named(&self.name)?;
        let window = Duration::try_from_secs_f64(window_s).ok()?;
        let pause = self.longest_gap_ms.and_then(|ms| Duration::try_from_secs_f64(ms / 1e3).ok());
        // A topic that only began late comes at its rate from then on.
        let below = self.rate_hz.is_none_or(|rate| rate < topic.slow_hz);
        if self.messages == 0 {
            Some(TopicOddity::Silent)
        } else if below && topic.is_slow(self.messages, window) {
            Some(TopicOddity::Slow)
        } else if pause.is_some_and(|pause| topic.is_long_pause(pause)) {
            Some(TopicOddity::Bursty)
        } else {
            None
        }
    }
}

/// The non-moving request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RequestEvidence {
    /// The api id asked: 1001 queries the motion switcher.
    pub api_id: u32,
    /// The status code of the answer; null without one.
    pub code: Option<i64>,
    /// From request to answer, ms; null without one.
    pub answer_ms: Option<f64>,
    /// How often it was asked until then, three times at most.
    pub asked: Option<u32>,
}

impl RequestEvidence {
    pub fn is_answered(&self) -> bool {
        self.answer_ms.is_some() || self.code.is_some()
    }

    /// Whether the robot does not serve it in its present mode.
    pub fn is_not_served(&self) -> bool {
        self.code == Some(CODE_NOT_SERVED)
    }
}

/// The link at the end of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LinkState {
    /// Alive.
    Up,
    /// STUN is no longer answered: in a check for 2.5 s in which nothing else came either, or for
    /// ten checks; in a log for as long as its stack waits.
    ConsentLost,
    /// The robot closed it.
    ClosedByPeer,
    /// STUN is answered, but no data comes.
    Silent,
}
