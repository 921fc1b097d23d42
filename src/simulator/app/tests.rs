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
        Self { app: App::new(7, &Faults(faults)), now: Instant::now() }
    }

    fn open(&mut self) {
        self.app.channel_opened(self.now, 1, "data");
    }

    fn tell(&mut self, message: Value) {
        self.app.handle_message(self.now, true, message.to_string().as_bytes());
    }

    fn said(&mut self) -> Vec<Value> {
        std::iter::from_fn(|| self.app.poll_message())
            .map(|said| match said {
                OutgoingMessage::Text(text) => serde_json::from_str(&text).unwrap(),
                OutgoingMessage::Binary(_) => panic!("a binary frame nobody asked for"),
            })
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
        bench.tell(json!({"type": "validation", "topic": "", "data": validation::answer(&key)}));
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
    let event = bench.app.poll_event().unwrap();
    assert_eq!(event, RobotEvent::ChannelOpened { id: 1, label: String::new(), ignored: true });
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

/// What becomes of three right answers in a row.
fn answered_three_times(fault: &str) -> (Vec<String>, Bench) {
    let mut bench = Bench::new(&[fault]);
    bench.open();
    let key = bench.said()[0]["data"].as_str().unwrap().to_owned();
    let answer = json!({"type": "validation", "topic": "", "data": validation::answer(&key)});
    for _ in 0..3 {
        bench.tell(answer.clone());
    }
    let data = |said: Value| said["data"].as_str().unwrap_or("err").to_owned();
    (bench.said().into_iter().map(data).collect(), bench)
}

#[test]
fn a_right_answer_may_be_refused_ignored_or_met_by_an_abort() {
    let cases: [(&str, &[&str], bool, bool); 4] = [
        ("validation-needed-twice", &["err", "err", "Validation Ok."], true, false),
        ("validation-refused", &["err", "err", "err"], false, false),
        ("validation-unconfirmed", &[], false, false),
        ("abort-at-validation", &[], false, true),
    ];
    for (fault, expected, validated, aborts) in cases {
        let (said, mut bench) = answered_three_times(fault);
        assert_eq!(said, expected, "{fault}");
        assert_eq!(bench.app.is_validated(), validated, "{fault}");
        assert_eq!(bench.app.take_abort(), aborts, "{fault}");
        assert!(!bench.app.take_abort(), "{fault}: once");
    }
}

#[test]
fn a_challenge_may_be_long_or_none() {
    let mut bench = Bench::validated(&["challenge-long"]);
    assert!(bench.app.is_validated());
    assert_eq!(bench.app.key.take().map(|key| key.len()), Some(LONG_CHALLENGE));
    let mut bench = Bench::new(&["challenge-malformed"]);
    bench.open();
    assert_eq!(bench.said(), [json!({"type": "validation", "data": ""})]);
}

#[test]
fn the_motion_switcher_may_keep_silent_or_refuse() {
    let identity = json!({"id": 7, "api_id": 1001});
    let request = json!({"type": "req", "topic": "rt/api/motion_switcher/request",
                         "data": {"header": {"identity": identity}, "parameter": ""}});
    let mut bench = Bench::validated(&["request-unanswered"]);
    bench.tell(request.clone());
    assert!(bench.said().is_empty());
    let mut bench = Bench::validated(&["request-3203"]);
    bench.tell(request);
    assert_eq!(bench.said()[0]["data"]["header"]["status"]["code"], CODE_NOT_SERVED);
}

#[test]
fn a_robot_may_echo_no_heartbeat() {
    let mut bench = Bench::validated(&["heartbeat-unechoed"]);
    bench.tell(json!({"type": "heartbeat", "topic": "", "data": {"timeInNum": 1}}));
    assert!(bench.said().is_empty());
}

#[test]
fn faults_of_the_robots_own_follow_the_validation() {
    let mut bench = Bench::new(&["error-reports"]);
    bench.open();
    let key = bench.said()[0]["data"].as_str().unwrap().to_owned();
    bench.tell(json!({"type": "validation", "data": validation::answer(&key)}));
    let said = bench.said();
    let kinds: Vec<_> = said.iter().map(|said| said["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["validation", "errors", "add_error"]);
    assert_eq!(said[2]["data"][0][1], 200);
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

#[test]
fn a_request_to_stand_raises_the_body_that_is_published() {
    let stand = json!({"type": "req", "topic": "rt/api/sport/request",
                       "data": {"header": {"identity": {"id": 5, "api_id": 1004}}}});
    for (fault, answer_ms, stands) in [
        ("kvs-2022", Some(0), true),
        ("sport-silent", None, false),
        ("sport-silent:2", Some(2000), true),
        ("sport-ignored", Some(0), false),
        ("sport-3203", Some(0), false),
    ] {
        let mut bench = Bench::validated(&[fault]);
        bench.tell(json!({"type": "subscribe", "topic": "rt/lf/sportmodestate"}));
        let sent = bench.now;
        bench.tell(stand.clone());
        let mut answered = None;
        let mut height = 0.0;
        for _ in 0..400 {
            for said in bench.said() {
                if said["type"] == "res" {
                    assert_eq!(said["data"]["header"]["identity"]["id"], 5);
                    answered = Some((bench.now - sent).as_millis());
                }
                height = said["data"]["body_height"].as_f64().unwrap_or(height);
            }
            bench.pass(10 * MS);
        }
        assert_eq!(answered, answer_ms, "{fault}");
        let expected = if stands { 0.326 } else { 0.313 };
        assert!((height - expected).abs() < 0.002, "{fault}: {height}");
    }
}
