//! The validation stage: the robot's challenge, answered.

use std::time::Duration;

use crate::facts::outcome::StageEnd;
use crate::facts::{Stage, StageFacts, ValidationEvidence, ValidationTimings};
use crate::robot::message_builder::validation_answer;
use crate::robot::validation::answer;

use super::connection::{Connection, drive};
use super::deadline::Deadline;
use super::session::{Session, connection_of};
use crate::facts::remark::Remark;
use crate::facts::waiting::Waiting;
use crate::text::format::ms_between;

/// Answers sent at most: the first, and one again for each `Validation Needed.`
const MAX_ANSWERS: u32 = 3;

/// Answers challenges until `Validation Ok.`
pub(super) async fn run(session: &mut Session<'_>, deadline: Duration) -> StageEnd {
    let mut deadline = Deadline::after(deadline);
    let Session { link, stock, answers_sent, progress, .. } = session;
    let Some(connection) = connection_of(link, stock) else {
        return StageEnd::inconclusive(Remark::NoChannel);
    };
    loop {
        if !drive(connection, &mut deadline, progress, settled, waiting).await {
            return connection.own_limit().map_or_else(StageEnd::fail, StageEnd::inconclusive);
        }
        let talk = connection.messages_mut();
        if talk.validated.is_some() {
            return StageEnd::pass();
        }
        talk.answer_wanted = false;
        if *answers_sent == MAX_ANSWERS {
            // Refused as often as we answer: waiting longer would change nothing.
            return StageEnd::fail();
        }
        if let Some((challenge, _)) = &talk.challenge {
            let reply = validation_answer(&answer(challenge));
            connection.send_text(&reply);
            *answers_sent += 1;
        }
    }
}

fn settled(connection: &(impl Connection + ?Sized)) -> bool {
    connection.messages().validated.is_some() || connection.messages().answer_wanted
}

fn waiting(connection: &(impl Connection + ?Sized)) -> Waiting {
    match connection.messages().challenge {
        None => Waiting::Challenge,
        Some(_) => Waiting::ValidationOk,
    }
}

pub(super) fn facts(session: &Session<'_>) -> StageFacts {
    let Some(connection) = session.connection() else {
        return StageFacts::unknown(Stage::Validation);
    };
    let (talk, usable) = (connection.messages(), connection.up_since(Stage::Sctp));
    let challenge = talk.challenge.as_ref().map(|(_, at)| *at);
    StageFacts::Validation {
        timings: ValidationTimings {
            challenge_ms: ms_between(usable, challenge),
            ok_ms: ms_between(usable, talk.validated),
        },
        evidence: ValidationEvidence {
            answers_sent: Some(session.answers_sent),
            answer_right: None,
            last_error: talk.last_error.clone(),
            unreadable: Some(talk.unreadable),
            ended: connection.ended(),
            data: connection.data_chunks(),
            check_loss: connection.check_loss(),
        },
    }
}
