//! What a proxy saw, as the outcome of a run.

use std::time::SystemTime;

use crate::capture::connection::Told;
use crate::facts::outcome::{Client, RobotFacts, RunOutcome, Slot, StageEnd, StageOutcome, Status};
use crate::facts::proxy::{Change, ProxyRun, Unmended};
use crate::facts::remark::Remark;
use crate::facts::skip_reason::SkipReason;
use crate::facts::{OfferFacts, Stage, StageFacts};
use crate::stages::carrier::Carrier;
use crate::stages::plan::Plan;

/// The last that was seen of each.
pub(super) struct Seen {
    pub run: ProxyRun,
    pub robot: RobotFacts,
    http: StageOutcome,
    sdp: Option<StageOutcome>,
    offer: Option<OfferFacts>,
    /// The last connection that was relayed, and what is left of it at the robot.
    pub relayed: Option<(Told, Slot)>,
}

impl Seen {
    pub(super) fn of(carrier: &Carrier<'_>, run: ProxyRun) -> Self {
        Self {
            run,
            robot: carrier.robot().clone(),
            http: carrier.http().clone(),
            sdp: carrier.sdp().cloned(),
            offer: None,
            relayed: None,
        }
    }

    /// The robot was asked once more.
    pub(super) fn ask(&mut self, carrier: &Carrier<'_>) {
        self.http = carrier.http().clone();
        if carrier.is_reached() {
            self.robot = carrier.robot().clone();
        }
    }

    /// An offer of which the robot would see nothing.
    pub(super) fn dropped(&mut self, not_done: Vec<Change>) {
        self.run.offers += 1;
        self.run.changes.clear();
        self.run.would_change = not_done;
        self.sdp = Some(StageOutcome::ended(
            StageEnd::inconclusive(Remark::ProxyDropped),
            self.http.duration_ms.unwrap_or_default(),
            0.0,
            StageFacts::unknown(Stage::Sdp),
        ));
    }

    pub(super) fn carried(
        &mut self,
        carrier: &Carrier<'_>,
        done: Vec<Change>,
        not_done: Vec<Change>,
        unmended: Vec<Unmended>,
    ) {
        self.run.offers += 1;
        self.sdp = carrier.sdp().cloned();
        self.offer = carrier.offer_facts().cloned();
        self.robot = carrier.robot().clone();
        if let Some(sdp) = self.sdp.as_mut().filter(|it| it.status == Status::Pass)
            && !(done.is_empty() && not_done.is_empty() && unmended.is_empty())
        {
            sdp.status = Status::Warn;
        }
        self.run.changes = done;
        self.run.would_change = not_done;
        self.run.unmended = unmended;
    }

    pub(super) fn outcome(
        self,
        plan: &Plan,
        started_at: SystemTime,
        duration_ms: f64,
    ) -> RunOutcome {
        let Self { mut run, robot, http, sdp, offer, relayed } = self;
        let (told, slot) =
            relayed.map_or((None, Slot::Untouched), |(told, slot)| (Some(told), slot));
        run.relayed = told.as_ref().map(|told| told.facts.clone());
        let above = |stage| {
            let stages = told.as_ref().map(|told| told.stages.as_slice()).unwrap_or_default();
            stages.iter().find(|it| it.stage() == stage).cloned()
        };
        let never = match run.requests.is_empty() {
            true => Remark::ProxyNeverAsked,
            false => Remark::ProxyNeverOffered,
        };
        let failed = SkipReason::after(Stage::Http, http.status);
        let sdp = match (sdp, &failed) {
            (Some(sdp), _) => sdp,
            (None, Some(reason)) => StageOutcome::skipped(Stage::Sdp, reason.clone()),
            (None, None) => StageOutcome::ended(
                StageEnd::inconclusive(never),
                http.duration_ms.unwrap_or_default(),
                0.0,
                StageFacts::unknown(Stage::Sdp),
            ),
        };
        let later = failed.or_else(|| SkipReason::after(Stage::Sdp, sdp.status));
        let stages = Stage::ALL.into_iter().map(|stage| match stage {
            Stage::Http => http.clone(),
            Stage::Sdp => sdp.clone(),
            stage if stage > Stage::Sdp => match later.clone() {
                Some(reason) => StageOutcome::skipped(stage, reason),
                None => above(stage)
                    .unwrap_or_else(|| StageOutcome::skipped(stage, SkipReason::NotSeen)),
            },
            stage => StageOutcome::skipped(stage, SkipReason::NotRequested),
        });
        RunOutcome {
            duration_ms,
            robot,
            offer: Client::Driver.name().into(),
            offer_facts: offer,
            client: Some(Client::Driver),
            last_stage: plan.last_stage,
            // The driver's, and not ours to free.
            slot,
            proxy: Some(Box::new(run)),
            ..RunOutcome::new(&plan.command, started_at, stages.collect())
        }
    }
}
