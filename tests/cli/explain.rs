//! `explain`: by code, by stage, by words, by a line of a log, and all of them.

use predicates::prelude::*;
use predicates::str::{contains, starts_with};

use crate::go2doctor;

fn explained(words: &[&str]) -> String {
    let output = go2doctor().arg("explain").args(words).assert().code(0).get_output().clone();
    assert!(output.stderr.is_empty());
    String::from_utf8(output.stdout).expect("it is UTF-8")
}

#[test]
fn a_code_shows_one_finding_and_by_what_it_is_found() {
    let text = explained(&["g2-dc-timeout"]);
    assert!(text.starts_with("G2-DC-TIMEOUT: "), "{text}");
    assert!(text.contains("\nFound by: a driver's log (logs)\n"), "{text}");
    let text = explained(&["HTTP-KEEPALIVE"]);
    assert!(text.contains("\nExplained only: go2doctor cannot detect this itself\n"), "{text}");
    let text = explained(&["sctp-cookie", "--lang", "zh-TW"]);
    assert!(
        text.contains("\n找出的方式：實際連線檢查（check）、驅動程式的日誌（logs）\n"),
        "{text}"
    );
}

#[test]
fn a_stage_shows_its_findings_alone() {
    let text = explained(&["sctp"]);
    assert!(text.starts_with("sctp\n  G2-SCTP-NOINITACK "), "{text}");
    assert!(!text.contains("G2-HTTP-"), "{text}");
}

#[test]
fn words_need_no_quotes() {
    assert_eq!(
        explained(&["fingerprint", "lower", "case"]),
        explained(&["fingerprint lower case"])
    );
    assert!(explained(&["stuck", "at", "connecting"]).contains("G2-DTLS-NOHELLO"));
    assert!(explained(&["指紋", "小寫"]).starts_with("G2-SDP-FPCASE"));
}

#[test]
fn a_line_of_a_log_shows_what_the_reader_of_logs_makes_of_it() {
    for (line, code) in [
        ("Data channel did not open in time", "G2-DC-TIMEOUT"),
        (
            "DEBUG:aiortc.rtcsctptransport:RTCSctpTransport(client) x T1(InitChunk) expired 4",
            "G2-SCTP-NOINITACK",
        ),
        ("requests.exceptions.ConnectionError: [Errno 111] Connection refused", "G2-HTTP-REFUSED"),
    ] {
        assert!(explained(&[line]).starts_with(code), "{line}");
    }
}

#[test]
fn without_words_every_stage_has_one_heading() {
    let text = explained(&[]);
    for heading in ["host", "ping", "http", "sdp", "ice", "dtls", "sctp", "validation", "flow"] {
        let lines = text.lines().filter(|line| *line == heading);
        assert_eq!(lines.count(), 1, "{heading}");
    }
    assert!(text.contains("\nat no particular stage\n"), "{text}");
    assert!(text.contains("\n* Explained only: "), "{text}");
}

#[test]
fn what_fits_nothing_is_status_2_with_what_comes_near() {
    let cases = [
        (&["G2-SCTP-NOINITACKK"][..], "did you mean G2-SCTP-NOINITACK"),
        (&["fingerprint", "volcano"], "did you mean G2-"),
        (&["xyzzy"], "`go2doctor explain` lists them all"),
        (&[""], "lists them all"),
    ];
    for (words, near) in cases {
        let mut command = go2doctor();
        let assert = command.arg("explain").args(words).assert();
        assert.code(2).stdout("").stderr(starts_with("error: ").and(contains(near)));
    }
}
