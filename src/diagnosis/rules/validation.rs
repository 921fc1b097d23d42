//! The robot's challenge.

use super::sctp::ended::ended;
use crate::diagnosis::absence::Absent;
use crate::diagnosis::case::{Case, Seen, Source};
use crate::diagnosis::finding::Finding;
use crate::facts::finding::Side;
use crate::facts::outcome::Status;
use crate::facts::{LogMark, LogSign, OpenedBy, Stage, ValidationEvidence, ValidationTimings};
use crate::text::phrase::{Phrase, phrase};
use crate::text::redact::printable;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Finding> {
    case.validation()
        .filter(|validation| validation.status == Status::Fail)
        .map(|validation| failed(case, validation))
        .into_iter()
        .collect()
}

fn failed(case: &Case<'_>, validation: Seen<'_, ValidationTimings, ValidationEvidence>) -> Finding {
    let evidence = validation.evidence;
    if let Some(end) = &evidence.ended {
        return ended(end, Stage::Validation, case.source).seen_all(got_to(validation));
    }
    if case.source == Source::Log && evidence.unreadable.is_some_and(|number| number > 0) {
        return no_challenge(case, evidence);
    }
    if case.source == Source::Log && waits_for_ack(case) {
        return Finding::likely("G2-DC-NOACK").at_stage(Stage::Validation).seen(phrase!(
            "messages from the robot arrive while the driver considers the channel not open",
            "機器人的訊息持續送達，驅動程式卻認為通道尚未開啟"
        ));
    }
    let answers = evidence.answers_sent.unwrap_or_default();
    match &evidence.last_error {
        Some(error) => {
            let error = printable(error, 80);
            let refused = match (answers, case.source) {
                // We hold everything back until we are validated: the answer was late or lost.
                (0 | 1, Source::Live) => Finding::possible("G2-VAL-NEEDED").on_side(Side::Unknown),
                (0 | 1, Source::Log | Source::Capture) => Finding::possible("G2-VAL-NEEDED"),
                // Our own answer is held against recorded ones by tests: doubt the firmware first.
                (_, Source::Live | Source::Capture) => right_answer_refused(),
                (_, Source::Log) if evidence.answer_right == Some(true) => right_answer_refused(),
                (_, Source::Log) => Finding::likely("G2-VAL-WRONGHASH"),
            };
            refused.seen(phrase!(
                "answers sent {answers}, the robot says: {error}",
                "送出回答 {answers} 次，機器人回覆：{error}"
            ))
        }
        None if validation.timings.challenge_ms.is_some() || answers > 0 => {
            Finding::possible("G2-VAL-WEDGED").seen(phrase!(
                "challenge received, answered {}, no reply",
                "收到挑戰，回答 {}，沒有回覆",
                Phrase::times(answers.into())
            ))
        }
        None => no_challenge(case, evidence),
    }
}

/// Needs a channel that messages of the robot had proven before the driver found it not open.
fn waits_for_ack(case: &Case<'_>) -> bool {
    let refused = case.sign(LogSign::ChannelNotOpen);
    let waits =
        |mark: &LogMark| mark.text.contains("connecting") && mark.after >= Some(Stage::Sctp);
    refused.is_some_and(waits) && case.sign(LogSign::DataArrived).is_some()
}

fn right_answer_refused() -> Finding {
    Finding::possible("G2-VAL-WRONGHASH").on_side(Side::Unknown).because(phrase!(
        "known robots accept this answer: the firmware differs, or two clients are connected at once",
        "回答與已知機器人接受的相同：韌體不同，或同時有兩個用戶端"
    ))
}

/// How far it got before the robot ended it.
fn got_to(validation: Seen<'_, ValidationTimings, ValidationEvidence>) -> Option<Phrase> {
    let answers = validation.evidence.answers_sent?;
    Some(match validation.timings.challenge_ms {
        Some(_) => phrase!(
            "challenge received, answered {} before that",
            "在此之前收到挑戰並回答 {}",
            Phrase::times(answers.into())
        ),
        None => phrase!("no challenge before that", "在此之前沒有收到挑戰"),
    })
}

/// An OPEN that was acknowledged reached the robot: then the silence is its own, unless what it said
/// is not understood here.
fn no_challenge(case: &Case<'_>, evidence: &ValidationEvidence) -> Finding {
    if let Some(number) = evidence.unreadable.filter(|number| *number > 0) {
        return Finding::possible("G2-VAL-NOCHALLENGE")
            .on_side(Side::Unknown)
            .because(phrase!(
                "the robot sent something, but no challenge of the known form: another firmware?",
                "機器人有送訊息，但不是已知形式的挑戰：韌體不同？"
            ))
            .seen(match case.source {
                Source::Live | Source::Capture => phrase!(
                    "messages that go2doctor cannot read: {number}",
                    "go2doctor 無法解讀的訊息：{number} 則"
                ),
                Source::Log => {
                    phrase!("challenges without a text: {number}", "沒有內容的挑戰：{number} 則")
                }
            });
    }
    let opened_by = case.sctp().and_then(|sctp| sctp.evidence.opened_by);
    match opened_by {
        Some(OpenedBy::Sack | OpenedBy::Ack)
            if case.source == Source::Log || evidence.unreadable.is_some() =>
        {
            Finding::likely("G2-VAL-NOCHALLENGE")
                .seen(phrase!("the robot acknowledged our OPEN", "機器人確認了我方的 OPEN"))
        }
        // What an unknown program does not write of may have come.
        _ if !case.would_show(Absent::Challenge) => {
            Finding::possible("G2-VAL-NOCHALLENGE").on_side(Side::Unknown)
        }
        _ => Finding::possible("G2-VAL-NOCHALLENGE"),
    }
}
