//! What is said on the channel: validation, topics, the link's end.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::outcome::Status;
use crate::facts::{
    AbortEvidence, Direction, EndedBy, FlowEvidence, FlowTimings, LinkEnd, LinkState,
    RequestEvidence, Stage, StageFacts, TopicEvidence, ValidationEvidence, ValidationTimings,
};
use crate::logs::event::Event;
use crate::logs::lines::text_of;
use crate::logs::marks::Moment;
use crate::robot::message::Message;
use crate::robot::robot_error::RobotError;
use crate::robot::validation;
use crate::text::redact::printable;

use super::{Seen, Session};

const MAX_TOPICS: usize = 64;
/// How much of a message is searched for its fields, bytes.
const SEARCHED: usize = 400;
const MOTION_SWITCHER: u32 = 1001;
/// An answer takes some ms; who was not answered for so long will not be.
const ANSWER_MS: f64 = 3000.0;

#[derive(Debug, Clone, Default)]
struct Topic {
    messages: u64,
    bytes: u64,
    first: Option<Moment>,
    last: Option<Moment>,
    longest_gap_ms: Option<f64>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Application {
    pub(super) first_message: Option<Moment>,
    pub(super) link: Option<LinkState>,
    shows_messages: bool,
    shows_sent: bool,
    challenge: Option<Moment>,
    /// What the last challenge asks; `None` where it is cut off.
    challenged: Option<String>,
    unreadable: u64,
    answers: u32,
    answer_right: Option<bool>,
    /// The robot's ABORT, once the channel was usable.
    pub(super) aborted: bool,
    robot_errors: Vec<RobotError>,
    last_error: Option<String>,
    topics: BTreeMap<String, Topic>,
    first_on_topic: Option<Moment>,
    heartbeats: u32,
    request: Option<RequestEvidence>,
    asked: Option<Moment>,
}

impl Application {
    fn topic(&mut self, name: &str) -> Option<&mut Topic> {
        let name = printable(name, 80);
        if self.topics.len() >= MAX_TOPICS && !self.topics.contains_key(&name) {
            return None;
        }
        Some(self.topics.entry(name).or_default())
    }

    fn count(&mut self, topic: &str, bytes: usize, at: Moment) {
        self.first_on_topic.get_or_insert(at);
        let Some(topic) = self.topic(topic) else { return };
        topic.messages += 1;
        topic.bytes += bytes as u64;
        let gap = topic.last.and_then(|last| at.since(last));
        topic.longest_gap_ms = match (topic.longest_gap_ms, gap) {
            (Some(longest), Some(gap)) => Some(longest.max(gap)),
            (longest, gap) => longest.or(gap),
        };
        topic.first.get_or_insert(at);
        topic.last = Some(at);
    }
}

impl Session {
    pub(super) fn application_event(&mut self, event: Event, seen: &Seen<'_>) -> bool {
        match event {
            Event::Message => self.message(seen),
            Event::MessageClassified => {
                let topic = seen.text("topic").unwrap_or_default();
                self.arrived(seen.at);
                match seen.text("type").as_deref() {
                    None => self.application.heartbeats += 1,
                    Some(_) if topic.starts_with("rt/") => self.on_topic(&topic, 0, seen.at),
                    Some(_) => {}
                }
            }
            Event::MessageSent => self.message_sent(seen),
            Event::Validated => {
                self.ladder.passed(Stage::Validation, seen.at);
                if self.application.shows_messages {
                    self.ladder.began(Stage::Flow, seen.at);
                }
            }
            Event::ValidationNeeded => {
                self.application.last_error = Some("Validation Needed.".to_owned());
            }
            _ => self.application.heartbeats += u32::from(!self.application.shows_messages),
        }
        true
    }

    fn arrived(&mut self, at: Moment) {
        self.application.shows_messages = true;
        self.application.first_message.get_or_insert(at);
        self.channel_proven(at);
    }

    fn on_topic(&mut self, topic: &str, bytes: usize, at: Moment) {
        self.application.count(topic, bytes, at);
        // The robot publishes nothing to whom it has not accepted.
        self.ladder.passed(Stage::Validation, at);
        self.ladder.passed(Stage::Flow, at);
    }

    fn message(&mut self, seen: &Seen<'_>) {
        self.arrived(seen.at);
        let Some(message) = seen.message() else { return };
        let head = text_of(&message[..message.len().min(SEARCHED)]);
        let topic = field(&head, "topic").unwrap_or_default();
        match field(&head, "type") {
            Some("validation") => match field(&head, "data") {
                Some("Validation Ok.") => {
                    self.ladder.passed(Stage::Validation, seen.at);
                    self.ladder.began(Stage::Flow, seen.at);
                }
                asked => {
                    let asked = asked.map(str::to_owned);
                    self.application.unreadable +=
                        u64::from(asked.as_deref().is_some_and(str::is_empty));
                    self.application.challenged = asked;
                    self.application.challenge.get_or_insert(seen.at);
                }
            },
            Some("heartbeat") => self.application.heartbeats += 1,
            Some("errors" | "add_error" | "rm_error") => {
                if let Ok(Message::Errors { change, errors }) = Message::parse(message) {
                    change.apply(&mut self.application.robot_errors, errors);
                }
            }
            Some("res") => self.response(&head, seen.at),
            Some("msg") => self.on_topic(topic, message.len(), seen.at),
            // A binary message: its JSON part stands within it.
            None if topic.starts_with("rt/") => self.on_topic(topic, message.len(), seen.at),
            _ => {}
        }
    }

    fn response(&mut self, head: &str, at: Moment) {
        if number(head, "api_id") == Some(i64::from(MOTION_SWITCHER)) {
            self.application.request = Some(RequestEvidence {
                api_id: MOTION_SWITCHER,
                code: number(head, "code"),
                answer_ms: self.application.asked.and_then(|asked| at.since(asked)),
                ..RequestEvidence::default()
            });
        }
    }

    fn message_sent(&mut self, seen: &Seen<'_>) {
        self.application.shows_sent = true;
        let Some(message) = seen.message().map(text_of) else { return };
        match field(&message, "type") {
            Some("validation") => {
                let known = &mut self.application;
                known.answers += 1;
                let right = known.challenged.as_deref().map(validation::answer);
                known.answer_right =
                    right.zip(field(&message, "data")).map(|(right, given)| right == given);
            }
            // This driver asks for pictures once the robot has accepted it, and not before.
            Some("vid") if seen.signature.program == "go2_ros2_sdk" => {
                self.ladder.passed(Stage::Validation, seen.at);
            }
            Some("subscribe") => {
                let topic = field(&message, "topic").unwrap_or_default();
                let _ = self.application.topic(topic);
            }
            Some("req") if number(&message, "api_id") == Some(i64::from(MOTION_SWITCHER)) => {
                self.application.asked = Some(seen.at);
            }
            _ => {}
        }
    }

    pub(super) fn validation_facts(&self) -> StageFacts {
        let known = &self.application;
        // Validation is timed from the usable channel on.
        let usable = self.usable_at();
        let since = |at: Option<Moment>| at?.since(usable?);
        StageFacts::Validation {
            timings: ValidationTimings {
                challenge_ms: since(known.challenge),
                ok_ms: since(self.ladder.passed_at(Stage::Validation)),
            },
            evidence: ValidationEvidence {
                answers_sent: known.shows_sent.then_some(known.answers),
                answer_right: known.answer_right,
                last_error: known.last_error.clone(),
                unreadable: (known.unreadable > 0).then_some(known.unreadable),
                ended: self.ended(Stage::Validation),
                ..Default::default()
            },
        }
    }

    /// The robot's ABORT ended the connection at that stage; a log does not show its causes.
    fn ended(&self, stage: Stage) -> Option<LinkEnd> {
        let abort = AbortEvidence { direction: Direction::In, causes: Vec::new() };
        let here = self.application.aborted && self.ladder.frontier() == stage;
        here.then_some(LinkEnd { by: EndedBy::Abort, abort: Some(abort) })
    }

    /// The request that was not answered, where the log goes on for long enough to say so.
    fn unanswered(&self) -> Option<RequestEvidence> {
        let end = self.closed.and_then(|at| at.stamp).or(self.last);
        let waited_ms = end?.since(self.application.asked?.stamp?)?;
        (waited_ms >= ANSWER_MS)
            .then(|| RequestEvidence { api_id: MOTION_SWITCHER, ..RequestEvidence::default() })
    }

    pub(super) fn flow_facts(&self, status: Status) -> StageFacts {
        let known = &self.application;
        let validated = self.ladder.passed_at(Stage::Validation);
        let stamp = validated.and_then(|at| at.stamp);
        let end = self.closed.and_then(|at| at.stamp).or(self.last);
        let window_ms = end.zip(stamp).and_then(|(end, start)| end.since(start));
        let shown = known.shows_messages && self.ladder.is_passed(Stage::Validation);
        StageFacts::Flow {
            timings: FlowTimings {
                first_message_ms: known
                    .first_on_topic
                    .zip(validated)
                    .and_then(|(first, start)| first.since(start)),
            },
            evidence: FlowEvidence {
                window_s: window_ms.filter(|_| shown).map(|ms| ms / 1000.0),
                topics: shown.then(|| known.topics.iter().map(topic_evidence).collect()),
                heartbeats: shown.then_some(known.heartbeats),
                request: known.request.clone().or_else(|| self.unanswered()),
                robot_errors: shown.then(|| listed(&known.robot_errors)),
                robot_error_sources: shown.then(|| sources(&known.robot_errors)),
                ended: self.ended(Stage::Flow),
                link: known.link.or(match status {
                    Status::Pass => Some(LinkState::Up),
                    // Whether STUN was still answered, it does not say.
                    _ => None,
                }),
                ..FlowEvidence::default()
            },
        }
    }
}

fn listed(errors: &[RobotError]) -> Vec<String> {
    errors.iter().map(ToString::to_string).collect()
}

fn sources(errors: &[RobotError]) -> Vec<i64> {
    let sources: BTreeSet<i64> = errors.iter().filter_map(RobotError::source).collect();
    sources.into_iter().collect()
}

fn topic_evidence((name, topic): (&String, &Topic)) -> TopicEvidence {
    let span_ms = topic.last.zip(topic.first).and_then(|(last, first)| last.since(first));
    TopicEvidence {
        name: name.clone(),
        messages: topic.messages,
        bytes: topic.bytes,
        rate_hz: span_ms
            .filter(|ms| topic.messages > 1 && *ms > 0.0)
            .map(|ms| (topic.messages - 1) as f64 / ms * 1000.0),
        longest_gap_ms: topic.longest_gap_ms,
    }
}

/// The text of a JSON field, wherever it stands and however it is spaced; the
/// first one of that name, since the message may be cut off behind it.
fn field<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let value = after(json, name)?.strip_prefix('"')?;
    value.split_once('"').map(|(text, _)| text)
}

fn number(json: &str, name: &str) -> Option<i64> {
    let value = after(json, name)?;
    let end = value.find(|c: char| c != '-' && !c.is_ascii_digit()).unwrap_or(value.len());
    value[..end].parse().ok()
}

fn after<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = json.split_once(&format!("\"{name}\""))?;
    Some(rest.trim_start().strip_prefix(':')?.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_however_they_are_written() {
        let json = r#"{"topic":"rt/x", "type" : "res", "data": {"code": -3203}"#;
        assert_eq!(field(json, "type"), Some("res"));
        assert_eq!(field(json, "topic"), Some("rt/x"));
        assert_eq!(number(json, "code"), Some(-3203));
        assert_eq!(field(json, "data"), None);
        assert_eq!(field("{\"type\": \"cut", "type"), None);
        assert_eq!(number("{\"code\": ", "code"), None);
    }
}
