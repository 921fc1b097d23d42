//! The robot's challenge.

use crate::diagnosis::case::{Case, Seen, Source};
use crate::diagnosis::conclusion::Conclusion;
use crate::diagnosis::finding::Side;
use crate::diagnosis::phrase::phrase;
use crate::evidence::{OpenedBy, ValidationEvidence, ValidationTimings};
use crate::redact::printable;
use crate::stages::outcome::Status;

pub(in crate::diagnosis) fn conclude(case: &Case<'_>) -> Vec<Conclusion> {
    case.validation()
        .filter(|validation| validation.status == Status::Fail)
        .map(|validation| failed(case, validation))
        .into_iter()
        .collect()
}

fn failed(
    case: &Case<'_>,
    validation: Seen<'_, ValidationTimings, ValidationEvidence>,
) -> Conclusion {
    let evidence = validation.evidence;
    let answers = evidence.answers_sent.unwrap_or_default();
    match &evidence.last_error {
        Some(error) => {
            let error = printable(error, 80);
            let refused = match (answers, case.source) {
                (0 | 1, _) => Conclusion::possible("G2-VAL-NEEDED"),
                // Our own answer is held against recorded ones by tests: doubt the firmware first.
                (_, Source::Live) => {
                    Conclusion::possible("G2-VAL-WRONGHASH").on(Side::ClientLimit).because(phrase!(
                        "the firmware expects another answer, or two clients answer at once",
                        "韌體要求別種回答，或同時有兩個用戶端在回答"
                    ))
                }
                (_, Source::Log) => Conclusion::likely("G2-VAL-WRONGHASH"),
            };
            refused.seen(phrase!(
                "answers sent {answers}, the robot says: {error}",
                "送出回答 {answers} 次，機器人回覆：{error}"
            ))
        }
        None if validation.timings.challenge_ms.is_some() || answers > 0 => {
            Conclusion::possible("G2-VAL-WEDGED").seen(phrase!(
                "challenge received, answered {answers} times, no reply",
                "收到挑戰，回答 {answers} 次，沒有回覆"
            ))
        }
        None => no_challenge(case),
    }
}

/// An OPEN that was acknowledged reached the robot: then the silence is its own.
fn no_challenge(case: &Case<'_>) -> Conclusion {
    let opened_by = case.sctp().and_then(|sctp| sctp.evidence.opened_by);
    match opened_by {
        Some(OpenedBy::Sack | OpenedBy::Ack) => Conclusion::likely("G2-VAL-NOCHALLENGE")
            .seen(phrase!("the robot acknowledged our OPEN", "機器人確認了我方的 OPEN")),
        _ => Conclusion::possible("G2-VAL-NOCHALLENGE"),
    }
}
