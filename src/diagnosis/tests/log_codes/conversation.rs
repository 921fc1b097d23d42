//! The challenge, the data and the end of the connection against the simulated robot's faults, in
//! the lines that the published client then wrote.

use super::*;
use Confidence::{Likely, Possible};
use Severity::{Error, Warning};
use Side::{Host, Network, Robot, Unknown};
use Stage::{Flow, Validation};

fn received(second: &str, message: &str) -> String {
    at(second, &format!("INFO root: Received message on data channel: {message}"))
}

fn sent(second: &str, message: &str) -> String {
    at(second, &format!("INFO root: > message sent: {message}"))
}

fn sctp(second: &str, line: &str) -> String {
    at(second, &format!("DEBUG aiortc.rtcsctptransport: RTCSctpTransport(server) {line}"))
}

const GAVE_UP: &str = "unitree_webrtc_connect.unitree_auth.DataChannelTimeoutError: Data channel setup timed out after 15s — the channel opened but the validation handshake didn't complete.\n";

/// The challenge and twice its answer, which the robot refuses.
fn refused(challenge: &str, answer: &str) -> String {
    let needed = r#"{"type":"err","info":"Validation Needed."}"#;
    let answer = format!(r#"{{"type": "validation", "topic": "", "data": "{answer}"}}"#);
    [
        received("00,230", &format!(r#"{{"type":"validation","data":"{challenge}"}}"#)),
        sent("00,231", &answer),
        received("00,240", needed),
        sent("00,241", &answer),
        received("00,250", needed),
        GAVE_UP.to_owned(),
    ]
    .concat()
}

#[test]
fn a_refused_answer_is_held_against_the_one_that_robots_take() {
    let challenge = "fd564d40549242068e66ce3fec1a5ccf";
    let right = crate::robot::validation::answer(challenge);
    let of = |code, side, confidence| -> Found { ((code, side, confidence), Error, Validation) };
    hold(&[
        (
            "right",
            associated() + &refused(challenge, &right),
            &[of("G2-VAL-WRONGHASH", Unknown, Possible)],
        ),
        (
            "wrong",
            associated() + &refused(challenge, "7fygVRrMLnafmDms3Ny6DQ=="),
            &[of("G2-VAL-WRONGHASH", Host, Likely)],
        ),
        (
            "to a challenge without a text",
            associated() + &refused("", "/J1XAV5nmActpiOnU0jwGw=="),
            &[of("G2-VAL-NOCHALLENGE", Unknown, Possible)],
        ),
    ]);
}

fn aborted(second: &str) -> String {
    sctp(second, "< AbortChunk(flags=0)")
        + &sctp(second, "x Association was aborted by remote party")
        + &sctp(second, "- State.ESTABLISHED -> State.CLOSED")
}

#[test]
fn an_abort_is_told_wherever_it_comes() {
    let challenged = received("00,230", r#"{"type":"validation","data":"5f3a"}"#)
        + &sent("00,231", r#"{"type": "validation", "topic": "", "data": "M2Y0YjE="}"#);
    let of = |stage| -> Found { (("G2-SCTP-ABORT", Unknown, Likely), Error, stage) };
    let answered = associated() + &challenged + &aborted("00,240") + GAVE_UP;
    hold(&[
        ("instead of Validation Ok.", answered.clone(), &[of(Validation)]),
        ("later", associated() + FLOWING + &aborted("02,000"), &[of(Flow)]),
    ]);
    assert!(evidence(&answered).contains("its cause is not in the log"), "{}", evidence(&answered));
}

#[test]
fn what_is_sent_again_on_a_dead_link_is_no_path_too_narrow() {
    let expired = sctp("20,000", "x T3 expired").repeat(5);
    let consent = at("40,000", "INFO aioice.ice: Connection(1) Consent to send expired");
    let log = associated() + FLOWING + &expired + &consent;
    assert_eq!(findings(&log), [(("G2-ICE-CONSENT", Network, Possible), Error, Flow)]);
}

#[test]
fn a_request_without_an_answer_needs_some_time() {
    let asked = sent(
        "00,450",
        r#"{"type": "req", "topic": "rt/api/motion_switcher/request", "data": {"header": {"identity": {"id": 87245261, "api_id": 1001}}, "parameter": ""}}"#,
    );
    let lowstate =
        |second| received(second, r#"{"type":"msg","topic":"rt/lf/lowstate","data":{}}"#);
    let log = |until| associated() + FLOWING + &asked + &lowstate(until);
    assert_eq!(findings(&log("05,000")), [(("G2-CTL-MSHANG", Robot, Likely), Warning, Flow)]);
    assert_eq!(findings(&log("01,000")), [], "it may still come");
}

#[test]
fn the_robots_own_faults_are_read_from_its_messages() {
    let standing =
        received("00,500", r#"{"type":"errors","data":[[1795356164,100,1],[1795356164,300,16]]}"#);
    let gone = received(
        "00,600",
        r#"{"type":"rm_error","data":[[1795356164,100,1],[1795356164,300,16]]}"#,
    );
    let log = associated() + FLOWING + &standing;
    assert_eq!(findings(&log), [(("G2-DATA-ERRORS", Robot, Likely), Warning, Flow)]);
    assert_eq!(findings(&(log + &gone)), []);
}
