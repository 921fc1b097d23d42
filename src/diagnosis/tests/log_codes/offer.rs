//! What only the offer shows, where a log holds it.

use super::*;
use Confidence::{Likely, Possible};
use Severity::{Error, Warning};
use Side::{Host, Robot};
use Stage::Sdp;

/// The envelope that goes to the robot, as a program prints it.
fn envelope(sdp: &str) -> String {
    let sdp = sdp.replace('\n', "\\r\\n");
    at(
        "00,005",
        &format!(
            "DEBUG:root:offer: {{\"id\": \"STA_localNetwork\", \"sdp\": \"{sdp}\", \"type\": \"offer\", \"token\": \"\"}}"
        ),
    )
}

const FINGERPRINT: &str = "3D:43:21:8F:A0:27:2E:AA:11:37:60:C9:DA:F0:8D:54:FC:2B:98:7A:66:D2:CF:49:7F:2B:4F:EB:A6:59:67:92";

fn session_only() -> String {
    envelope(&format!(
        "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nt=0 0\na=setup:actpass\na=ice-ufrag:0WL2\na=ice-pwd:1uXdzk8kxSO6Dd4lrXBtJ0\na=fingerprint:sha-256 {FINGERPRINT}\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=mid:0\n"
    ))
}

fn media_level(fingerprint: &str) -> String {
    envelope(&format!(
        "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nt=0 0\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\na=setup:actpass\na=ice-ufrag:0WL2\na=ice-pwd:1uXdzk8kxSO6Dd4lrXBtJ0\na=fingerprint:sha-256 {fingerprint}\na=mid:0\n"
    ))
}

#[test]
fn credentials_at_session_level_are_why_an_offer_is_not_answered() {
    let closed = at(
        "00,040",
        "ERROR:root:('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))",
    );
    let log = |offer: &str| [offer, KEY, &closed].concat();
    hold(&[
        (
            "at session level",
            log(&session_only()),
            &[(("G2-SDP-CREDS-SESSION", Host, Likely), Error, Sdp)],
        ),
        (
            "in the section",
            log(&media_level(FINGERPRINT)),
            &[(("G2-SIG-NOANSWER", Robot, Possible), Error, Sdp)],
        ),
    ]);
}

#[test]
fn a_lower_case_fingerprint_is_why_the_init_is_not_answered() {
    let expired: String = (1..=9)
        .map(|count| at("30,000", &format!("DEBUG:aiortc.rtcsctptransport:RTCSctpTransport(client) x T1(InitChunk) expired {count}")))
        .collect();
    let log = |fingerprint: &str| {
        [&media_level(fingerprint), KEY, CHECKING, NOMINATED, SECURED, &expired].concat()
    };
    let lower = FINGERPRINT.to_lowercase();
    hold(&[
        ("lower case", log(&lower), &[(("G2-SDP-FPCASE", Host, Likely), Error, Stage::Sctp)]),
        (
            "upper case",
            log(FINGERPRINT),
            &[(("G2-SCTP-NOINITACK", Robot, Possible), Error, Stage::Sctp)],
        ),
    ]);
}

#[test]
fn an_offer_without_a_data_channel() {
    let offer = "\
2026-11-22 14:00:00,001 DEBUG:aiortc.rtcpeerconnection:RTCPeerConnection() setLocalDescription(offer)
v=0
o=- 3972800127 3972800127 IN IP4 0.0.0.0
s=-
t=0 0
m=video 9 UDP/TLS/RTP/SAVPF 97
c=IN IP4 0.0.0.0
a=recvonly
a=mid:0
a=ice-ufrag:0WL2
a=ice-pwd:1uXdzk8kxSO6Dd4lrXBtJ0
a=fingerprint:sha-256 3D:43:21:8F:A0:27:2E:AA:11:37:60:C9:DA:F0:8D:54:FC:2B:98:7A:66:D2:CF:49:7F:2B:4F:EB:A6:59:67:92
a=setup:actpass

";
    let secured: String = SECURED.lines().take(2).map(|line| format!("{line}\n")).collect();
    let log = |until| {
        let waiting = at(until, "INFO:root:waiting for the channel");
        [offer, KEY, CHECKING, NOMINATED, &secured, &waiting].concat()
    };
    let expected = ("G2-SDP-NOAPP", Host, Likely);
    assert_eq!(findings(&log("45,000"))[0], (expected, Error, Stage::Sctp));
    assert_eq!(findings(&log("02,000"))[0], (expected, Warning, Sdp), "nobody waited for it");
}

/// The robot's answer as aiortc shows it, without candidates.
fn answer(setup: &str, port: u16) -> String {
    let sdp = format!(
        "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nt=0 0\n\
         m=application 9 UDP/DTLS/SCTP webrtc-datachannel\n\
         a=candidate:0 1 udp 2130706431 192.168.12.1 41234 typ host\n\
         a=ice-ufrag:uoKkNOsPHMAhxjuj\na=ice-pwd:DRMsPFmMyXqyixGSMBkgZDtFkcvxTnhe\n\
         a=fingerprint:sha-256 {FINGERPRINT}\na=setup:{setup}\na=mid:0\na=sctp-port:{port}\n\n"
    );
    at("00,090", "DEBUG:aiortc.rtcpeerconnection:RTCPeerConnection() setRemoteDescription(answer)")
        + &sdp
}

#[test]
fn an_odd_answer_is_a_warning_whatever_the_driver_made_of_it() {
    let log = |setup, port| {
        let answer = answer(setup, port);
        [CLIENT, KEY, &answer, CHECKING, NOMINATED, SECURED, ASSOCIATED, FLOWING].concat()
    };
    let of = |code| -> Found { ((code, Robot, Likely), Warning, Sdp) };
    hold(&[
        ("a usual one", log("active", 5000), &[]),
        ("no role", log("actpass", 5000), &[of("G2-SDP-SETUP")]),
        ("another port", log("active", 6000), &[of("G2-SCTP-PORT")]),
    ]);
    // The driver may have sent to that port: its log does not say.
    assert!(!evidence(&log("active", 6000)).contains("5000 at both ends"));
}
