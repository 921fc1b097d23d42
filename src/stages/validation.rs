//! The validation stage: the robot's challenge, answered.

use std::time::{Duration, Instant};

use crate::evidence::{StageFacts, ValidationEvidence, ValidationTimings};
use crate::robot::message_builder::validation_answer;
use crate::robot::validation::answer;

use super::session::{Link, Session, StageEnd, drive};
use super::timing::ms_between;
use super::waiting::Waiting;

/// Answers sent at most: the first, and one again for each `Validation Needed.`
const MAX_ANSWERS: u32 = 3;

/// Answers challenges until `Validation Ok.`
pub async fn run(
    session: &mut Session<'_>,
    deadline: Duration,
    progress: &dyn Fn(Waiting),
) -> StageEnd {
    let Some(link) = &mut session.link else {
        return StageEnd::inconclusive("there is no channel");
    };
    let deadline = Instant::now() + deadline;
    loop {
        let settled = |link: &Link| link.talk.validated.is_some() || link.talk.answer_wanted;
        if !drive(link, deadline, progress, settled, waiting).await {
            return StageEnd::fail();
        }
        if link.talk.validated.is_some() {
            return StageEnd::pass();
        }
        link.talk.answer_wanted = false;
        if session.answers_sent == MAX_ANSWERS {
            // Refused as often as we answer: waiting longer would change nothing.
            return StageEnd::fail();
        }
        if let Some((challenge, _)) = &link.talk.challenge {
            let reply = validation_answer(&answer(challenge));
            link.say(&reply);
            session.answers_sent += 1;
        }
    }
}

fn waiting(link: &Link) -> Waiting {
    match link.talk.challenge {
        None => Waiting::Challenge,
        Some(_) => Waiting::ValidationOk,
    }
}

/// What the stage measured.
pub fn facts(session: &Session<'_>) -> StageFacts {
    let Some(link) = &session.link else {
        return StageFacts::Validation {
            timings: Default::default(),
            evidence: Default::default(),
        };
    };
    let usable = link.usable.map(|(_, at)| at);
    let challenge = link.talk.challenge.as_ref().map(|(_, at)| *at);
    StageFacts::Validation {
        timings: ValidationTimings {
            challenge_ms: ms_between(usable, challenge),
            ok_ms: ms_between(usable, link.talk.validated),
        },
        evidence: ValidationEvidence {
            answers_sent: Some(session.answers_sent),
            last_error: link.talk.last_error.clone(),
        },
    }
}
