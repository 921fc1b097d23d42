//! A connection that passes through us as we watch: the descriptions are known, and the packets come
//! one by one.

use std::net::IpAddr;
use std::time::Instant;

use super::attempt::Attempt;
use super::observe::Observed;
use super::reading::facts;
use super::rungs;
use super::settle::{Watched, settle};
use super::signalling::Read;
use crate::facts::outcome::{StageOutcome, Status};
use crate::facts::skip_reason::SkipReason;
use crate::facts::{CaptureFacts, Stage};
use crate::stack::sdp::SessionDescription;

pub struct Connection {
    pub driver: IpAddr,
    pub robot: IpAddr,
    pub observed: Observed,
    /// What the robot was offered.
    pub offer: SessionDescription,
    pub answer: SessionDescription,
    /// What times count from.
    pub from: Instant,
    /// Until then an answer would have been seen.
    pub until: Instant,
    /// Whether the driver has ended, and waits for nothing more.
    pub given_up: bool,
}

/// What was seen of it.
#[derive(Debug, Clone)]
pub struct Told {
    /// The stages from `ice` on, in ladder order.
    pub stages: Vec<StageOutcome>,
    pub facts: CaptureFacts,
}

impl Connection {
    pub fn told(self) -> Told {
        let Self { driver, robot, observed, offer, answer, from, until, given_up } = self;
        let given_up = given_up.then_some(until);
        let attempt = Attempt { observed, given_up, ..Attempt::new(driver, robot, from) };
        let answer = Read { answer: Some(answer), ..Read::default() };
        let rungs = vec![
            rungs::ice(&attempt, until),
            rungs::dtls(&attempt, &answer, Some(&offer)),
            rungs::sctp(&attempt),
            rungs::validation(&attempt.observed),
            rungs::flow(&attempt.observed, until),
        ];
        let mut stages = settle(rungs, Watched { from, until, given_up });
        // It begins with those that nothing is told of.
        stages.retain(|it| it.stage() >= Stage::Ice);
        // Inside DTLS nothing is seen, whatever became of the rung below.
        if let Some(at) = stages.iter().position(|it| it.status == Status::Inconclusive) {
            let later = stages.iter_mut().skip(at + 1).filter(|it| it.status == Status::Skip);
            later.for_each(|it| it.skip_reason = Some(SkipReason::NotSeen));
        }
        Told { stages, facts: facts(&attempt, until) }
    }
}
