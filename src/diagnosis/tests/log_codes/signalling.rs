//! HTTP, keys, offer and answer.

use super::*;
use Confidence::{Likely, Possible};
use Severity::Error;
use Side::{Host, Network, Robot, Unknown};
use Stage::{Http, Sdp};

/// go2_ros2_sdk asks for con_notify.
const SDK: &str = "[INFO] [1763820000.100000000] [go2_driver]: Trying to send SDP using full encrypted method...\n";

/// It got the robot's key and posts its offer.
const SDK_PATH: &str = "[INFO] [1763820000.200000000] [go2_driver]: Extracted path ending: 09858\n";

/// unitree_webrtc_connect up to 2.0 tried 8081, which this firmware does not have.
const CLIENT_2_0: &str = "\
🕒 WebRTC connection        : 🟡 started       (14:00:00)
INFO:root:Trying to send SDP using the old method...
ERROR:root:An error occurred: HTTPConnectionPool(host='192.168.12.1', port=8081): Max retries exceeded with url: /offer (Caused by NewConnectionError(\"HTTPConnection(host='192.168.12.1', port=8081): Failed to establish a new connection: [Errno 111] Connection refused\"))
ERROR:root:An error occurred with the old method: Failed to receive SDP Answer: No response
INFO:root:Falling back to the new method...
";

const GIVEN_UP_2_0: &str = "Could not get SDP from the peer. Check if the Go2 is switched on\n";

const NO_ANSWER: &str = "unitree_webrtc_connect.unitree_auth.NoSdpAnswerError: Robot signaling returned no SDP answer. Check that the robot is powered on, the Wi-Fi link is stable, and no other WebRTC client is mid-handshake.\n";

const ABORTED: &str =
    "('Connection aborted.', RemoteDisconnected('Remote end closed connection without response'))";

/// The driver's answer to a request that failed.
fn failed(why: &str) -> String {
    at("00,030", &format!("ERROR:root:Local request failed: {why}"))
}

fn client(then: &str) -> String {
    [CLIENT, then].concat()
}

fn sdk(then: &str) -> String {
    format!("{SDK}[ERROR] [1763820001.100000000] [go2_driver]: {then}\n")
}

#[test]
fn a_status_tells_by_its_url_what_was_asked() {
    let notify = "http://192.168.12.1:9991/con_notify";
    let offer = "http://192.168.12.1:9991/con_ing_09858";
    let not_found = |url| format!("404 Client Error: Not Found for url: {url}");
    let trouble = |url| format!("503 Server Error: Service Unavailable for url: {url}");
    let sdk_line = |status, url, what: String| {
        sdk(&format!("HTTP error {status} when requesting {url}: {what}"))
    };
    hold(&[
        (
            "2.2",
            client(&failed(&not_found(notify))),
            &[(("G2-HTTP-404", Network, Possible), Error, Http)],
        ),
        (
            "2.2",
            client(&failed(&trouble(notify))),
            &[(("G2-HTTP-STATUS", Unknown, Possible), Error, Http)],
        ),
        (
            "2.2, the offer",
            client(&(failed(&not_found(offer)) + NO_ANSWER)),
            &[(("G2-HTTP-404", Robot, Possible), Error, Sdp)],
        ),
        (
            "2.2, the offer",
            client(&(failed(&trouble(offer)) + NO_ANSWER)),
            &[(("G2-HTTP-STATUS", Robot, Possible), Error, Sdp)],
        ),
        (
            "go2_ros2_sdk",
            sdk_line(404, notify, not_found(notify)),
            &[(("G2-HTTP-404", Network, Possible), Error, Http)],
        ),
        (
            "go2_ros2_sdk, the offer",
            sdk_line(503, offer, trouble(offer)),
            &[(("G2-HTTP-STATUS", Robot, Possible), Error, Sdp)],
        ),
    ]);
}

#[test]
fn an_answer_of_another_server() {
    let html = "ERROR:root:con_notify base64 decode failed: Incorrect padding";
    let json =
        "ERROR:root:con_notify JSON decode failed: Expecting value: line 1 column 1 (char 0)";
    let expected: &[Found] = &[(("G2-HTTP-BADJSON", Network, Possible), Error, Http)];
    hold(&[
        ("2.2, a page", client(&(at("00,030", html) + NO_ANSWER)), expected),
        ("2.2, base64 of a word", client(&(at("00,030", json) + NO_ANSWER)), expected),
        (
            "2.0",
            format!(
                "{CLIENT_2_0}ERROR:root:An error occurred while decoding JSON: Expecting value: line 1 column 1 (char 0)\n{GIVEN_UP_2_0}"
            ),
            expected,
        ),
        (
            "go2_ros2_sdk",
            sdk(
                "Failed to connect to robot 0: Unexpected error during connection: Incorrect padding",
            ),
            expected,
        ),
    ]);
}

#[test]
fn an_answer_to_the_offer_that_cannot_be_read() {
    let expected: &[Found] = &[(("G2-SIG-BADREPLY", Robot, Possible), Error, Sdp)];
    let answered = at(
        "00,040",
        "DEBUG:urllib3.connectionpool:http://192.168.12.1:9991 \"POST /con_ing_09858 HTTP/1.1\" 200 12",
    );
    let decode = at("00,041", "ERROR:root:con_notify base64 decode failed: Incorrect padding");
    let sdk = |why: &str| {
        format!(
            "{SDK}{SDK_PATH}[ERROR] [1763820001.1] [go2_driver]: Failed to connect to robot 0: {why}\n"
        )
    };
    hold(&[
        (
            "2.2, which names con_notify",
            [CLIENT, KEY, &answered, &decode, NO_ANSWER].concat(),
            expected,
        ),
        (
            "go2_ros2_sdk",
            sdk(
                "Failed to complete encrypted handshake: Failed to decrypt data: Incorrect padding",
            ),
            expected,
        ),
        (
            "go2_ros2_sdk",
            sdk("Unexpected error during connection: Expecting value: line 1 column 1 (char 0)"),
            expected,
        ),
    ]);
}

#[test]
fn a_connection_that_is_closed_without_a_word() {
    let notify: &[Found] = &[(("G2-HTTP-SILENT-CLOSE", Robot, Possible), Error, Http)];
    let offer: &[Found] = &[(("G2-SIG-NOANSWER", Robot, Possible), Error, Sdp)];
    let refused = "ValueError: Failed to receive initial public key response.\n";
    let url = "when requesting http://192.168.12.1:9991";
    hold(&[
        ("2.2", client(&(failed(ABORTED) + refused)), notify),
        ("2.2 gets no further than the offer", client(&(failed(ABORTED) + NO_ANSWER)), offer),
        ("go2_ros2_sdk", sdk(&format!("Connection error {url}/con_notify: {ABORTED}")), notify),
        ("go2_ros2_sdk", sdk(&format!("Connection error {url}/con_ing_09858: {ABORTED}")), offer),
        (
            "8081, which takes the offer at once",
            "🕒 LAN Signaling Method     : 🛑 legacy /offer (192.168.12.1:8081) (14:00:00)\n"
                .to_owned()
                + &failed(ABORTED)
                + "RuntimeError: Legacy /offer flow on 192.168.12.1:8081 returned no response\n",
            &[offer[0], (("G2-HTTP-LEGACY-ONLY", Robot, Likely), Severity::Info, Http)],
        ),
    ]);
}

#[test]
fn a_service_that_takes_the_request_and_keeps_silent() {
    let expected: &[Found] = &[(("G2-HTTP-NOANSWER", Robot, Likely), Error, Http)];
    let asked = at(
        "00,010",
        "DEBUG:urllib3.connectionpool:Starting new HTTP connection (1): 192.168.12.1:9991",
    );
    let interrupted = |second| at(second, "INFO:root:stopped by the user");
    hold(&[
        (
            "go2_ros2_sdk, after 10 s",
            sdk(
                "Timeout when requesting http://192.168.12.1:9991/con_notify: HTTPConnectionPool(host='192.168.12.1', port=9991): Read timed out. (read timeout=10.0)",
            ),
            expected,
        ),
        ("2.2, which waits for ever", [CLIENT, &asked, &interrupted("40,000")].concat(), expected),
    ]);
    let early = findings(&[CLIENT, &asked, &interrupted("02,000")].concat());
    assert_eq!(early[0].0.0, "G2-CLIENT-LIMIT", "nobody waited for it");
    let unopened = findings(&(at("00,000", "DEBUG:root:x") + &asked + &interrupted("40,000")));
    assert_eq!(unopened, [], "whether the port was open, nothing says");
}

#[test]
fn a_refusal_of_one_driver_and_then_the_other_port() {
    let refused = |port| {
        format!(
            "ERROR:root:An error occurred: HTTPConnectionPool(host='192.168.123.18', port={port}): Max retries exceeded with url: /con_notify (Caused by NewConnectionError(\"HTTPConnection(host='192.168.123.18', port={port}): Failed to establish a new connection: [Errno 111] Connection refused\"))\n"
        )
    };
    let both = CLIENT_2_0.replace("192.168.12.1", "192.168.123.18") + &refused(9991) + GIVEN_UP_2_0;
    let expected: &[Found] = &[
        (("G2-HTTP-WRONG-HOST", Host, Likely), Error, Http),
        (("G2-HTTP-REFUSED", Robot, Possible), Error, Http),
    ];
    hold(&[("the board beside the main one", both, expected)]);
    assert_eq!(findings(CLIENT_2_0)[0].0.0, "G2-CLIENT-LIMIT", "the other port comes next");
}

#[test]
fn a_name_without_an_address() {
    let log = sdk(
        "Connection error when requesting http://go2.lan:9991/con_notify: HTTPConnectionPool(host='go2.lan', port=9991): Max retries exceeded with url: /con_notify (Caused by NameResolutionError(\"HTTPConnection(host='go2.lan', port=9991): Failed to resolve 'go2.lan' ([Errno -2] Name or service not known)\"))",
    );
    hold(&[("go2_ros2_sdk", log, &[(("G2-LINK-NAME", Host, Likely), Error, Http)])]);
}

#[test]
fn the_older_port_alone() {
    let log = "\
🕒 WebRTC connection        : 🟡 started       (14:00:00)
🕒 LAN Signaling Method     : 🛑 legacy /offer (192.168.12.1:8081) (14:00:00)
🕒 Signaling State          : 🟢 stable        (14:00:00)
🕒 ICE Connection State     : 🟢 completed     (14:00:00)
🕒 Peer Connection State    : 🟢 connected     (14:00:01)
🕒 Data Channel Verification: ✅ OK            (14:00:01)
";
    let found = of_log(log);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(triple(&found[0]), ("G2-HTTP-LEGACY-ONLY", Robot, Likely));
    assert_eq!(found[0].stage, Http);
}

#[test]
fn a_blob_that_the_shared_key_does_not_open() {
    let tag = at("00,030", "ERROR:root:connect failed") + "cryptography.exceptions.InvalidTag\n";
    let log = [CLIENT, KEY, &tag].concat();
    hold(&[("2.2", log, &[(("G2-SIG-BLOB", Unknown, Possible), Error, Sdp)])]);
}

#[test]
fn a_blob_that_was_not_decrypted_is_the_drivers_age() {
    let expected: &[Found] = &[
        (("G2-SIG-DATA2-2", Host, Possible), Error, Sdp),
        (("G2-SIG-AES-REQUIRED", Host, Possible), Error, Sdp),
    ];
    hold(&[
        (
            "2.0",
            format!(
                "{CLIENT_2_0}ERROR:root:An error occurred with the new method: RSA key format is not supported\n{GIVEN_UP_2_0}"
            ),
            expected,
        ),
        (
            "go2_ros2_sdk",
            format!(
                "{SDK}{SDK_PATH}[ERROR] [1763820001.1] [go2_driver]: Failed to connect to robot 0: Failed to complete encrypted handshake: Failed to load RSA public key: RSA key format is not supported\n"
            ),
            expected,
        ),
    ]);
}

#[test]
fn a_letter_that_the_path_does_not_know() {
    let letter = at("00,022", "WARNING:root:unexpected char 'K' in con_notify path");
    let answer = at(
        "00,040",
        "DEBUG:urllib3.connectionpool:http://192.168.12.1:9991 \"POST /con_ing_0985 HTTP/1.1\" 404 0",
    );
    let told = failed("404 Client Error: Not Found for url: http://192.168.12.1:9991/con_ing_0985");
    let expected: &[Found] = &[(("G2-SIG-PATH", Robot, Possible), Error, Sdp)];
    hold(&[
        ("DEBUG", [CLIENT, KEY, &letter, &answer, &told, NO_ANSWER].concat(), expected),
        ("INFO", [CLIENT, &letter, &told, NO_ANSWER].concat(), expected),
        (
            "no harm",
            [CLIENT, KEY, &letter, CHECKING, NOMINATED, SECURED, ASSOCIATED, FLOWING].concat(),
            &[],
        ),
    ]);
}

#[test]
fn a_proxy_that_refuses_says_nothing_of_the_robot() {
    let proxied = "HTTPConnectionPool(host='192.168.12.1', port=9991): Max retries exceeded with \
                   url: /con_notify (Caused by ProxyError('Unable to connect to proxy', \
                   NewConnectionError('<urllib3.connection.HTTPConnection object at 0x7f1>: Failed \
                   to establish a new connection: [Errno 111] Connection refused')))";
    hold(&[("2.2", client(&failed(proxied)), &[(("G2-ENV-PROXY", Host, Likely), Error, Http)])]);
}
