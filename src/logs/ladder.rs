//! How far up the ladder a session came, and where it broke.

use std::collections::BTreeMap;

use crate::facts::Stage;
use crate::facts::deadlines::Deadlines;
use crate::facts::outcome::Status;
use crate::facts::remark::Remark;
use crate::facts::skip_reason::SkipReason;

use super::clock::Stamp;
use super::marks::Moment;

const RUNGS: [Stage; 7] =
    [Stage::Http, Stage::Sdp, Stage::Ice, Stage::Dtls, Stage::Sctp, Stage::Validation, Stage::Flow];

#[derive(Debug, Clone, Copy, Default)]
struct Rung {
    began: Option<Moment>,
    passed: Option<Moment>,
    broken: Option<Moment>,
}

#[derive(Debug, Clone, Default)]
pub(super) struct Ladder(BTreeMap<Stage, Rung>);

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct End {
    pub first: Option<Stamp>,
    pub last: Option<Stamp>,
    pub closed: Option<Moment>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Settled {
    pub stage: Stage,
    pub status: Status,
    /// When it began, ms after the session's first stamp.
    pub started_ms: Option<f64>,
    /// How long it took, ms.
    pub duration_ms: Option<f64>,
    pub skip_reason: Option<SkipReason>,
    pub remark: Option<Remark>,
}

impl Ladder {
    fn rung(&mut self, stage: Stage) -> &mut Rung {
        self.0.entry(stage).or_default()
    }

    fn known(&self, stage: Stage) -> Rung {
        self.0.get(&stage).copied().unwrap_or_default()
    }

    /// The stage begins; the first time counts, and of it the first that is stamped.
    pub(super) fn began(&mut self, stage: Stage, at: Moment) {
        let began = self.rung(stage).began.get_or_insert(at);
        began.stamp = began.stamp.or(at.stamp);
    }

    /// The stage, and with it every one below, is passed; the first time counts.
    pub(super) fn passed(&mut self, stage: Stage, at: Moment) {
        self.rung(stage).passed.get_or_insert(at);
    }

    /// The stage broke; the last time counts, since until then it was tried.
    pub(super) fn broken(&mut self, stage: Stage, at: Moment) {
        self.rung(stage).broken = Some(at);
    }

    /// What was seen of the stage counts no more: it is tried in another way.
    pub(super) fn anew(&mut self, stage: Stage) {
        self.0.remove(&stage);
    }

    pub(super) fn began_at(&self, stage: Stage) -> Option<Moment> {
        self.known(stage).began
    }

    pub(super) fn passed_at(&self, stage: Stage) -> Option<Moment> {
        self.known(stage).passed
    }

    /// Whether the stage is passed, seen or because one above it is.
    pub(super) fn is_passed(&self, stage: Stage) -> bool {
        self.highest_passed().is_some_and(|highest| stage <= highest)
    }

    pub(super) fn is_broken(&self, stage: Stage) -> bool {
        self.known(stage).broken.is_some()
    }

    fn is_spoken_of(&self, stage: Stage) -> bool {
        RUNGS.contains(&stage) && self.0.contains_key(&stage)
    }

    /// Whether no line speaks of a connection; a ping is none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.keys().all(|stage| *stage == Stage::Ping)
    }

    /// The lowest stage not passed; the highest of all where all are.
    pub(super) fn frontier(&self) -> Stage {
        RUNGS.into_iter().find(|stage| !self.is_passed(*stage)).unwrap_or(Stage::Flow)
    }

    pub(super) fn highest_passed(&self) -> Option<Stage> {
        RUNGS.into_iter().rev().find(|stage| self.known(*stage).passed.is_some())
    }

    /// The stage that decides: the lowest one not passed of which a line speaks.
    /// What was seen to break above it only says that something did.
    fn decisive(&self) -> Option<Stage> {
        // Data may flow for hours and then stop: passing is not the end of this one.
        if self.is_broken(Stage::Flow) && self.is_passed(Stage::Flow) {
            return Some(Stage::Flow);
        }
        let spoken_of = |stage: &Stage| {
            let rung = self.known(*stage);
            !self.is_passed(*stage) && (rung.began.is_some() || rung.broken.is_some())
        };
        let rung = RUNGS.into_iter().find(spoken_of);
        // A driver that tried to connect had started, whatever was said before.
        let started = rung.is_some() || self.highest_passed().is_some();
        let host = (self.is_broken(Stage::Host) && !started).then_some(Stage::Host);
        // Where no line speaks of what comes next, the log ends before it.
        let goes_on = started || self.status(Stage::Ping, None) == Status::Pass;
        rung.or(host).or_else(|| goes_on.then(|| self.frontier()).filter(|it| !self.is_passed(*it)))
    }

    fn decision(&self, end: &End) -> Option<(Stage, Status)> {
        self.decisive().map(|stage| (stage, self.verdict(stage, end)))
    }

    fn status(&self, stage: Stage, decision: Option<(Stage, Status)>) -> Status {
        // It stops no ladder: it ends as it ends, whatever decides.
        if stage == Stage::Ping {
            return match self.known(stage) {
                Rung { broken: Some(_), .. } => Status::Fail,
                Rung { passed: Some(_), .. } => Status::Pass,
                _ => Status::Skip,
            };
        }
        match decision {
            Some((decisive, status)) if decisive == stage => status,
            // What a higher rung implies was not seen, and is not said.
            _ if self.is_spoken_of(stage) && self.is_passed(stage) => Status::Pass,
            _ => Status::Skip,
        }
    }

    pub(super) fn statuses(&self, end: &End) -> [Status; Stage::ALL.len()] {
        let decision = self.decision(end);
        Stage::ALL.map(|stage| self.status(stage, decision))
    }

    pub(super) fn settle(&self, end: &End) -> Vec<Settled> {
        let decisive = self.decision(end);
        let reason = |stage: Stage| match decisive {
            Some((decisive, status)) if stage > decisive => SkipReason::after(decisive, status),
            _ => Some(SkipReason::NotSeen),
        };
        Stage::ALL
            .into_iter()
            .map(|stage| {
                let status = self.status(stage, decisive);
                let skipped = status == Status::Skip;
                let ended = self.ended(stage, status, end);
                let began = self.known(stage).began.filter(|_| !skipped);
                let began_stamp = began.and_then(|began| began.stamp);
                let since = |later: Option<Stamp>, earlier: Option<Stamp>| later?.since(earlier?);
                Settled {
                    stage,
                    status,
                    started_ms: since(began_stamp, end.first),
                    duration_ms: since(ended, began_stamp),
                    skip_reason: skipped.then(|| reason(stage)).flatten(),
                    remark: match (status, stage) {
                        (Status::Inconclusive, _) if self.known(stage).began.is_none() => {
                            Some(Remark::LogEndsBefore(stage))
                        }
                        (Status::Inconclusive, _) => Some(Remark::LogEndsDuring(stage)),
                        (Status::Fail, Stage::Host) => Some(Remark::DriverNotStarted),
                        _ => None,
                    },
                }
            })
            .collect()
    }

    fn ended(&self, stage: Stage, status: Status, end: &End) -> Option<Stamp> {
        let rung = self.known(stage);
        match status {
            Status::Pass => rung.passed?.stamp,
            Status::Fail => {
                let stamp = |at: Option<Moment>| at.and_then(|at| at.stamp);
                stamp(rung.broken).or(stamp(end.closed)).or(end.last)
            }
            _ => end.last,
        }
    }

    /// Whether the decisive stage failed, or the log only ends before it was decided.
    fn verdict(&self, stage: Stage, end: &End) -> Status {
        let broken = RUNGS.into_iter().any(|above| above >= stage && self.is_broken(above));
        let Some(began) = self.known(stage).began else {
            let broken = broken || self.is_broken(stage);
            return if broken { Status::Fail } else { Status::Inconclusive };
        };
        let closed = end.closed.is_some_and(|closed| closed.line > began.line);
        let waited = began.stamp.zip(end.last).and_then(|(began, last)| last.since(began));
        let deadline = Deadlines::default().of(stage).as_secs_f64() * 1000.0;
        let stalled = waited.is_some_and(|waited| waited >= deadline);
        if broken || closed || stalled { Status::Fail } else { Status::Inconclusive }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u64) -> Moment {
        Moment { line, stamp: None }
    }

    fn statuses(ladder: &Ladder, closed: Option<u64>) -> Vec<(Stage, Status)> {
        let end = End { closed: closed.map(at), ..End::default() };
        let settled = ladder.settle(&end);
        settled.into_iter().map(|one| (one.stage, one.status)).collect()
    }

    fn status(ladder: &Ladder, closed: Option<u64>, stage: Stage) -> Status {
        let all = statuses(ladder, closed);
        all.into_iter().find(|(one, _)| *one == stage).map(|(_, status)| status).expect("a stage")
    }

    #[test]
    fn a_passed_rung_proves_those_below_it_and_shows_only_those_that_were_spoken_of() {
        let mut ladder = Ladder::default();
        ladder.broken(Stage::Http, at(1));
        ladder.passed(Stage::Sctp, at(2));
        assert!(ladder.is_passed(Stage::Http) && ladder.is_passed(Stage::Dtls));
        assert_eq!(status(&ladder, Some(3), Stage::Http), Status::Pass);
        assert_eq!(status(&ladder, Some(3), Stage::Sctp), Status::Pass);
        let settled = ladder.settle(&End::default());
        let dtls = settled.iter().find(|one| one.stage == Stage::Dtls).expect("a stage");
        assert_eq!((dtls.status, &dtls.skip_reason), (Status::Skip, &Some(SkipReason::NotSeen)));
        assert_eq!(status(&ladder, Some(3), Stage::Ping), Status::Skip);
        assert_eq!(ladder.frontier(), Stage::Validation);
    }

    #[test]
    fn a_log_that_ends_below_the_last_rung_is_not_judged() {
        let mut ladder = Ladder::default();
        ladder.passed(Stage::Sdp, at(1));
        let settled = ladder.settle(&End::default());
        let ice = settled.iter().find(|one| one.stage == Stage::Ice).expect("a stage");
        assert_eq!(ice.status, Status::Inconclusive);
        assert_eq!(ice.remark, Some(Remark::LogEndsBefore(Stage::Ice)));
    }

    #[test]
    fn the_lowest_rung_under_way_is_to_blame() {
        let mut ladder = Ladder::default();
        ladder.passed(Stage::Sdp, at(1));
        ladder.began(Stage::Ice, at(2));
        ladder.broken(Stage::Sctp, at(3));
        assert_eq!(status(&ladder, None, Stage::Ice), Status::Fail);
        let skipped = ladder.settle(&End::default()).pop().and_then(|last| last.skip_reason);
        assert_eq!(skipped, Some(SkipReason::Failed(Stage::Ice)));
    }

    #[test]
    fn a_log_that_ends_early_decides_nothing() {
        let mut ladder = Ladder::default();
        ladder.began(Stage::Ice, at(5));
        assert_eq!(status(&ladder, None, Stage::Ice), Status::Inconclusive);
        assert_eq!(status(&ladder, Some(4), Stage::Ice), Status::Inconclusive);
        assert_eq!(status(&ladder, Some(6), Stage::Ice), Status::Fail);
    }

    #[test]
    fn data_that_flowed_may_still_stop() {
        let mut ladder = Ladder::default();
        ladder.passed(Stage::Validation, at(1));
        ladder.passed(Stage::Flow, at(1));
        assert_eq!(status(&ladder, Some(9), Stage::Flow), Status::Pass);
        ladder.broken(Stage::Flow, at(2));
        assert_eq!(status(&ladder, Some(9), Stage::Flow), Status::Fail);
        assert_eq!(status(&ladder, Some(9), Stage::Validation), Status::Pass);
    }

    #[test]
    fn a_driver_that_never_started_broke_at_this_machine() {
        let mut ladder = Ladder::default();
        ladder.broken(Stage::Host, at(1));
        assert_eq!(status(&ladder, None, Stage::Host), Status::Fail);
        assert_eq!(status(&ladder, None, Stage::Http), Status::Skip);
        ladder.began(Stage::Http, at(2));
        assert_eq!(status(&ladder, None, Stage::Host), Status::Skip);
        assert_eq!(status(&ladder, None, Stage::Http), Status::Inconclusive);
        ladder.passed(Stage::Flow, at(3));
        assert_eq!(status(&ladder, None, Stage::Host), Status::Skip);
    }

    #[test]
    fn nothing_known_is_nothing_told() {
        let all = statuses(&Ladder::default(), None);
        assert!(all.iter().all(|(_, status)| *status == Status::Skip));
    }
}
