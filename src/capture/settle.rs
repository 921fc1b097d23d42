//! How far up the ladder an attempt came by its packets, and where it broke.

use std::time::Instant;

use crate::facts::deadlines::Deadlines;
use crate::facts::outcome::{StageOutcome, Status};
use crate::facts::remark::Remark;
use crate::facts::skip_reason::SkipReason;
use crate::facts::{Stage, StageFacts};
use crate::text::format::ms_between;

/// What was seen of one stage.
#[derive(Debug)]
pub(super) struct Rung {
    pub began: Option<Instant>,
    pub passed: Option<Instant>,
    pub broken: Option<Instant>,
    /// Why a bystander cannot tell how it ended.
    pub hidden: Option<Remark>,
    pub facts: StageFacts,
}

impl Rung {
    pub(super) fn unseen(stage: Stage) -> Self {
        Self {
            began: None,
            passed: None,
            broken: None,
            hidden: None,
            facts: StageFacts::unknown(stage),
        }
    }

    fn stage(&self) -> Stage {
        self.facts.stage()
    }

    fn is_seen(&self) -> bool {
        self.began.is_some() || self.passed.is_some() || self.broken.is_some()
    }
}

/// From when to when an attempt was watched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Watched {
    pub from: Instant,
    /// The last packet of the whole capture: until then an answer would have been seen.
    pub until: Instant,
    /// When the driver began anew.
    pub given_up: Option<Instant>,
}

impl Watched {
    /// Until when something could have come.
    pub(super) fn end(&self) -> Instant {
        self.given_up.map_or(self.until, |given_up| given_up.min(self.until))
    }
}

/// Every stage's outcome, from the rungs in ladder order.
pub(super) fn settle(rungs: Vec<Rung>, watched: Watched) -> Vec<StageOutcome> {
    let highest = rungs.iter().rfind(|rung| rung.passed.is_some()).map(Rung::stage);
    let mut stopped: Option<(Stage, Status)> = None;
    let mut outcomes = Vec::with_capacity(Stage::ALL.len());
    let started = rungs.iter().any(Rung::is_seen);
    for stage in [Stage::Host, Stage::Ping] {
        outcomes.push(StageOutcome::skipped(stage, SkipReason::NotSeen));
    }
    for rung in rungs {
        let stage = rung.stage();
        // A rung above proves this one, unless the connection broke off here all the same.
        let below = highest.is_some_and(|highest| stage < highest);
        let (status, remark) = match stopped {
            Some((at, status)) if !(status == Status::Inconclusive && rung.broken.is_some()) => {
                let reason = SkipReason::after(at, status).unwrap_or(SkipReason::NotSeen);
                outcomes.push(StageOutcome::skipped(stage, reason));
                continue;
            }
            Some(_) => (Status::Fail, None),
            None if !rung.is_seen() && (below || !started || highest.is_none()) => {
                outcomes.push(StageOutcome::skipped(stage, SkipReason::NotSeen));
                continue;
            }
            None => verdict(&rung, below, watched),
        };
        if !status.passed() {
            stopped = Some((stage, status));
        }
        let ended = match status {
            Status::Pass => rung.passed,
            Status::Fail => rung.broken.or(Some(watched.end())),
            _ => Some(watched.end()),
        };
        outcomes.push(StageOutcome {
            status,
            started_ms: ms_between(Some(watched.from), rung.began),
            duration_ms: ms_between(rung.began, ended),
            skip_reason: None,
            remark,
            facts: rung.facts,
        });
    }
    outcomes
}

fn verdict(rung: &Rung, below: bool, watched: Watched) -> (Status, Option<Remark>) {
    let stage = rung.stage();
    if rung.broken.is_some() && !below {
        return (Status::Fail, None);
    }
    if below || rung.passed.is_some() {
        return (Status::Pass, None);
    }
    if let Some(hidden) = &rung.hidden {
        return (Status::Inconclusive, Some(hidden.clone()));
    }
    let Some(began) = rung.began else {
        return (Status::Inconclusive, Some(Remark::CaptureEndsBefore(stage)));
    };
    let waited = watched.end().saturating_duration_since(began);
    if watched.given_up.is_some() || waited >= Deadlines::default().of(stage) {
        return (Status::Fail, None);
    }
    (Status::Inconclusive, Some(Remark::CaptureEndsDuring(stage)))
}
