//! The talk over the data channel, seen from our side: pure, time an argument.
//!
//! It keeps what the robot said and what that meant; the stages decide what to
//! say and when. Nothing here ever moves the robot.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::robot::binary::BinaryFrame;
use crate::robot::body::{BodyReading, JOINTS};
use crate::robot::lidar;
use crate::robot::message::{Message, RTT_PROBE, TRAFFIC_SAVING, VALIDATION_NEEDED, VALIDATION_OK};
use crate::robot::message_builder::inner_request_echo;
use crate::robot::robot_error::RobotError;
use crate::robot::state_form::StateForm;
use crate::robot::topics::{BMS_STATE, LOW_STATE, ROBOT_POSE, VOXEL_MAP};
use crate::text::redact::printable;

/// Topics kept of a robot that may name any number.
const MAX_TOPICS: usize = 64;

/// Characters kept of an answer: the motion switcher's has 32.
const MAX_ANSWER: usize = 256;

/// Messages within a shorter time were held up and came together.
const SHORTEST_SPAN: Duration = Duration::from_millis(200);

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct TopicCounts {
    pub messages: u64,
    pub bytes: u64,
    pub first: Option<Instant>,
    pub last: Option<Instant>,
    pub longest_gap: Option<Duration>,
}

impl TopicCounts {
    fn add(&mut self, at: Instant, bytes: usize) {
        if let Some(last) = self.last {
            let gap = at.saturating_duration_since(last);
            self.longest_gap = Some(self.longest_gap.map_or(gap, |longest| longest.max(gap)));
        }
        self.messages += 1;
        self.bytes += bytes as u64;
        self.first.get_or_insert(at);
        self.last = Some(at);
    }

    /// Messages a second, from two messages on; messages that came all at once have no rate.
    pub(super) fn rate_hz(&self) -> Option<f64> {
        let span = self.last?.saturating_duration_since(self.first?);
        let enough = self.messages > 1 && span >= SHORTEST_SPAN;
        enough.then(|| (self.messages - 1) as f64 / span.as_secs_f64())
    }
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Response {
    pub code: Option<i64>,
    pub at: Instant,
    /// The answer's own content, raw and cut.
    pub data: String,
}

/// The last of each that came, and when.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub battery_percent: Option<f64>,
    pub sport_mode: Option<i64>,
    pub height: Option<(f64, Instant)>,
    pub joints: Option<([f64; JOINTS], Instant)>,
}

impl Body {
    fn take(&mut self, at: Instant, reading: BodyReading) {
        self.battery_percent = reading.battery_percent.or(self.battery_percent);
        self.sport_mode = reading.sport_mode.or(self.sport_mode);
        self.height = reading.height.map(|height| (height, at)).or(self.height);
        self.joints = reading.joints.map(|joints| (joints, at)).or(self.joints);
    }
}

#[derive(Debug, Default)]
pub(super) struct Conversation {
    /// The last challenge and when the first came.
    pub challenge: Option<(String, Instant)>,
    pub answer_wanted: bool,
    /// When `Validation Ok.` came.
    pub validated: Option<Instant>,
    /// The robot's last complaint, escaped.
    pub last_error: Option<String>,
    pub heartbeats: u32,
    pub topics: BTreeMap<String, TopicCounts>,
    /// The form of the robot's first state message.
    pub state: Option<StateForm>,
    /// Answers to requests, by id.
    pub responses: BTreeMap<i64, Response>,
    /// What the robot last told of its body.
    pub body: Body,
    pub robot_errors: Vec<RobotError>,
    /// Point clouds that the published decoder opens.
    pub decodable_clouds: u64,
    /// Whether the robot agreed to stop saving traffic; `None` before it answers.
    pub traffic_saving_off: Option<bool>,
    /// Messages of kinds that mean nothing here, tolerated.
    pub unknown: u64,
    /// Messages that no robot is known to send: not JSON, no frame, a challenge without a text.
    pub unreadable: u64,
}

impl Conversation {
    /// Takes a message. Returns what has to be said at once, whatever the stage.
    pub(super) fn take(&mut self, at: Instant, text: bool, data: &[u8]) -> Option<String> {
        let parsed = if text {
            Message::parse(data).ok()
        } else {
            BinaryFrame::parse(data).ok().map(|frame| {
                self.decodable_clouds += u64::from(is_decodable_cloud(&frame));
                frame.message
            })
        };
        let Some(message) = parsed else {
            self.unreadable += 1;
            return None;
        };
        match message {
            Message::Validation { data } if data == VALIDATION_OK => {
                self.validated.get_or_insert(at);
                self.answer_wanted = false;
            }
            Message::Validation { data } if data.is_empty() => self.unreadable += 1,
            Message::Validation { data } => {
                let first = self.challenge.as_ref().map_or(at, |(_, first)| *first);
                self.challenge = Some((data, first));
                self.answer_wanted = true;
            }
            Message::Complaint { info } => {
                self.answer_wanted |= info == VALIDATION_NEEDED && self.challenge.is_some();
                self.last_error = Some(printable(&info, 120));
            }
            Message::Publication { topic, data: published } => {
                if topic == LOW_STATE.name {
                    self.state.get_or_insert_with(|| StateForm::of(&published));
                }
                if let Some(reading) = BodyReading::of(&topic, &published) {
                    self.body.take(at, reading);
                }
                self.count(at, topic, data.len());
            }
            Message::Response { identity, code, data, .. } => {
                if let (Some(id), true) = (identity.id, self.responses.len() < MAX_TOPICS) {
                    let data = data.chars().take(MAX_ANSWER).collect();
                    self.responses.entry(id).or_insert(Response { code, at, data });
                }
            }
            Message::Heartbeat => self.heartbeats += 1,
            Message::InnerRequest { kind, info } if kind == RTT_PROBE => {
                return Some(inner_request_echo(&info));
            }
            Message::InnerRequest { kind, info } if kind == TRAFFIC_SAVING => {
                self.traffic_saving_off = Some(info["execution"] == "ok");
            }
            Message::Errors { change, errors } => change.apply(&mut self.robot_errors, errors),
            Message::InnerRequest { .. }
            | Message::Subscription { .. }
            | Message::Request { .. }
            | Message::Track { .. }
            | Message::Unknown { .. } => self.unknown += 1,
        }
        None
    }

    fn count(&mut self, at: Instant, topic: String, bytes: usize) {
        // Those that we ask for are never crowded out.
        let asked = [LOW_STATE, ROBOT_POSE, BMS_STATE].iter().any(|known| known.name == topic)
            || topic == VOXEL_MAP;
        if asked || self.topics.len() < MAX_TOPICS || self.topics.contains_key(&topic) {
            self.topics.entry(topic).or_default().add(at, bytes);
        }
    }

    /// When the first message on any topic came.
    pub(super) fn first_publication(&self) -> Option<Instant> {
        self.topics.values().filter_map(|topic| topic.first).min()
    }

    pub(super) fn last_publication(&self) -> Option<Instant> {
        self.topics.values().filter_map(|topic| topic.last).max()
    }
}

fn is_decodable_cloud(frame: &BinaryFrame<'_>) -> bool {
    match &frame.message {
        Message::Publication { topic, data } if topic == VOXEL_MAP => {
            lidar::is_decodable(data, frame.payload)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::robot::message_builder::{
        challenge, inner_request, publication, validation_needed, validation_ok,
    };

    fn take(conversation: &mut Conversation, at: Instant, message: &str) -> Option<String> {
        conversation.take(at, true, message.as_bytes())
    }

    #[test]
    fn a_complaint_asks_for_the_answer_again_and_ok_ends_it() {
        let (mut talk, now) = (Conversation::default(), Instant::now());
        take(&mut talk, now, &validation_needed());
        assert!(!talk.answer_wanted, "there is no challenge to answer yet");
        take(&mut talk, now, &challenge("key"));
        assert!(talk.answer_wanted);
        talk.answer_wanted = false;
        take(&mut talk, now, &validation_needed());
        assert!(talk.answer_wanted);
        assert_eq!(talk.last_error.as_deref(), Some(VALIDATION_NEEDED));
        take(&mut talk, now, &validation_ok());
        assert!(!talk.answer_wanted);
        assert_eq!(talk.validated, Some(now));
    }

    #[test]
    fn a_rate_needs_two_messages() {
        let (mut talk, start) = (Conversation::default(), Instant::now());
        for at in [0, 500, 1000] {
            let message = publication("rt/lf/lowstate", &1);
            take(&mut talk, start + Duration::from_millis(at), &message);
            let rate = talk.topics["rt/lf/lowstate"].rate_hz();
            assert_eq!(rate, (at > 0).then_some(2.0));
        }
        let topic = &talk.topics["rt/lf/lowstate"];
        assert_eq!(topic.longest_gap, Some(Duration::from_millis(500)));
    }

    #[test]
    fn messages_that_come_all_at_once_have_no_rate() {
        let (mut talk, start) = (Conversation::default(), Instant::now());
        for at in 0..40 {
            let at = start + Duration::from_millis(at);
            take(&mut talk, at, &publication("rt/utlidar/robot_pose", &1));
        }
        assert_eq!(talk.topics["rt/utlidar/robot_pose"].rate_hz(), None);
    }

    #[test]
    fn a_round_trip_probe_is_echoed_and_junk_is_tolerated() {
        let (mut talk, now) = (Conversation::default(), Instant::now());
        let info = serde_json::json!({"req_type": RTT_PROBE, "uuid": "7"});
        let echo = take(&mut talk, now, &inner_request(&info)).expect("an echo");
        assert!(echo.contains("\"uuid\":\"7\""));
        assert_eq!(take(&mut talk, now, "{\"type\":\"from the future\"}"), None);
        assert_eq!(talk.take(now, false, &[0xff; 40]), None);
        assert_eq!((talk.unknown, talk.unreadable), (1, 1));
    }

    #[test]
    fn a_challenge_without_a_text_is_none() {
        let (mut talk, now) = (Conversation::default(), Instant::now());
        for data in ["", ",\"data\":null", ",\"data\":\"\""] {
            take(&mut talk, now, &format!("{{\"type\":\"validation\"{data}}}"));
        }
        assert_eq!((talk.challenge, talk.answer_wanted, talk.unreadable), (None, false, 3));
    }
}
