//! The words of all platforms for one thing: what each line of `errors.txt` means, and that http
//! fails by it where it was under way, and only there.

use super::variations::findings;
use super::*;

const ERRORS: &str = include_str!("errors.txt");

/// What comes first in a log of a driver that asks the robot.
const ASKED: &str = "INFO:root:Trying to send SDP using the new method...\n";

/// The name of the reason and whether a finding may be certain of it.
fn told(reading: &LogReading) -> (Option<Stage>, Option<HttpReason>) {
    (reading.broken(), facts!(reading, Http).1.reason)
}

fn reason(name: &str) -> Option<HttpReason> {
    match name {
        "refused" => Some(HttpReason::ConnRefused),
        "timed-out" | "no-answer" => Some(HttpReason::NoResponse),
        "unreachable" => Some(HttpReason::HostUnreachable),
        "no-route" => Some(HttpReason::NetUnreachable),
        "reset" => Some(HttpReason::ClosedWithoutAnswer),
        "no-name" => Some(HttpReason::NameNotResolved),
        "unsaid" | "either" => None,
        other => panic!("{other}"),
    }
}

#[test]
fn every_way_to_say_that_the_port_cannot_be_reached_is_understood() {
    let mut wrong = Vec::new();
    for (name, line) in rows(ERRORS) {
        let reading = read_bytes(format!("{ASKED}{line}\n").as_bytes());
        let found = findings(&reading);
        if told(&reading) != (Some(Stage::Http), reason(name)) || found.is_empty() {
            wrong.push(format!("{name}: {line}\n  {:?} {found:?}", told(&reading)));
            continue;
        }
        // Who was let in waits for an answer: that is another finding than silence. Where the words
        // leave it open, both are given.
        let silent = found.iter().any(|code| code == "G2-HTTP-NOANSWER");
        if silent != matches!(name, "no-answer" | "either") {
            wrong.push(format!("{name}: {line}\n  {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Such a line alone may be of any connection of any program, unless it names the robot's port.
#[test]
fn where_no_robot_was_asked_such_a_line_is_no_news_of_one() {
    for (name, line) in rows(ERRORS) {
        let reading = read_bytes(format!("{line}\n").as_bytes());
        let names_it = line.contains("9991") || line.contains("con_notify");
        let expected = names_it.then_some(Stage::Http);
        assert_eq!(reading.broken(), expected, "{name}: {line}");
    }
}

/// Once the answer was set, errors of these names are of something else.
#[test]
fn after_the_answer_such_a_line_does_not_fail_the_signalling() {
    let before = format!("{ASKED}🕒 Signaling State          : 🟢 stable        (14:00:00)\n");
    for (name, line) in rows(ERRORS) {
        let reading = read_bytes(format!("{before}{line}\n").as_bytes());
        assert_ne!(reading.broken(), Some(Stage::Http), "{name}: {line}");
        assert_ne!(reading.broken(), Some(Stage::Sdp), "{name}: {line}");
    }
}

/// What refuses on this machine is not the robot.
#[test]
fn a_proxy_that_fails_is_not_the_robot() {
    let asked =
        "DEBUG:urllib3.connectionpool:Starting new HTTP connection (1): 192.168.12.1:9991\n";
    for line in [
        "requests.exceptions.ProxyError: HTTPConnectionPool(host='192.168.12.1', port=9991): Max retries exceeded with url: /con_notify (Caused by ProxyError('Unable to connect to proxy', NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f1>: Failed to establish a new connection: [Errno 111] Connection refused')))",
        "requests.exceptions.ProxyError: HTTPConnectionPool(host='127.0.0.1', port=7890): Max retries exceeded with url: http://192.168.12.1:9991/con_notify (Caused by ProxyError('Cannot connect to proxy.', RemoteDisconnected('Remote end closed connection without response')))",
        "aiohttp.client_exceptions.ClientProxyConnectionError: Cannot connect to host 127.0.0.1:7890 ssl:default [Connect call failed ('127.0.0.1', 7890)]",
        "httpx.ProxyError: 502 Bad Gateway",
        "Post \"http://192.168.12.1:9991/con_notify\": proxyconnect tcp: dial tcp 127.0.0.1:7890: connect: connection refused",
        "POST http://192.168.12.1:9991/con_notify net::ERR_PROXY_CONNECTION_FAILED",
        "POST http://192.168.12.1:9991/con_notify net::ERR_TUNNEL_CONNECTION_FAILED",
        "NS_ERROR_PROXY_CONNECTION_REFUSED",
        "curl: (5) Could not resolve proxy: proxy.lan",
    ] {
        let reading = read_bytes(format!("{asked}{line}\n").as_bytes());
        assert_eq!(told(&reading), (Some(Stage::Http), None), "{line}");
        assert_eq!(findings(&reading), ["G2-ENV-PROXY"], "{line}");
    }
}
