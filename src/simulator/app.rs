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
    MOTION_SWITCHER_CHECK_MODE, MOTION_SWITCHER_REQUEST, SPORT_REQUEST, response_topic,
};
use crate::robot::validation;

use super::fault::{Fault, Faults, Hold};
use super::journal::{Sight, shown};
use super::telemetry::Published;

/// A client that does not read gets nothing more beyond so many messages.
const MAX_QUEUED: usize = 256;
/// An echoed identifier is cut to so many characters.
const MAX_UUID: usize = 64;
/// The code of a request whose api is not served in the present mode.
const CODE_NOT_SERVED: i64 = 3203;

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
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use crate::robot::message::MAX_MESSAGE_BYTES;

    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// An application driven in virtual time, with what it said.
    struct Bench {
        app: App,
        now: Instant,
    }

    impl Bench {
        fn new(faults: &[&str]) -> Self {
            let faults: Vec<_> = faults.iter().map(|name| name.parse().unwrap()).collect();
            Self { app: App::new(7, &Faults::from(faults)), now: Instant::now() }
        }

        fn open(&mut self) {
            self.app.channel_opened(self.now, 1, "data");
        }

        fn tell(&mut self, message: Value) {
            self.app.handle_message(self.now, true, message.to_string().as_bytes());
        }

        fn said(&mut self) -> Vec<Value> {
            std::iter::from_fn(|| self.app.poll_message())
                .map(|text| serde_json::from_str(&text).unwrap())
                .collect()
        }

        /// Lets time pass, waking the application whenever it asks for it.
        fn pass(&mut self, time: Duration) {
            let end = self.now + time;
            while let Some(due) = self.app.poll_timeout().filter(|due| *due <= end) {
                self.now = due;
                self.app.handle_timeout(due);
            }
            self.now = end;
        }

        fn validated(faults: &[&str]) -> Self {
            let mut bench = Self::new(faults);
            bench.open();
            let key = bench.said()[0]["data"].as_str().unwrap().to_owned();
            bench
                .tell(json!({"type": "validation", "topic": "", "data": validation::answer(&key)}));
            assert_eq!(bench.said(), [json!({"type": "validation", "data": "Validation Ok."})]);
            bench
        }
    }

    #[test]
    fn the_challenge_comes_with_the_channel_and_the_right_answer_is_taken() {
        let bench = Bench::validated(&[]);
        assert!(bench.app.is_validated());
    }

    #[test]
    fn an_open_with_an_empty_label_is_ignored() {
        let mut bench = Bench::new(&[]);
        bench.app.channel_opened(bench.now, 1, "");
        bench.tell(json!({"type": "heartbeat"}));
        bench.pass(60_000 * MS);
        assert!(bench.said().is_empty());
        let sight = bench.app.poll_sight().unwrap();
        assert_eq!(sight, Sight::ChannelOpened { id: 1, label: String::new(), ignored: true });
    }

    #[test]
    fn data_before_the_open_is_dropped() {
        let mut bench = Bench::new(&[]);
        bench.tell(json!({"type": "subscribe", "topic": "rt/lf/lowstate"}));
        assert!(bench.said().is_empty());
    }

    #[test]
    fn a_wrong_or_missing_answer_is_told_so_as_often_as_it_comes() {
        let mut bench = Bench::new(&[]);
        bench.open();
        let key = bench.said()[0]["data"].as_str().unwrap().to_owned();
        let needed = json!({"type": "err", "info": "Validation Needed."});
        bench.tell(json!({"type": "validation", "topic": "", "data": "bm8="}));
        bench.tell(json!({"type": "subscribe", "topic": "rt/lf/lowstate"}));
        bench.tell(json!({"type": "validation"}));
        assert_eq!(bench.said(), [needed.clone(), needed.clone(), needed]);
        bench.tell(json!({"type": "validation", "data": validation::answer(&key)}));
        assert_eq!(bench.said()[0]["data"], "Validation Ok.");
    }

    #[test]
    fn topics_come_at_their_rates_once_subscribed() {
        let mut bench = Bench::validated(&[]);
        for topic in ["rt/lf/lowstate", "rt/utlidar/robot_pose", "rt/nobody/knows"] {
            bench.tell(json!({"type": "subscribe", "topic": topic}));
        }
        bench.tell(json!({"type": "subscribe", "topic": "rt/lf/lowstate"}));
        bench.pass(10_000 * MS);
        let said = bench.said();
        let count = |topic: &str| said.iter().filter(|message| message["topic"] == topic).count();
        assert_eq!(count("rt/lf/lowstate"), 20);
        assert_eq!(count("rt/utlidar/robot_pose"), 180);
        assert_eq!(count("rt/nobody/knows"), 0);

        bench.tell(json!({"type": "unsubscribe", "topic": "rt/lf/lowstate"}));
        bench.pass(1000 * MS);
        assert!(bench.said().iter().all(|message| message["topic"] != "rt/lf/lowstate"));
    }

    #[test]
    fn a_late_wake_up_does_not_end_in_a_burst() {
        let mut bench = Bench::validated(&[]);
        bench.tell(json!({"type": "subscribe", "topic": "rt/utlidar/robot_pose"}));
        bench.now += 60_000 * MS;
        bench.app.handle_timeout(bench.now);
        let poses = bench.said().iter().filter(|m| m["topic"] == "rt/utlidar/robot_pose").count();
        assert_eq!(poses, 1);
    }

    #[test]
    fn heartbeats_are_echoed() {
        let mut bench = Bench::validated(&[]);
        let beat = json!({"type": "heartbeat", "topic": "", "data": {"timeInNum": 1}});
        bench.tell(beat.clone());
        assert_eq!(bench.said(), [beat]);
    }

    #[test]
    fn round_trip_probes_come_now_and_then_and_their_echo_is_not_answered() {
        let mut bench = Bench::validated(&[]);
        bench.pass(9000 * MS);
        let probes = bench.said();
        assert!((3..=9).contains(&probes.len()), "{probes:?}");
        for probe in probes {
            assert_eq!(probe["info"]["req_type"], RTT_PROBE);
            bench.tell(json!({"type": "rtc_inner_req", "topic": "", "data": probe["info"]}));
        }
        assert!(bench.said().is_empty());
    }

    #[test]
    fn requests_are_answered_with_their_id() {
        let request = |topic: &str, api_id: i64| {
            let identity = json!({"id": 2_059_833_042_i64, "api_id": api_id});
            json!({"type": "req", "topic": topic,
                   "data": {"header": {"identity": identity}, "parameter": ""}})
        };
        let cases = [
            ("rt/api/motion_switcher/request", 1001, Some((0, r#"{"form":"0","name":"mcf"}"#))),
            ("rt/api/motion_switcher/request", 9999, Some((CODE_NOT_SERVED, ""))),
            ("rt/api/sport/request", 1034, Some((0, ""))),
            ("rt/api/nobody/request", 1, None),
        ];
        for (topic, api_id, expected) in cases {
            let mut bench = Bench::validated(&[]);
            bench.tell(request(topic, api_id));
            let said = bench.said();
            let Some((code, result)) = expected else {
                assert!(said.is_empty());
                continue;
            };
            assert_eq!(said[0]["type"], "res");
            assert_eq!(said[0]["topic"], topic.replace("request", "response"));
            let data = &said[0]["data"];
            assert_eq!(data["header"]["identity"]["id"], 2_059_833_042_i64);
            assert_eq!(data["header"]["identity"]["api_id"], api_id);
            assert_eq!(data["header"]["status"]["code"], code);
            assert_eq!(data["data"], result);
        }
    }

    #[test]
    fn inner_requests_are_answered_in_info() {
        let mut bench = Bench::validated(&[]);
        let data = json!({"req_type": "public_network_status", "uuid": "u-1"});
        bench.tell(json!({"type": "rtc_inner_req", "topic": "", "data": data}));
        let info = &bench.said()[0]["info"];
        assert_eq!(info["status"], "NetworkStatus.ON_WIFI_CONNECTED");
        assert_eq!(info["uuid"], "u-1");
    }

    #[test]
    fn validation_silent_says_nothing_and_slow_says_it_late() {
        let mut bench = Bench::new(&["validation-silent"]);
        bench.open();
        bench.tell(json!({"type": "validation", "data": "x"}));
        bench.pass(3_600_000 * MS);
        assert!(bench.said().is_empty());

        let mut bench = Bench::new(&["validation-silent:3"]);
        bench.open();
        bench.pass(2999 * MS);
        assert!(bench.said().is_empty());
        bench.pass(MS);
        assert_eq!(bench.said()[0]["type"], "validation");
    }

    #[test]
    fn no_data_takes_subscriptions_and_still_answers_requests() {
        let mut bench = Bench::validated(&["no-data"]);
        bench.tell(json!({"type": "subscribe", "topic": "rt/lf/lowstate"}));
        bench.tell(json!({"type": "req", "topic": "rt/api/sport/request",
                          "data": {"header": {"identity": {"id": 1, "api_id": 1034}}}}));
        bench.pass(30_000 * MS);
        let said = bench.said();
        assert!(said.iter().any(|message| message["type"] == "res"));
        assert!(said.iter().all(|message| message["type"] != "msg"));
    }

    #[test]
    fn what_is_no_message_is_taken_in_silence() {
        let mut bench = Bench::validated(&[]);
        let deep = "[".repeat(100_000);
        let long = vec![b' '; MAX_MESSAGE_BYTES + 1];
        for hostile in ["", "null", "[]", "{\"type\":5}", "{\"type\":\"req\"}", "\u{0}", &deep] {
            bench.app.handle_message(bench.now, true, hostile.as_bytes());
        }
        bench.app.handle_message(bench.now, true, &[0xff; 64]);
        bench.app.handle_message(bench.now, true, &long);
        bench.app.handle_message(bench.now, false, b"{\"type\":\"heartbeat\"}");
        assert!(bench.said().is_empty());
    }

    #[test]
    fn the_same_seed_says_the_same() {
        let run = || {
            let mut bench = Bench::validated(&[]);
            bench.tell(json!({"type": "subscribe", "topic": "rt/lf/lowstate"}));
            bench.pass(5000 * MS);
            bench.said()
        };
        assert_eq!(run(), run());
    }
}
