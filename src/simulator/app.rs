//! The robot's application above the data channel: validation, topics,
//! requests. Pure: messages in, messages out, time is an argument.
//!
//! It never moves anything, and answers every sport request as if it had.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::robot::message::{Identity, Message, RTT_PROBE};
use crate::robot::message_builder as say;
use crate::robot::topics::{
    CODE_NOT_SERVED, MOTION_SWITCHER_CHECK_MODE, MOTION_SWITCHER_REQUEST, SPORT_REQUEST,
    response_topic,
};
use crate::robot::validation;

use super::fault::Fault;
use super::fault_setting::{Faults, Hold};
use super::journal::{Sight, shown};
use super::telemetry::Published;

/// A client that does not read gets nothing more beyond so many messages.
const MAX_QUEUED: usize = 256;
/// An echoed identifier is cut to so many characters.
const MAX_UUID: usize = 64;

/// One client's conversation with the application.
pub struct App {
    random: fastrand::Rng,
    challenge_hold: Hold,
    data_hold: Hold,
    opened: Option<Instant>,
    challenge_due: Option<Instant>,
    key: Option<String>,
    validated: bool,
    probe_due: Option<Instant>,
    publications: Vec<(Published, Option<Instant>)>,
    outgoing: VecDeque<String>,
    sights: VecDeque<Sight>,
}

impl App {
    /// An application that waits for its channel. `seed` governs the
    /// challenge, identifiers and the phase of what is published.
    pub fn new(seed: u64, faults: &Faults) -> Self {
        Self {
            random: fastrand::Rng::with_seed(seed),
            challenge_hold: faults.hold(Fault::ValidationSilent),
            data_hold: faults.hold(Fault::NoData),
            opened: None,
            challenge_due: None,
            key: None,
            validated: false,
            probe_due: None,
            publications: Vec::new(),
            outgoing: VecDeque::new(),
            sights: VecDeque::new(),
        }
    }

    /// A DCEP OPEN came in. The robot's peer ignores one with an empty label
    /// and takes any protocol (KVS from v1.7.3 on).
    pub fn channel_opened(&mut self, now: Instant, id: u16, label: &str) {
        let ignored = label.is_empty() || self.opened.is_some();
        self.sights.push_back(Sight::ChannelOpened { id, label: shown(label), ignored });
        if ignored {
            return;
        }
        self.opened = Some(now);
        self.challenge_due = match self.challenge_hold {
            Hold::No => Some(now),
            Hold::For(delay) => Some(now + delay),
            Hold::Forever => None,
        };
        self.handle_timeout(now);
    }

    /// A user message. What comes before the OPEN is dropped, as are binary
    /// messages and what is no message at all.
    pub fn handle_message(&mut self, now: Instant, text: bool, data: &[u8]) {
        if self.opened.is_none() || !text {
            return;
        }
        match Message::parse(data) {
            Err(_) => {}
            Ok(Message::Validation { data }) => self.validate(now, &data),
            Ok(_) if !self.validated => self.ask_for_validation(),
            Ok(Message::Heartbeat) => self.say(String::from_utf8_lossy(data).into_owned()),
            Ok(message) => self.serve(now, message),
        }
    }

    fn validate(&mut self, now: Instant, answer: &str) {
        if self.key.as_deref().is_none_or(|key| answer != validation::answer(key)) {
            self.ask_for_validation();
            return;
        }
        self.say(say::validation_ok());
        if !self.validated {
            self.validated = true;
            self.sights.push_back(Sight::Validated);
            self.probe_due = Some(now + self.probe_pause());
        }
    }

    /// Before the challenge went out the robot has nothing to ask for.
    fn ask_for_validation(&mut self) {
        if self.key.is_some() {
            self.say(say::validation_needed());
            self.sights.push_back(Sight::ValidationNeeded);
        }
    }

    /// A message of a validated client. Types that are not here (`vid`, `aud`
    /// and whatever else) are taken in silence.
    fn serve(&mut self, now: Instant, message: Message) {
        match message {
            Message::Subscription { topic, on: true } => self.subscribe(now, &topic),
            Message::Subscription { topic, on: false } => {
                self.publications.retain(|(published, _)| published.topic().name != topic);
                self.sights.push_back(Sight::Unsubscribed { topic: shown(&topic) });
            }
            Message::Request { topic, identity, .. } => self.request(&topic, identity),
            Message::InnerRequest { kind, info } => self.inner_request(&kind, &info),
            _ => {}
        }
    }

    fn subscribe(&mut self, now: Instant, topic: &str) {
        self.sights.push_back(Sight::Subscribed { topic: shown(topic) });
        let Some(published) = Published::named(topic) else { return };
        if self.publications.iter().any(|(known, _)| *known == published) {
            return;
        }
        // The publisher runs already: the client meets it at any phase.
        let phase = published.period().mul_f64(self.random.f64());
        let first = match self.data_hold {
            Hold::No => Some(now + phase),
            Hold::For(delay) => Some(now + delay + phase),
            Hold::Forever => None,
        };
        self.publications.push((published, first));
    }

    /// A request to one of the services that the simulated robot has; a
    /// service that it has not answers as little as on the robot.
    fn request(&mut self, topic: &str, identity: Identity) {
        let (Some(_), Some(api_id), Some(answer_topic)) =
            (identity.id, identity.api_id, response_topic(topic))
        else {
            return;
        };
        let (code, result) = match topic {
            SPORT_REQUEST => (0, ""),
            MOTION_SWITCHER_REQUEST if api_id == i64::from(MOTION_SWITCHER_CHECK_MODE) => {
                (0, r#"{"form":"0","name":"mcf"}"#)
            }
            MOTION_SWITCHER_REQUEST => (CODE_NOT_SERVED, ""),
            _ => return,
        };
        self.say(say::response(&answer_topic, identity, code, result));
        self.sights.push_back(Sight::Request { topic: shown(topic), api_id, code });
    }

    /// Requests to the peer itself.
    fn inner_request(&mut self, kind: &str, request: &Value) {
        let (name, value) = match kind {
            "public_network_status" => ("status", "NetworkStatus.ON_WIFI_CONNECTED"),
            "disable_traffic_saving" => ("execution", "ok"),
            // An echoed probe, or something that this robot does not know.
            _ => return,
        };
        let mut info = json!({"req_type": kind, name: value});
        if let Some(uuid) = request["uuid"].as_str() {
            info["uuid"] = uuid.chars().take(MAX_UUID).collect::<String>().into();
        }
        self.say(say::inner_request(&info));
    }

    /// When something is due.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.publications
            .iter()
            .filter_map(|(_, due)| *due)
            .chain(self.challenge_due)
            .chain(self.probe_due)
            .min()
    }

    /// Says what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        let Some(opened) = self.opened else { return };
        let elapsed = now.saturating_duration_since(opened);
        if self.challenge_due.take_if(|due| *due <= now).is_some() {
            let key = format!("{:032x}", self.random.u128(..));
            self.say(say::challenge(&key));
            self.key = Some(key);
            self.sights.push_back(Sight::Challenged);
        }
        if self.probe_due.take_if(|due| *due <= now).is_some() {
            let uuid = format!("{:032x}", self.random.u128(..));
            self.say(say::inner_request(&json!({"req_type": RTT_PROBE, "uuid": uuid})));
            self.probe_due = Some(now + self.probe_pause());
        }
        for at in 0..self.publications.len() {
            let (published, due) = self.publications[at];
            let Some(due) = due.filter(|due| *due <= now) else { continue };
            self.say(published.message(elapsed));
            // Keeps its rate when called a little late, and does not catch up
            // in a burst when called much too late.
            let next = (due + published.period()).max(now);
            self.publications[at].1 = Some(next);
        }
    }

    /// The next message to send, JSON text.
    pub fn poll_message(&mut self) -> Option<String> {
        self.outgoing.pop_front()
    }

    /// The next thing that the application saw.
    pub fn poll_sight(&mut self) -> Option<Sight> {
        self.sights.pop_front()
    }

    /// Whether the client answered the challenge.
    pub fn is_validated(&self) -> bool {
        self.validated
    }

    fn say(&mut self, message: String) {
        if self.outgoing.len() < MAX_QUEUED {
            self.outgoing.push_back(message);
        }
    }

    /// How long until the robot measures the round trip again.
    fn probe_pause(&mut self) -> Duration {
        Duration::from_secs(1) + Duration::from_secs(2).mul_f64(self.random.f64())
    }
}

#[cfg(test)]
mod tests;
