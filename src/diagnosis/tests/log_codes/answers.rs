//! What the published client writes of answers that are none, as it wrote it against the
//! simulated robot's faults.

use super::*;
use Confidence::{Likely, Possible};
use Severity::Error;
use Side::{Host, Network, Robot, Unknown};
use Stage::{Http, Sdp};

const ASKED: &str = "2026-11-22 14:00:00,010 DEBUG urllib3.connectionpool: Starting new HTTP connection (1): 192.168.12.1:9991\n";

/// con_notify was answered with so many bytes.
fn answered(bytes: &str) -> String {
    at(
        "00,020",
        &format!(
            "DEBUG urllib3.connectionpool: http://192.168.12.1:9991 \"POST /con_notify HTTP/1.1\" 200 {bytes}"
        ),
    )
}

/// And so was the offer.
fn offered() -> String {
    at(
        "00,030",
        "DEBUG urllib3.connectionpool: Starting new HTTP connection (1): 192.168.12.1:9991",
    ) + &at(
        "00,040",
        "DEBUG urllib3.connectionpool: http://192.168.12.1:9991 \"POST /con_ing_81890 HTTP/1.1\" 200 24",
    )
}

/// The offer as aiortc shows it, and an answer with these sections.
fn described(sections: &str, more: &str) -> String {
    const SECTION: &str = "c=IN IP4 0.0.0.0\na=mid:0\na=ice-ufrag:0WL2\na=ice-pwd:1uXdzk8kxSO6Dd4lrXBtJ0\na=fingerprint:sha-256 3D:43:21:8F:A0:27:2E:AA:11:37:60:C9:DA:F0:8D:54:FC:2B:98:7A:66:D2:CF:49:7F:2B:4F:EB:A6:59:67:92\na=setup:";
    let description = |kinds: &str, setup: &str| {
        let section = |kind: &str| format!("m={kind}\n{SECTION}{setup}\n");
        let sections: String = kinds.split(',').map(section).collect();
        format!("v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\nt=0 0\n{sections}\n")
    };
    let (kinds, setup) = sections.split_once(' ').expect("sections and role");
    let kinds = kinds
        .replace("video", "video 9 UDP/TLS/RTP/SAVPF 97")
        .replace("data", "application 9 UDP/DTLS/SCTP webrtc-datachannel");
    let ours = "video 9 UDP/TLS/RTP/SAVPF 97,application 9 UDP/DTLS/SCTP webrtc-datachannel";
    [
        CLIENT,
        &at(
            "00,001",
            "DEBUG aiortc.rtcpeerconnection: RTCPeerConnection() setLocalDescription(offer)",
        ),
        &description(ours, "actpass"),
        KEY,
        &at(
            "00,090",
            "DEBUG aiortc.rtcpeerconnection: RTCPeerConnection() setRemoteDescription(answer)",
        ),
        &description(&kinds, setup),
        more,
    ]
    .concat()
}

const NO_ANSWER: &str = "unitree_webrtc_connect.unitree_auth.NoSdpAnswerError: Robot signaling returned no SDP answer. Check that the robot is powered on, the Wi-Fi link is stable, and no other WebRTC client is mid-handshake.\n";

const MISMATCH: &str = "ValueError: Media sections in answer do not match offer\n";

fn http(code: &'static str, side: Side) -> Found {
    ((code, side, Possible), Error, Http)
}

fn sdp(code: &'static str, side: Side, confidence: Confidence) -> Found {
    ((code, side, confidence), Error, Sdp)
}

#[test]
fn what_is_no_robots_answer_to_con_notify() {
    let client = |lines: &str| [CLIENT, ASKED, lines].concat();
    let greeting = at(
        "00,020",
        "ERROR root: Local request failed: ('Connection aborted.', BadStatusLine('SSH-2.0-dropbear_2019.78\\r\\n'))",
    ) + "ValueError: Failed to receive initial public key response.\n";
    let reset = at(
        "00,020",
        "ERROR root: Local request failed: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))",
    );
    let blank = answered("0")
        + &at("00,021", "DEBUG root: con_notify response: ")
        + &at(
            "00,021",
            "ERROR root: con_notify JSON decode failed: Expecting value: line 1 column 1 (char 0)",
        )
        + NO_ANSWER;
    let garbage = answered("8")
        + "Traceback (most recent call last):\n    decoded_response = base64.b64decode(response.text).decode(\"utf-8\")\nValueError: string argument should contain only ASCII characters\n";
    let page = answered("None")
        + &at(
            "00,020",
            "ERROR root: An error occurred with the new method: 'utf-8' codec can't decode byte 0xe0 in position 1: invalid continuation byte",
        );
    let no_blob = answered("16")
        + &at("00,021", "DEBUG root: con_notify response: {\"data2\":2}")
        + "TypeError: argument should be a bytes-like object or ASCII string, not 'NoneType'\n";
    let foreign = |lines| client(lines);
    hold(&[
        ("another service", foreign(&greeting), &[http("G2-HTTP-BADJSON", Network)]),
        ("a reset is none", foreign(&reset), &[http("G2-HTTP-SILENT-CLOSE", Robot)]),
        ("nothing", foreign(&blank), &[http("G2-HTTP-BADJSON", Unknown)]),
        ("no text", foreign(&garbage), &[http("G2-HTTP-BADJSON", Network)]),
        ("a web page, 2.0", foreign(&page), &[http("G2-HTTP-BADJSON", Network)]),
        ("no blob", foreign(&no_blob), &[http("G2-HTTP-BADJSON", Network)]),
    ]);
}

#[test]
fn a_blob_that_holds_no_key_was_opened_where_the_path_fits() {
    let key = "ValueError: RSA key format is not supported\n";
    let letters = at("00,021", "WARNING root: unexpected char 'L' in con_notify path");
    let unknown = KEY.replace("\"data2\": 2", "\"data2\": 9");
    let unopened = at("00,021", "ERROR root: An error occurred with the new method: ");
    hold(&[
        ("opened", [CLIENT, KEY, key].concat(), &[sdp("G2-SIG-BLOB", Unknown, Possible)]),
        (
            "a data2 that nobody knows",
            [CLIENT, &unknown, &letters, key].concat(),
            &[sdp("G2-SIG-DATA2-UNKNOWN", Host, Likely), sdp("G2-SIG-PATH", Robot, Possible)],
        ),
        ("2.0", [CLIENT, KEY, &unopened].concat(), &[sdp("G2-SIG-BLOB", Unknown, Possible)]),
    ]);
}

#[test]
fn answers_to_the_offer_that_hold_nothing() {
    let client = |lines: &str| [CLIENT, KEY, &offered(), lines].concat();
    let blank = at("00,041", "DEBUG root: con_ing_81890 response: ");
    let words = at("00,041", "DEBUG root: con_ing_81890 response: not ready")
        + "Traceback (most recent call last):\n    peer_answer = json.loads(peer_answer_json)\njson.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)\n";
    let cipher = "Traceback (most recent call last):\n    decrypted_response = aes_decrypt(response.text, aes_key)\nUnicodeDecodeError: 'utf-8' codec can't decode byte 0x9f in position 1: invalid start byte\n";
    let empty =
        at("00,041", "DEBUG root: con_ing_81890 response: {\"sdp\":\"\",\"type\":\"answer\"}")
            + &at(
                "00,042",
                "DEBUG aiortc.rtcpeerconnection: RTCPeerConnection() setRemoteDescription(answer)",
            )
            + "\n"
            + MISMATCH;
    hold(&[
        ("nothing", client(&blank), &[sdp("G2-SIG-BADREPLY", Robot, Possible)]),
        ("words", client(&words), &[sdp("G2-SIG-BADREPLY", Robot, Possible)]),
        ("cipher text", client(cipher), &[sdp("G2-SIG-BADREPLY", Robot, Possible)]),
        ("no description", client(&empty), &[sdp("G2-SIG-NOANSWER", Robot, Possible)]),
    ]);
}

#[test]
fn a_reject_comes_behind_the_success_of_2_0() {
    let rejected = at("00,041", "INFO root: SDP successfully sent using the new method.")
        + "Go2 is connected by another WebRTC client. Close your mobile APP and try again.\n";
    let log = [CLIENT, KEY, &rejected].concat();
    assert_eq!(findings(&log), [sdp("G2-SIG-REJECT", Robot, Likely)]);
}

#[test]
fn an_answer_that_aiortc_refuses_is_told_by_what_it_lacks() {
    let role = "ValueError: DTLS setup attribute must be 'active' or 'passive' for an answer\n";
    hold(&[
        (
            "without a data channel",
            described("video active", MISMATCH),
            &[sdp("G2-SDP-NOAPP", Robot, Likely)],
        ),
        (
            "in another order",
            described("data,video active", MISMATCH),
            &[sdp("G2-SDP-MLINE", Robot, Likely)],
        ),
        (
            "without a role",
            described("video,data actpass", role),
            &[sdp("G2-SDP-SETUP", Robot, Likely)],
        ),
    ]);
}

#[test]
fn who_is_interrupted_while_a_request_waits_had_no_answer() {
    let waiting = "Traceback (most recent call last):\n    response = conn.getresponse()\n               ^^^^^^^^^^^^^^^^^^\nKeyboardInterrupt\n";
    let posted = at(
        "00,030",
        "DEBUG urllib3.connectionpool: Starting new HTTP connection (1): 192.168.12.1:9991",
    );
    let by_2_0 = ASKED.to_owned() + waiting;
    hold(&[
        ("con_notify", [CLIENT, ASKED, waiting].concat(), &[http("G2-HTTP-NOANSWER", Robot)]),
        ("con_notify, 2.0", by_2_0, &[http("G2-HTTP-NOANSWER", Robot)]),
        (
            "con_ing",
            [CLIENT, KEY, &posted, waiting].concat(),
            &[sdp("G2-SIG-NOANSWER", Robot, Possible)],
        ),
        ("later", associated() + FLOWING + "KeyboardInterrupt\n", &[]),
    ]);
}

#[test]
fn an_answer_of_port_8081_is_that_of_old_firmware() {
    let posted = "\
2026-11-22 14:00:00,010 DEBUG urllib3.connectionpool: Starting new HTTP connection (1): 192.168.12.1:8081
2026-11-22 14:00:00,020 DEBUG urllib3.connectionpool: http://192.168.12.1:8081 \"POST /offer HTTP/1.1\" 200 1200
";
    let started = "🕒 WebRTC connection        : 🟡 started       (14:00:00)\n";
    let log = [started, posted, CHECKING, NOMINATED, SECURED, ASSOCIATED, FLOWING].concat();
    let found = of_log(&log);
    assert_eq!(found[0].code(), "G2-HTTP-LEGACY-ONLY");
}
