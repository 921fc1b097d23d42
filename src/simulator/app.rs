//! The robot's application above the data channel: validation, topics, requests. Pure: messages in,
//! messages out, time is an argument.
//!
//! Its body is a few numbers: it stands, sits and waves in what it publishes. It answers every other
//! sport request as if it had moved.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::robot::message::{Identity, Message, RTT_PROBE, TRAFFIC_SAVING, Track};
use crate::robot::message_builder;
use crate::robot::model::Model;
use crate::robot::topics::{
    CODE_NOT_SERVED, GET_FSM_ID, LIDAR_SWITCH, MOTION_SWITCHER_CHECK_MODE, MOTION_SWITCHER_REQUEST,
    SPORT_REQUEST, response_topic,
};
use crate::robot::validation;

use super::body::Body;
use super::fault::Fault;
use super::fault_setting::{Faults, Hold};
use super::hostile_faults;
use super::journal::{RobotEvent, shown};
use super::publisher::{OutgoingMessage, Publisher};
use super::telemetry::Published;

/// A client that does not read gets nothing more beyond so many messages.
const MAX_QUEUED: usize = 256;
/// An echoed identifier is cut to so many characters.
const MAX_UUID: usize = 64;

const LONG_CHALLENGE: usize = 60_000;
/// Right answers that a robot refuses before it takes one.
const REFUSED_FIRST: u32 = 2;
/// Faults that a robot reports of itself: time, source and code.
const OWN_FAULTS: [[i64; 3]; 3] =
    [[1_795_356_164, 100, 1], [1_795_356_164, 300, 16], [1_795_356_170, 200, 4]];

#[derive(Default)]
pub struct App {
    random: fastrand::Rng,
    faults: Faults,
    model: Model,
    opened: Option<Instant>,
    challenge_due: Option<Instant>,
    key: Option<String>,
    right_answers: u32,
    validated: bool,
    abort_wanted: bool,
    probe_due: Option<Instant>,
    /// When a robot that means harm speaks next, and how often it did.
    burst_due: Option<Instant>,
    bursts: usize,
    publisher: Publisher,
    body: Body,
    /// Messages that switched the LiDAR on.
    lidar_switched: u32,
    /// Tracks that were switched and not yet taken note of.
    tracks: Vec<(Track, bool)>,
    /// Answers of a slow motion controller, and when each is due.
    late: Vec<(Instant, String)>,
    outgoing: VecDeque<OutgoingMessage>,
    events: VecDeque<RobotEvent>,
}

impl App {
    /// An application that waits for its channel. `seed` governs the challenge, identifiers and the
    /// phase of what is published.
    pub fn new(seed: u64, faults: &Faults) -> Self {
        Self {
            random: fastrand::Rng::with_seed(seed),
            faults: faults.clone(),
            publisher: Publisher::new(faults),
            ..Self::default()
        }
    }

    /// The same of another model.
    pub fn of_model(self, model: Model) -> Self {
        Self { model, ..self }
    }

    /// A DCEP OPEN came in. The robot's peer ignores one with an empty label and takes any protocol
    /// (KVS from v1.7.3 on).
    pub fn channel_opened(&mut self, now: Instant, id: u16, label: &str) {
        let ignored = label.is_empty() || self.opened.is_some();
        self.events.push_back(RobotEvent::ChannelOpened { id, label: shown(label), ignored });
        if ignored {
            return;
        }
        self.opened = Some(now);
        self.challenge_due = match self.faults.hold(Fault::ValidationSilent) {
            Hold::No => Some(now),
            Hold::For(delay) => Some(now + delay),
            Hold::Forever => None,
        };
        self.handle_timeout(now);
    }

    /// A user message. What comes before the OPEN is dropped, as are binary messages and what is no
    /// message at all.
    pub fn handle_message(&mut self, now: Instant, text: bool, data: &[u8]) {
        if self.opened.is_none() || !text {
            return;
        }
        match Message::parse(data) {
            Err(_) => {}
            Ok(Message::Validation { data }) => self.validate(now, &data),
            Ok(_) if !self.validated => self.ask_for_validation(),
            Ok(Message::Heartbeat) if self.faults.has(Fault::HeartbeatUnechoed) => {}
            Ok(Message::Heartbeat) => self.send_text(String::from_utf8_lossy(data).into_owned()),
            Ok(message) => self.serve(now, message),
        }
    }

    fn validate(&mut self, now: Instant, answer: &str) {
        if self.key.as_deref().is_none_or(|key| answer != validation::answer(key)) {
            self.ask_for_validation();
            return;
        }
        self.right_answers += 1;
        let too_early = self.right_answers <= REFUSED_FIRST;
        if self.faults.has(Fault::AbortAtValidation) {
            self.abort_wanted = true;
            return;
        } else if self.faults.has(Fault::ValidationUnconfirmed) {
            return;
        } else if self.faults.has(Fault::ValidationRefused)
            || too_early && self.faults.has(Fault::ValidationNeededTwice)
        {
            return self.ask_for_validation();
        }
        self.send_text(message_builder::validation_ok());
        if !self.validated {
            self.validated = true;
            self.events.push_back(RobotEvent::Validated);
            self.probe_due = Some(now + self.probe_pause());
            let speaks = [Fault::HostileTopics, Fault::HostileEscapesTopics];
            self.burst_due = self.faults.any_of(&speaks).then_some(now);
            if self.faults.has(Fault::ErrorReports) {
                self.send_text(message_builder::errors("errors", &OWN_FAULTS[..2]));
                self.send_text(message_builder::errors("add_error", &OWN_FAULTS[2..]));
            }
        }
    }

    /// Before the challenge went out the robot has nothing to ask for.
    fn ask_for_validation(&mut self) {
        if self.key.is_some() {
            self.send_text(message_builder::validation_needed());
            self.events.push_back(RobotEvent::ValidationNeeded);
        }
    }

    /// A message of a validated client. Types that are not here are taken in silence.
    fn serve(&mut self, now: Instant, message: Message) {
        match message {
            Message::Subscription { topic, on: true } => self.subscribe(now, &topic),
            Message::Subscription { topic, on: false } => {
                self.publisher.unsubscribe(&topic);
                self.events.push_back(RobotEvent::Unsubscribed { topic: shown(&topic) });
            }
            Message::Request { topic, identity, .. } => self.request(now, &topic, identity),
            Message::InnerRequest { kind, info } => self.inner_request(&kind, &info),
            Message::Track { track, on } if self.tracks.len() < MAX_QUEUED => {
                self.events.push_back(RobotEvent::Switched { what: track.kind().into(), on });
                self.tracks.push((track, on));
            }
            Message::Publication { topic, data } if topic == LIDAR_SWITCH => self.lidar(&data),
            _ => {}
        }
    }

    fn lidar(&mut self, switch: &Value) {
        let on = match switch.as_str().map(str::to_ascii_lowercase).as_deref() {
            Some("on") => true,
            Some("off") => false,
            _ => return,
        };
        self.lidar_switched += u32::from(on);
        let lost = on && self.faults.has(Fault::LidarOff) && self.lidar_switched == 1;
        if !lost && !self.faults.has(Fault::LidarAbsent) {
            self.events.push_back(RobotEvent::Switched { what: "lidar".into(), on });
            self.publisher.lidar.on = on;
        }
    }

    /// Tracks that the client switched since the last look.
    pub fn take_tracks(&mut self) -> Vec<(Track, bool)> {
        std::mem::take(&mut self.tracks)
    }

    fn subscribe(&mut self, now: Instant, topic: &str) {
        self.events.push_back(RobotEvent::Subscribed { topic: shown(topic) });
        if let Some(published) = Published::named(topic, self.model) {
            self.publisher.subscribe(now, published, self.random.f64());
        }
    }

    /// A request to one of the services that the simulated robot has; a service that it has not
    /// answers as little as on the robot.
    fn request(&mut self, now: Instant, topic: &str, identity: Identity) {
        let (Some(_), Some(api_id), Some(answer_topic)) =
            (identity.id, identity.api_id, response_topic(topic))
        else {
            return;
        };
        let (code, result) = match topic {
            SPORT_REQUEST if self.model.is_humanoid() => match self.model {
                // Of a humanoid's services an R1 has these four alone.
                Model::R1 if ![7001, 7101, 7105, 7108].contains(&api_id) => return,
                _ if self.faults.has(Fault::RequestUnanswered) => return,
                _ if self.faults.has(Fault::Request3203) => (CODE_NOT_SERVED, ""),
                _ if api_id == i64::from(GET_FSM_ID) => (0, r#"{"data":1}"#),
                _ => (0, ""),
            },
            MOTION_SWITCHER_REQUEST if self.model == Model::R1 => return,
            SPORT_REQUEST => (self.controller(now, api_id), ""),
            MOTION_SWITCHER_REQUEST
                if self.faults.has(Fault::ModeReleased)
                    && api_id == i64::from(MOTION_SWITCHER_CHECK_MODE) =>
            {
                (0, r#"{"form":"0","name":""}"#)
            }
            MOTION_SWITCHER_REQUEST if self.faults.has(Fault::RequestUnanswered) => return,
            MOTION_SWITCHER_REQUEST if self.faults.has(Fault::Request3203) => (CODE_NOT_SERVED, ""),
            MOTION_SWITCHER_REQUEST if api_id == i64::from(MOTION_SWITCHER_CHECK_MODE) => {
                (0, r#"{"form":"0","name":"mcf"}"#)
            }
            MOTION_SWITCHER_REQUEST => (CODE_NOT_SERVED, ""),
            _ => return,
        };
        let answer = message_builder::response(&answer_topic, identity, code, result);
        match self.faults.hold(Fault::SportSilent) {
            Hold::For(_) if topic == SPORT_REQUEST && self.late.len() >= MAX_QUEUED => {}
            Hold::For(delay) if topic == SPORT_REQUEST => self.late.push((now + delay, answer)),
            Hold::Forever if topic == SPORT_REQUEST => {}
            _ => self.send_text(answer),
        }
        self.events.push_back(RobotEvent::Request { topic: shown(topic), api_id, code });
    }

    /// What the motion controller makes of a request: its code.
    fn controller(&mut self, now: Instant, api_id: i64) -> i64 {
        if self.faults.has(Fault::Sport3203) {
            return CODE_NOT_SERVED;
        }
        let deaf = self.faults.hold(Fault::SportSilent) == Hold::Forever;
        if !deaf && !self.faults.has(Fault::SportIgnored) {
            let elapsed = self.opened.map(|opened| now.saturating_duration_since(opened));
            self.body.ask(api_id, elapsed.unwrap_or_default());
        }
        0
    }

    fn inner_request(&mut self, kind: &str, request: &Value) {
        let (name, value) = match kind {
            "public_network_status" => ("status", "NetworkStatus.ON_WIFI_CONNECTED"),
            TRAFFIC_SAVING => {
                self.publisher.lidar.traffic_saving_off = request["instruction"] == "on";
                ("execution", "ok")
            }
            // An echoed probe, or something that this robot does not know.
            _ => return,
        };
        let mut info = json!({"req_type": kind, name: value});
        if let Some(uuid) = request["uuid"].as_str() {
            info["uuid"] = uuid.chars().take(MAX_UUID).collect::<String>().into();
        }
        self.send_text(message_builder::inner_request(&info));
    }

    pub fn poll_timeout(&self) -> Option<Instant> {
        let due =
            [self.publisher.poll_timeout(), self.challenge_due, self.probe_due, self.burst_due];
        let late = self.late.iter().map(|(due, _)| *due);
        due.into_iter().flatten().chain(late).min()
    }

    pub fn handle_timeout(&mut self, now: Instant) {
        let Some(opened) = self.opened else { return };
        let elapsed = now.saturating_duration_since(opened);
        if self.challenge_due.take_if(|due| *due <= now).is_some() {
            self.challenge();
        }
        if self.probe_due.take_if(|due| *due <= now).is_some() {
            let uuid = format!("{:032x}", self.random.u128(..));
            self.send_text(message_builder::inner_request(
                &json!({"req_type": RTT_PROBE, "uuid": uuid}),
            ));
            self.probe_due = Some(now + self.probe_pause());
        }
        if self.burst_due.take_if(|due| *due <= now).is_some() {
            for message in hostile_faults::messages(&self.faults, self.bursts) {
                self.send_text(message);
            }
            self.bursts += 1;
            self.burst_due = Some(now + hostile_faults::PAUSE);
        }
        let answers: Vec<_> = self.late.extract_if(.., |(due, _)| *due <= now).collect();
        for (_, answer) in answers {
            self.send_text(answer);
        }
        for said in self.publisher.handle_timeout(now, elapsed, &self.body) {
            self.queue(said);
        }
    }

    fn challenge(&mut self) {
        let mut key = format!("{:032x}", self.random.u128(..));
        if self.faults.has(Fault::ChallengeLong) {
            key = key.repeat(LONG_CHALLENGE / key.len());
        }
        let sent = if self.faults.has(Fault::ChallengeMalformed) { "" } else { &key };
        self.send_text(message_builder::challenge(sent));
        self.key = Some(key);
        self.events.push_back(RobotEvent::Challenged);
    }

    pub fn poll_message(&mut self) -> Option<OutgoingMessage> {
        self.outgoing.pop_front()
    }

    /// Whether the application wants the association ended, once.
    pub fn take_abort(&mut self) -> bool {
        std::mem::take(&mut self.abort_wanted)
    }

    pub fn poll_event(&mut self) -> Option<RobotEvent> {
        self.events.pop_front()
    }

    pub fn is_validated(&self) -> bool {
        self.validated
    }

    fn send_text(&mut self, message: String) {
        self.queue(OutgoingMessage::Text(message));
    }

    fn queue(&mut self, said: OutgoingMessage) {
        if self.outgoing.len() < MAX_QUEUED {
            self.outgoing.push_back(said);
        }
    }

    fn probe_pause(&mut self) -> Duration {
        Duration::from_secs(1) + Duration::from_secs(2).mul_f64(self.random.f64())
    }
}

#[cfg(test)]
mod tests;
