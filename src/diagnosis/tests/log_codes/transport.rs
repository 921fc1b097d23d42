//! ICE, DTLS and the association.

use super::*;
use Confidence::{Likely, Possible};
use Severity::{Error, Info, Warning};
use Side::{ClientLimit, Host, Network, Robot, Unknown};
use Stage::{Dtls, Ice, Sctp};

/// A STUN message of aioice, over the pair of `CHECKING`.
fn stun(second: &str, way: char, class: &str, attributes: &str) -> String {
    message(second, 0, way, class, attributes)
}

fn message(second: &str, protocol: u8, way: char, class: &str, attributes: &str) -> String {
    at(
        second,
        &format!(
            "DEBUG:aioice.ice:Connection(0) protocol({protocol}) {way} ('192.168.12.1', 41234) \
             Message(message_method=Method.BINDING, message_class=Class.{class}, \
             transaction_id=dc79649ef96bb305ba6a447b, attributes={{{attributes}}})"
        ),
    )
}

fn pair(second: &str, local: &str, states: &str) -> String {
    at(
        second,
        &format!(
            "INFO:aioice.ice:Connection(0) Check CandidatePair(('{local}', 50412) -> \
             ('192.168.12.1', 41234)) {states}"
        ),
    )
}

fn dtls(second: &str, line: &str) -> String {
    at(second, &format!("DEBUG:aiortc.rtcdtlstransport:RTCDtlsTransport(server) {line}"))
}

fn sctp(second: &str, line: &str) -> String {
    at(second, &format!("DEBUG:aiortc.rtcsctptransport:RTCSctpTransport(client) {line}"))
}

#[test]
fn checks_that_the_robots_side_refuses() {
    let failed = pair("00,130", "192.168.12.222", "State.IN_PROGRESS -> State.FAILED")
        + &at("00,131", "INFO:aioice.ice:Connection(0) ICE failed");
    let log = |code: &str| {
        let refused = stun("00,120", '<', "ERROR", &format!("'ERROR-CODE': {code}"));
        [CLIENT, KEY, CHECKING, &stun("00,111", '>', "REQUEST", ""), &refused, &failed].concat()
    };
    let of = |code| -> Found { ((code, Robot, Possible), Error, Ice) };
    let credentials = [of("G2-ICE-CREDS")];
    hold(&[
        ("credentials of another session", log("(401, 'Unauthenticated')"), &credentials),
        ("of another kind", log("(500, 'Server Error')"), &[of("G2-ICE-FAILED")]),
    ]);
}

#[test]
fn an_interface_that_leads_nowhere_and_a_late_nomination() {
    let docker = pair("00,110", "172.17.0.1", "State.WAITING -> State.IN_PROGRESS")
        + &message("00,110", 1, '>', "REQUEST", "");
    let log = |second: &str| {
        let answered = stun(&format!("{second},110"), '<', "RESPONSE", "");
        let succeeded = pair(
            &format!("{second},111"),
            "192.168.12.222",
            "State.IN_PROGRESS -> State.SUCCEEDED",
        );
        let completed = at(&format!("{second},112"), "INFO:aioice.ice:Connection(0) ICE completed");
        let later = [SECURED, ASSOCIATED, FLOWING].concat();
        let later = later.replace("14:00:00,", &format!("14:00:{second},"));
        let asked = stun("00,111", '>', "REQUEST", "");
        [CLIENT, KEY, CHECKING, &asked, &docker, &answered, &succeeded, &completed, &later].concat()
    };
    let found = of_log(&log("04"));
    let expected: Found = (("G2-ICE-EXTRA-DEAD", Host, Possible), Info, Ice);
    assert_eq!(findings(&log("04")), [expected]);
    let lines: Vec<_> = found[0].evidence.iter().map(|it| it.get(Language::English)).collect();
    assert_eq!(lines[..2], ["nominated after 4.0 s", "without any answer: 172.17.0.1:50412"]);
    assert_eq!(findings(&log("01")), [], "no harm that shows");
}

#[test]
fn a_robot_that_names_an_address_of_another_network() {
    let answer = "\
2026-11-22 14:00:00,090 DEBUG:aiortc.rtcpeerconnection:RTCPeerConnection() setRemoteDescription(answer)
v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
t=0 0
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
a=candidate:0 1 udp 2130706431 192.168.12.1 41234 typ host raddr 0.0.0.0 rport 0 generation 0
a=ice-ufrag:uoKkNOsPHMAhxjuj
a=ice-pwd:DRMsPFmMyXqyixGSMBkgZDtFkcvxTnhe
a=fingerprint:sha-256 94:D4:A6:BE:71:E4:34:2F:1A:F1:4A:1F:4D:50:6C:80:DB:D5:34:88:7F:47:98:9F:B3:C3:2D:DD:A3:04:19:60
a=setup:active
a=mid:0

";
    let failed = pair("36,130", "192.168.123.51", "State.IN_PROGRESS -> State.FAILED")
        + &at("36,131", "INFO:aioice.ice:Connection(0) ICE failed");
    let log = |host: &str| {
        let wired = [CLIENT, KEY].concat().replace("192.168.12.1", host);
        [&wired, answer, CHECKING, &stun("00,111", '>', "REQUEST", ""), &failed].concat()
    };
    hold(&[
        (
            "by cable, and it names its Wi-Fi",
            log("192.168.123.161"),
            &[(("G2-ICE-ANSWER-WRONG-IP", Robot, Likely), Error, Ice)],
        ),
        ("the same", log("192.168.12.1"), &[(("G2-ICE-FAILED", Network, Possible), Error, Ice)]),
    ]);
}

#[test]
fn a_handshake_that_failed_says_why() {
    let log = |why: &str| {
        let failed = dtls("00,200", &format!("x DTLS handshake failed ({why})"));
        let state = dtls("00,200", "- State.CONNECTING -> State.FAILED");
        [CLIENT, KEY, CHECKING, NOMINATED, &failed, &state].concat()
    };
    let error = |reason| log(&format!("error [('SSL routines', '', '{reason}')]"));
    hold(&[
        (
            "another certificate",
            log("fingerprint mismatch"),
            &[(("G2-DTLS-FPRINT", Unknown, Likely), Error, Dtls)],
        ),
        (
            "no profile",
            log("no SRTP profile negotiated"),
            &[(("G2-DTLS-SRTP", Unknown, Likely), Error, Dtls)],
        ),
        (
            "the driver's OpenSSL",
            error("no shared cipher"),
            &[(("G2-DTLS-ERROR", Host, Likely), Error, Dtls)],
        ),
        (
            "the robot's alert",
            error("ssl/tls alert handshake failure"),
            &[(("G2-DTLS-ERROR", Robot, Likely), Error, Dtls)],
        ),
        (
            "nothing came",
            log("connection error"),
            &[(("G2-DTLS-NOHELLO", Robot, Possible), Error, Dtls)],
        ),
    ]);
    assert!(evidence(&error("no shared cipher")).contains("broke it off: no shared cipher"));
    let alert = evidence(&error("ssl/tls alert handshake failure"));
    assert!(alert.contains("the robot sent the alert handshake_failure"), "{alert}");
}

#[test]
fn an_association_that_the_robot_aborts() {
    let aborted = sctp("00,210", "< AbortChunk(flags=0)")
        + &sctp("00,210", "x Association was aborted by remote party")
        + &sctp("00,210", "- State.COOKIE_WAIT -> State.CLOSED");
    let log = [CLIENT, KEY, CHECKING, NOMINATED, SECURED, &aborted].concat();
    hold(&[("while it came up", log, &[(("G2-SCTP-ABORT", Unknown, Likely), Error, Sctp)])]);
}

#[test]
fn a_cookie_that_is_not_answered() {
    let cookie = sctp("00,210", "< InitAckChunk(flags=0)")
        + &sctp("00,210", "> CookieEchoChunk(flags=0)")
        + &sctp("00,210", "- State.COOKIE_WAIT -> State.COOKIE_ECHOED");
    let expired: String = (1..=9)
        .map(|count| {
            let again = sctp("27,000", "> CookieEchoChunk(flags=0)");
            sctp("27,000", &format!("x T1(CookieEchoChunk) expired {count}")) + &again
        })
        .collect();
    let closed = sctp("27,210", "- State.COOKIE_ECHOED -> State.CLOSED");
    let log = [CLIENT, KEY, CHECKING, NOMINATED, SECURED, &cookie, &expired, &closed].concat();
    assert_eq!(findings(&log), [(("G2-SCTP-COOKIE", Network, Possible), Error, Sctp)]);
    assert!(evidence(&log).contains("COOKIE-ECHO sent 10 times"), "{}", evidence(&log));
}

#[test]
fn a_log_that_ends_in_the_middle_decides_nothing() {
    let log = [CLIENT, KEY, CHECKING].concat();
    let found = of_log(&log);
    assert_eq!(findings(&log), [(("G2-CLIENT-LIMIT", ClientLimit, Likely), Warning, Ice)]);
    assert!(found[0].brief().get(Language::English).contains("the log ends before"));
    assert_eq!(found[0].next.as_deref(), Some("go2doctor check"));
}
