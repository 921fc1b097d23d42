//! Single lines of a driver's log, from bytes to what they are taken for.

use super::*;
use crate::facts::Stage;
use crate::facts::finding::Severity;
use crate::text::language::Language;
use Confidence::{Likely, Possible};
use Severity::{Error, Warning};
use Side::{Host, Network, Robot, Unknown};

/// What a log is taken for: each finding with its severity and stage.
fn findings(log: &str) -> Vec<(Expected, Severity, Stage)> {
    of_log(log).iter().map(|each| (triple(each), each.severity, each.stage)).collect()
}

/// The beginnings of a session of the published driver, up to where the line is.
const SIGNALLED: &str = "\
2026-11-22 14:00:00,000 INFO 🕒 WebRTC connection        : 🟡 started
2026-11-22 14:00:00,010 DEBUG con_notify response: {\"data1\": \"…\", \"data2\": 2}
2026-11-22 14:00:00,100 INFO Received SDP Answer from robot
2026-11-22 14:00:00,110 INFO Connection(0) Check CandidatePair(('192.168.12.222', 50412) -> \
('192.168.12.1', 41234)) State.FROZEN -> State.IN_PROGRESS
";

const CONNECTED: &str = "\
2026-11-22 14:00:00,200 INFO Connection(0) ICE completed
2026-11-22 14:00:00,300 DEBUG RTCDtlsTransport(server) - DTLS handshake complete
2026-11-22 14:00:00,310 DEBUG RTCSctpTransport(client) > InitChunk(flags=0)
";

const VALIDATED: &str = "\
2026-11-22 14:00:00,320 DEBUG RTCSctpTransport(client) < InitAckChunk(flags=0)
2026-11-22 14:00:00,330 DEBUG RTCSctpTransport(client) - State.COOKIE_ECHOED -> State.ESTABLISHED
2026-11-22 14:00:00,340 INFO Received message on data channel: {\"type\": \"validation\", \"data\": \"k\"}
2026-11-22 14:00:00,350 INFO Received message on data channel: {\"type\": \"validation\", \"data\": \"Validation Ok.\"}
2026-11-22 14:00:00,400 INFO Received message on data channel: {\"type\": \"msg\", \"topic\": \"rt/lf/lowstate\", \"data\": {}}
";

const ICE_FAILED: &str = "\
2026-11-22 14:00:06,000 INFO Connection(0) Check CandidatePair(('192.168.12.222', 50412) -> \
('192.168.12.1', 41234)) State.IN_PROGRESS -> State.FAILED
2026-11-22 14:00:06,001 INFO Connection(0) ICE failed
";

fn up_to_validated() -> String {
    [SIGNALLED, CONNECTED, VALIDATED].concat()
}

fn at(second: &str, line: &str) -> String {
    format!("2026-11-22 14:00:{second} {line}\n")
}

#[test]
fn the_sessions_that_the_lines_are_put_into_have_no_finding() {
    assert_eq!(findings(&up_to_validated()), []);
}

#[test]
fn a_request_that_the_mode_does_not_serve() {
    for line in [
        r#"INFO Received message on data channel: {"type":"res","topic":"rt/api/sport/response","data":{"header":{"identity":{"id":7,"api_id":1011},"status":{"code":3203}},"data":""}}"#,
        r#"INFO response: {'header': {'identity': {'id': 7, 'api_id': 1011}, 'status': {'code': 3203}}}"#,
    ] {
        let log = up_to_validated() + &at("01,000", line);
        let expected = (("G2-CTL-MODE3203", Host, Likely), Warning, Stage::Flow);
        assert_eq!(findings(&log), [expected], "{line}");
    }
    let other = at("01,000", r#"{"header": {"status": {"code": 32030}}}"#);
    assert_eq!(findings(&(up_to_validated() + &other)), []);
}

#[test]
fn a_thread_without_a_loop() {
    let line = "RuntimeError: There is no current event loop in thread 'Thread-3 (worker)'.";
    let log = up_to_validated() + &at("01,000", line);
    let expected = (("G2-CTL-THREAD", Host, Likely), Warning, Stage::Flow);
    assert_eq!(findings(&log), [expected]);
}

#[test]
fn a_decoder_that_goes_on_complaining() {
    let complaint = "ERROR [h264 @ 0x7f] non-existing PPS 0 referenced";
    let until =
        |second: &str| up_to_validated() + &at("01,000", complaint) + &at(second, complaint);
    let expected = (("G2-DATA-H264", Network, Likely), Warning, Stage::Flow);
    assert_eq!(findings(&until("09,000")), [expected]);
    assert_eq!(findings(&until("03,000")), [], "the first seconds are harmless");
    let bare = "Received SDP Answer from robot\nData Channel Verification : OK\n";
    let unstamped = format!("{bare}{complaint}\n{complaint}\n");
    let expected = (("G2-DATA-H264", Network, Possible), Warning, Stage::Flow);
    assert_eq!(findings(&unstamped), [expected]);
    let ends = (("G2-CLIENT-LIMIT", Side::ClientLimit, Likely), Warning, Stage::Flow);
    assert_eq!(findings(&format!("{bare}{complaint}\n")), [ends]);
}

#[test]
fn a_search_that_is_not_answered() {
    for line in [
        "No devices found on the network. Provide an IP address instead.",
        "ValueError: The provided serial number wasn't found on the network. Provide an IP address instead.",
    ] {
        let expected = (("G2-DISC-NOREPLY", Network, Likely), Error, Stage::Host);
        assert_eq!(findings(&format!("{line}\n")), [expected], "{line}");
    }
    let reading = crate::logs::read(
        &b"No devices found on the network. Provide an IP address instead.\n"[..],
    );
    let outcomes = reading.expect("memory does not fail").outcomes;
    let said = crate::report::summary::summary(&outcomes[0]);
    assert_eq!(said.get(Language::Taiwan), "驅動程式沒有啟動");
    let harmless =
        at("00,000", "WARNING Could not join multicast group on 10.8.0.2") + &up_to_validated();
    let expected = (("G2-DISC-NOREPLY", Network, Likely), Warning, Stage::Host);
    assert_eq!(findings(&harmless), [expected]);
}

#[test]
fn an_address_that_went_away_and_a_network_that_was_never_there() {
    let error = "WARNING error_received([Errno 101] Network is unreachable)";
    let expiries: String = (1..=9)
        .map(|count| {
            at("30,000", &format!("DEBUG RTCSctpTransport(client) x T1(InitChunk) expired {count}"))
        })
        .collect();
    let log = [SIGNALLED, CONNECTED, &at("01,000", error), &expiries].concat();
    let found = findings(&log);
    assert!(found.contains(&(("G2-ENV-DUAL-IP", Host, Possible), Error, Stage::Sctp)), "{found:?}");
    let log = up_to_validated() + &at("05,000", error);
    assert_eq!(findings(&log), [(("G2-ENV-DUAL-IP", Host, Possible), Warning, Stage::Host)]);
    // While candidates are tried, an interface that leads nowhere is nothing unusual.
    let log = [SIGNALLED, &at("00,150", error), CONNECTED, VALIDATED].concat();
    assert_eq!(findings(&log), [(("G2-LINK-SUBNET", Host, Possible), Warning, Stage::Ice)]);
}

#[test]
fn a_driver_that_does_not_compile() {
    let traceback = "  File \"/ws/src/go2_robot_sdk/infrastructure/webrtc/go2_connection.py\", line 257\n\
                     TabError: inconsistent use of tabs and spaces in indentation (go2_connection.py, line 257)\n";
    let expected = (("G2-ENV-TABERROR", Host, Likely), Error, Stage::Host);
    assert_eq!(findings(traceback), [expected]);
    // Another attempt got further.
    assert_eq!(findings(&(traceback.to_owned() + &up_to_validated())), []);
    let same = up_to_validated() + traceback;
    assert_eq!(findings(&same), [(("G2-ENV-TABERROR", Host, Likely), Warning, Stage::Host)]);
}

#[test]
fn a_role_conflict_and_an_answer_from_elsewhere() {
    let role = at("00,120", "INFO Connection(0) Role conflict, expected to be controlling");
    let source = at(
        "00,120",
        "INFO Connection(0) Check CandidatePair(('10.0.0.7', 5) -> ('10.0.0.8', 6)) failed : source address mismatch",
    );
    for (line, first) in [
        (&role, ("G2-ICE-FAILED", Network, Possible)),
        (&source, ("G2-ICE-SRC-MISMATCH", Network, Likely)),
    ] {
        let found = findings(&[SIGNALLED, line, ICE_FAILED].concat());
        assert_eq!(found[0].0, first, "{line}");
        assert!(
            found.iter().all(|(_, severity, stage)| (*severity, *stage) == (Error, Stage::Ice))
        );
        assert_eq!(found.len(), 2, "{line}");
        // The robot was reached all the same.
        let found = findings(&[SIGNALLED, line, CONNECTED, VALIDATED].concat());
        assert_eq!((found.len(), found[0].1), (1, Warning), "{line}");
    }
    let found = findings(&[SIGNALLED, &role, ICE_FAILED].concat());
    assert!(found.iter().any(|(each, ..)| *each == ("G2-ICE-ROLE487", Unknown, Possible)));
}

#[test]
fn data_that_is_sent_again_and_again() {
    let expired =
        |times: usize| at("10,000", "DEBUG RTCSctpTransport(client) x T3 expired").repeat(times);
    let expected = (("G2-SCTP-STALL", Network, Likely), Warning, Stage::Flow);
    assert_eq!(findings(&(up_to_validated() + &expired(3))), [expected]);
    let expected = (("G2-LINK-LOSS", Network, Possible), Warning, Stage::Flow);
    assert_eq!(findings(&(up_to_validated() + &expired(2))), [expected]);
    assert_eq!(findings(&(up_to_validated() + &expired(1))), [], "so much may be lost");
}

#[test]
fn no_route_to_host_on_a_mac() {
    let log = "2026-11-22 14:00:00,000 INFO 🕒 WebRTC connection        : 🟡 started\n\
               2026-11-22 14:00:00,001 DEBUG Starting new HTTP connection (1): 192.168.12.1:9991\n\
               2026-11-22 14:00:00,003 ERROR Failed to establish a new connection: [Errno 65] No route to host\n";
    let codes: Vec<_> = findings(log).into_iter().map(|(each, ..)| each).collect();
    let expected = [
        ("G2-LINK-UNREACH", Network, Likely),
        ("G2-LINK-WRONG-SSID", Host, Possible),
        ("G2-ENV-MACOS-LNP", Host, Possible),
    ];
    assert_eq!(codes, expected);
    let linux = log.replace("[Errno 65]", "[Errno 113]");
    assert_eq!(findings(&linux).len(), 2, "the number is that of macOS");
}

#[test]
fn a_refusal_at_the_address_of_another_board() {
    let log = "2026-11-22 14:00:00,000 INFO 🕒 WebRTC connection        : 🟡 started\n\
               2026-11-22 14:00:00,001 DEBUG Starting new HTTP connection (1): 192.168.123.18:9991\n\
               2026-11-22 14:00:00,003 ERROR [Errno 111] Connection refused\n";
    let (first, ..) = findings(log)[0];
    assert_eq!(first, ("G2-HTTP-WRONG-HOST", Host, Likely));
    let main_board = log.replace("192.168.123.18", "192.168.123.161");
    assert_eq!(findings(&main_board)[0].0.0, "G2-HTTP-REFUSED");
}

/// The robot ends a sound connection.
fn closed() -> String {
    up_to_validated()
        + &at("20,000", "DEBUG RTCDtlsTransport(server) DTLS shutdown by remote party")
}

fn rejected() -> String {
    let reject =
        "ERROR Robot is connected by another WebRTC client. Close your mobile APP and try again.";
    let attempt = "INFO 🕒 WebRTC connection        : 🟡 started";
    let key = "DEBUG con_notify response: {\"data1\": \"…\", \"data2\": 2}";
    [attempt, key, reject].map(|line| at("30,000", line)).concat()
}

#[test]
fn closed_by_the_robot_and_then_rejected_is_a_takeover() {
    for retries in 1..=3 {
        let log = closed() + &rejected().repeat(retries);
        let found = of_log(&log);
        assert_eq!(triple(&found[0]), ("G2-DTLS-CLOSED-BY-PEER", Robot, Likely), "{retries}");
        assert!(found[0].brief().get(Language::English).contains("another client took over"));
        assert!(found[0].brief().get(Language::Taiwan).contains("接手"));
        let line = found[0].evidence[0].get(Language::English).to_owned();
        assert!(line.contains("DTLS shutdown by remote party"), "{line}");
        assert_eq!(found[1].code(), "G2-SIG-REJECT");
    }
}

#[test]
fn without_both_it_is_none() {
    assert_eq!(findings(&rejected())[0].0.0, "G2-SIG-REJECT");
    assert_eq!(findings(&rejected()).len(), 1);
    let died = up_to_validated() + &rejected();
    assert_eq!(findings(&died).len(), 1, "nobody knows how that one ended");
    let found = of_log(&closed());
    assert_eq!(found[0].code(), "G2-DTLS-CLOSED-BY-PEER");
    assert!(!found[0].brief().get(Language::English).contains("rejects"));
}
