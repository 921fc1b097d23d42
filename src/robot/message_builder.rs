//! The messages that both ends send.
//!
//! Fields come in the order in which the public drivers write them, lest a parser of the robot's be
//! picky about it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use super::message::{Identity, TRAFFIC_SAVING, Track, VALIDATION_NEEDED, VALIDATION_OK};
use super::topics::LIDAR_SWITCH;

pub const HEARTBEAT_INTERVAL: Duration = Duration::from_secs(2);

#[derive(Serialize)]
struct Frame<'a, D> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<D>,
    #[serde(skip_serializing_if = "Option::is_none")]
    info: Option<D>,
}

fn frame<D: Serialize>(kind: &str, topic: Option<&str>, data: Option<D>) -> String {
    to_json(&Frame { kind, topic, data, info: None })
}

fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts, numbers and JSON values are JSON")
}

/// Client: the answer to a challenge, see [`validation`](super::validation).
pub fn validation_answer(answer: &str) -> String {
    frame("validation", Some(""), Some(answer))
}

/// Client: a heartbeat at this time, told in UTC.
pub fn heartbeat(now: SystemTime) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Time {
        time_in_str: String,
        time_in_num: i64,
    }
    let now = Timestamp::try_from(now).unwrap_or_default();
    let time = Time {
        time_in_str: now.strftime("%Y-%m-%d %H:%M:%S").to_string(),
        time_in_num: now.as_second(),
    };
    frame("heartbeat", Some(""), Some(time))
}

/// Client: the echo of an inner request, its content unchanged.
pub fn inner_request_echo(info: &Value) -> String {
    frame("rtc_inner_req", Some(""), Some(info))
}

/// Client: begins or ends to be sent a track.
pub fn track(track: Track, on: bool) -> String {
    frame(track.kind(), Some(""), Some(switch(on)))
}

/// Client: while traffic is saved, the robot sends no point clouds.
pub fn disable_traffic_saving(on: bool) -> String {
    let asked = json!({"req_type": TRAFFIC_SAVING, "instruction": switch(on)});
    inner_request_echo(&asked)
}

fn switch(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// Client: switches the LiDAR. The robot does not acknowledge it.
pub fn lidar_switch(on: bool) -> String {
    publication(LIDAR_SWITCH, &switch(on))
}

/// Client: begins to receive a topic. The robot does not acknowledge it.
pub fn subscribe(topic: &str) -> String {
    frame("subscribe", Some(topic), None::<()>)
}

/// Client: no longer receives a topic.
pub fn unsubscribe(topic: &str) -> String {
    frame("unsubscribe", Some(topic), None::<()>)
}

/// The id of a request as the drivers choose it: milliseconds, within 31 bits, plus a little
/// randomness from the caller.
pub fn request_id(now: SystemTime, jitter: u16) -> i64 {
    let millis = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    (millis % (1 << 31)) as i64 + i64::from(jitter % 1001)
}

/// Client: calls one of the robot's services.
pub fn request(topic: &str, id: i64, api_id: u32, parameter: &str) -> String {
    #[derive(Serialize)]
    struct Request<'a> {
        header: Header,
        parameter: &'a str,
    }
    let identity = WireIdentity { id, api_id: i64::from(api_id) };
    let header = Header { identity, status: None };
    frame("req", Some(topic), Some(Request { header, parameter }))
}

pub fn challenge(key: &str) -> String {
    frame("validation", None, Some(key))
}

/// Robot: the answer was right.
pub fn validation_ok() -> String {
    challenge(VALIDATION_OK)
}

/// Robot: something came before a right answer.
pub fn validation_needed() -> String {
    to_json(&Frame { kind: "err", topic: None, data: None, info: Some(VALIDATION_NEEDED) })
}

pub fn publication(topic: &str, data: &impl Serialize) -> String {
    frame("msg", Some(topic), Some(data))
}

/// Robot: faults of its own, `[unix time, source, code]` each; `kind` is `errors`, `add_error` or
/// `rm_error`.
pub fn errors(kind: &str, errors: &[[i64; 3]]) -> String {
    frame(kind, None, Some(errors))
}

/// Robot: asks the client to echo.
pub fn inner_request(info: &Value) -> String {
    to_json(&Frame { kind: "rtc_inner_req", topic: None, data: None, info: Some(info) })
}

pub fn response(topic: &str, identity: Identity, code: i64, data: &str) -> String {
    #[derive(Serialize)]
    struct Response<'a> {
        header: Header,
        data: &'a str,
    }
    let identity = WireIdentity {
        id: identity.id.unwrap_or_default(),
        api_id: identity.api_id.unwrap_or_default(),
    };
    let header = Header { identity, status: Some(Status { code }) };
    frame("res", Some(topic), Some(Response { header, data }))
}

#[derive(Serialize)]
struct Header {
    identity: WireIdentity,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
}

#[derive(Serialize)]
struct WireIdentity {
    id: i64,
    api_id: i64,
}

#[derive(Serialize)]
struct Status {
    code: i64,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::robot::message::{Message, RTT_PROBE};

    use super::*;

    /// 2026-11-22 14:02:44 UTC.
    const NOW: u64 = 1_795_356_164;

    fn now() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(NOW)
    }

    fn parse(text: &str) -> Message {
        Message::parse(text.as_bytes()).expect("a message")
    }

    #[test]
    fn a_client_writes_as_the_public_driver_does() {
        let cases = [
            (validation_answer("m3h5=="), r#"{"type":"validation","topic":"","data":"m3h5=="}"#),
            (subscribe("rt/lf/lowstate"), r#"{"type":"subscribe","topic":"rt/lf/lowstate"}"#),
            (unsubscribe("rt/lf/lowstate"), r#"{"type":"unsubscribe","topic":"rt/lf/lowstate"}"#),
            (
                heartbeat(now()),
                r#"{"type":"heartbeat","topic":"","data":{"timeInStr":"2026-11-22 14:02:44","timeInNum":1795356164}}"#,
            ),
            (
                request("rt/api/sport/request", 59_833_042, 1034, ""),
                r#"{"type":"req","topic":"rt/api/sport/request","data":{"header":{"identity":{"id":59833042,"api_id":1034}},"parameter":""}}"#,
            ),
            (
                inner_request_echo(&json!({"req_type": RTT_PROBE})),
                r#"{"type":"rtc_inner_req","topic":"","data":{"req_type":"rtt_probe_send_from_mechine"}}"#,
            ),
            (track(Track::Video, true), r#"{"type":"vid","topic":"","data":"on"}"#),
            (track(Track::Audio, false), r#"{"type":"aud","topic":"","data":"off"}"#),
            (lidar_switch(true), r#"{"type":"msg","topic":"rt/utlidar/switch","data":"on"}"#),
            (
                disable_traffic_saving(true),
                r#"{"type":"rtc_inner_req","topic":"","data":{"instruction":"on","req_type":"disable_traffic_saving"}}"#,
            ),
        ];
        for (built, expected) in cases {
            assert_eq!(built, expected);
        }
    }

    #[test]
    fn a_robot_writes_as_the_logs_show() {
        let identity = Identity { id: Some(59_833_042), api_id: Some(1034) };
        let cases = [
            (challenge("c27f"), r#"{"type":"validation","data":"c27f"}"#),
            (validation_ok(), r#"{"type":"validation","data":"Validation Ok."}"#),
            (validation_needed(), r#"{"type":"err","info":"Validation Needed."}"#),
            (errors("errors", &[[7, 300, 16]]), r#"{"type":"errors","data":[[7,300,16]]}"#),
            (
                publication("rt/x", &json!({"a": 1})),
                r#"{"type":"msg","topic":"rt/x","data":{"a":1}}"#,
            ),
            (
                response("rt/api/sport/response", identity, 0, ""),
                r#"{"type":"res","topic":"rt/api/sport/response","data":{"header":{"identity":{"id":59833042,"api_id":1034},"status":{"code":0}},"data":""}}"#,
            ),
            (
                inner_request(&json!({"req_type": RTT_PROBE})),
                r#"{"type":"rtc_inner_req","info":{"req_type":"rtt_probe_send_from_mechine"}}"#,
            ),
        ];
        for (built, expected) in cases {
            assert_eq!(built, expected);
        }
    }

    #[test]
    fn what_one_end_builds_the_other_reads() {
        let Message::Request { topic, identity, parameter } = parse(&request("t", 7, 1001, "{}"))
        else {
            panic!("not a request")
        };
        assert_eq!((topic.as_str(), parameter.as_str()), ("t", "{}"));
        let Message::Response { identity: echoed, code, .. } =
            parse(&response("t", identity, 0, "{}"))
        else {
            panic!("not a response")
        };
        assert_eq!((echoed.id, echoed.api_id, code), (Some(7), Some(1001), Some(0)));
        let info = json!({"req_type": RTT_PROBE, "n": 3});
        let probe = Message::InnerRequest { kind: RTT_PROBE.into(), info: info.clone() };
        assert_eq!(parse(&inner_request(&info)), probe);
        assert_eq!(parse(&inner_request_echo(&info)), probe);
        assert_eq!(parse(&subscribe("t")), Message::Subscription { topic: "t".into(), on: true });
        assert_eq!(
            parse(&unsubscribe("t")),
            Message::Subscription { topic: "t".into(), on: false }
        );
        assert_eq!(parse(&heartbeat(now())), Message::Heartbeat);
    }

    #[test]
    fn request_ids_stay_near_31_bits() {
        assert_eq!(request_id(UNIX_EPOCH + Duration::from_millis(5), 1000), 1005);
        assert_eq!(request_id(UNIX_EPOCH + Duration::from_millis(1 << 31), 1001), 0);
        assert_eq!(request_id(UNIX_EPOCH - Duration::from_secs(1), 0), 0);
    }
}
