//! The faults of the answer to an offer: what comes in its place, and what is wrong in it.

use crate::robot::session_key::SessionKey;

use super::fault::Fault;
use super::fault_setting::Faults;
use super::fault_table::hash_name;
use crate::net::http_server as http;
use crate::robot::offer_request::Reply;

type Body = fn(&Reply) -> String;

pub(super) fn instead(faults: &Faults, reply: &Reply) -> Option<http::Reply> {
    let bodies: [(Fault, Body); 4] = [
        (Fault::ConIngPlainText, |_| "error: no such session".to_owned()),
        (Fault::ConIngUndecipherable, under_another_key),
        (Fault::ConIngNotJson, |reply| reply.wrapped("not ready".into())),
        (Fault::ConIngEmpty, |reply| reply.body(Some(""))),
    ];
    faults.first_in(&bodies).map(|body| http::Reply::ok(body(reply)))
}

/// An answer that the client's key does not open. This cipher has no integrity: of 256 wrong keys
/// one passes for right, so they are tried.
fn under_another_key(reply: &Reply) -> String {
    let Reply::Sealed(own) = reply else { return "in clear there is no key".into() };
    let sealed =
        (0..=u8::MAX).map(|byte| SessionKey::from_entropy([byte; 16]).seal("{\"sdp\":\"\"}"));
    let mut refused = sealed.filter(|sealed| own.open(sealed.as_bytes()).is_none());
    refused.next().unwrap_or_default()
}

type Edit = fn(&Faults, &str) -> String;

pub(super) fn with_faults(faults: &Faults, answer: String) -> String {
    let edits: [(Fault, Edit); 9] = [
        (Fault::AnswerNoData, |_, answer| without_application(answer)),
        (Fault::AnswerNoFingerprint, |_, answer| with_fingerprint(answer, |_| String::new())),
        (Fault::AnswerOtherHash, |faults, answer| {
            let name = faults.code(Fault::AnswerOtherHash).map_or("", hash_name);
            with_fingerprint(answer, |value| line(name, &stretched(value, bytes_of(name))))
        }),
        (Fault::AnswerReordered, |_, answer| last_section_first(answer)),
        (Fault::AnswerSetupActpass, |_, answer| answer.replace("setup:active", "setup:actpass")),
        (Fault::AnswerSetupPassive, |_, answer| answer.replace("setup:active", "setup:passive")),
        (Fault::AnswerSctpPort, |_, answer| answer.replace("sctp-port:5000", "sctp-port:6000")),
        (Fault::AnswerTwoFingerprints, |_, answer| {
            let both =
                |value: &str| line("sha-512", &stretched(value, 64)) + &line("sha-256", value);
            with_fingerprint(answer, both)
        }),
        (Fault::AnswerLowerCase, |_, answer| {
            with_fingerprint(answer, |value| line("sha-256", &value.to_ascii_lowercase()))
        }),
    ];
    edits
        .into_iter()
        .filter(|(fault, _)| faults.has(*fault))
        .fold(answer, |answer, (_, edit)| edit(faults, &answer))
}

/// The answer without its application section, which is the last in some offers and not in others.
fn without_application(answer: &str) -> String {
    let (head, sections) = sections(answer);
    let kept = sections.into_iter().filter(|section| !section.starts_with("m=application"));
    std::iter::once(head).chain(kept).collect()
}

/// The answer with its last m-section before the others.
fn last_section_first(answer: &str) -> String {
    let (head, mut sections) = sections(answer);
    let last = sections.pop();
    std::iter::once(head).chain(last).chain(sections).collect()
}

/// What stands before the first m-section, and the m-sections.
fn sections(answer: &str) -> (&str, Vec<&str>) {
    let starts: Vec<usize> = answer
        .split_inclusive('\n')
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        })
        .filter_map(|(start, line)| line.starts_with("m=").then_some(start))
        .collect();
    let ends = starts.iter().skip(1).copied().chain([answer.len()]);
    let sections = starts.iter().zip(ends).map(|(start, end)| &answer[*start..end]).collect();
    (&answer[..starts.first().copied().unwrap_or(answer.len())], sections)
}

const FINGERPRINT: &str = "a=fingerprint:sha-256 ";

fn with_fingerprint(answer: &str, lines: impl Fn(&str) -> String) -> String {
    answer
        .split_inclusive('\n')
        .map(|line| match line.strip_prefix(FINGERPRINT) {
            Some(value) => lines(value.trim_end()),
            None => line.to_owned(),
        })
        .collect()
}

fn line(hash: &str, value: &str) -> String {
    format!("a=fingerprint:{hash} {value}\r\n")
}

fn bytes_of(hash: &str) -> usize {
    if hash == "sha-1" { 20 } else { 64 }
}

/// A fingerprint of so many bytes, made of one of another length: nobody is going to compare it.
fn stretched(fingerprint: &str, bytes: usize) -> String {
    fingerprint.split(':').cycle().take(bytes).collect::<Vec<_>>().join(":")
}

#[cfg(test)]
mod tests {
    use crate::robot::con_ing::{Answer, AnswerError};
    use crate::stack::sdp::SessionDescription;
    use crate::stack::sdp_lint::{Lint, lint};

    use super::*;

    const ANSWER: &str = include_str!("../../tests/fixtures/robot-answer.sdp");

    fn faults(text: &str) -> Faults {
        Faults(vec![text.parse().unwrap()])
    }

    fn parse(text: &str) -> SessionDescription {
        SessionDescription::parse(text).unwrap()
    }

    #[test]
    fn each_answer_has_the_one_defect_that_it_is_meant_to_have() {
        let cases: [(&str, &[Lint]); 9] = [
            ("answer-no-data", &[Lint::ApplicationMissing, Lint::SectionsCount]),
            ("answer-no-fingerprint", &[Lint::FingerprintMissing]),
            ("answer-other-hash", &[Lint::FingerprintNotSha256]),
            ("answer-other-hash-sha-1", &[Lint::FingerprintNotSha256]),
            ("answer-reordered", &[Lint::SectionsReordered]),
            ("answer-setup-actpass", &[Lint::SetupUnexpected]),
            ("answer-setup-passive", &[Lint::SetupPassive]),
            ("answer-sctp-port", &[Lint::SctpPortUnusual]),
            ("answer-two-fingerprints", &[Lint::FingerprintSeveral]),
        ];
        let well = parse(ANSWER);
        for (fault, expected) in cases {
            let with_faults = with_faults(&faults(fault), ANSWER.to_owned());
            let address = "192.168.12.1".parse().ok();
            assert_eq!(lint(&well, &parse(&with_faults), address), expected, "{fault}");
        }
        assert_eq!(with_faults(&faults("busy"), ANSWER.to_owned()), ANSWER);
    }

    #[test]
    fn other_hashes_have_their_length_and_the_right_one_stays_beside_them() {
        let values = |fault: &str| -> Vec<(String, usize)> {
            let answer = parse(&with_faults(&faults(fault), ANSWER.to_owned()));
            let lines = answer.fingerprints().iter();
            lines.map(|f| (f.algorithm.clone(), f.value.split(':').count())).collect()
        };
        let of = |hash: &str, bytes: usize| (hash.to_owned(), bytes);
        assert_eq!(values("answer-other-hash"), [of("sha-512", 64)]);
        assert_eq!(values("answer-other-hash-sha-1"), [of("sha-1", 20)]);
        assert_eq!(values("answer-two-fingerprints"), [of("sha-512", 64), of("sha-256", 32)]);
        let both = parse(&with_faults(&faults("answer-two-fingerprints"), ANSWER.to_owned()));
        assert_eq!(both.transport().fingerprint, parse(ANSWER).transport().fingerprint);
    }

    #[test]
    fn only_the_application_section_is_cut_out_wherever_it_stands() {
        let answer = "v=0\r\nm=audio 9\r\na=x\r\nm=application 9\r\na=mid:2\r\nm=video 9\r\n";
        assert_eq!(without_application(answer), "v=0\r\nm=audio 9\r\na=x\r\nm=video 9\r\n");
        assert_eq!(without_application("v=0\r\n"), "v=0\r\n");
    }

    #[test]
    fn what_comes_instead_of_an_answer_fails_where_it_is_meant_to() {
        let key = SessionKey::from_entropy([9; 16]);
        let error = |fault: &str| match instead(&faults(fault), &Reply::Sealed(key.clone())) {
            Some(http::Reply::Answer { status: 200, body }) => {
                Answer::open(&body, &key).unwrap_err()
            }
            other => panic!("{other:?}"),
        };
        assert_eq!(error("con-ing-plain-text"), AnswerError::Undecipherable);
        assert_eq!(error("con-ing-undecipherable"), AnswerError::Undecipherable);
        assert_eq!(error("con-ing-not-json"), AnswerError::NotJson);
        assert_eq!(error("con-ing-empty"), AnswerError::Empty);
        assert_eq!(instead(&faults("busy"), &Reply::Clear), None);
    }
}
