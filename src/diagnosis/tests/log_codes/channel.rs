//! The channel, the challenge and the data.

use super::*;
use Confidence::{Likely, Possible};
use Severity::{Error, Warning};
use Side::{ClientLimit, Host, Network, Robot};
use Stage::{Flow, Sctp, Validation};

/// The driver's verdict, after 15 s.
fn gave_up(how: &str) -> String {
    at(
        "15,300",
        &format!(
            "ERROR:root:unitree_webrtc_connect.unitree_auth.DataChannelTimeoutError: \
             Data channel setup timed out after 15s — {how}"
        ),
    )
}

fn unopened() -> String {
    gave_up(
        "the peer connected but the data channel didn't open (channel=connecting). Unusual — likely a transient transport hiccup; retry.",
    )
}

fn unvalidated() -> String {
    gave_up(
        "the channel opened but the validation handshake didn't complete. The AES-128 key (data2=3) may be wrong, or the robot's validator is wedged — try reconnecting.",
    )
}

fn received(second: &str, message: &str) -> String {
    at(second, &format!("INFO:root:Received message on data channel: {message}"))
}

fn sent(second: &str, message: &str) -> String {
    at(second, &format!("INFO:root:> message sent: {message}"))
}

const CHALLENGE: &str = r#"{"type":"validation","data":"5f3a"}"#;
const ANSWER: &str = r#"{"type": "validation", "topic": "", "data": "M2Y0YjE="}"#;
const NEEDED: &str = r#"{"type":"err","info":"Validation Needed."}"#;

fn without_stamps(log: &str) -> String {
    log.lines()
        .map(|line| {
            line.trim_start_matches(|c: char| "0123456789-:, ".contains(c)).to_owned() + "\n"
        })
        .collect()
}

#[test]
fn an_open_without_any_sign_that_it_arrived() {
    let log = associated() + &unopened();
    let expected: &[Found] = &[(("G2-DC-UNANSWERED", Robot, Possible), Error, Sctp)];
    hold(&[("2.2", log.clone(), expected), ("without stamps", without_stamps(&log), expected)]);
    assert!(evidence(&log).contains("OPEN sent once"), "{}", evidence(&log));
}

#[test]
fn an_open_that_is_acknowledged_by_a_sack_alone() {
    let sack = |tsn: u32| {
        at(
            "00,230",
            &format!(
                "DEBUG:aiortc.rtcsctptransport:RTCSctpTransport(client) < SackChunk(flags=0, advertised_rwnd=131072, cumulative_tsn={tsn}, gaps=[])"
            ),
        )
    };
    hold(&[
        (
            "of the OPEN",
            associated() + &sack(4_099_013_149) + &unopened(),
            &[(("G2-VAL-NOCHALLENGE", Robot, Likely), Error, Validation)],
        ),
        (
            "of what was before it",
            associated() + &sack(4_099_013_148) + &unopened(),
            &[(("G2-DC-UNANSWERED", Robot, Possible), Error, Sctp)],
        ),
    ]);
}

#[test]
fn a_challenge_whose_answer_leads_to_nothing() {
    let challenged = || associated() + &received("00,230", CHALLENGE) + &sent("00,231", ANSWER);
    let needed = || received("00,240", NEEDED);
    let again = || sent("00,241", ANSWER) + &received("00,250", NEEDED);
    let sdk = "\
[INFO] [1763820000.100000000] [go2_driver]: Trying to send SDP using full encrypted method...
[INFO] [1763820000.200000000] [go2_driver]: Extracted path ending: 09858
[INFO] [1763820000.300000000] [go2_driver]: Successfully established WebRTC connection to robot 0
[INFO] [1763820000.500000000] [go2_driver]: Connection state is connected
[DEBUG] [1763820000.600000000] [go2_driver]: Received message: {\"type\":\"validation\",\"data\":\"5f3a\"}
[INFO] [1763820000.600100000] [go2_driver]: -> Sending message {\"type\": \"validation\", \"topic\": \"\", \"data\": \"M2Y0YjE=\"}
[DEBUG] [1763820000.700000000] [go2_driver]: Received message: {\"type\":\"err\",\"info\":\"Validation Needed.\"}
[INFO] [1763820030.000000000] [go2_driver]: Disconnected from robot 0
";
    let of = |code, side, confidence| -> Found { ((code, side, confidence), Error, Validation) };
    hold(&[
        ("2.2, silence", challenged() + &unvalidated(), &[of("G2-VAL-WEDGED", Robot, Possible)]),
        (
            "2.2 answers once more, and in vain",
            challenged() + &needed() + &again() + &unvalidated(),
            &[of("G2-VAL-WRONGHASH", Host, Likely)],
        ),
        ("go2_ros2_sdk answers once", sdk.to_owned(), &[of("G2-VAL-NEEDED", Host, Possible)]),
        (
            "2.2, and then it is taken",
            challenged() + &needed() + &sent("00,241", ANSWER) + FLOWING,
            &[],
        ),
    ]);
}

#[test]
fn a_driver_that_is_accepted_and_gets_no_data() {
    let accepted = FLOWING.lines().next().expect("a line").to_owned() + "\n";
    let heartbeat =
        |second| received(second, r#"{"type":"heartbeat","topic":"","data":{"timeInNum":1}}"#);
    let log = associated() + &accepted + &heartbeat("02,300") + &heartbeat("08,300");
    let expected: &[Found] = &[(("G2-DATA-SILENT", Robot, Possible), Error, Flow)];
    hold(&[("8 s later", log.clone(), expected)]);
    // Whether STUN was answered nobody looked at.
    assert!(!evidence(&log).contains("STUN"), "{}", evidence(&log));
    let early = associated() + &accepted + &heartbeat("02,300");
    assert_eq!(findings(&early), [(("G2-CLIENT-LIMIT", ClientLimit, Likely), Warning, Flow)]);
}

#[test]
fn consent_is_lost_in_the_drivers_own_time() {
    let expired = at("40,000", "INFO:aioice.ice:Connection(0) Consent to send expired");
    let log = associated() + FLOWING + &expired;
    assert_eq!(findings(&log), [(("G2-ICE-CONSENT", Network, Possible), Error, Flow)]);
    assert!(!evidence(&log).contains("2.5 s"), "{}", evidence(&log));
}

/// The published driver passes the reason where no placeholder is, so that Python complains.
const LOGGING_ERROR: &str = "\
--- Logging error ---
Traceback (most recent call last):
TypeError: not all arguments converted during string formatting
Message: 'Failed to publish:'
Arguments: (Exception('Data channel is not open'),)
";

#[test]
fn a_query_that_failed_is_no_thread() {
    assert_eq!(findings(&(associated() + FLOWING + LOGGING_ERROR)), []);
    let thread = "RuntimeError: There is no current event loop in thread 'Thread-1 (serve)'.\n";
    let log = associated() + FLOWING + LOGGING_ERROR + thread;
    assert_eq!(findings(&log), [(("G2-CTL-THREAD", Host, Likely), Warning, Flow)]);
}
