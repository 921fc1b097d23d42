//! A user's own signatures beside the built-in ones.

use super::*;
use crate::facts::log_reading::LogReading;
use crate::facts::log_reading::SignatureKind;
use crate::logs::signatures::{BUILT_IN, Fault, SignatureError, Signatures};
use crate::text::language::Language;

/// A file of one signature: these lines beside id, kind, stage and pattern.
fn one(kind: &str, stage: &str, pattern: &str, more: &str) -> String {
    format!(
        "# Ours.\n\n[[signature]]\nid = 'ours'\nkind = '{kind}'\nstage = '{stage}'\n\
         pattern = '{pattern}'\n{more}\n"
    )
}

fn is_code(code: &str) -> bool {
    crate::catalogue::catalogue().get(code).is_some()
}

fn read_with(file: &str, bytes: &[u8]) -> LogReading {
    let signatures = BUILT_IN.and(file, is_code).expect("the file is sound");
    read_all(&signatures, [bytes]).expect("memory does not fail")
}

fn fault(file: &str) -> (Option<usize>, Fault) {
    let SignatureError { line, fault } =
        BUILT_IN.and(file, is_code).expect_err("the file is wrong");
    (line, fault)
}

#[test]
fn what_they_mark_is_shown_beside_all_that_was_found_before() {
    for log in LOGS {
        let plain = read_bytes(log.bytes);
        let file = one("cause", "host", "(?:aiortc|aioice|go2|WebRTC)", "title = 'A line'");
        let reading = read_with(&file, log.bytes);
        let (own, rest): (Vec<_>, Vec<_>) =
            reading.marks.iter().cloned().partition(|mark| mark.own.is_some());
        assert_eq!(rest, plain.marks, "{}", log.name);
        assert_eq!(reading.outcomes, plain.outcomes, "{}: it is only shown", log.name);
        let text = String::from_utf8_lossy(log.bytes);
        let words = ["aiortc", "aioice", "go2", "WebRTC"];
        if text.lines().any(|line| words.iter().any(|word| line.contains(word))) {
            assert_eq!(own.len(), 1, "{}", log.name);
            assert_eq!((own[0].kind, own[0].signature.as_str()), (SignatureKind::Cause, "ours"));
            assert_eq!(own[0].own.as_ref().map(|own| own.title.as_str()), Some("A line"));
        }
    }
}

#[test]
fn what_hides_in_them_is_escaped() {
    let more = "title = \"a\u{202e}b\"\ntext = \"one\ntwo\u{202e}\"".replace("one\n", "one\\n");
    let reading = read_with(&one("cause", "host", "x", &more), b"x\n");
    let own = reading.marks[0].own.as_ref().expect("it is the user's");
    assert_eq!(own.title, "a\\u{202e}b");
    assert_eq!(own.text.as_deref(), Some("one\ntwo\\u{202e}"));
}

#[test]
fn they_may_move_the_ladder() {
    let log = "INFO:bridge:connected\nERROR:bridge:radio off\n";
    let connected = one("progress", "validation", "bridge:connected", "event = 'stage-passed'");
    let radio_off = one("cause", "flow", "radio off", "event = 'stage-failed'");
    let radio_off = radio_off.replace("'ours'", "'radio-off'");
    let both = read_with(&(connected.clone() + &radio_off), log.as_bytes());
    assert_eq!(both.reached(), Some(Stage::Validation));
    assert_eq!(both.broken(), Some(Stage::Flow));
    assert_eq!(read_with(&connected, log.as_bytes()).broken(), None);
    assert_eq!(read_bytes(log.as_bytes()).reached(), None);
    let began = one("progress", "ice", "bridge:connected", "event = 'stage-began'");
    let cut = read_with(&began, log.as_bytes());
    assert_eq!(cut.outcome(Stage::Ice).map(|one| one.status), Some(Status::Inconclusive));
}

#[test]
fn what_means_nothing_is_recognised_by_nothing_else() {
    let log = b"ERROR:bridge:Data channel did not open in time (old robot, expected)\n";
    assert_eq!(read_bytes(log).marks.len(), 1);
    let file = one("nothing", "sctp", "old robot, expected", "");
    let reading = read_with(&file, log);
    let ids: Vec<_> = reading.marks.iter().map(|mark| mark.signature.as_str()).collect();
    assert_eq!(ids, ["ours"]);
    assert_eq!(reading.broken(), None);
}

#[test]
fn a_wrong_file_is_refused_at_its_line() {
    let sound = one("symptom", "sctp", "x", "");
    let second = "[[signature]]\nid = 'second'\nkind = 'symptom'\nstage = 'sctp'\n";
    let lines = sound.lines().count() + 1;
    assert!(matches!(
        fault(&format!("{sound}{second}pattern = '('")),
        (Some(line), Fault::Pattern(id, _)) if line == lines && id == "second"
    ));
    assert!(
        matches!(fault(&format!("{sound}{second}")), (Some(line), Fault::Form(_)) if line == lines)
    );
    assert!(
        matches!(fault(&format!("{sound}x = = 1")), (Some(line), Fault::Form(_)) if line == lines)
    );
    assert!(matches!(fault(&one("bad", "sctp", "x", "")), (Some(5), Fault::Form(_))));
    assert!(matches!(fault(&one("cause", "sctp", "(?=x)", "")), (Some(3), Fault::Pattern(..))));
    let taken = sound.replace("'ours'", "'init-sent'");
    assert_eq!(fault(&taken), (Some(3), Fault::Twice("init-sent".into())));
    assert!(matches!(fault(&(sound.clone() + &sound)), (Some(_), Fault::Twice(_))));
    assert_eq!(fault(&one("cause", "sctp", "x*", "")), (Some(3), Fault::Everything("ours".into())));
    let code = one("cause", "sctp", "x", "code = 'G2-NONE'");
    assert_eq!(fault(&code), (Some(3), Fault::Code("ours".into(), "G2-NONE".into())));
    let reason = one("cause", "sctp", "x", "event = 'http-failed'\nreason = 'weather'");
    assert_eq!(fault(&reason), (Some(3), Fault::Reason("ours".into(), "weather".into())));
}

#[test]
fn every_fault_is_told_with_its_line_and_a_remedy() {
    for file in ["x", &one("cause", "sctp", "(", ""), &one("cause", "sctp", "x*", "")] {
        let error = Signatures::and(&BUILT_IN, file, is_code).expect_err("the file is wrong");
        for (language, line) in [(Language::English, "line "), (Language::Taiwan, "第 ")] {
            let words = error.phrase().get(language).to_owned();
            assert!(words.starts_with(line) && words.lines().count() > 1, "{words}");
        }
    }
}
