//! ICE, DTLS and SCTP against the simulated robot's faults, in the lines that the published
//! client then wrote.

use super::*;
use Confidence::{Likely, Possible};
use Severity::Error;
use Side::{Network, Robot, Unknown};
use Stage::{Dtls, Ice, Sctp};

fn stun(second: &str, way: char, class: &str) -> String {
    at(
        second,
        &format!(
            "DEBUG aioice.ice: Connection(0) protocol(0) {way} ('192.168.12.1', 41234) \
             Message(message_method=Method.BINDING, message_class=Class.{class}, \
             transaction_id=8d60186ecee6e39537f05381, attributes={{}})"
        ),
    )
}

fn dtls(second: &str, role: &str, line: &str) -> String {
    at(second, &format!("DEBUG aiortc.rtcdtlstransport: RTCDtlsTransport({role}) {line}"))
}

fn sctp(second: &str, line: &str) -> String {
    at(second, &format!("DEBUG aiortc.rtcsctptransport: RTCSctpTransport(server) {line}"))
}

/// An offer with the credentials of one section in both, as the published client mends it.
fn mended() -> String {
    let section = "a=ice-ufrag:0WL2\na=ice-pwd:1uXdzk8kxSO6Dd4lrXBtJ0\na=setup:actpass\n";
    at("00,001", "DEBUG aiortc.rtcpeerconnection: RTCPeerConnection() setLocalDescription(offer)")
        + &format!(
            "v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\nt=0 0\nm=video 9 UDP/TLS/RTP/SAVPF 97\n{section}m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n{section}\n"
        )
}

/// An answer with this candidate, and these lines of its one section.
fn answer(candidate: &str, section: &str) -> String {
    at("00,090", "DEBUG aiortc.rtcpeerconnection: RTCPeerConnection() setRemoteDescription(answer)")
        + &format!(
            "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nt=0 0\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=candidate:0 1 udp 2130706431 {candidate} 41234 typ host\na=ice-ufrag:uoKk\na=ice-pwd:DRMsPFmMyXqyixGSMBkgZDtF\n{section}\n"
        )
}

const FINGERPRINT: &str = "a=fingerprint:sha-256 3D:43:21:8F:A0:27:2E:AA:11:37:60:C9:DA:F0:8D:54:FC:2B:98:7A:66:D2:CF:49:7F:2B:4F:EB:A6:59:67:92\n";

fn gave_up(peer: &str, ice: &str) -> String {
    format!(
        "unitree_webrtc_connect.unitree_auth.DataChannelTimeoutError: Data channel setup timed out after 15s — the WebRTC peer never reached `connected` (peer={peer}, ice={ice}). This usually means ICE/DTLS failed\n"
    )
}

#[test]
fn checks_that_end_early_were_answered_on_an_open_path() {
    let once =
        [("00,111", '<', "REQUEST"), ("00,111", '>', "RESPONSE"), ("00,111", '>', "REQUEST")];
    let once: String = once.map(|(second, way, class)| stun(second, way, class)).concat();
    let again: String = ["00,611", "01,611", "03,611", "07,611"]
        .map(|second| stun(second, '>', "REQUEST"))
        .concat();
    let end = at("14,000", "DEBUG root: still here") + &gave_up("connecting", "checking");
    let log = [CLIENT, KEY, CHECKING, &once, &again, &end].concat();
    assert_eq!(findings(&log), [(("G2-ICE-CREDS", Robot, Possible), Error, Ice)]);
}

#[test]
fn a_robot_of_another_session_is_not_the_drivers_fault() {
    let checks: String = [
        ("00,112", '<', "REQUEST"),
        ("00,112", '>', "ERROR"),
        ("00,115", '<', "REQUEST"),
        ("00,115", '>', "ERROR"),
    ]
    .map(|(second, way, class)| stun(second, way, class))
    .concat();
    let broken = gave_up("connecting", "completed");
    let log = |offer: &str| [CLIENT, offer, KEY, CHECKING, &checks, NOMINATED, &broken].concat();
    assert_eq!(findings(&log(&mended())), [(("G2-ICE-CREDS", Robot, Likely), Error, Dtls)]);
    assert_eq!(findings(&log(""))[0].0.0, "G2-ENV-PATCH-MISSING", "nothing is known of the offer");
}

#[test]
fn an_answer_with_addresses_that_nobody_can_check() {
    let checking = "2026-11-22 14:00:00,100 DEBUG aiortc.rtcpeerconnection: RTCPeerConnection() iceConnectionState new -> checking\n";
    let log = |candidate: &str, more: &str| {
        let answer = answer(candidate, &format!("a=setup:active\n{FINGERPRINT}"));
        [CLIENT, KEY, &answer, checking, more, &gave_up("connecting", "checking")].concat()
    };
    let name = "5c3b9b2e-5a0c-4f0e-9a53-6d1f0a7c1e42.local";
    let unresolved = at(
        "01,100",
        &format!(
            "INFO aioice.ice: Connection(1) Remote candidate \"{name}\" could not be resolved"
        ),
    );
    let hidden = log(name, &unresolved);
    hold(&[
        ("IPv6", log("fd12:77:1::1", ""), &[(("G2-ICE-IPV6", Robot, Likely), Error, Ice)]),
        ("a name", hidden.clone(), &[(("G2-ICE-MDNS", Robot, Possible), Error, Ice)]),
    ]);
    let found = of_log(&hidden);
    let why = found[0].brief().get(Language::English);
    assert!(why.contains("the driver found no address"), "{why}");
}

#[test]
fn a_handshake_that_fails_without_a_reason_blames_nobody() {
    let log = |why: &str| {
        let failed = dtls("00,200", "server", &format!("x DTLS handshake failed ({why})"));
        [CLIENT, KEY, CHECKING, NOMINATED, &failed, &gave_up("failed", "completed")].concat()
    };
    let unknown: &[Found] = &[(("G2-DTLS-ERROR", Unknown, Possible), Error, Dtls)];
    hold(&[
        ("pyOpenSSL 26", log("error []"), unknown),
        ("aiortc 1.9", log("error "), unknown),
        ("pyOpenSSL 24", log("error (-1, 'Unexpected EOF')"), unknown),
    ]);
}

#[test]
fn a_driver_that_had_to_begin_dtls_itself() {
    let section = format!("a=setup:passive\n{FINGERPRINT}");
    let began = dtls("00,122", "client", "- State.NEW -> State.CONNECTING");
    let failed = dtls("00,200", "client", "x DTLS handshake failed (error [])");
    let answer = answer("192.168.12.1", &section);
    let nominated = NOMINATED.replace("RTCDtlsTransport(server)", "RTCDtlsTransport(client)");
    let end = gave_up("failed", "completed");
    let log = [CLIENT, KEY, &answer, CHECKING, &nominated, &began, &failed, &end].concat();
    assert_eq!(findings(&log)[0], (("G2-SDP-SETUP", Robot, Possible), Error, Dtls));
    assert!(!evidence(&log).contains("ClientHello sent"), "{}", evidence(&log));
}

#[test]
fn an_answer_without_a_fingerprint_stops_dtls_before_it_begins() {
    let answer = answer("192.168.12.1", "a=setup:active\n");
    let completed: String = NOMINATED.lines().take(2).map(|line| format!("{line}\n")).collect();
    let end = gave_up("connecting", "completed");
    let log = [CLIENT, KEY, &answer, CHECKING, &completed, &end].concat();
    assert_eq!(findings(&log), [(("G2-SIG-BADREPLY", Robot, Possible), Error, Dtls)]);
}

#[test]
fn a_flight_that_is_sent_again_answered_a_client_hello() {
    let again = dtls("01,200", "server", "x DTLS handling timeout")
        + &dtls("03,200", "server", "x DTLS handling timeout");
    let end = gave_up("connecting", "completed");
    let log = [CLIENT, KEY, CHECKING, NOMINATED, &again, &end].concat();
    let found = [
        (("G2-DTLS-STALLED", Unknown, Possible), Error, Dtls),
        (("G2-DTLS-FRAG", Network, Possible), Error, Dtls),
    ];
    assert_eq!(findings(&log), found);
    assert!(evidence(&log).contains("our flight sent again: 2"), "{}", evidence(&log));
}

#[test]
fn a_goodbye_in_the_middle_of_the_handshake() {
    let closed = dtls("00,200", "server", "- DTLS shutdown by remote party")
        + &dtls("00,200", "server", "x DTLS handshake failed (connection error)");
    let end = gave_up("failed", "completed");
    let log = [CLIENT, KEY, CHECKING, NOMINATED, &closed, &end].concat();
    assert_eq!(findings(&log), [(("G2-DTLS-CLOSED-BY-PEER", Robot, Likely), Error, Dtls)]);
}

#[test]
fn the_robot_takes_the_channel_back() {
    let reset = sctp("00,230", "< ReconfigChunk(flags=0)")
        + &sctp(
            "00,230",
            "<< StreamResetOutgoingParam(request_sequence=1899235633, response_sequence=0, last_tsn=1899235632, streams=[1])",
        );
    let expired = sctp("03,230", "x T3 expired").repeat(3);
    let reset = associated() + &reset + &expired;
    assert_eq!(findings(&reset), [(("G2-DC-RESET", Robot, Likely), Error, Sctp)]);
}

#[test]
fn an_open_that_is_sent_again_is_no_path_too_narrow() {
    let expired: String =
        ["03,300", "06,300", "12,300"].map(|second| sctp(second, "x T3 expired")).concat();
    let end = "unitree_webrtc_connect.unitree_auth.DataChannelTimeoutError: Data channel setup timed out after 15s — the peer connected but the data channel didn't open (channel=connecting).\n";
    let log = associated() + &expired + end;
    assert_eq!(findings(&log), [(("G2-DC-UNANSWERED", Robot, Possible), Error, Sctp)]);
}

#[test]
fn a_cookie_that_is_not_answered_while_the_driver_hangs() {
    let cookie = sctp("00,210", "< InitAckChunk(flags=0)")
        + &sctp("00,210", "> CookieEchoChunk(flags=0)")
        + &sctp("00,210", "- State.COOKIE_WAIT -> State.COOKIE_ECHOED");
    let expired = |times: usize| -> String {
        (1..=times)
            .map(|count| sctp("09,210", &format!("x T1(CookieEchoChunk) expired {count}")))
            .collect()
    };
    let log =
        |times| [CLIENT, KEY, CHECKING, NOMINATED, SECURED, &cookie, &expired(times)].concat();
    assert_eq!(findings(&log(3)), [(("G2-SCTP-COOKIE", Network, Possible), Error, Sctp)]);
    assert_eq!(findings(&log(1))[0].0.0, "G2-CLIENT-LIMIT", "one may be late");
}
